import { catalogue, checkInfo } from '../config/catalogue';
import { nearestName } from '../config/nearestName';
import { readPage } from './pages';
import { parseCommandLine, UsageError } from './usage';

/** Prints the page of a code; without one, the list of all. */
export async function explain(args: string[]): Promise<number> {
  const { positionals } = parseCommandLine({ args, allowPositionals: true, options: {} });
  const [code] = positionals;
  if (code === undefined) {
    for (const info of catalogue) process.stdout.write(`${info.code.padEnd(26)} ${info.title}\n`);
    return 0;
  }
  if (checkInfo(code) === undefined) {
    const nearest = nearestName(
      code,
      catalogue.map((info) => info.code),
    );
    throw new UsageError(
      `There is no check '${code}'${nearest === undefined ? '' : `; did you mean '${nearest}'?`} 'pullscope explain' lists all.`,
    );
  }
  process.stdout.write(await readPage(code));
  return 0;
}

/** The pages of the codes. They lie beside dist/, in the repository as in the package. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkInfo } from '../config/catalogue';
import type { CheckInfo } from '../config/checkInfo';
import type { LocatedReport } from '../report/located';

/**
 * Without its pictures, which no terminal and no other tool would show.
 * @param code of the catalogue
 */
export async function readPage(code: string): Promise<string> {
  const page = await readFile(join(__dirname, '..', 'docs', 'checks', `${code}.md`), 'utf8');
  return page.replaceAll(/^!\[.*\]\(.*\)\n\n/gm, '');
}

/** What is known of each code that some reports name. */
export async function pagesOf(
  reports: readonly LocatedReport[],
): Promise<(code: string) => { readonly info: CheckInfo; readonly page: string }> {
  const codes = new Set(
    reports.flatMap(({ outcomes, silenced }) => [...outcomes, ...silenced].map(({ code }) => code)),
  );
  const known = new Map<string, { info: CheckInfo; page: string }>();
  for (const code of codes) {
    const info = checkInfo(code);
    if (info === undefined) throw new Error(`no check is called ${code}`);
    known.set(code, { info, page: await readPage(code) });
  }
  return (code) => {
    const found = known.get(code);
    if (found === undefined) throw new Error(`the page of ${code} was not read`);
    return found;
  };
}

/**
 * `npm test`: unit tests, the suites inside VS Code, the tests in a browser. `npm test -- host activation` runs one kind,
 * and of it what matches the name: unit and ui match a test file's path, host a test's title.
 */
import { runHostSuites } from '../test/host/run.mts';
import { main as build } from './build.mts';
import { forgetResults, recordCounts, sumOfResults, type Counts } from './testResults.mts';
import { runVitest } from './vitestProject.mts';

type Kind = 'unit' | 'host' | 'ui';

const kinds: readonly Kind[] = ['unit', 'host', 'ui'];

export async function main(args: readonly string[]): Promise<number> {
  const [kind, ...names] = args;
  if (kind !== undefined && !kinds.some((one) => one === kind)) {
    console.error(`npm test runs ${kinds.join(', ')}, or all of them: there is no “${kind}”.`);
    return 2;
  }
  const wanted = kind === undefined ? kinds : [kind as Kind];
  await forgetResults();
  // Failed until it is known to have run, so that whatever breaks off is counted.
  for (const one of wanted) await recordCounts(one, { passed: 0, failed: 1 });
  const started = performance.now();
  if (wanted.some((one) => one !== 'unit') && (await build([])) !== 0) return 1;
  for (const one of wanted) await recordCounts(one, await run(one, names));
  const { passed, failed } = await sumOfResults();
  console.log(`${passed} passed, ${failed} failed in ${Math.round((performance.now() - started) / 1000)} s`);
  return failed === 0 ? 0 : 1;
}

async function run(kind: Kind, names: readonly string[]): Promise<Counts> {
  console.log(`\n${{ unit: 'Unit tests', host: 'Suites inside VS Code', ui: 'Tests in a browser' }[kind]}`);
  if (kind !== 'host') return await runVitest(kind, names);
  try {
    return await runHostSuites(names.length === 0 ? undefined : names.join(' '));
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(cause instanceof Error ? `${message} (${cause.message})` : message);
    return { passed: 0, failed: 1 };
  }
}

/** What VS Code loads and runs: mocha over the suites that lie beside this file once they are bundled. */
import Mocha from 'mocha';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import path from 'node:path';

export interface HostResults {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly HostTest[];
}

export interface HostTest {
  readonly title: string;
  readonly milliseconds: number;
  readonly error?: string;
}

/** @throws Error when a test fails, which gives VS Code its exit code */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const filter = process.env['PULLSCOPE_TEST_FILTER'];
  const mocha = new Mocha({
    ui: 'bdd',
    // Suites wait for what they look for; a machine that is busy takes its time.
    timeout: 60_000,
    // Printing is ours, for what an extension host writes to its console is mixed with what VS Code itself writes.
    reporter: Mocha.reporters.Base,
    ...(filter === undefined ? {} : { fgrep: filter }),
  });
  const suites = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.js'),
  );
  for (const suite of suites.sort()) mocha.addFile(path.join(__dirname, suite));

  const tests = await runAndPrint(mocha);
  const failed = tests.filter(({ error }) => error !== undefined).length;
  const results: HostResults = { passed: tests.length - failed, failed, tests };
  const file = process.env['PULLSCOPE_TEST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results, undefined, 2));
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed in VS Code.`);
}

async function runAndPrint(mocha: Mocha): Promise<HostTest[]> {
  const tests: HostTest[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('suite', (suite) => {
      if (!suite.root) print(`${'  '.repeat(suite.titlePath().length - 1)}${suite.title}`);
    });
    runner.on('pass', (test) => {
      const milliseconds = test.duration ?? 0;
      tests.push({ title: test.fullTitle(), milliseconds });
      print(`${'  '.repeat(test.titlePath().length - 1)}✓ ${test.title} (${milliseconds} ms)`);
    });
    // Hooks fail here too.
    runner.on('fail', (test, thrown: Error) => {
      const error = inSources(thrown.stack ?? thrown.message);
      tests.push({ title: test.fullTitle(), milliseconds: test.duration ?? 0, error });
      print(`${'  '.repeat(test.titlePath().length - 1)}✗ ${test.title}\n${error.replace(/^/gm, '    ')}`);
    });
  });
  return tests;
}

/** VS Code makes stack traces itself, without source maps. */
function inSources(stack: string): string {
  return stack.replace(/([^\s(]+\.js):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    const bundle = path.resolve(file.replace(/^file:\/\//, ''));
    const entry = findSourceMap(bundle)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return place;
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function print(line: string): void {
  const file = process.env['PULLSCOPE_TEST_OUTPUT'];
  if (file === undefined) console.log(line);
  else appendFileSync(file, `${line}\n`);
}

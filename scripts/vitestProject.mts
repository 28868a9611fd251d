import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './ownedProcess.mts';
import { inRepository, repositoryFolder, resultsFolder } from './repository.mts';
import type { Counts } from './testResults.mts';

/**
 * Runs one project of vitest.config.mts.
 * @param names parts of paths of test files; all files when there are none
 */
export async function runVitest(project: 'unit' | 'ui' | 'package', names: readonly string[] = []): Promise<Counts> {
  const file = path.join(resultsFolder, `${project}.json`);
  await rm(file, { force: true });
  const code = await runCommand(
    process.execPath,
    [
      inRepository('node_modules', 'vitest', 'vitest.mjs'),
      ...[
        'run',
        '--project',
        project === 'unit' ? 'unit*' : project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ],
      ...names,
    ],
    { cwd: repositoryFolder },
  );
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  // A file that cannot be loaded has no failed test, and counts as one.
  const failures = testResults.map(({ status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').length;
    return failed === 0 && status === 'failed' ? 1 : failed;
  });
  const failed = failures.reduce((sum, count) => sum + count, 0);
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

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
      ...['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      ...names,
    ],
    { cwd: repositoryFolder },
  );
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  // A file that cannot be loaded fails the run without a failed test.
  return { passed, failed: code !== 0 && numFailedTests === 0 ? 1 : numFailedTests };
}

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resultsFolder } from './repository.mts';

/** Tests of one runner; a runner that broke down counts as one failed test. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Removes what earlier runs left, so that a sum has only what was run now. */
export async function forgetResults(): Promise<void> {
  await rm(resultsFolder, { recursive: true, force: true });
  await mkdir(resultsFolder, { recursive: true });
}

export async function recordCounts(runner: string, counts: Counts): Promise<void> {
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(path.join(resultsFolder, `${runner}${suffix}`), JSON.stringify(counts));
}

/** The sum over all runners since the results were last forgotten. */
export async function sumOfResults(): Promise<Counts> {
  let passed = 0;
  let failed = 0;
  if (existsSync(resultsFolder)) {
    for (const name of await readdir(resultsFolder)) {
      if (!name.endsWith(suffix)) continue;
      const counts = JSON.parse(readFileSync(path.join(resultsFolder, name), 'utf8')) as Counts;
      passed += counts.passed;
      failed += counts.failed;
    }
  }
  return { passed, failed };
}

const suffix = '.counts.json';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder } from '../bundled.mts';

/** What a process took from its start to its end. */
export interface Usage {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all its threads, in user and system mode. */
  readonly cpu: number;
  /** Largest resident size, in bytes. */
  readonly peak: number;
}

const usageFile = path.join(benchFolder, 'usage.json');

/**
 * Runs a Node program to its end with `bench/profile/usage.cjs` loaded before it.
 * @param accepted exit codes that count as success
 */
export async function runNode(args: readonly string[], accepted: readonly number[]): Promise<Usage> {
  await rm(usageFile, { force: true });
  const child = spawn(process.execPath, ['--require', inRepository('bench/profile/usage.cjs'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PULLSCOPE_BENCH_USAGE: usageFile },
  });
  return await finished(child, accepted);
}

/** Runs a program that writes its own usage to the file in PULLSCOPE_BENCH_USAGE. */
export async function runPython(python: string, args: readonly string[]): Promise<Usage> {
  await rm(usageFile, { force: true });
  const child = spawn(python, [...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PULLSCOPE_BENCH_USAGE: usageFile,
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      MKL_NUM_THREADS: '1',
    },
  });
  return await finished(child, [0]);
}

async function finished(child: ReturnType<typeof spawn>, accepted: readonly number[]): Promise<Usage> {
  const started = performance.now();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const wall = (performance.now() - started) / 1000;
  if (code === null || !accepted.includes(code)) throw new Error(`A run ended with ${code}:\n${said}`);
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as Omit<Usage, 'wall'>;
  return { wall, ...usage };
}

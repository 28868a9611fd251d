import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { Supervisor } from '../../../src/worker/supervisor';

vi.setConfig({ testTimeout: 20_000 });

let folder: string;
let workerPath: string;

/** The real entry, bundled as it ships, around an engine of a few lines. */
const engine = `
  import { AnalysisError } from './src/config/analysisError';
  export async function runAnalysis({ text }, { signal, onProgress, onTrouble, onWork, ...settings }) {
    if (text === 'mendable') throw new AnalysisError('unknown-column', 'No column x.', { path: ['samples'] });
    if (text === 'unsendable') return { render() {} };
    for (let batch = 0; text === 'long'; batch++) {
      onProgress({ fraction: 0.5, message: 'batch ' + batch });
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    return { text, settings };
  }
  export async function gatherFacts(folder) {
    return { data: [], models: [{ ok: false, code: 'empty-file', message: folder }] };
  }
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullscope-main-'));
  workerPath = join(folder, 'worker.js');
  const root = join(import.meta.dirname, '../../..');
  await build({
    entryPoints: [join(root, 'src/worker/main.ts')],
    outfile: workerPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [
      {
        name: 'engine',
        setup: (building) => {
          building.onResolve({ filter: /^\.\.\/engine$/ }, () => ({ path: 'engine', namespace: 'engine' }));
          building.onLoad({ filter: /./, namespace: 'engine' }, () => ({ contents: engine, resolveDir: root }));
        },
      },
    ],
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the engine's process", () => {
  it('answers runs and questions with the settings it was started with, and the threads that it is given', async () => {
    await supervised(async (supervisor) => {
      const answer = await run(supervisor, 'hello');
      expect(answer).toEqual({ text: 'hello', settings: { cache: folder, cacheBytes: 7, threads: 3 } });
      const facts = await supervisor.facts({ folder: '/a', data: [], models: [] });
      expect(facts.models[0]).toMatchObject({ message: '/a' });
    });
  });

  it('stops a long run when it is cancelled, long before it would be killed', async () => {
    await supervised(async (supervisor) => {
      const controller = new AbortController();
      const messages: string[] = [];
      let aborted = Number.NaN;
      const running = supervisor.run(
        { path: 'a', text: 'long', threads: 3 },
        ({ message }) => {
          messages.push(message);
          if (messages.length !== 3) return;
          aborted = performance.now();
          controller.abort();
        },
        controller.signal,
      );
      await expect(running).rejects.toMatchObject({ name: 'RunCancelled' });
      expect(performance.now() - aborted).toBeLessThan(1000);
      expect(messages).toEqual(['batch 0', 'batch 1', 'batch 2']);
      expect(supervisor.state).toBe('idle');
    });
  });

  it('hands errors over with their place', async () => {
    await supervised(async (supervisor) => {
      const error: unknown = await run(supervisor, 'mendable').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AnalysisError);
      expect(error).toMatchObject({ code: 'unknown-column', at: { path: ['samples'] } });
    });
  });

  it('ends rather than leave an answer unsent', async () => {
    await supervised(async (supervisor) => {
      await expect(run(supervisor, 'unsendable')).rejects.toMatchObject({ code: 'engine-stopped' });
    });
  });

  it('ends when the process that started it is killed', async () => {
    const parentPath = join(folder, 'parent.cjs');
    const settings = JSON.stringify({ cache: folder, cacheBytes: 0 });
    await writeFile(
      parentPath,
      `const child = require('node:child_process').fork(${JSON.stringify(workerPath)}, [${JSON.stringify(settings)}],
         { serialization: 'advanced' });
       child.once('message', () => console.log(child.pid));`,
    );
    const parent = spawn(process.execPath, [parentPath], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => {
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(Number(line)));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 10 }).toBe(false);
  });
});

async function supervised(body: (supervisor: Supervisor) => Promise<void>): Promise<void> {
  const supervisor = new Supervisor({
    workerPath,
    settings: () => ({ cache: folder, cacheBytes: 7 }),
    log: () => undefined,
    backoff: [1],
    cancelGrace: 10_000,
  });
  try {
    await body(supervisor);
  } finally {
    await supervisor.dispose();
  }
}

function run(supervisor: Supervisor, text: string): Promise<unknown> {
  return supervisor.run({ path: 'a', text, threads: 3 }, () => undefined, new AbortController().signal);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

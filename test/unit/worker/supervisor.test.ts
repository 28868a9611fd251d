import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import type { Progress } from '../../../src/worker/protocol';
import { Supervisor, type SupervisorOptions } from '../../../src/worker/supervisor';

vi.setConfig({ testTimeout: 20_000 });

const fakeEngine = join(import.meta.dirname, '../../fixtures/worker/fakeEngine.cjs');
let cache: string;
let log: string[];
let supervisors: Supervisor[];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'pullscope-engine-'));
  log = [];
  supervisors = [];
});

afterEach(async () => {
  for (const supervisor of supervisors) await supervisor.dispose();
  await rm(cache, { recursive: true, force: true });
});

describe('the engine', () => {
  it('starts on first need, runs, and is idle afterwards', async () => {
    const supervisor = start();
    expect([supervisor.state, supervisor.pid]).toEqual(['stopped', undefined]);
    const states = statesOf(supervisor);
    expect(await run(supervisor, 'hello')).toMatchObject({ text: 'hello' });
    expect(states).toEqual(['starting', 'running', 'idle']);
  });

  it('reports progress while it runs', async () => {
    const heard: Progress[] = [];
    await start().run(
      { path: 'a', text: 'hello', threads: 1 },
      (progress) => heard.push(progress),
      new AbortController().signal,
    );
    expect(heard).toEqual([{ fraction: 0.5, message: 'half' }]);
  });

  it('does one run at a time, in order, in one process', async () => {
    const supervisor = start();
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => run(supervisor, text)));
    expect(answers.map((answer) => field(answer, 'text'))).toEqual(['a', 'b', 'c']);
    expect(new Set(answers.map((answer) => field(answer, 'pid'))).size).toBe(1);
    expect(await begun()).toEqual(['a', 'b', 'c']);
  });

  it('answers questions about files while a run goes on', async () => {
    const supervisor = start();
    const controller = new AbortController();
    const running = run(supervisor, 'until cancelled', controller.signal);
    await reached(supervisor, 'running');
    expect(await facts(supervisor, 'here')).toEqual({
      data: [],
      models: [{ ok: false, code: 'file-not-found', message: 'here' }],
    });
    expect(supervisor.state).toBe('running');
    controller.abort();
    await expect(running).rejects.toThrow();
  });

  it('hands numbers over as they are, also those that JSON does not know', async () => {
    const answer = await run(start(), 'numbers');
    expect(field(answer, 'values')).toEqual([NaN, Infinity, -0]);
    expect(field(answer, 'set')).toEqual(new Map([['a', 1]]));
  });

  it('has what it prints and notes in the log', async () => {
    const supervisor = start();
    await run(supervisor, 'print');
    await expect
      .poll(() => log)
      .toEqual(expect.arrayContaining(['info a line', 'error another line', 'warn a warning']));
  });
});

describe('an error of the engine', () => {
  it('crosses with its code and place where a user can mend it', async () => {
    const supervisor = start();
    const error = await rejection(run(supervisor, 'mendable'));
    expect(error).toBeInstanceOf(AnalysisError);
    expect(error).toMatchObject({
      code: 'unknown-column',
      message: 'No column x.',
      at: { path: ['samples', 'tt', 'weight'], within: { offset: 3, length: 1 } },
    });
    expect(supervisor.state).toBe('idle');
  });

  it('crosses with its message where it is a bug', async () => {
    const error = await rejection(run(start(), 'bug'));
    expect(error).not.toBeInstanceOf(AnalysisError);
    expect(error.message).toContain('x is not a function');
  });
});

describe('a crash', () => {
  it('during a run has the run done again in a new process', async () => {
    const supervisor = start();
    const states = statesOf(supervisor);
    expect(await run(supervisor, 'crash once')).toEqual({ text: 'crash once' });
    expect(states).toEqual(['starting', 'running', 'restarting', 'running', 'idle']);
    expect(log).toContain('error engine: the process ended with exit code 3; restarting in 1 ms');
  });

  it('by a kill from outside has it done again too, with what waits behind it', async () => {
    const supervisor = start();
    const answers = [run(supervisor, 'hang once'), run(supervisor, 'behind'), facts(supervisor, 'here')];
    await eventually(() => existsSync(join(cache, 'hung'))).toBe(true);
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    const [hung, behind] = await Promise.all(answers);
    expect([field(hung, 'text'), field(behind, 'text')]).toEqual(['hang once', 'behind']);
    expect(log).toContain(
      'error engine: the process was ended by SIGKILL, perhaps for want of memory; restarting in 1 ms',
    );
  });

  it('has a question about files asked again', async () => {
    expect((await facts(start(), 'crash once')).models).toHaveLength(1);
  });

  it('a fourth time in a row is the last: requests are refused, with what to do', async () => {
    const supervisor = start();
    const running = rejection(run(supervisor, 'crash'));
    const behind = rejection(run(supervisor, 'hello'));
    expect(await running).toMatchObject({ name: 'AnalysisError', code: 'engine-stopped' });
    expect((await running).message).toContain('restart the engine');
    expect(await behind).toMatchObject({ code: 'engine-stopped' });
    expect([supervisor.state, supervisor.pid]).toEqual(['failed', undefined]);
    expect(await begun()).toHaveLength(4);
    expect(await rejection(run(supervisor, 'hello'))).toMatchObject({ code: 'engine-stopped' });
    expect(await rejection(facts(supervisor, 'here'))).toMatchObject({ code: 'engine-stopped' });
  });

  it('is forgotten once a run is answered', async () => {
    const supervisor = start({ backoff: [1] });
    await run(supervisor, 'crash once');
    await rm(join(cache, 'crashed'));
    expect(await run(supervisor, 'crash once')).toEqual({ text: 'crash once' });
  });

  it('while idle leaves the engine stopped until it is needed', async () => {
    const supervisor = start();
    await run(supervisor, 'hello');
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    await reached(supervisor, 'stopped');
    expect(await run(supervisor, 'again')).toMatchObject({ text: 'again' });
  });

  it('at every start is given up, too', async () => {
    const supervisor = start({ workerPath: join(cache, 'missing.cjs') });
    expect(await rejection(run(supervisor, 'hello'))).toMatchObject({ code: 'engine-stopped' });
    expect(log.join('\n')).toContain('missing.cjs');
  });
});

describe('a process that is given too little memory', () => {
  // As it is for any Node: the process is forked with our environment.
  beforeEach(() => vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=24'));
  afterEach(() => vi.unstubAllEnvs());

  it('is replaced, and what happened is in the log', async () => {
    expect(await run(start(), 'eat once')).toEqual({ text: 'eat once' });
    expect(log).toContain('error engine: the process ran out of memory; restarting in 1 ms');
  });

  it('is given up when it always is too little, with a word on why; we live on', async () => {
    const supervisor = start({ backoff: [1] });
    expect(await rejection(run(supervisor, 'eat'))).toMatchObject({
      code: 'engine-stopped',
      message: expect.stringMatching(/ran out of memory several times in a row.*restart the engine/) as string,
    });
    supervisor.restart();
    expect(await run(supervisor, 'hello')).toMatchObject({ text: 'hello' });
  });
});

describe('restart', () => {
  it('makes a failed engine work again, with the settings of now', async () => {
    let cacheBytes = 1;
    const supervisor = start({ backoff: [], settings: () => ({ cache, cacheBytes }) });
    await rejection(run(supervisor, 'crash'));
    cacheBytes = 2;
    supervisor.restart();
    expect(supervisor.state).toBe('restarting');
    expect(await run(supervisor, 'hello')).toMatchObject({ text: 'hello', cacheBytes: 2 });
  });

  it('has a run in progress done again', async () => {
    const supervisor = start();
    const running = run(supervisor, 'hang once');
    await eventually(() => existsSync(join(cache, 'hung'))).toBe(true);
    const before = supervisor.pid ?? 0;
    supervisor.restart();
    expect(await running).toEqual({ text: 'hang once' });
    await eventually(() => isAlive(before)).toBe(false);
  });
});

describe('cancelling', () => {
  it('stops a run that listens, and the process lives on', async () => {
    const supervisor = start();
    const controller = new AbortController();
    const running = run(supervisor, 'until cancelled', controller.signal);
    await eventually(async () => (await begun()).length).toBe(1);
    const before = supervisor.pid;
    controller.abort();
    expect(await rejection(running)).toMatchObject({ name: 'RunCancelled' });
    expect([supervisor.state, supervisor.pid]).toEqual(['idle', before]);
  });

  it('kills a process that does not listen, and what waits is done in another', async () => {
    const supervisor = start({ cancelGrace: 20 });
    const controller = new AbortController();
    const blocked = rejection(run(supervisor, 'block', controller.signal));
    const behind = run(supervisor, 'behind');
    await eventually(async () => (await begun()).length).toBe(1);
    const before = supervisor.pid ?? 0;
    controller.abort();
    expect(await blocked).toMatchObject({ name: 'RunCancelled' });
    expect(supervisor.state).toBe('restarting');
    expect(await behind).toMatchObject({ text: 'behind' });
    await eventually(() => isAlive(before)).toBe(false);
  });

  it('a run that has not begun does not disturb the others', async () => {
    const supervisor = start();
    const controller = new AbortController();
    const first = run(supervisor, 'first');
    const second = rejection(run(supervisor, 'second', controller.signal));
    controller.abort();
    expect(await second).toMatchObject({ name: 'RunCancelled' });
    expect(await first).toMatchObject({ text: 'first' });
    expect(await rejection(run(supervisor, 'third', controller.signal))).toMatchObject({ name: 'RunCancelled' });
    expect(await begun()).toEqual(['first']);
  });

  it('is the end of a run whose process crashes meanwhile', async () => {
    const supervisor = start();
    const controller = new AbortController();
    const blocked = rejection(run(supervisor, 'block', controller.signal));
    await eventually(async () => (await begun()).length).toBe(1);
    controller.abort();
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    expect(await blocked).toMatchObject({ name: 'RunCancelled' });
    expect(supervisor.state).toBe('stopped');
  });
});

describe('dispose', () => {
  it('ends the process, a run in progress with it, and everything asked later', async () => {
    const supervisor = start();
    const blocked = rejection(run(supervisor, 'block'));
    await eventually(async () => (await begun()).length).toBe(1);
    const pid = supervisor.pid ?? 0;
    await supervisor.dispose();
    expect(isAlive(pid)).toBe(false);
    expect(await blocked).toMatchObject({ name: 'RunCancelled' });
    expect(await rejection(run(supervisor, 'hello'))).toMatchObject({ name: 'RunCancelled' });
    expect(await rejection(facts(supervisor, 'here'))).toMatchObject({ code: 'engine-stopped' });
    supervisor.restart();
    expect([supervisor.state, supervisor.pid]).toEqual(['stopped', undefined]);
  });
});

function start(options: Partial<SupervisorOptions> = {}): Supervisor {
  const supervisor = new Supervisor({
    workerPath: fakeEngine,
    settings: () => ({ cache, cacheBytes: 0 }),
    log: (level, message) => log.push(`${level} ${message}`),
    backoff: [1, 1, 1],
    ...options,
  });
  supervisors.push(supervisor);
  return supervisor;
}

/** The path is the text, so that the order of the runs can be seen. */
function run(supervisor: Supervisor, text: string, signal = new AbortController().signal): Promise<unknown> {
  return supervisor.run({ path: text, text, threads: 1 }, () => undefined, signal);
}

function facts(supervisor: Supervisor, folder: string): ReturnType<Supervisor['facts']> {
  return supervisor.facts({ folder, data: [], models: ['m.onnx'] });
}

/** Texts of the runs that a process has begun. */
async function begun(): Promise<string[]> {
  const text = await readFile(join(cache, 'begun'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

function statesOf(supervisor: Supervisor): string[] {
  const states: string[] = [];
  supervisor.onState((state) => states.push(state));
  return states;
}

function reached(supervisor: Supervisor, state: string): Promise<void> {
  return eventually(() => supervisor.state).toBe(state);
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('a rejection with an Error was expected');
}

function field(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
}

/** Generous, since a process must start meanwhile on a machine that may be busy. */
function eventually<T>(value: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(value, { timeout: 10_000, interval: 5 });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

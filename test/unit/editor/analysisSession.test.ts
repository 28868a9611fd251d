import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { AnalysisSession } from '../../../src/editor/session/analysisSession';
import { listProblems } from '../../../src/editor/language/problemList';
import type { SessionSettings, SessionState } from '../../../src/editor/session/sessionState';
import { accept, nothingKnown } from '../../../src/report/baseline';
import type { Outcome } from '../../../src/report/report';
import { FakeEngine } from './fakeEngine';

const text = `pullscope: 1
samples:
  background: { file: background.csv, weight: w, label: 0 }
model: { file: model.onnx, features: [x], output: score }
nominal: [background]
nuisances:
  scale: { up: { replace: { w: w_up } } }
`;
const broken = text.replace('weight: w,', 'wieght: w,');
const other = text.replace('features: [x]', 'features: [x*2]');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(
  settings: Partial<SessionSettings> = {},
  { trusted = true, content = text, engine = new FakeEngine() } = {},
) {
  const world = { trusted, heard: [] as string[], known: nothingKnown };
  const session = new AnalysisSession('/analysis/pullscope.yaml', content, {
    engine,
    trusted: () => world.trusted,
    settings: () => ({
      run: 'onType',
      runDelay: 1000,
      eventLimit: undefined,
      threads: 1,
      levels: new Map(),
      ...settings,
    }),
    known: () => world.known,
    changed: (what) => world.heard.push(what),
    log: () => undefined,
  });
  session.start();
  return { session, engine, world };
}

/** Lets promises settle and timers of that long fire. */
async function pass(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

const codes = (state: SessionState): string[] => listProblems(state).map(({ code }) => code);

describe('checking while typing', () => {
  it('has the problems of the text within 50 ms of the last keystroke', async () => {
    const { session } = open();
    await pass();
    expect(codes(session.state)).toEqual([]);
    session.edit(broken);
    await pass(50);
    expect(codes(session.state)).toContain('config/unknown-key');
  });

  it('asks the engine for a file once, however often the text changes around it', async () => {
    const { session, engine } = open({ run: 'manual' });
    await pass();
    session.edit(other);
    await pass(100);
    expect(engine.questions).toHaveLength(1);
    expect(engine.questions[0]).toMatchObject({
      folder: '/analysis',
      data: ['background.csv'],
      models: ['model.onnx'],
    });
  });

  it('judges again when the answer about a file arrives', async () => {
    const engine = new FakeEngine();
    engine.missing.add('missing.csv');
    const { session } = open({ run: 'manual' }, { engine });
    await pass();
    session.edit(text.replace('background.csv', 'missing.csv'));
    await pass(50);
    expect(codes(session.state)).toEqual(['config/file-not-found']);
  });

  it('asks again about the files when one of them has changed, and keeps the old answer until then', async () => {
    const engine = new FakeEngine();
    engine.missing.add('background.csv');
    const { session } = open({ run: 'manual' }, { engine });
    await pass();
    engine.missing.clear();
    session.filesHaveChanged();
    expect(codes(session.state)).toEqual(['config/file-not-found']);
    await pass();
    expect(codes(session.state)).toEqual([]);
  });
});

describe('measuring', () => {
  it('measures when the file is opened', async () => {
    const { session, engine } = open();
    await pass();
    expect(engine.runs.map(({ params }) => params)).toEqual([{ path: '/analysis/pullscope.yaml', text, threads: 1 }]);
    engine.runs[0]?.finish();
    await pass();
    expect(session.state).toMatchObject({ run: { kind: 'done' }, stale: false });
  });

  it('waits for a pause in typing', async () => {
    const { session, engine } = open();
    await pass();
    engine.runs[0]?.finish();
    session.edit(other);
    await pass(900);
    session.edit(`${other}\n`);
    await pass(900);
    expect(engine.runs).toHaveLength(1);
    await pass(200);
    expect(engine.runs).toHaveLength(2);
  });

  it('waits for the file to be saved where that is set', async () => {
    const { session, engine } = open({ run: 'onSave' });
    await pass();
    engine.runs[0]?.finish();
    session.edit(other);
    await pass(60_000);
    expect(engine.runs).toHaveLength(1);
    session.saved();
    await pass();
    expect(engine.runs).toHaveLength(2);
  });

  it('waits for the command where that is set', async () => {
    const { session, engine } = open({ run: 'manual' });
    await pass(60_000);
    session.saved();
    session.filesHaveChanged();
    await pass(60_000);
    expect(engine.runs).toHaveLength(0);
    session.run();
    await pass();
    expect(engine.runs).toHaveLength(1);
  });

  it('does not measure while the text has errors', async () => {
    const { session, engine } = open({}, { content: broken });
    await pass(60_000);
    expect(engine.runs).toHaveLength(0);
    expect(session.state.hold).toBe('errors');
    session.edit(text);
    await pass(2000);
    expect(engine.runs).toHaveLength(1);
  });

  it('does not measure again for a comment', async () => {
    const { session, engine } = open();
    await pass();
    engine.runs[0]?.finish();
    session.edit(`# the first analysis\n${text}`);
    await pass(60_000);
    session.saved();
    await pass();
    expect(engine.runs).toHaveLength(1);
    expect(session.state.stale).toBe(false);
  });

  it('lets a newer edit replace a run', async () => {
    const { session, engine } = open();
    await pass();
    session.edit(other);
    await pass(50);
    expect(engine.runs[0]?.signal.aborted).toBe(true);
    await pass(1000);
    expect(engine.runs[1]?.params.text).toBe(other);
  });

  it('goes on measuring while a comment is typed', async () => {
    const { session, engine } = open();
    await pass();
    session.edit(`# why\n${text}`);
    await pass(2000);
    expect(engine.runs).toHaveLength(1);
    expect(engine.runs[0]?.signal.aborted).toBe(false);
  });

  it('calls a report stale once the text or a file says something else', async () => {
    const { session, engine } = open({ run: 'onSave' });
    await pass();
    engine.runs[0]?.finish();
    await pass();
    session.edit(other);
    await pass(50);
    expect(session.state.stale).toBe(true);
    session.edit(text);
    await pass(50);
    expect(session.state.stale).toBe(false);
    session.filesHaveChanged();
    expect(session.state.stale).toBe(true);
  });

  it('measures again when a file has changed', async () => {
    const { session, engine } = open();
    await pass();
    engine.runs[0]?.finish();
    await pass();
    session.filesHaveChanged();
    await pass();
    expect(engine.runs).toHaveLength(2);
  });

  it('tells how far a run is', async () => {
    const { session, engine, world } = open();
    await pass();
    world.heard.length = 0;
    engine.runs[0]?.progress({ fraction: 0.5, message: 'background' });
    expect(session.state.run).toEqual({ kind: 'running', fraction: 0.5, message: 'background' });
    expect(world.heard).toEqual(['progress']);
  });
});

describe('runs that do not end well', () => {
  it('says that a run was cancelled, and does not start it again by itself', async () => {
    const { session, engine } = open();
    await pass();
    session.cancel();
    await pass();
    expect(session.state.run.kind).toBe('cancelled');
    session.saved();
    await pass(60_000);
    expect(engine.runs).toHaveLength(1);
  });

  it('shows what the user can mend at the place that the engine names', async () => {
    const { session, engine } = open();
    await pass();
    engine.runs[0]?.fail(
      new AnalysisError('damaged-file', 'background.csv ends early.', { path: ['samples', 'background', 'file'] }),
    );
    await pass();
    expect(listProblems(session.state)).toMatchObject([
      {
        code: 'config/file-unreadable',
        severity: 'error',
        message: 'background.csv ends early.',
        range: { start: { line: 2, character: 22 }, end: { line: 2, character: 36 } },
      },
    ]);
  });

  it('does not try the same again by itself after a failure, but when a file has changed', async () => {
    const { session, engine } = open();
    await pass();
    engine.runs[0]?.fail(new AnalysisError('damaged-file', 'background.csv ends early.'));
    await pass();
    session.saved();
    await pass(60_000);
    expect(engine.runs).toHaveLength(1);
    session.filesHaveChanged();
    await pass();
    expect(engine.runs).toHaveLength(2);
  });

  it('asks and measures again once a stopped engine was restarted', async () => {
    const engine = new FakeEngine();
    engine.refuses = new AnalysisError('engine-stopped', 'The engine stopped.');
    const { session } = open({}, { engine });
    await pass();
    expect(session.state.run).toMatchObject({ kind: 'failed', code: 'engine-stopped' });
    expect(listProblems(session.state)).toEqual([]);
    engine.refuses = undefined;
    session.engineRestarted();
    await pass();
    expect(engine.runs).toHaveLength(1);
  });
});

describe('a folder that is not trusted', () => {
  it('checks the grammar, and asks the engine for nothing', async () => {
    const { session, engine } = open({}, { trusted: false, content: broken });
    await pass(60_000);
    session.run();
    await pass(60_000);
    expect(codes(session.state)).toContain('config/unknown-key');
    expect(engine.questions).toHaveLength(0);
    expect(engine.runs).toHaveLength(0);
  });

  it('starts once it is trusted', async () => {
    const { session, engine, world } = open({}, { trusted: false });
    await pass();
    world.trusted = true;
    session.trustGranted();
    await pass();
    expect(engine.runs).toHaveLength(1);
  });
});

describe('what a session tells of what was measured', () => {
  const large: Outcome = {
    code: 'nuisance/large',
    status: 'finding',
    severity: 'warning',
    message: 'It is large.',
    at: { path: ['nuisances', 'scale'], on: 'key' },
    target: { nuisance: 'scale' },
    evidence: {},
  };

  async function measured(settings: Partial<SessionSettings> = {}) {
    const opened = open(settings);
    await pass();
    opened.engine.runs[0]?.finish({ outcomes: [large] });
    await pass();
    return opened;
  }

  it('is without what the baseline has accepted, and measures nothing again for it', async () => {
    const { session, engine, world } = await measured();
    expect(codes(session.state)).toEqual(['nuisance/large']);
    const known = { ...nothingKnown, analysis: 'pullscope.yaml' };
    const why = { reason: 'known', date: '2026-03-14' };
    world.known = { ...known, baseline: accept(known, [large], [large], why) };
    session.retell();
    await pass(60_000);
    expect(codes(session.state)).toEqual([]);
    expect(session.state.silenced).toEqual([{ outcome: large, by: 'baseline', reason: 'known' }]);
    expect(session.state.unaccepted).toContainEqual(large);
    expect(engine.runs).toHaveLength(1);
  });

  it.each([
    ['off', []],
    ['error', ['error']],
    ['information', ['information']],
  ] as const)('is at the level that a setting gives its code: %s', async (level, expected) => {
    const { session } = await measured({ levels: new Map([['nuisance/large', level]]) });
    expect(listProblems(session.state).map(({ severity }) => severity)).toEqual(expected);
  });

  it('has errors that stop a run, whatever a setting says', async () => {
    const { session } = open({ levels: new Map([['config/unknown-key', 'off']]) }, { content: broken });
    await pass();
    expect(codes(session.state)).toContain('config/unknown-key');
    expect(session.state.hold).toBe('errors');
  });
});

describe('an analysis whose folder allows more threads', () => {
  it('is measured with so many', async () => {
    const { engine } = open({ threads: 4 });
    await pass();
    expect(engine.runs.map(({ params }) => params.threads)).toEqual([4]);
  });
});

describe('an analysis of more events than a setting allows', () => {
  it('is not measured by itself, and says why; by command it is', async () => {
    const { session, engine } = open({ eventLimit: 99 });
    await pass();
    session.saved();
    await pass(60_000);
    expect([engine.runs.length, session.state.hold]).toEqual([0, 'large']);
    session.run();
    await pass();
    expect(engine.runs).toHaveLength(1);
  });

  it('is measured where there are just so many', async () => {
    const { session, engine } = open({ eventLimit: 100 });
    await pass();
    expect([engine.runs.length, session.state.hold]).toEqual([1, undefined]);
  });
});

describe('the end of a session', () => {
  it('ends its run and says nothing more', async () => {
    const { session, engine, world } = open();
    await pass();
    world.heard.length = 0;
    session.dispose();
    await pass(60_000);
    expect(engine.runs[0]?.signal.aborted).toBe(true);
    expect(world.heard).toEqual([]);
  });

  it('is idle when nothing is planned, asked or running', async () => {
    const { session, engine } = open();
    const order: string[] = [];
    void session.whenIdle().then(() => order.push('idle'));
    await pass(5000);
    order.push('finish');
    engine.runs[0]?.finish();
    await pass();
    expect(order).toEqual(['finish', 'idle']);
  });
});

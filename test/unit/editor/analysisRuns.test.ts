import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { listProblems } from '../../../src/editor/language/problemList';
import { FakeEngine } from './fakeEngine';
import { broken, open, other, pass, text, useFakeClock } from './openSession';

useFakeClock();

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

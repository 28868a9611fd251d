import { describe, expect, it } from 'vitest';
import { listProblems } from '../../../src/editor/language/problemList';
import type { SessionSettings } from '../../../src/editor/session/sessionState';
import { accept, nothingKnown } from '../../../src/report/baseline';
import type { Outcome } from '../../../src/report/report';
import { FakeEngine } from './fakeEngine';
import { broken, codes, open, other, pass, text, useFakeClock } from './openSession';

useFakeClock();

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

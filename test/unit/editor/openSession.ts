/** A session of a small analysis, with an engine that does as it is told and a clock that the test winds. */
import { afterEach, beforeEach, vi } from 'vitest';
import { listProblems } from '../../../src/editor/language/problemList';
import { AnalysisSession } from '../../../src/editor/session/analysisSession';
import type { SessionSettings, SessionState } from '../../../src/editor/session/sessionState';
import { nothingKnown } from '../../../src/report/baseline';
import { FakeEngine } from './fakeEngine';

export const text = `pullscope: 1
samples:
  background: { file: background.csv, weight: w, label: 0 }
model: { file: model.onnx, features: [x], output: score }
nominal: [background]
nuisances:
  scale: { up: { replace: { w: w_up } } }
`;
export const broken = text.replace('weight: w,', 'wieght: w,');
export const other = text.replace('features: [x]', 'features: [x*2]');

/** Timers are to be faked: `useFakeClock`. */
export function open(
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
export async function pass(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

export const codes = (state: SessionState): string[] => listProblems(state).map(({ code }) => code);

/** For all tests of a file. */
export function useFakeClock(): void {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

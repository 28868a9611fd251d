/** Outcomes and reports as the renderings get them. */
import type { LocatedOutcome, LocatedReport, SilencedOutcome } from '../../../src/report/located';

export function outcome(line: number, more: Partial<LocatedOutcome> = {}): LocatedOutcome {
  return {
    code: 'nuisance/large',
    status: 'finding',
    severity: 'warning',
    message: 'It is large.',
    path: '/analysis/pullscope.yaml',
    node: ['nuisances', `n${line}`],
    range: { start: { line, character: 2 }, end: { line, character: 8 } },
    target: { nuisance: `n${line}` },
    evidence: { yieldRatio: { value: 1.2, low: 1.19, high: 1.21 } },
    related: [],
    ...more,
  };
}

export function silenced(line: number, by: SilencedOutcome['by'], reason = 'known'): SilencedOutcome {
  return { ...outcome(line), by, reason };
}

export function located(
  outcomes: readonly LocatedOutcome[],
  known: readonly SilencedOutcome[] = [],
  name = 'tth/pullscope.yaml',
): LocatedReport {
  const file = { path: '/analysis/tt.root', size: 1, mtime: 0, events: 6570, usedBy: ['tt'] };
  const provenance = { files: [file], versions: {}, seed: 0, seconds: 1.234, firstScores: [] };
  return {
    name,
    outcomes,
    silenced: known,
    report: { analysis: '/analysis/pullscope.yaml', outcomes: [], figures: [], provenance },
  };
}

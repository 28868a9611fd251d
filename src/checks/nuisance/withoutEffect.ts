/** Many nuisances that do nothing, told once. */
import type { Outcome } from '../../report/report';
import { percent } from '../wording';
import { listed } from '../static/staticOutcome';

/** What is said of one nuisance, and of which kind it is where it does nothing. */
export interface Said {
  readonly outcome: Outcome;
  readonly nothing?: 'equal' | 'negligible';
}

/** As many are told one by one, each at its word. */
const apart = 3;

/**
 * A published likelihood has 461 shape variations equal to nominal among 1,143, and a tool that prints as many lines is
 * switched off. Where more than three are of a kind, the first stands for all, with their number and their places; the others
 * become hints, which are not shown.
 */
export function toldOnce(said: readonly Said[], negligible: number): Outcome[] {
  const together = new Map<Outcome, Outcome>();
  for (const kind of ['equal', 'negligible'] as const) {
    const outcomes = said.filter(({ nothing }) => nothing === kind).map(({ outcome }) => outcome);
    const [first, ...others] = outcomes;
    if (first === undefined || outcomes.length <= apart) continue;
    const names = listed(outcomes.map(({ target }) => target.nuisance ?? ''));
    const message = {
      equal:
        `${names} do nothing: in each of these ${outcomes.length} nuisances a side is exactly equal to nominal for every event. ` +
        'Are the columns that they replace those that the weight, the selection or a feature uses?',
      negligible: `${names} change yields, efficiencies and shapes by less than ${percent(negligible)}: these ${outcomes.length} nuisances could be pruned.`,
    }[kind];
    const related = others.map(({ at, message }) => ({ at, message }));
    together.set(first, { ...first, message, related });
    for (const other of others) together.set(other, { ...other, severity: 'hint' });
  }
  return said.map(({ outcome }) => together.get(outcome) ?? outcome);
}

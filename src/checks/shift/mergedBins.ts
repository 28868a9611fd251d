/** Bins that are wide enough for what supposes some events in each. */
import type { BinSums } from '../../profile/profile';
import { sum } from '../../stats/contrast';
import { effectiveEvents } from '../../stats/moments';

/** Neighbouring bins: those from `from` up to, and without, `to`. */
export interface Group {
  readonly from: number;
  readonly to: number;
}

/**
 * Neighbouring bins together until each has a positive sum of weights and enough events on both sides.
 * @param most groups, by number of nominal events
 * @param fewest effective events of a group on either side
 */
export function mergedBins(nominal: BinSums, applied: BinSums, most: number, fewest: number): Group[] {
  const total = sum(nominal.counts);
  const groups: Group[] = [];
  let from = 0;
  for (let to = 1; to <= nominal.counts.length; to++) {
    const enough = [nominal, applied].every(({ sumWeights, sumWeights2 }) => {
      const weight = sum(sumWeights.subarray(from, to));
      return weight > 0 && effectiveEvents(weight, sum(sumWeights2.subarray(from, to))) >= fewest;
    });
    if (!enough || sum(nominal.counts.subarray(from, to)) < total / most) continue;
    groups.push({ from, to });
    from = to;
  }
  // What is left over belongs to the last.
  const last = groups.pop();
  if (last !== undefined) groups.push({ from: last.from, to: nominal.counts.length });
  return groups;
}

export function inGroups(values: Float64Array, groups: readonly Group[]): Float64Array {
  return Float64Array.from(groups, ({ from, to }) => sum(values.subarray(from, to)));
}

/** For each bin the group that it is in. */
export function groupOfBins(groups: readonly Group[]): Int32Array {
  const of = new Int32Array(groups.at(-1)?.to ?? 0);
  groups.forEach(({ from, to }, group) => of.fill(group, from, to));
  return of;
}

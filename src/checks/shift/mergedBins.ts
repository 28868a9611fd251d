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
  const sides = [nominal, applied].map((bins) => ({ bins, weight: 0, squares: 0 }));
  let [from, events] = [0, 0];
  for (let to = 1; to <= nominal.counts.length; to++) {
    events += nominal.counts[to - 1]!;
    for (const side of sides) {
      side.weight += side.bins.sumWeights[to - 1]!;
      side.squares += side.bins.sumWeights2[to - 1]!;
    }
    const enough = sides.every(({ weight, squares }) => weight > 0 && effectiveEvents(weight, squares) >= fewest);
    if (!enough || events < total / most) continue;
    groups.push({ from, to });
    [from, events] = [to, 0];
    for (const side of sides) [side.weight, side.squares] = [0, 0];
  }
  // What is left over belongs to the last, and that to the one before where signed weights leave it nothing.
  for (let last = groups.pop(); last !== undefined; last = groups.pop()) {
    const { from } = last;
    if (sides.every(({ bins }) => sum(bins.sumWeights.subarray(from)) > 0)) {
      return [...groups, { from, to: nominal.counts.length }];
    }
  }
  return [];
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

/**
 * Jensen-Shannon divergence of two normalised histograms of independent events, as a measure of mass sculpting
 * (ATL-PHYS-PUB-2018-014 quotes 1/JSD), with its interval and without its bias: with it no sample of n events could show a
 * 1/JSD above 2n/bins or so.
 */
import { contrastOf, sum } from './contrast';
import { jensenShannonDivergence, type Divergence } from './divergence';

export interface BinnedSide {
  /** Σw, Σw² and Σw⁴ per bin. */
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
  readonly sumWeights4: Float64Array;
}

/**
 * @param first,second with a positive Σw in every bin: see `mergeSparseBins`
 * @returns undefined with fewer than two bins, or where one is not positive
 */
export function sculpting(first: BinnedSide, second: BinnedSide): Divergence | undefined {
  const sides = {
    kind: 'independent',
    nominal: first.sumWeights,
    nominalSquares: first.sumWeights2,
    varied: second.sumWeights,
    variedSquares: second.sumWeights2,
  } as const;
  const fourths = { nominal: first.sumWeights4, varied: second.sumWeights4 };
  return jensenShannonDivergence(contrastOf(first.sumWeights.length, [sides]), fourths);
}

/**
 * Groups of neighbouring bins: as many as the smaller side has so many effective events, with equal parts of both sides' Σw²
 * together. Neither what a group has of the weight of a side nor where its neighbours end decides where it ends: groups that
 * go on until a side has enough in them stop where it comes out too large, and leave too little for the last. Σw² does not
 * follow the signs of weights. A group with less than a third of these effective events on either side is merged with the
 * next.
 */
export function mergeSparseBins(first: BinnedSide, second: BinnedSide, effectiveEvents: number): Int32Array {
  const sides = [first, second];
  const wholes = sides.map(({ sumWeights2 }) => sum(sumWeights2));
  const most = Math.min(...sides.map(({ sumWeights }, side) => sum(sumWeights) ** 2 / wholes[side]!)) / effectiveEvents;
  const count = Math.max(Math.floor(most), 1);
  const wanted = new Int32Array(first.sumWeights.length);
  let before = 0;
  for (let bin = 0; bin < wanted.length; bin++) {
    const part = sides.reduce(
      (all, { sumWeights2 }, side) => all + sumWeights2[bin]! / wholes[side]! / sides.length,
      0,
    );
    // By the middle of the bin, so that one with more than its part is a group of its own.
    wanted[bin] = Math.min(Math.floor(count * (before + part / 2)), count - 1);
    before += part;
  }
  return withEnough(wanted, sides, effectiveEvents / 3);
}

/** The same groups, numbered without gaps, each together with the next ones until both sides have enough. */
function withEnough(wanted: Int32Array, sides: readonly BinnedSide[], effectiveEvents: number): Int32Array {
  const groups = new Int32Array(wanted.length);
  let [group, from] = [0, 0];
  const full = (to: number): boolean =>
    sides.every(({ sumWeights, sumWeights2 }) => {
      const content = sum(sumWeights.subarray(from, to));
      return content > 0 && content ** 2 >= effectiveEvents * sum(sumWeights2.subarray(from, to));
    });
  for (let bin = 0; bin < wanted.length; bin++) {
    if (bin > from && wanted[bin] !== wanted[bin - 1] && full(bin)) {
      group++;
      from = bin;
    }
    groups[bin] = group;
  }
  // What is left at the end belongs to the last group that is full.
  if (group > 0 && !full(wanted.length)) groups.fill(group - 1, from);
  return groups;
}

/** A side in groups of its bins. */
export function groupBins({ sumWeights, sumWeights2, sumWeights4 }: BinnedSide, groups: Int32Array): BinnedSide {
  const bins = groups.reduce((most, group) => Math.max(most, group + 1), 0);
  const inGroups = (sums: Float64Array): Float64Array => {
    const grouped = new Float64Array(bins);
    for (let bin = 0; bin < groups.length; bin++) grouped[groups[bin]!]! += sums[bin]!;
    return grouped;
  };
  return {
    sumWeights: inGroups(sumWeights),
    sumWeights2: inGroups(sumWeights2),
    sumWeights4: inGroups(sumWeights4),
  };
}

import { describe, expect, it } from 'vitest';
import { inGroups, mergedBins } from '../../../src/checks/shift/mergedBins';
import type { BinSums } from '../../../src/profile/profile';

/** Bins of as many events of weight 1; a negative number is one of as many events of weight −1. */
function binsOf(contents: readonly number[]): BinSums {
  return {
    counts: Float64Array.from(contents, Math.abs),
    sumWeights: Float64Array.from(contents),
    sumWeights2: Float64Array.from(contents, Math.abs),
  };
}

describe('bins that are merged', () => {
  const even = binsOf([10, 10, 10, 10, 10, 10]);

  it('have enough effective events on both sides', () => {
    const groups = mergedBins(even, binsOf([5, 5, 5, 5, 20, 20]), 6, 10);
    expect(groups).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 4 },
      { from: 4, to: 5 },
      { from: 5, to: 6 },
    ]);
  });

  it('are no more than are asked for', () => {
    expect(mergedBins(even, even, 2, 1)).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 6 },
    ]);
  });

  it('hold what is left over, and are positive with it', () => {
    const signed = binsOf([20, 20, 20, 10, 5, -30]);
    const groups = mergedBins(even, signed, 6, 5);
    expect(groups.at(-1)).toEqual({ from: 2, to: 6 });
    for (const content of inGroups(signed.sumWeights, groups)) expect(content).toBeGreaterThan(0);
  });

  it('are none where a side has nothing', () => {
    expect(mergedBins(even, binsOf([0, 0, 0, 0, 0, 0]), 6, 1)).toEqual([]);
    expect(mergedBins(even, binsOf([20, 20, 20, 10, 5, -90]), 6, 5)).toEqual([]);
  });
});

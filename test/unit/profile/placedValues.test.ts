import { describe, expect, it } from 'vitest';
import { noSentinels, PlacedValues } from '../../../src/profile/placedValues';
import { Binning } from '../../../src/stats/binning';

// Bins 0 to 4, the last of which is the overflow.
const axis = { binning: new Binning(Float64Array.of(0, 1, 2, 3)), origin: 1 };
const x = Float64Array.of(0.5, -4, 1, Number.NaN, 2.5, 7, -9, 1.5);
const every = Int32Array.from(x.keys());

describe('placed values', () => {
  it('lie in bins, and those that mean "not computed" past the last', () => {
    const placed = new PlacedValues().place(axis, x, every, { sentinels: [-9, 1], declared: [1] });
    expect([...placed.at.subarray(0, placed.n)]).toEqual([1, 0, 5, 5, 3, 4, 5, 2]);
    expect([placed.missingEvents, placed.declaredMissingEvents]).toEqual([3, 1]);
    // At the origin they add nothing to moments.
    expect([...placed.values.subarray(0, placed.n)]).toEqual([0.5, -4, 1, 1, 2.5, 7, 1, 1.5]);
  });

  it('leave what was given as it was', () => {
    const given = x.slice();
    new PlacedValues().place(axis, given, every, { sentinels: [-9], declared: [] });
    expect(given).toEqual(x);
  });

  it('have their extremes within the edges and outside, and the largest distance', () => {
    const placed = new PlacedValues().place(axis, x, every, { sentinels: [-9], declared: [] });
    expect([placed.low, placed.high]).toEqual([-4, 7]);
    expect(placed.inner).toEqual({ low: 0.5, high: 2.5 });
    expect(placed.largestDistance).toBe(6);
  });

  it('are those of the chosen events, with bins that are found or known', () => {
    const events = Int32Array.of(1, 3, 4);
    const known = Int32Array.of(1, 0, 2, -1, 3, 4, 0, 2);
    for (const found of [undefined, known]) {
      const placed = new PlacedValues().place(axis, x, events, noSentinels, found);
      expect(placed.n).toBe(3);
      expect([...placed.at.subarray(0, 3)]).toEqual([0, 5, 3]);
      expect([...placed.values.subarray(0, 3)]).toEqual([-4, 1, 2.5]);
    }
  });
});

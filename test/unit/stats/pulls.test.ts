import { describe, expect, it } from 'vitest';
import { meanAndWidth } from '../../../src/stats/pulls';

describe('meanAndWidth', () => {
  it('has the errors that pulls from N(0, 1) would have', () => {
    const summary = meanAndWidth([-1, 0, 1, 2]);
    expect(summary?.mean).toEqual({ value: 0.5, error: 0.5 });
    expect(summary?.width?.value).toBeCloseTo(Math.sqrt(5 / 3), 15);
    expect(summary?.width?.error).toBeCloseTo(1 / Math.sqrt(8), 15);
  });

  it('says nothing of no pulls, and nothing of the width of one', () => {
    expect(meanAndWidth([])).toBeUndefined();
    expect(meanAndWidth([2.5])).toEqual({ mean: { value: 2.5, error: 1 }, width: undefined });
  });

  it('keeps the width of pulls far from zero', () => {
    expect(meanAndWidth([1e8, 1e8 + 1, 1e8 + 2])?.width?.value).toBe(1);
  });

  it('refuses a pull that is not finite', () => {
    expect(() => meanAndWidth([0, Number.NaN])).toThrow(RangeError);
  });
});

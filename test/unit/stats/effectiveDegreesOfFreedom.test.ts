import { describe, expect, it } from 'vitest';
import { poissonDrawer } from '../../../src/inference/poissonDrawer';
import { effectiveDegreesOfFreedom } from '../../../src/stats/effectiveDegreesOfFreedom';
import { Random } from '../../../src/stats/random';

describe('effective degrees of freedom of a variance', () => {
  it('are twice the number of equal events, and two of one', () => {
    expect(effectiveDegreesOfFreedom(7 * 9, 7 * 81)).toBeCloseTo(14, 12);
    expect(effectiveDegreesOfFreedom(4, 16)).toBe(2);
  });

  it('are hardly more than those of the one heavy event', () => {
    expect(effectiveDegreesOfFreedom(100 + 1e4, 100 + 1e8)).toBeCloseTo(2.0402, 4);
  });

  it('do not depend on the unit of the weights, however small', () => {
    expect(effectiveDegreesOfFreedom(63e-150, 567e-300)).toBeCloseTo(14, 9);
  });

  it('are without limit where nothing is uncertain, and defined for nothing else than sums of even powers', () => {
    expect(effectiveDegreesOfFreedom(3, 0)).toBe(Infinity);
    expect(() => effectiveDegreesOfFreedom(-1, 1)).toThrow(RangeError);
    expect(() => effectiveDegreesOfFreedom(1, Number.NaN)).toThrow(RangeError);
  });

  it('tell how much the estimated variance of weighted events scatters: Var V/V² = 2/ν', () => {
    const random = new Random('effective degrees of freedom');
    const draw = poissonDrawer(40);
    const variances = Array.from({ length: 20_000 }, () => {
      let squares = 0;
      for (let left = draw(random); left > 0; left--) squares += random.uniform() ** 2;
      return squares;
    });
    const mean = variances.reduce((sum, one) => sum + one, 0) / variances.length;
    const variance = variances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / variances.length;
    // E[w²] = 1/3 and E[w⁴] = 1/5 of each of 40 events.
    expect((2 * mean ** 2) / variance / effectiveDegreesOfFreedom(40 / 3, 40 / 5)).toBeCloseTo(1, 1);
  });
});

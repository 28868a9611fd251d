import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonDrawer } from '../../../src/inference/poissonDrawer';
import { effectiveDegreesOfFreedom } from '../../../src/stats/effectiveDegreesOfFreedom';
import { Random } from '../../../src/stats/random';
import { limitsOf, skewedQuantile, studentHalfWidth } from '../../../src/stats/studentisedLimits';
import reference from '../../fixtures/reference/studentised.json';

describe('limits from an estimate whose error few events made', () => {
  it("have the half-widths of scipy's Student t", () => {
    for (const { sigmas, freedom, half } of reference.halfWidths) {
      expect(studentHalfWidth(sigmas, freedom) / half, `${sigmas} of ${freedom}`).toBeCloseTo(1, 7);
    }
  });

  it('are where the transformations of Hall, Wilson and Hilferty are as far from zero', () => {
    for (const { z, skewness, quantile } of reference.skewed) {
      expect(skewedQuantile(z, skewness), `${z} at ${skewness}`).toBeCloseTo(quantile, 9);
    }
  });

  it('are those of a normal where errors are known', () => {
    expect(limitsOf({ value: 3, error: 0.5 }, 2)).toEqual({ low: 2, high: 4 });
    const known = { value: 3, error: 0.5, studentised: { freedom: Infinity, skewness: 0 } };
    expect(limitsOf(known, 2).low).toBeCloseTo(2, 12);
    expect(limitsOf(known, 2).high).toBeCloseTo(4, 12);
  });

  it('are a point where there is no error', () => {
    const point = { value: 1, error: 0, studentised: { freedom: 2, skewness: 1 } };
    expect(limitsOf(point, 4)).toEqual({ low: 1, high: 1 });
  });

  it('reach further on the side to which the events pull, whichever that is', () => {
    const pulled = { value: 0, error: 1, studentised: { freedom: 40, skewness: 0.3 } };
    const { low, high } = limitsOf(pulled, 2);
    expect(high).toBeGreaterThan(-low);
    const mirrored = limitsOf({ ...pulled, studentised: { freedom: 40, skewness: -0.3 } }, 2);
    expect(mirrored.low).toBeCloseTo(-high, 12);
    expect(mirrored.high).toBeCloseTo(-low, 12);
  });

  it('hold the estimate, and grow with the number of standard errors', () => {
    const studentised = fc.record({
      freedom: fc.double({ min: 2, max: 1e6, noNaN: true }),
      skewness: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    const sigmas = fc.double({ min: 0.5, max: 5, noNaN: true });
    fc.assert(
      fc.property(studentised, sigmas, (shape, of) => {
        const estimate = { value: 0, error: 1, studentised: shape };
        const [inner, outer] = [limitsOf(estimate, of), limitsOf(estimate, of + 0.5)];
        return inner.low < 0 && inner.high > 0 && outer.low < inner.low && outer.high > inner.high;
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it.each([
    [1, 0.683],
    [2, 0.954],
    [3, 0.9973],
  ])('hold the sum of some fifty log-normal weights at %d standard errors in a fraction of %d', (sigmas, fraction) => {
    const random = new Random('studentised limits');
    const draw = poissonDrawer(50);
    let held = 0;
    for (let experiment = 0; experiment < 4000; experiment++) {
      const sums = { value: 0, squares: 0, fourths: 0 };
      for (let left = draw(random); left > 0; left--) {
        const w = Math.exp(random.normal());
        sums.value += w;
        sums.squares += w * w;
        sums.fourths += w ** 4;
      }
      const freedom = effectiveDegreesOfFreedom(sums.squares, sums.fourths);
      const studentised = { freedom, skewness: Math.sqrt(2 / freedom) };
      const { low, high } = limitsOf({ value: sums.value, error: Math.sqrt(sums.squares), studentised }, sigmas);
      if (low <= 50 * Math.sqrt(Math.E) && 50 * Math.sqrt(Math.E) <= high) held++;
    }
    expect(Math.abs(held / 4000 - fraction)).toBeLessThan(0.02);
  });
});

import { describe, expect, it } from 'vitest';
import { fitConstraint, fitPull, meanAndWidth, pullDefinitions } from '../../../src/stats/pulls';

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

describe('fitPull', () => {
  const unit = { up: 1, down: 1 };
  const posterior = { up: 0.6, down: 0.8 };

  it('divides by the prior, the posterior, or the uncertainty of the difference', () => {
    const even = { up: 0.6, down: 0.6 };
    expect(pullDefinitions.map((definition) => fitPull(definition, 0.4, even, unit))).toEqual([
      0.4,
      expect.closeTo(0.4 / 0.6, 15),
      expect.closeTo(0.4 / 0.8, 15),
    ]);
  });

  it('takes the side of the shift before the fit, and the side that faces nominal after it', () => {
    const prior = { up: 2, down: 1 };
    expect(fitPull('pre-fit', 1, posterior, prior)).toBe(0.5);
    expect(fitPull('pre-fit', -1, posterior, prior)).toBe(-1);
    expect(fitPull('post-fit', 1, posterior, prior)).toBeCloseTo(1 / 0.8, 15);
    expect(fitPull('post-fit', -1, posterior, prior)).toBeCloseTo(-1 / 0.6, 15);
    expect(fitPull('difference', 1, posterior, unit)).toBeCloseTo(1 / 0.6, 15);
  });

  it.each([1, 1.2, 0.9999])('has no difference where the fit leaves %d of the uncertainty', (left) => {
    expect(fitPull('difference', 0.1, { up: left, down: left }, unit)).toBeUndefined();
  });

  it('is undefined without what it divides by', () => {
    expect(fitPull('pre-fit', 0.1, posterior, undefined)).toBeUndefined();
    expect(fitPull('post-fit', 0.1, undefined, unit)).toBeUndefined();
    expect(fitPull('post-fit', 0.1, { up: 0, down: 0 }, unit)).toBeUndefined();
    expect(fitPull('difference', 0.1, undefined, unit)).toBeUndefined();
  });

  it('has the variance 1 as a difference, for the average of a prior and a measurement', () => {
    // θ̂ of a prior N(0, 1) and a measurement x ± s is x/(1 + s²): x is √(1 + s²) away from 0, one standard deviation.
    for (const s of [0.2, 1, 5]) {
      const sigma = s / Math.sqrt(1 + s ** 2);
      const shift = Math.sqrt(1 + s ** 2) / (1 + s ** 2);
      expect(fitPull('difference', shift, { up: sigma, down: sigma }, unit)).toBeCloseTo(1, 12);
    }
  });
});

describe('fitConstraint', () => {
  it('is the ratio of the widths of the intervals', () => {
    expect(fitConstraint({ up: 0.3, down: 0.5 }, { up: 1, down: 1 })).toBe(0.4);
    expect(fitConstraint(undefined, { up: 1, down: 1 })).toBeUndefined();
  });
});

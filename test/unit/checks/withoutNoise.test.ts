import { describe, expect, it } from 'vitest';
import { costLimits, detectableCost, type Cost } from '../../../src/checks/inference/withoutNoise';
import { normalTail } from '../../../src/stats/normal';
import { lengthLimits } from '../../../src/stats/squaredLength';

const oneError = 2 * normalTail(1);
const exact = (value: number) => ({ value, nullVariance: 0, nullThird: 0, growth: 0 });
/** One direction whose noise has this variance. */
const noisy = (value: number, variance: number) => ({
  value,
  nullVariance: 2 * variance ** 2,
  nullThird: 8 * variance ** 3,
  growth: 4 * variance,
});
const cost = (parts: Partial<Cost>): Cost => ({
  length: noisy(1, 0.01),
  prior: 1,
  told: exact(3),
  correlation: 0,
  ...parts,
});

describe('what nuisances cost', () => {
  it('has the limits of a squared length where it is known what templates tell of nuisances', () => {
    const { low, high } = lengthLimits(noisy(1, 0.01), oneError);
    const limits = costLimits(cost({}), oneError);
    expect(limits.low).toBeCloseTo(low, 10);
    expect(limits.high).toBeCloseTo(high, 10);
  });

  it('goes with the inverse of what prior and templates tell where nothing else is uncertain', () => {
    const told = noisy(3, 0.05);
    const { low, high } = lengthLimits(told, oneError);
    const limits = costLimits(cost({ length: exact(1), told }), oneError);
    expect(limits.low).toBeCloseTo(4 / (1 + high), 10);
    expect(limits.high).toBeCloseTo(4 / (1 + low), 10);
  });

  it('may be nothing where noise is as long', () => {
    expect(costLimits(cost({ length: noisy(-0.005, 0.01) }), oneError).low).toBe(0);
    expect(costLimits(cost({ length: noisy(-0.005, 0.01) }), oneError).value).toBe(0);
    expect(costLimits(cost({ length: noisy(0.01, 0.03), told: noisy(1, 0.3) }), 2 * normalTail(2)).low).toBe(0);
  });

  it('is less uncertain where both errors come and go together', () => {
    const told = noisy(3, 0.05);
    const [together, apart] = [0.8, -0.8].map((correlation) => costLimits(cost({ told, correlation }), oneError));
    expect(together!.high).toBeLessThan(apart!.high);
    expect(together!.low).toBeGreaterThan(apart!.low);
  });
});

describe('the smallest cost that would have been found', () => {
  it('lies further off the less is known, and is not named beyond impacts twice as large', () => {
    const [sharp, blurred, unknown] = [0.001, 0.01, 0.5].map((variance) =>
      detectableCost(cost({ length: noisy(1, variance) }), 1, 0.01),
    );
    expect(sharp).toBeGreaterThan(1);
    expect(blurred).toBeGreaterThan(sharp!);
    expect(unknown).toBeUndefined();
  });

  it('is further off where it is not known what templates tell', () => {
    const sharp = detectableCost(cost({}), 1, 0.01)!;
    expect(detectableCost(cost({ told: noisy(3, 0.01) }), 1, 0.01)).toBeGreaterThan(sharp);
  });
});

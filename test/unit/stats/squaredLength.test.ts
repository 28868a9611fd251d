import { describe, expect, it } from 'vitest';
import { normalTail } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';
import {
  detectableLength,
  lengthLimits,
  meanOfLengths,
  squaredLength,
  type SquaredLength,
} from '../../../src/stats/squaredLength';
import reference from '../../fixtures/reference/squaredLength.json';
import { halfWidths } from '../../fixtures/reference/studentised.json';

const random = new Random('squared length');
const within = (sigmas: number): number => 2 * normalTail(sigmas);

/** T and its first-order variance, of μ + N with independent noise of these variances. */
function measure(mu: readonly number[], variances: readonly number[], steady = false): SquaredLength {
  const seen = mu.map((value, index) => value + Math.sqrt(variances[index]!) * random.normal());
  const sum = (of: (index: number) => number): number => mu.reduce((all, _, index) => all + of(index), 0);
  const power = (k: number): number => sum((index) => variances[index]! ** k);
  return squaredLength({
    value: sum((index) => seen[index]! ** 2) - power(1),
    firstOrder: 4 * sum((index) => seen[index]! ** 2 * variances[index]!),
    trace: power(1),
    square: power(2),
    cube: power(3),
    eigenvalue: steady ? along(mu, variances) : power(3) / power(2),
    ...(steady && { secondOrder: sum((index) => seen[index]! ** 2 * variances[index]! ** 2) }),
  });
}

/** Variance in the direction of μ. */
function along(mu: readonly number[], variances: readonly number[]): number {
  const squares = mu.map((value) => value ** 2);
  return mu.reduce((sum, _, index) => sum + squares[index]! * variances[index]!, 0) / squares.reduce((a, b) => a + b);
}

describe('the interval of a squared length', () => {
  it.each(reference)('is that of Feldman and Cousins: $value, variance $nullVariance', ({ limits, ...length }) => {
    for (const [p, [low, high]] of Object.entries(limits)) {
      const found = lengthLimits(length, Number(p));
      // The regions of the reference have steps of 1/2000 standard deviations.
      const near = 0.003 * Math.max(high! - low!, Math.sqrt(length.nullVariance));
      expect(Math.abs(found.low - low!)).toBeLessThan(near);
      expect(Math.abs(found.high - high!)).toBeLessThan(near);
    }
  });

  const experiments = 3000;
  it.each([
    ['nothing there', [0, 0, 0], [1, 0.4, 0.1]],
    ['as large as its noise', [1.2, 0.5, 0.2], [1, 0.4, 0.1]],
    ['many directions alike', Array.from({ length: 12 }, () => 0.5), Array.from({ length: 12 }, () => 1)],
    ['far beyond its noise', [8, 5, 2], [1, 0.4, 0.1]],
  ])('holds the truth as often as it says: %s', (_, mu, variances) => {
    const truth = mu.reduce((all, value) => all + value ** 2, 0);
    let [one, two] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment++) {
      const length = measure(mu, variances);
      const holds = (sigmas: number): boolean => {
        const { low, high } = lengthLimits(length, within(sigmas));
        return low <= truth && truth <= high;
      };
      if (holds(1)) one++;
      if (holds(2)) two++;
    }
    // Their errors are 0.8 and 0.4 %.
    expect(Math.abs(one / experiments - 0.683)).toBeLessThan(0.04);
    expect(Math.abs(two / experiments - 0.954)).toBeLessThan(0.02);
  });

  it('holds it no more often where it lies in a direction of little noise, if that is known', () => {
    // As long as the noise.
    const [mu, variances] = [
      [0, 0, 0, 0, 1.7],
      [1, 0.8, 0.6, 0.4, 0.1],
    ];
    const held = (steady: boolean): number => {
      let count = 0;
      for (let experiment = 0; experiment < experiments; experiment++) {
        const { low, high } = lengthLimits(measure(mu, variances, steady), within(2));
        if (low <= 1.7 ** 2 && 1.7 ** 2 <= high) count++;
      }
      return count / experiments;
    };
    expect(held(true)).toBeGreaterThan(0.934);
    expect(held(true)).toBeLessThan(0.974);
    expect(held(false)).toBeGreaterThan(0.975);
  });

  it.each(halfWidths.filter(({ sigmas }) => sigmas >= 1 && sigmas <= 3))(
    "is that of scipy's Student t where $freedom degrees of freedom made the variance, at $sigmas standard errors",
    ({ sigmas, freedom, half }) => {
      // One component of variance 1: nothing is there as long as its square is no more than that of t.
      const at = (square: number): number =>
        lengthLimits({ value: square - 1, nullVariance: 2, nullThird: 8, growth: 4, freedom }, within(sigmas)).low;
      expect(at(half ** 2 * (1 - 1e-4))).toBe(0);
      expect(at(half ** 2 * (1 + 1e-4))).toBeGreaterThan(0);
      // Far from 0 the length is normal.
      const far = { value: 1e8, nullVariance: 2, nullThird: 8, growth: 4, freedom };
      const { low, high } = lengthLimits(far, within(sigmas));
      expect((high - low) / (2 * half * Math.sqrt(4e8))).toBeCloseTo(1, 2);
    },
  );

  it('is a point where there is no noise', () => {
    const exact = { value: 0.3, nullVariance: 0, nullThird: 0, growth: 0 };
    expect(lengthLimits(exact, 0.3).low).toBeCloseTo(0.3, 6);
    expect(lengthLimits(exact, 0.3).high).toBeCloseTo(0.3, 6);
  });

  it('holds what a longer one holds', () => {
    const length = measure([2, 1], [1, 0.5]);
    const ends = [0.5, 0.1, 0.01, 1e-4, 1e-6].map((p) => lengthLimits(length, p));
    const lows = ends.map(({ low }) => low);
    const highs = ends.map(({ high }) => high);
    expect(lows).toEqual(lows.toSorted((a, b) => b - a));
    expect(highs).toEqual(highs.toSorted((a, b) => a - b));
  });
});

describe('a length that would have been found', () => {
  it('is found with the power that is asked for', () => {
    const [variances, p, power] = [[1, 0.4, 0.1], 0.01, 0.9];
    const known = measure([0, 0, 0], variances);
    // μ along the eigenvalue of which the growth is known.
    const along = squaredLength({
      value: 100,
      firstOrder: 4 * 100 + 4 * 1.17,
      trace: 1.5,
      square: 1.17,
      cube: 1.065,
      eigenvalue: 1,
    });
    const length = { ...known, growth: along.growth };
    const needed = detectableLength(length, { tolerance: 2, p, power, floor: 0 });
    let found = 0;
    const experiments = 2000;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const { value } = measure([Math.sqrt(needed), 0, 0], variances);
      if (lengthLimits({ ...length, value }, p).low > 2) found++;
    }
    expect(Math.abs(found / experiments - power)).toBeLessThan(0.03);
  });

  it('lies above the floor', () => {
    const length = measure([0], [1]);
    const at = (floor: number): number => detectableLength(length, { tolerance: 0.1, p: 0.01, power: 0.9, floor });
    expect(at(40)).toBeGreaterThan(40);
    expect(at(40)).toBeGreaterThan(at(0));
  });
});

describe('the mean of squared lengths', () => {
  const lengths = [1, 2, 5].map((value): SquaredLength => ({ value, nullVariance: 2, nullThird: 8, growth: 4 }));

  it('is the length itself where all are one and the same', () => {
    const [one] = lengths as [SquaredLength];
    const mean = meanOfLengths([one, one, one]);
    for (const key of ['value', 'nullVariance', 'nullThird', 'growth'] as const) {
      expect(mean[key]).toBeCloseTo(one[key], 12);
    }
  });

  it('scatters by the mean of their standard deviations, and no more', () => {
    const { value, nullVariance, growth } = meanOfLengths(lengths);
    expect(value).toBeCloseTo(8 / 3, 12);
    // Where each has its noise added: 1 + √2 and so on.
    const deviations = [1, 2, 5].map((own) => Math.sqrt(2 + 4 * (own + Math.SQRT2)));
    const mean = deviations.reduce((sum, own) => sum + own, 0) / 3;
    expect(nullVariance + growth * (8 / 3 + Math.SQRT2)).toBeCloseTo(mean ** 2, 10);
  });

  it('is nothing where none scatters', () => {
    const none = { value: 0, nullVariance: 0, nullThird: 0, growth: 0 };
    expect(meanOfLengths([none, none])).toEqual(none);
  });
});

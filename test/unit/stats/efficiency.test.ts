import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { efficiency } from '../../../src/stats/efficiency';
import { Random } from '../../../src/stats/random';

describe('efficiency', () => {
  it('is binomial for unit weights', () => {
    const counts = Float64Array.of(30, 50, 20);
    const { value, error } = efficiency(counts, counts, 2);
    expect(value).toBe(0.2);
    expect(error).toBeCloseTo(Math.sqrt((0.2 * 0.8) / 100), 15);
  });

  it('is 1 or 0 without error when all or nothing passes', () => {
    const counts = Float64Array.of(3, 4);
    expect(efficiency(counts, counts, 0)).toEqual({ value: 1, error: 0 });
    expect(efficiency(counts, counts, 2)).toEqual({ value: 0, error: 0 });
  });

  it('has the scatter of repeated experiments with signed weights', () => {
    const random = new Random('efficiency');
    const repetitions = 1000;
    const values: number[] = [];
    let predicted = 0;
    for (let i = 0; i < repetitions; i++) {
      const sums = new Float64Array(2);
      const squares = new Float64Array(2);
      for (let event = 0; event < 500; event++) {
        const bin = random.uniform() < 0.3 ? 1 : 0;
        const weight = (random.uniform() < 0.2 ? -1 : 1) * (bin === 1 ? 2 : 1) * random.uniform();
        sums[bin]! += weight;
        squares[bin]! += weight * weight;
      }
      const { value, error } = efficiency(sums, squares, 1);
      values.push(value);
      predicted += error ** 2 / repetitions;
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / repetitions;
    const observed = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (repetitions - 1);
    expect(Math.abs(observed / predicted - 1)).toBeLessThan(0.15);
  });

  it('is blind to the scale of weights, and complements the inefficiency', () => {
    fc.assert(
      fc.property(signedBins, fc.integer({ min: 0, max: 6 }), ([sums, squares], firstBin) => {
        const plain = efficiency(sums, squares, firstBin);
        const scaled = efficiency(
          sums.map((w) => w * 3),
          squares.map((w) => w * 9),
          firstBin,
        );
        expect(scaled.value).toBeCloseTo(plain.value, 11);
        expect(scaled.error).toBeCloseTo(plain.error, 11);
        const complement = efficiency(sums.toReversed(), squares.toReversed(), 6 - firstBin);
        expect(complement.value).toBeCloseTo(1 - plain.value, 11);
        expect(complement.error).toBeCloseTo(plain.error, 11);
      }),
      { seed: 1 },
    );
  });

  it('refuses what has no efficiency', () => {
    expect(() => efficiency(Float64Array.of(1, -1), Float64Array.of(1, 1), 1)).toThrow(RangeError);
    expect(() => efficiency(Float64Array.of(1, 1), Float64Array.of(1), 1)).toThrow(RangeError);
    expect(() => efficiency(Float64Array.of(1, 1), Float64Array.of(1, 1), 3)).toThrow(RangeError);
    expect(() => efficiency(Float64Array.of(1, 1), Float64Array.of(1, 1), 0.5)).toThrow(RangeError);
  });
});

/** Σw and Σw² of six bins, with a total that is not small. */
const signedBins = fc
  .array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 })
  .filter((list) => Math.abs(list.reduce((sum, content) => sum + content, 0)) > 0.5)
  .map((list) => [Float64Array.from(list), Float64Array.from(list, (w) => w * w + 0.1)] as const);

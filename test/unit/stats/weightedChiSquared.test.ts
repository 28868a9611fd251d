import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquaredQuantile, chiSquaredTail } from '../../../src/stats/gammaFunction';
import { weightedChiSquared } from '../../../src/stats/weightedChiSquared';
import reference from '../../fixtures/reference/shift.json';

const { chiSquared: expected } = reference;
type Sides = Parameters<typeof weightedChiSquared>;
const sides: Sides = [
  Float64Array.from(expected.nominal),
  Float64Array.from(expected.nominalSquares),
  Float64Array.from(expected.varied),
  Float64Array.from(expected.variedSquares),
];

describe('χ² of weighted histograms', () => {
  it("is ROOT's for two weighted histograms, with signed weights", () => {
    const { chiSquared, freedom, pValue } = weightedChiSquared(...sides);
    expect(chiSquared / expected.chiSquared).toBeCloseTo(1, 12);
    expect(freedom).toBe(expected.freedom);
    expect(pValue / expected.pValue).toBeCloseTo(1, 10);
  });

  it("has ROOT's residuals, with the sign of the varied side", () => {
    weightedChiSquared(...sides).residuals.forEach((residual, bin) => {
      expect(residual).toBeCloseTo(-expected.rootResiduals[bin]!, 10);
    });
  });

  it('is for two bins and unit weights the square of the difference of two fractions over its error', () => {
    const [a, b] = [Float64Array.of(30, 70), Float64Array.of(90, 110)];
    const [p, q] = [0.3, 0.45];
    const { residuals } = weightedChiSquared(a, a, b, b);
    expect(residuals[0]).toBeCloseTo((q - p) / Math.sqrt(p / 100 + q / 200), 12);
  });

  it('does not change with the scale of either side, and changes sign with their order', () => {
    const scale = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const { chiSquared, residuals } = weightedChiSquared(...sides);
    fc.assert(
      fc.property(scale, scale, (first, second) => {
        const [s, v, t, u] = sides;
        const scaled = weightedChiSquared(
          s.map((one) => one * first),
          v.map((one) => one * first ** 2),
          t.map((one) => one * second),
          u.map((one) => one * second ** 2),
        );
        expect(scaled.chiSquared / chiSquared).toBeCloseTo(1, 9);
      }),
      { seed: 1, numRuns: 50 },
    );
    const [s, v, t, u] = sides;
    expect(weightedChiSquared(t, u, s, v).residuals).toEqual(residuals.map((one) => one && -one));
  });

  it('leaves out a bin that is empty on both sides', () => {
    const [a, b] = [Float64Array.of(30, 0, 70), Float64Array.of(90, 0, 110)];
    expect(weightedChiSquared(a, a, b, b)).toMatchObject({
      freedom: 1,
      residuals: [expect.any(Number), undefined, expect.any(Number)],
    });
  });

  it('is refused where a side has no positive sum of weights', () => {
    const [a, b] = [Float64Array.of(1, -1), Float64Array.of(1, 1)];
    expect(() => weightedChiSquared(a, b, b, b)).toThrow(RangeError);
    expect(() => weightedChiSquared(b, b, Float64Array.of(1), b)).toThrow(RangeError);
  });
});

describe('the tail of χ²', () => {
  it.each(reference.tails as [number, number, number][])('at %d of %d degrees is that of scipy', (x, freedom, tail) => {
    expect(chiSquaredTail(x, freedom) / tail).toBeCloseTo(1, 9);
  });

  it.each([0.005, 0.5, 0.995])('has the quantile %d', (p) => {
    for (const freedom of [1, 7, 200])
      expect(chiSquaredTail(chiSquaredQuantile(p, freedom), freedom)).toBeCloseTo(1 - p, 11);
    expect(() => chiSquaredQuantile(1, 7)).toThrow(RangeError);
  });

  it('is refused where it is not defined', () => {
    expect(() => chiSquaredTail(-1, 2)).toThrow(RangeError);
    expect(() => chiSquaredTail(1, 0)).toThrow(RangeError);
  });
});

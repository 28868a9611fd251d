import { describe, expect, it } from 'vitest';
import { jensenShannon, populationStability } from '../../../src/stats/divergence';
import reference from '../../fixtures/reference/shift.json';

const nominal = Float64Array.from(reference.divergence.nominal);
const applied = Float64Array.from(reference.divergence.applied);

describe('divergences', () => {
  it('are those of scipy', () => {
    expect(populationStability(nominal, applied, [1, 1])?.value).toBeCloseTo(reference.divergence.psi, 12);
    expect(jensenShannon(nominal, applied, [1, 1])?.value).toBeCloseTo(reference.divergence.js, 12);
  });

  it('say what they are on average where nothing differs, as 8,000 pairs of samples have it', () => {
    expect(populationStability(nominal, applied, [2000, 3000])!.bias / reference.divergence.psiNull).toBeCloseTo(1, 1);
    expect(jensenShannon(nominal, applied, [2000, 3000])!.bias / reference.divergence.jsNull).toBeCloseTo(1, 1);
  });

  it('are symmetric, do not change with scale, and are 0 for one shape', () => {
    for (const of of [populationStability, jensenShannon]) {
      const value = of(nominal, applied, [1, 1])!.value;
      expect(of(applied, nominal, [1, 1])?.value).toBeCloseTo(value, 13);
      expect(
        of(
          nominal.map((one) => 1e9 * one),
          applied,
          [1, 1],
        )?.value,
      ).toBeCloseTo(value, 13);
      expect(
        of(
          nominal,
          nominal.map((one) => 3 * one),
          [1, 1],
        )?.value,
      ).toBeCloseTo(0, 13);
    }
  });

  it('of shapes apart is one bit, and no PSI', () => {
    const [a, b] = [Float64Array.of(1, 0), Float64Array.of(0, 5)];
    expect(jensenShannon(a, b, [1, 1])?.value).toBe(1);
    expect(populationStability(a, b, [1, 1])).toBeUndefined();
  });

  it('are not defined where signed weights leave a negative bin, or nothing', () => {
    const signed = Float64Array.of(2, -1, 3);
    const positive = Float64Array.of(1, 1, 1);
    for (const of of [populationStability, jensenShannon]) {
      expect(of(signed, positive, [1, 1])).toBeUndefined();
      expect(of(positive, signed, [1, 1])).toBeUndefined();
      expect(of(positive, new Float64Array(3), [1, 1])).toBeUndefined();
    }
  });
});

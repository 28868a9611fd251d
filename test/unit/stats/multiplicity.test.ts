import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../../src/stats/multiplicity';
import reference from '../../fixtures/reference/stats.json';

const { pValues } = reference.multiplicity;

describe('adjusted p-values', () => {
  it('of Benjamini and Hochberg are those of scipy', () => {
    const expected = reference.multiplicity.benjaminiHochberg;
    benjaminiHochberg(pValues).forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 14));
  });

  it('keep the order, never shrink, and leave a single one alone', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (list) => {
        const adjusted = benjaminiHochberg(list);
        list.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p * (1 - 1e-15));
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          list.forEach((q, j) => {
            if (p <= q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
          });
        });
        expect(benjaminiHochberg(list.toReversed())).toEqual(adjusted.toReversed());
      }),
      { seed: 1 },
    );
    expect(benjaminiHochberg([0.03])).toEqual([0.03]);
    expect(benjaminiHochberg([])).toEqual([]);
  });

  it.each([-0.1, 1.1, Number.NaN])('do not exist for %d', (p) => {
    expect(() => benjaminiHochberg([0.5, p])).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { clopperPearson, incompleteBeta } from '../../../src/stats/clopperPearson';
import reference from '../../fixtures/reference/shift.json';

describe('limits of Clopper and Pearson', () => {
  it.each(reference.limits as [number, number, number, number, number][])(
    'of %d in %d with %d on each side are those of scipy',
    (k, n, p, low, high) => {
      const limits = clopperPearson(k, n, p);
      expect(Math.abs(limits.low - low)).toBeLessThanOrEqual(1e-8 * low);
      expect(Math.abs(limits.high - high)).toBeLessThanOrEqual(1e-8 * high);
    },
  );

  it('of nothing in n are the closed form 1 − p^(1/n)', () => {
    expect(clopperPearson(0, 20, 0.05).high).toBeCloseTo(1 - 0.05 ** (1 / 20), 12);
  });

  it('mirror each other', () => {
    const { low, high } = clopperPearson(3, 17, 0.01);
    const mirrored = clopperPearson(14, 17, 0.01);
    expect([1 - mirrored.high, 1 - mirrored.low]).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
  });

  it('are refused for what is no fraction, or no tail', () => {
    for (const [k, n, p] of [
      [-1, 5, 0.1],
      [6, 5, 0.1],
      [0, 0, 0.1],
      [1, 5, 0.5],
      [1, 5, 0],
    ] as const) {
      expect(() => clopperPearson(k, n, p)).toThrow(RangeError);
    }
  });
});

describe('the incomplete beta function', () => {
  it('is a polynomial for whole numbers', () => {
    const x = 0.3;
    expect(incompleteBeta(x, 2, 3)).toBeCloseTo(6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4, 13);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});

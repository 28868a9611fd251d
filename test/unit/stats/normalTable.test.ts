import { describe, expect, it } from 'vitest';
import { NormalTable } from '../../../src/stats/normalTable';

describe('a table of normal numbers', () => {
  it('is the same for the same seed, also after others were used', () => {
    const before = new NormalTable('a', 10).rows(100).values.slice();
    for (let seed = 0; seed < 20; seed++) new NormalTable(seed, 10).rows(100);
    expect(new NormalTable('a', 10).rows(100).values).toEqual(before);
  });

  it('is another for another seed', () => {
    const [a, b] = ['a', 'b'].map((seed) => new NormalTable(seed, 10).rows(100).values);
    expect(a!.some((value, index) => value === b![index])).toBe(false);
  });

  it('has a number for each bin and one more', () => {
    for (const bins of [1, 63, 64, 65, 513]) expect(new NormalTable('a', 2).rows(bins).stride).toBeGreaterThan(bins);
  });

  it('has mean 0 and variance 1, and rows that do not hang together', () => {
    const { values, stride } = new NormalTable('moments').rows(256);
    const n = values.length;
    const mean = (of: (value: number, index: number) => number): number =>
      values.reduce((sum, value, index) => sum + of(value, index), 0) / n;
    // Five standard errors each.
    expect(Math.abs(mean((value) => value))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(mean((value) => value * value) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(mean((value, index) => value * (values[index + stride] ?? 0)))).toBeLessThan(5 / Math.sqrt(n));
  });
});

import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, normalTail } from '../../../src/stats/normal';
import reference from '../../fixtures/reference/stats.json';

const { x, tail, cdf, p, quantile } = reference.normal;

describe('the normal distribution', () => {
  it.each(x.map((value, i) => [value, tail[i]!, cdf[i]!]))(
    'has the tail and the cdf of scipy at %d',
    (at, upper, lower) => {
      expect(Math.abs(normalTail(at) / upper - 1)).toBeLessThan(1e-13);
      expect(Math.abs(normalCdf(at) / lower - 1)).toBeLessThan(2e-13);
    },
  );

  it.each(p.map((value, i) => [value, quantile[i]!]))('has the quantile of scipy at %d', (probability, expected) => {
    expect(Math.abs(normalQuantile(probability) / expected - 1)).toBeLessThan(2e-15);
  });

  it('ends where it must', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalTail(Infinity)).toBe(0);
    expect(normalTail(-Infinity)).toBe(1);
    expect(normalTail(0)).toBe(0.5);
  });

  it.each([-0.1, 1.1, Number.NaN])('has no quantile for %d', (probability) => {
    expect(() => normalQuantile(probability)).toThrow(RangeError);
  });
});

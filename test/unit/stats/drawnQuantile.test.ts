import { describe, expect, it } from 'vitest';
import { drawnProbability, drawnQuantile } from '../../../src/stats/drawnQuantile';
import { normalQuantile } from '../../../src/stats/normal';

describe('a drawn distribution', () => {
  const draws = 999;
  /** Normal quantiles, cubed: neither normal nor even. */
  const sorted = Float64Array.from({ length: draws }, (_, rank) => (2 + normalQuantile((rank + 1) / (draws + 1))) ** 3);

  it.each([1e-4, 0.005, 0.01, 0.16, 0.5, 0.84, 0.99, 0.999])('has %f below its quantile', (p) => {
    expect(drawnProbability(sorted, drawnQuantile(sorted, p))).toBeCloseTo(p, 9);
  });

  it('has nothing below, and nothing above, where all draws are one number', () => {
    const same = new Float64Array(draws).fill(3);
    expect([2, 4].map((value) => drawnProbability(same, value))).toEqual([0, 1]);
  });
});

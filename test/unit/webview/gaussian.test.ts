import { describe, expect, it } from 'vitest';
import { entriesOf, expectedEntries, gaussianOverlay } from '../../../webview/figure/gaussian';

describe('gaussianOverlay', () => {
  const edges = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5];

  it('peaks at entries × bin width / √(2π)', () => {
    const highest = Math.max(...gaussianOverlay(edges, 19).map(({ y }) => y));
    expect(highest).toBeCloseTo(19 / Math.sqrt(2 * Math.PI), 10);
  });

  it('scales with the width of the bins', () => {
    const half = edges.flatMap((edge, index) => (index === 0 ? [edge] : [edge - 0.5, edge]));
    const highest = Math.max(...gaussianOverlay(half, 19).map(({ y }) => y));
    expect(highest).toBeCloseTo(19 / 2 / Math.sqrt(2 * Math.PI), 10);
  });

  it('reaches from the first to the last edge', () => {
    const points = gaussianOverlay(edges, 19);
    expect([points[0]?.x, points.at(-1)?.x]).toEqual([-5, 5]);
  });
});

describe('entriesOf', () => {
  it('counts what lies outside the axis', () => {
    expect(entriesOf({ counts: [1, 2], underflow: 3, overflow: 4 })).toBe(10);
  });
});

describe('expectedEntries', () => {
  // scipy.stats.norm.cdf(1) - cdf(-1), and cdf(0.5) - cdf(0)
  it.each([
    [-1, 1, 0.682689492137086],
    [0, 0.5, 0.191462461274013],
  ])('is the probability between %d and %d', (low, high, probability) => {
    expect(expectedEntries(low, high, 1)).toBeCloseTo(probability, 4);
  });
});

import { describe, expect, it } from 'vitest';
import { binAt, centrePoints, stepPoints } from '../../../webview/figure/steps';

describe('stepPoints', () => {
  it('follow the edges of unequal bins', () => {
    expect(stepPoints([0, 1, 5], [3, 4])).toEqual([
      { x: 0, y: 3 },
      { x: 1, y: 3 },
      { x: 1, y: 4 },
      { x: 5, y: 4 },
    ]);
  });

  it('leave a gap where there is no value', () => {
    expect(stepPoints([0, 1, 2], [null, 4]).map(({ y }) => y)).toEqual([NaN, NaN, 4, 4]);
  });

  it('refuse edges that do not match the bins', () => {
    expect(() => stepPoints([0, 1], [1, 2])).toThrow('2 edges for 2 bins');
  });

  it('refuse edges that do not ascend', () => {
    expect(() => stepPoints([0, 2, 2], [1, 2])).toThrow('Edge 2');
  });
});

describe('binAt', () => {
  const edges = [0, 1, 5, 6];

  it.each([
    [0, 0],
    [0.99, 0],
    [1, 1],
    [4.9, 1],
    [5, 2],
    [6, 2],
  ])('finds %d in bin %d', (x, bin) => {
    expect(binAt(edges, x)).toBe(bin);
  });

  it.each([-0.1, 6.1, Number.NaN])('finds %d in none', (x) => {
    expect(binAt(edges, x)).toBeUndefined();
  });
});

describe('centrePoints', () => {
  it('stand in the middle of their bins', () => {
    expect(centrePoints([0, 1, 5], [3, 4]).map(({ x }) => x)).toEqual([0.5, 3]);
  });
});

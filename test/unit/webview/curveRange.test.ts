import { describe, expect, it } from 'vitest';
import { canBeLogarithmic } from '../../../webview/figure/curveRange';

function curve(...points: readonly (readonly [x: number, y: number])[]) {
  return { series: [{ label: 'a', role: 'nominal' as const, points: points.map(([x, y]) => ({ x, y })) }] };
}

describe('a logarithmic axis is offered', () => {
  it('for sizes, whichever way they are joined', () => {
    expect(canBeLogarithmic(curve([0, 0], [0.5, 0.1], [1, 1]))).toBe(true);
    expect(canBeLogarithmic(curve([1, 1], [1, 0.5], [0, 0]))).toBe(true);
  });

  it('not for numbers of either sign', () => {
    expect(canBeLogarithmic(curve([0, 1], [1, -1]))).toBe(false);
  });

  it('not for a contour', () => {
    expect(canBeLogarithmic(curve([0, 1], [1, 2], [0, 3], [-1, 2], [0, 1]))).toBe(false);
  });
});

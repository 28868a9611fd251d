import type { CurveFigure } from '../../src/report/figure';
import type { Range } from './valueRange';

export interface CurveRange {
  readonly x: Range;
  readonly y: Range;
}

/**
 * Range of a plot of curves: all points with their errors, and some air above and below. A logarithmic axis ends at the
 * smallest positive value rather than at its error, which may reach below zero.
 */
export function curveRange({ series, diagonal }: CurveFigure, log: boolean): CurveRange {
  const points = series.flatMap((one) => one.points);
  const x = extent(points.map((point) => point.x));
  const values = points.flatMap(({ y, low, high }) => (log ? [y, high ?? y] : [y, low ?? y, high ?? y]));
  const heights = extent(log ? values.filter((value) => value > 0) : values);
  if (log) return { x, y: { low: heights.low / 1.3, high: heights.high * 1.3 } };
  if (diagonal !== undefined) {
    return { x, y: { low: Math.min(heights.low, x.low), high: Math.max(heights.high, x.high) } };
  }
  const air = 0.06 * (heights.high - heights.low);
  return { x, y: { low: heights.low - air, high: heights.high + air } };
}

/** Whether the heights are sizes of something, as a function of x: not where one is negative, nor in a contour. */
export function canBeLogarithmic({ series }: Pick<CurveFigure, 'series'>): boolean {
  return series.every(({ points }) => {
    const steps = points.slice(1).map(({ x }, index) => x - (points[index]?.x ?? x));
    const isFunction = steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
    return isFunction && points.every(({ y }) => y >= 0);
  });
}

/** Of what is finite; never empty. */
function extent(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  if (finite.length === 0) return { low: 0.1, high: 1 };
  const half = Math.abs(low) > 0 ? Math.abs(low) * 0.1 : 1;
  return high > low ? { low, high } : { low: low - half, high: high + half };
}

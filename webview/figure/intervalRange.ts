import type { IntervalFigure } from '../../src/report/figure';
import type { Range } from './valueRange';

/**
 * Range of a plot of intervals: symmetric about the reference, wide enough for all bands and all points with their
 * errors, but no wider than five times the outermost band (or the median distance, where there are no bands): what lies
 * beyond is drawn as an arrow at the edge.
 */
export function intervalRange({ reference, bands, rows }: Pick<IntervalFigure, 'reference' | 'bands' | 'rows'>): Range {
  const distances = rows.flatMap(({ point }) => {
    if (point === null) return [];
    const reach = [point.value, point.low ?? point.value, point.high ?? point.value];
    return [Math.max(...reach.map((value) => Math.abs(value - reference)))];
  });
  const outermost = Math.max(0, ...bands);
  const typical = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  const widest = 5 * (outermost > 0 ? outermost : typical);
  const reach = Math.max(outermost, Math.min(Math.max(0, ...distances), widest)) * 1.08;
  const half = reach > 0 ? reach : 1;
  return { low: reference - half, high: reference + half };
}

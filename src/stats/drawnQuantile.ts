import { normalCdf, normalQuantile } from './normal';

/** Nearer to either end than this, draws are too few, and a Gaussian tail is used instead. */
export const drawnTail = 0.01;

/**
 * Quantile of a distribution that was drawn. Beyond the 1 % and 99 % quantiles it goes on as a Gaussian tail does, in
 * units of its own distance from the median there.
 * @param sorted draws, ascending, some hundreds at least
 */
export function drawnQuantile(sorted: Float64Array, p: number): number {
  if (p >= drawnTail && p <= 1 - drawnTail) return interpolated(sorted, p);
  const edge = p < drawnTail ? drawnTail : 1 - drawnTail;
  const median = interpolated(sorted, 0.5);
  return median + ((interpolated(sorted, edge) - median) * normalQuantile(p)) / normalQuantile(edge);
}

/** The inverse: which part of a drawn distribution, of values that ascend, lies below a value. */
export function drawnProbability(sorted: Float64Array, value: number): number {
  const draws = sorted.length;
  let [low, high] = [-1, draws];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle;
  }
  const inside = low >= 0 && high < draws;
  const part = inside ? (value - sorted[low]!) / (sorted[high]! - sorted[low]!) : 0;
  const p = (low + part) / (draws - 1);
  if (inside && p >= drawnTail && p <= 1 - drawnTail) return p;
  const edge = low < draws / 2 ? drawnTail : 1 - drawnTail;
  const median = interpolated(sorted, 0.5);
  const reach = interpolated(sorted, edge) - median;
  if (reach === 0) return value < median ? 0 : 1;
  return normalCdf((normalQuantile(edge) * (value - median)) / reach);
}

function interpolated(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

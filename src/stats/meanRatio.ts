import type { Estimate } from './estimate';

/**
 * Weighted means of a number of each event before and after a change of the same events, and their ratio R. The error of
 * ln R is that of a ratio of two sums over the same events, √Σw²(after − R·before)² / (R·|Σw·before|): what both share
 * cancels.
 *
 * @param weights [n], any sign
 * @returns `mean` of what is after; undefined unless Σw and both means are positive
 */
export function meanRatio(
  before: Float64Array,
  after: Float64Array,
  weights: Float64Array,
): { readonly mean: Estimate; readonly ratio: { readonly value: number; readonly logError: number } } | undefined {
  let [total, first, second] = [0, 0, 0];
  weights.forEach((w, event) => {
    total += w;
    first += w * before[event]!;
    second += w * after[event]!;
  });
  if (!(total > 0) || !(first > 0) || !(second > 0)) return undefined;
  const [mean, ratio] = [second / total, second / first];
  let [ofMean, ofRatio] = [0, 0];
  weights.forEach((w, event) => {
    ofMean += (w * (after[event]! - mean)) ** 2;
    ofRatio += (w * (after[event]! - ratio * before[event]!)) ** 2;
  });
  return {
    mean: { value: mean, error: Math.sqrt(ofMean) / total },
    ratio: { value: ratio, logError: Math.sqrt(ofRatio) / second },
  };
}

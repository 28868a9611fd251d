/**
 * KS distance between two values of the same events, max |F(x) − F'(x)| over all x, with the same weights of any sign on
 * both sides.
 * @param before,after,weights each [n]
 * @throws RangeError if Σw is zero
 */
export function eventKs(before: Float64Array, after: Float64Array, weights: Float64Array): number {
  const n = weights.length;
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (total === 0) throw new RangeError('The weights sum to zero: there is no distribution to compare.');
  const steps = Int32Array.from({ length: 2 * n }, (_, step) => step);
  const at = (step: number): number => (step < n ? before[step]! : after[step - n]!);
  steps.sort((a, b) => at(a) - at(b) || a - b);
  let difference = 0;
  let largest = 0;
  steps.forEach((step, index) => {
    difference += step < n ? weights[step]! : -weights[step - n]!;
    const next = steps[index + 1];
    // Between equal values there is no x.
    if (next === undefined || at(next) > at(step)) largest = Math.max(largest, Math.abs(difference));
  });
  return largest / Math.abs(total);
}

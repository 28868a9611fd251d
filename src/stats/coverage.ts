/** Whether a predicted normal distribution N(μ, σ²) holds what is true, from z = (truth − μ)/σ and weights of any sign. */
import type { Estimate } from './estimate';
import { normalCdf } from './normal';

/**
 * Continuous ranked probability score of N(μ, σ²), in units of σ: z(2Φ(z) − 1) + 2φ(z) − 1/√π (T. Gneiting and
 * A. E. Raftery, J. Am. Stat. Assoc. 102 (2007) 359, eq. 5 of section 4.2). Smaller is better.
 */
export function normalCrps(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z * (2 * normalCdf(z) - 1) + 2 * density - 1 / Math.sqrt(Math.PI);
}

/**
 * Mean of a number of each event, Σwx/Σw, with the error of a ratio of sums of weights; a coverage with numbers 0 and 1.
 * @returns undefined where Σw is not positive
 */
export function weightedMean(values: Float64Array, weights: Float64Array): Estimate | undefined {
  let [total, sum] = [0, 0];
  values.forEach((value, row) => {
    total += weights[row]!;
    sum += weights[row]! * value;
  });
  if (!(total > 0)) return undefined;
  const mean = sum / total;
  const variance = values.reduce((all, value, row) => all + (weights[row]! * (value - mean)) ** 2, 0);
  return { value: mean, error: Math.sqrt(variance) / total };
}

/**
 * The factor of split-conformal intervals μ ± q·σ: the smallest q with Σ_{|z| ≤ q} w ≥ level·(Σw + w̄), where
 * w̄ = Σw²/Σw is one more event. With unit weights it is the ⌈(n + 1)·level⌉-th smallest |z|, and the intervals hold the
 * truth of an exchangeable event with a probability of at least `level` (J. Lei et al., J. Am. Stat. Assoc. 113 (2018)
 * 1094, theorem 2.2).
 *
 * @returns ∞ where so few events cannot tell
 */
export function conformalFactor(z: Float64Array, weights: Float64Array, level: number): number {
  const sizes = z.map(Math.abs);
  const order = [...sizes.keys()].sort((a, b) => sizes[a]! - sizes[b]!);
  let [total, squares] = [0, 0];
  for (const weight of weights) [total, squares] = [total + weight, squares + weight * weight];
  const wanted = level * (total + squares / total);
  let passed = 0;
  // Sums of decimal fractions lose their last digits.
  const row = order.find((one) => (passed += weights[one]!) >= wanted * (1 - 1e-12));
  return row === undefined ? Infinity : sizes[row]!;
}

/** Of intervals of several levels: which part of the weight has the truth within. */
export function coverages(
  z: Float64Array,
  weights: Float64Array,
  halfWidths: readonly number[],
): (Estimate | undefined)[] {
  return halfWidths.map((halfWidth) =>
    weightedMean(
      z.map((one) => Number(Math.abs(one) <= halfWidth)),
      weights,
    ),
  );
}

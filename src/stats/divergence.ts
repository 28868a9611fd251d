/**
 * Divergences of two histograms: numbers that people know from monitoring. They are not tests. Without any difference they
 * are positive on average, the more so the more bins and the fewer events there are (`expected`), and neither is defined
 * where signed weights leave a bin that is not positive: merge bins first.
 */
import { linearVariance, sum, type Contrast } from './contrast';
import type { Estimate } from './estimate';
import { differenceCovariance, rowOf } from './shapeNoise';

/** As the histograms give it, with its error. */
export interface Divergence extends Estimate {
  /** What it is on average where nothing differs. */
  readonly expected: number;
}

/**
 * Population stability index, Σ_b (q_b − p_b)·ln(q_b/p_b): the symmetrised Kullback-Leibler divergence in nats. Without a
 * difference it is Σ (q_b − p_b)²/p_b, for equal weights (B − 1)(1/n + 1/n') on average (B. Yurdakul, Western Michigan
 * University, 2018).
 *
 * @returns undefined where a bin of either side is not positive
 */
export function populationStability(contrast: Contrast): Divergence | undefined {
  const shapes = shapesOf(contrast.nominal, contrast.varied);
  if (shapes?.every((shape) => shape.every((value) => value > 0)) !== true) return undefined;
  const [p, q] = shapes;
  const value = p.reduce((all, here, bin) => all + (q[bin]! - here) * Math.log(q[bin]! / here), 0);
  const slopes = (own: Float64Array, other: Float64Array): Float64Array =>
    own.map((here, bin) => Math.log(here / other[bin]!) + 1 - other[bin]! / here);
  return withError(contrast, value, [slopes(p, q), slopes(q, p)], 1);
}

/**
 * Jensen-Shannon divergence in bits, 0 to 1: the mean Kullback-Leibler divergence of both to their mean. Without a
 * difference it is an eighth of the population stability index, in bits.
 *
 * @returns undefined where a bin of either side is negative, or a side is empty; a bin may be empty
 */
export function jensenShannonDivergence(contrast: Contrast): Divergence | undefined {
  const value = jensenShannon(contrast.nominal, contrast.varied);
  const shapes = shapesOf(contrast.nominal, contrast.varied);
  if (value === undefined || shapes === undefined) return undefined;
  const [p, q] = shapes;
  const slopes = (own: Float64Array, other: Float64Array): Float64Array =>
    // An empty bin has no event whose weight could change.
    own.map((here, bin) => (here > 0 ? Math.log2((2 * here) / (here + other[bin]!)) / 2 : 0));
  return withError(contrast, value, [slopes(p, q), slopes(q, p)], 1 / (8 * Math.LN2));
}

/**
 * The number alone.
 * @param nominal,applied Σw per bin
 */
export function jensenShannon(nominal: Float64Array, applied: Float64Array): number | undefined {
  const shapes = shapesOf(nominal, applied);
  if (shapes === undefined || shapes.some((shape) => shape.some((value) => value < 0))) return undefined;
  const [p, q] = shapes;
  let value = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const middle = (p[bin]! + q[bin]!) / 2;
    if (p[bin]! > 0) value += (p[bin]! * Math.log2(p[bin]! / middle)) / 2;
    if (q[bin]! > 0) value += (q[bin]! * Math.log2(q[bin]! / middle)) / 2;
  }
  return value;
}

/**
 * The error has two parts: first-order (delta method), which vanishes where p = q, and the scatter that is left there. With
 * m the mean of both and V the covariance of q − p, the divergence is then c·Σ (q_b − p_b)²/m_b, whose mean is
 * c·Σ V_bb/m_b and whose variance is 2c²·Σ V_bd²/(m_b m_d).
 * @param slopes derivatives with respect to p_b and q_b
 * @param scale c
 */
function withError(
  contrast: Contrast,
  value: number,
  [ofNominal, ofVaried]: readonly [Float64Array, Float64Array],
  scale: number,
): Divergence {
  const { nominal, varied } = contrast;
  const first = linearVariance(contrast, ofWeights(nominal, ofNominal), ofWeights(varied, ofVaried));
  const { mean, variance } = withoutDifference(contrast);
  return { value, error: Math.sqrt(first + scale ** 2 * variance), expected: scale * mean };
}

/** Derivatives with respect to the sums of weights, of those with respect to the fractions. */
function ofWeights(sums: Float64Array, slopes: Float64Array): Float64Array {
  const total = sum(sums);
  const mean = slopes.reduce((all, slope, bin) => all + slope * sums[bin]!, 0) / total;
  return slopes.map((slope) => (slope - mean) / total);
}

/** Mean and variance of Σ (q_b − p_b)²/m_b for equal distributions. */
function withoutDifference(contrast: Contrast): { readonly mean: number; readonly variance: number } {
  const bins = contrast.nominal.length;
  const [total, variedTotal] = [sum(contrast.nominal), sum(contrast.varied)];
  const middle = contrast.nominal.map((content, bin) => (content / total + contrast.varied[bin]! / variedTotal) / 2);
  const { triangle } = differenceCovariance(contrast.cells, total, variedTotal);
  const raw = (a: number, b: number): number => triangle[rowOf(Math.max(a, b)) + Math.min(a, b)]!;
  const sums = middle.map((_, bin) => middle.reduce((all, __, other) => all + raw(bin, other), 0));
  const whole = sum(sums);
  let [mean, variance] = [0, 0];
  for (let a = 0; a < bins; a++) {
    for (let b = 0; b < bins; b++) {
      if (!(middle[a]! > 0) || !(middle[b]! > 0)) continue;
      // Both sides are divided by their totals.
      const tied = raw(a, b) - middle[a]! * sums[b]! - middle[b]! * sums[a]! + middle[a]! * middle[b]! * whole;
      if (a === b) mean += tied / middle[a]!;
      variance += (2 * tied ** 2) / (middle[a]! * middle[b]!);
    }
  }
  return { mean, variance };
}

function shapesOf(nominal: Float64Array, applied: Float64Array): [Float64Array, Float64Array] | undefined {
  const [total, appliedTotal] = [sum(nominal), sum(applied)];
  if (!(total > 0) || !(appliedTotal > 0)) return undefined;
  return [nominal.map((value) => value / total), applied.map((value) => value / appliedTotal)];
}

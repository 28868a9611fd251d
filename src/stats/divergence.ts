/**
 * Divergences of two histograms with their intervals. Both kinds here are sums Σ_b f(p_b, q_b) over bins of the two shapes
 * p and q, with f(cp, cq) = c·f(p, q). Of finite samples each comes out too large, by Σ_b p² f_pp·Var(ln q_b/p_b)/2 in
 * second order: near equal shapes that is c·Σ V_bb/m_b, with V the covariance of q − p and m the mean of both; for equal
 * weights c·(B − 1)(1/n + 1/n') (of the PSI: B. Yurdakul, Western Michigan University, 2018). And a bin of heavy events comes
 * out too small, for they count in the total as well: p_b by (Σ_b w² − p_b Σw²)/W², which is 0 for equal weights. Without
 * these biases a divergence is a squared length, c·Σ (q_b − p_b)²/m_b where shapes are nearly equal, with noise of covariance
 * c·V_bd/√(m_b m_d).
 *
 * Neither is defined where signed weights leave a bin that is not positive: merge bins first.
 */
import { linearVariance, squares, sum, type Contrast } from './contrast';
import { differenceCovariance, rowOf } from './shapeNoise';
import { squaredLength, type SquaredLength } from './squaredLength';

export interface Divergence {
  /** What the histograms give as they are. */
  readonly plugIn: number;
  /** Without its bias: of either sign around 0 for equal shapes. */
  readonly length: SquaredLength;
}

/**
 * Population stability index, Σ_b (q_b − p_b)·ln(q_b/p_b): the symmetrised Kullback-Leibler divergence in nats.
 *
 * @returns undefined with fewer than two bins, or where a bin of either side is not positive
 */
export function populationStability(contrast: Contrast): Divergence | undefined {
  return divergence(contrast, {
    value: (p, q) => (q - p) * Math.log(q / p),
    slope: (own, other) => Math.log(own / other) + 1 - other / own,
    curvature: (p, q) => p + q,
    scale: 1,
  });
}

/**
 * Jensen-Shannon divergence in bits, 0 to 1: the mean Kullback-Leibler divergence of both to their mean. Near equal shapes it
 * is an eighth of the population stability index, in bits.
 *
 * @returns undefined with fewer than two bins, or where a bin of either side is not positive
 */
export function jensenShannonDivergence(contrast: Contrast): Divergence | undefined {
  return divergence(contrast, {
    value: jensenShannonOf,
    slope: (own, other) => Math.log2((2 * own) / (own + other)) / 2,
    curvature: (p, q) => (p * q) / (p + q) / (2 * Math.LN2),
    scale: 1 / (8 * Math.LN2),
  });
}

/**
 * The number alone, as the histograms give it.
 * @param nominal,applied Σw per bin; a bin may be empty
 * @returns undefined where a bin of either side is negative, or a side is empty
 */
export function jensenShannon(nominal: Float64Array, applied: Float64Array): number | undefined {
  const shapes = shapesOf(nominal, applied);
  if (shapes === undefined || shapes.some((shape) => shape.some((value) => value < 0))) return undefined;
  const [p, q] = shapes;
  return p.reduce((all, value, bin) => all + jensenShannonOf(value, q[bin]!), 0);
}

/** What a bin adds. */
function jensenShannonOf(p: number, q: number): number {
  const part = (own: number): number => (own > 0 ? (own * Math.log2((2 * own) / (p + q))) / 2 : 0);
  return part(p) + part(q);
}

interface Kind {
  /** f(p, q), the same if they are exchanged. */
  readonly value: (p: number, q: number) => number;
  /** Derivative with respect to the one that is named first. */
  readonly slope: (own: number, other: number) => number;
  /** p² f_pp, which is q² f_qq and −pq f_pq. */
  readonly curvature: (p: number, q: number) => number;
  /** c. */
  readonly scale: number;
}

function divergence(contrast: Contrast, { value, slope, curvature, scale }: Kind): Divergence | undefined {
  const shapes = shapesOf(contrast.nominal, contrast.varied);
  const bins = contrast.nominal.length;
  if (bins < 2 || shapes?.every((shape) => shape.every((fraction) => fraction > 0)) !== true) return undefined;
  const [p, q] = shapes;
  const slopes = (own: Float64Array, other: Float64Array): Float64Array =>
    own.map((here, bin) => slope(here, other[bin]!));
  const [ofNominal, ofVaried] = [slopes(p, q), slopes(q, p)];
  const variance = ofFractions(contrast, p, q);
  let [plugIn, lengthened] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    const here = (content: number): Float64Array => new Float64Array(bins).fill(1 / content, bin, bin + 1);
    plugIn += value(p[bin]!, q[bin]!);
    // Of ln q − ln p.
    lengthened += (curvature(p[bin]!, q[bin]!) * variance(here(-p[bin]!), here(q[bin]!))) / 2;
  }
  const { square, cube } = noiseIfEqual(contrast, scale);
  return {
    plugIn,
    length: squaredLength({
      value: plugIn - lengthened - heavyBias(contrast, 'nominal', ofNominal) - heavyBias(contrast, 'varied', ofVaried),
      firstOrder: variance(ofNominal, ofVaried),
      trace: lengthened,
      square,
      cube,
      // Bins are alike, or nearly: any direction is as good as another.
      eigenvalue: square > 0 ? cube / square : 0,
    }),
  };
}

/** Variance of Σ a_b p_b + Σ b_b q_b, in first order. */
function ofFractions(contrast: Contrast, p: Float64Array, q: Float64Array) {
  const [total, variedTotal] = [sum(contrast.nominal), sum(contrast.varied)];
  const ofWeights = (slopes: Float64Array, fractions: Float64Array, whole: number): Float64Array => {
    const mean = slopes.reduce((all, slope, bin) => all + slope * fractions[bin]!, 0);
    return slopes.map((slope) => (slope - mean) / whole);
  };
  return (a: Float64Array, b: Float64Array): number =>
    linearVariance(contrast, ofWeights(a, p, total), ofWeights(b, q, variedTotal));
}

/** Of Σ a_b p_b, because events count in the total as well: Σ a_b (p_b Σw² − Σ_b w²)/W². */
function heavyBias(contrast: Contrast, side: 'nominal' | 'varied', slopes: Float64Array): number {
  const inBins = squares(contrast, side);
  const [total, all] = [sum(contrast[side]), sum(inBins)];
  return slopes.reduce(
    (bias, slope, bin) => bias + (slope * ((contrast[side][bin]! / total) * all - inBins[bin]!)) / total ** 2,
    0,
  );
}

/** tr C² and tr C³ of the noise of c·Σ (p_b − q_b)²/m_b for equal shapes. */
function noiseIfEqual(contrast: Contrast, scale: number): { readonly square: number; readonly cube: number } {
  const bins = contrast.nominal.length;
  const [total, variedTotal] = [sum(contrast.nominal), sum(contrast.varied)];
  const middle = contrast.nominal.map((content, bin) => (content / total + contrast.varied[bin]! / variedTotal) / 2);
  const triangle = differenceCovariance(contrast.cells, total, variedTotal);
  const raw = (a: number, b: number): number => triangle[rowOf(Math.max(a, b)) + Math.min(a, b)]!;
  const sums = middle.map((_, bin) => middle.reduce((all, __, other) => all + raw(bin, other), 0));
  const whole = sum(sums);
  // Both sides are divided by their totals.
  const tied = (a: number, b: number): number =>
    raw(a, b) - middle[a]! * sums[b]! - middle[b]! * sums[a]! + middle[a]! * middle[b]! * whole;
  const covariance = new Float64Array(bins * bins);
  for (let a = 0; a < bins; a++) {
    for (let b = 0; b < bins; b++) covariance[a * bins + b] = (scale * tied(a, b)) / Math.sqrt(middle[a]! * middle[b]!);
  }
  let [square, cube] = [0, 0];
  for (let a = 0; a < bins; a++) {
    for (let b = 0; b < bins; b++) {
      const here = covariance[a * bins + b]!;
      square += here * here;
      for (let c = 0; c < bins; c++) cube += here * covariance[b * bins + c]! * covariance[c * bins + a]!;
    }
  }
  return { square, cube };
}

function shapesOf(nominal: Float64Array, applied: Float64Array): [Float64Array, Float64Array] | undefined {
  const [total, appliedTotal] = [sum(nominal), sum(applied)];
  if (!(total > 0) || !(appliedTotal > 0)) return undefined;
  return [nominal.map((value) => value / total), applied.map((value) => value / appliedTotal)];
}

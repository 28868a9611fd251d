/**
 * Divergences of two histograms with their intervals. Both kinds here are sums Σ_b f(p_b, q_b) over bins of the two shapes
 * p and q, with f(cp, cq) = c·f(p, q). Where shapes are nearly equal each is a squared length, c·Σ (q_b − p_b)²/m_b, with m the
 * mean of both; its noise has the covariance C of elements c·V_bd/√(m_b m_d), with V that of q − p. Of finite samples it comes
 * out too large by tr C, for equal weights c·(B − 1)(1/n + 1/n') (of the PSI: B. Yurdakul, Western Michigan University, 2018).
 *
 * Of events that are on one side alone that is taken away whatever the shapes are. The second order at the measured ones,
 * Σ_b p² f_pp·Var(ln q_b/p_b)/2, is nearer for other shapes, but not once it is estimated: a heavy event makes its bin and
 * the error of its bin large together, so that Var p/p² comes out too small. In m it has half the part, and takes as much of
 * (q − p)²/m as of V/m. Events on both sides cancel only at the measured shapes, and there a bin of heavy ones comes out too
 * small besides, for they count in the total as well: p_b by (Σ_b w² − p_b Σw²)/W², which is 0 for equal weights.
 *
 * Neither is defined where signed weights leave a bin that is not positive: merge bins first.
 */
import { linearVariance, squares, sum, type Contrast } from './contrast';
import { effectiveDegreesOfFreedom } from './effectiveDegreesOfFreedom';
import { differenceCovariance, rowOf } from './shapeNoise';
import { squaredLength, type SquaredLength } from './squaredLength';

export interface Divergence {
  /** What the histograms give as they are. */
  readonly plugIn: number;
  /** Without its bias: of either sign around 0 for equal shapes. */
  readonly length: SquaredLength;
}

/** Σw⁴ per bin of both sides: with them intervals know that few heavy events tell badly how much they scatter. */
export interface Fourths {
  readonly nominal: Float64Array;
  readonly varied: Float64Array;
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
    quartic: 1 / 3,
  });
}

/**
 * Jensen-Shannon divergence in bits, 0 to 1: the mean Kullback-Leibler divergence of both to their mean. Near equal shapes it
 * is an eighth of the population stability index, in bits.
 *
 * @param fourths of events that are on one side alone
 * @returns undefined with fewer than two bins, or where a bin of either side is not positive
 */
export function jensenShannonDivergence(contrast: Contrast, fourths?: Fourths): Divergence | undefined {
  const kind = {
    value: jensenShannonOf,
    slope: (own: number, other: number) => Math.log2((2 * own) / (own + other)) / 2,
    curvature: (p: number, q: number) => (p * q) / (p + q) / (2 * Math.LN2),
    scale: 1 / (8 * Math.LN2),
    quartic: 1 / 6,
  };
  return divergence(contrast, kind, fourths);
}

/**
 * Σ_b m_b·((q_b − p_b)/m_b)², with m the mean of both: the square of the difference of a bin, relative to that mean, averaged over
 * events (twice the triangular discrimination; F. Topsøe, IEEE Trans. Inf. Theory 46 (2000) 1602). 4 where shapes have no bin
 * in common.
 *
 * @returns undefined with fewer than two bins, or where a bin of either side is not positive
 */
export function relativeDifference(contrast: Contrast): Divergence | undefined {
  return divergence(contrast, {
    value: (p, q) => (2 * (q - p) ** 2) / (p + q),
    slope: (own, other) => (2 * (own - other) * (own + 3 * other)) / (own + other) ** 2,
    curvature: (p, q) => (16 * p ** 2 * q ** 2) / (p + q) ** 3,
    scale: 1,
    quartic: 0,
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
  /** κ. */
  readonly quartic: number;
}

function divergence(contrast: Contrast, kind: Kind, fourths?: Fourths): Divergence | undefined {
  const shapes = shapesOf(contrast.nominal, contrast.varied);
  const bins = contrast.nominal.length;
  if (bins < 2 || shapes?.every((shape) => shape.every((fraction) => fraction > 0)) !== true) return undefined;
  const [p, q] = shapes;
  const plugIn = p.reduce((all, here, bin) => all + kind.value(here, q[bin]!), 0);
  const middle = p.map((here, bin) => (here + q[bin]!) / 2);
  const { alone, shared } = bySides(contrast);
  const lengthened = lengthOfNoise(alone, [middle, middle], kind) + lengthOfNoise(shared, shapes, kind);
  const { trace, square, cube } = noiseIfEqual(contrast, middle, kind.scale);
  const coefficients = ofWeights(contrast, shapes, slopesOf(shapes, kind));
  const firstOrder = linearVariance(contrast, ...coefficients);
  return {
    plugIn,
    length: squaredLength({
      value: plugIn - lengthened - nextOrder(alone, middle, kind) - heavyBias(shared, shapes, kind),
      firstOrder,
      trace: lengthened,
      square,
      cube,
      // Any direction is as good as another, and all of them together are known best.
      eigenvalue: trace / (bins - 1),
      ...(fourths && firstOrder > 0 && { freedom: freedomOf(firstOrder, coefficients, fourths) }),
    }),
  };
}

/** Both shapes, or something for each of their bins. */
type Sides = readonly [Float64Array, Float64Array];

/** The same histograms with the events alone that are on one side, and with those that are on both. */
function bySides(contrast: Contrast): { readonly alone: Contrast; readonly shared: Contrast } {
  const { cells } = contrast;
  const some = (chosen: (cell: number) => boolean): Contrast => {
    const of = <Values extends Int32Array | Float64Array>(values: Values): Values =>
      values.filter((_, cell) => chosen(cell)) as Values;
    const { bins, from, to, nominal, cross, varied } = cells;
    return {
      ...contrast,
      cells: { bins, from: of(from), to: of(to), nominal: of(nominal), cross: of(cross), varied: of(varied) },
    };
  };
  const isShared = (cell: number): boolean => cells.from[cell]! < cells.bins && cells.to[cell]! < cells.bins;
  return { alone: some((cell) => !isShared(cell)), shared: some(isShared) };
}

/** By how much noise makes the divergence of these shapes larger, in second order. */
function lengthOfNoise(contrast: Contrast, [p, q]: Sides, { curvature }: Kind): number {
  const bins = p.length;
  const only = (bin: number, content: number): Float64Array => new Float64Array(bins).fill(1 / content, bin, bin + 1);
  return p.reduce((all, here, bin) => {
    const other = q[bin]!;
    // Of ln q − ln p.
    const variance = varianceOfFractions(contrast, [p, q], [only(bin, -here), only(bin, other)]);
    return all + (curvature(here, other) * variance) / 2;
  }, 0);
}

/**
 * Where bins have few effective events, by how much more noise of events on one side alone makes it larger. With δ = q − p,
 * f is c·δ²/m·(1 + κ (δ/2m)² + …), so that E δ⁴ = 3V² adds 3κV²/4m³. And V counts in m as well: (δ² − V)/m is without bias
 * as long as δ and m have no covariance, and is too large by 2 Cov²(δ, m)/m³ otherwise.
 */
function nextOrder(contrast: Contrast, middle: Float64Array, { scale, quartic }: Kind): number {
  const [first, second] = (['nominal', 'varied'] as const).map((side) => {
    const inBins = squares(contrast, side);
    const [total, all] = [sum(contrast[side]), sum(inBins)];
    return inBins.map((own, bin) => (own * (1 - 2 * middle[bin]!) + middle[bin]! ** 2 * all) / total ** 2);
  }) as [Float64Array, Float64Array];
  return middle.reduce((all, m, bin) => {
    const [v, u] = [first[bin]!, second[bin]!];
    return all + (scale * (0.75 * quartic * (v + u) ** 2 + (u - v) ** 2 / 2)) / m ** 3;
  }, 0);
}

/** Derivatives with respect to the bins of either shape. */
function slopesOf([p, q]: Sides, { slope }: Kind): Sides {
  return [p.map((here, bin) => slope(here, q[bin]!)), q.map((here, bin) => slope(here, p[bin]!))];
}

/** Variance of Σ a_b p_b + Σ b_b q_b, in first order. */
function varianceOfFractions(contrast: Contrast, shapes: Sides, slopes: Sides): number {
  return linearVariance(contrast, ...ofWeights(contrast, shapes, slopes));
}

/** Of derivatives with respect to fractions, those with respect to the sums of weights. */
function ofWeights(contrast: Contrast, [p, q]: Sides, [a, b]: Sides): Sides {
  const of = (slopes: Float64Array, fractions: Float64Array, whole: number): Float64Array => {
    const mean = slopes.reduce((all, slope, bin) => all + slope * fractions[bin]!, 0);
    return slopes.map((slope) => (slope - mean) / whole);
  };
  return [of(a, p, sum(contrast.nominal)), of(b, q, sum(contrast.varied))];
}

/** Of the variance of the sum with these coefficients. */
function freedomOf(variance: number, [a, b]: Sides, { nominal, varied }: Fourths): number {
  const fourths = (slopes: Float64Array, sums: Float64Array): number =>
    slopes.reduce((all, slope, bin) => all + slope ** 4 * sums[bin]!, 0);
  return effectiveDegreesOfFreedom(variance, fourths(a, nominal) + fourths(b, varied));
}

/** Of the same, because events count in the total as well: Σ a_b (p_b Σw² − Σ_b w²)/W² of either side. */
function heavyBias(contrast: Contrast, shapes: Sides, kind: Kind): number {
  const slopes = slopesOf(shapes, kind);
  return (['nominal', 'varied'] as const).reduce((bias, name, side) => {
    const inBins = squares(contrast, name);
    const [total, all] = [sum(contrast[name]), sum(inBins)];
    return slopes[side]!.reduce(
      (own, slope, bin) => own + (slope * (shapes[side]![bin]! * all - inBins[bin]!)) / total ** 2,
      bias,
    );
  }, 0);
}

/** tr C, tr C² and tr C³ of the noise of c·Σ (p_b − q_b)²/m_b for equal shapes. */
function noiseIfEqual(
  contrast: Contrast,
  middle: Float64Array,
  scale: number,
): { readonly trace: number; readonly square: number; readonly cube: number } {
  const bins = contrast.nominal.length;
  const [total, variedTotal] = [sum(contrast.nominal), sum(contrast.varied)];
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
  let [trace, square, cube] = [0, 0, 0];
  for (let a = 0; a < bins; a++) {
    trace += covariance[a * bins + a]!;
    for (let b = 0; b < bins; b++) {
      const here = covariance[a * bins + b]!;
      square += here * here;
      for (let c = 0; c < bins; c++) cube += here * covariance[b * bins + c]! * covariance[c * bins + a]!;
    }
  }
  return { trace, square, cube };
}

function shapesOf(nominal: Float64Array, applied: Float64Array): [Float64Array, Float64Array] | undefined {
  const [total, appliedTotal] = [sum(nominal), sum(applied)];
  if (!(total > 0) || !(appliedTotal > 0)) return undefined;
  return [nominal.map((value) => value / total), applied.map((value) => value / appliedTotal)];
}

import { sum, type Contrast } from './contrast';
import { ksDistance, wassersteinDistance } from './distance';
import { distanceLimits, type Norm } from './distanceLimits';
import { drawnQuantile, drawnTail } from './drawnQuantile';
import type { Random } from './random';
import { ShapeNoise, type NoiseDraws } from './shapeNoise';

/** Where the bins lie on the axis: edges, and the range that under- and overflow reach to. */
export interface BinAxis {
  readonly edges: Float64Array;
  readonly low: number;
  readonly high: number;
}

export interface ShapeTest {
  /** max |F' − F| over the bin edges. */
  readonly ks: number;
  /** Probability of a KS distance at least this large under no difference. */
  readonly pValue: number;
  /** ∫|F' − F| dx, in units of the variable. */
  readonly wasserstein: number;
  /** Wasserstein distance that noise alone exceeds with probability `p`. */
  readonly wassersteinNoise: (p: number) => number;
  /** Limits below and above which the true Wasserstein distance lies with probability `p` at most, each. */
  readonly wassersteinLow: (p: number) => number;
  readonly wassersteinHigh: (p: number) => number;
  /** The same for KS. */
  readonly ksNoise: (p: number) => number;
}

const draws = 999;

/**
 * Compares the shapes of the two sides of a contrast by KS and Wasserstein distance, against simulated noise.
 *
 * Above the 99 % quantile q of the draws, p = 0.01·exp(−(D² − q²)/2σ²), with σ² the largest variance of the noise on
 * the axis: the tail of the supremum of a Gaussian process (exact for the Brownian bridge, where p ∝ exp(−2D²)).
 *
 * @throws RangeError when a side's sum of weights is not positive
 */
export function shapeTest(contrast: Contrast, axis: BinAxis, random: Random): ShapeTest {
  const noise = new ShapeNoise(contrast).drawMany(random, draws);
  const { bins } = contrast.cells;
  const norm = integralOver(axis);
  const none = new Float64Array(bins);
  const difference = cumulativeDifference(contrast);
  const variances = new Float64Array(bins);
  const suprema = new Float64Array(draws);
  const integrals = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const offset = draw * bins;
    let supremum = 0;
    for (let bin = 0; bin < bins; bin++) {
      const here = noise.cumulative[offset + bin]!;
      variances[bin]! += here * here;
      supremum = Math.max(supremum, Math.abs(here));
    }
    suprema[draw] = supremum;
    integrals[draw] = norm(none, 0, noise.cumulative, offset);
  }
  suprema.sort();
  integrals.sort();
  const largestVariance = variances.reduce((largest, total) => Math.max(largest, total), 0) / draws;
  const ks = ksDistance(contrast.nominal, contrast.varied);
  const wasserstein = wassersteinDistance(contrast.nominal, contrast.varied, axis.edges, axis.low, axis.high);
  const spread = spreadOfIntegral(difference, noise, axisWeights(axis));
  const limits = distanceLimits(difference, wasserstein, noise, integrals, spread, norm);
  return {
    ks,
    pValue: probabilityAbove(ks, suprema, largestVariance),
    wasserstein,
    wassersteinLow: limits.low,
    wassersteinHigh: limits.high,
    wassersteinNoise: (p) => drawnQuantile(integrals, 1 - p),
    ksNoise: (p) => drawnQuantile(suprema, 1 - p),
  };
}

/** F' − F at the upper edge of each bin. */
export function cumulativeDifference({ nominal, varied }: Contrast): Float64Array {
  const total = sum(nominal);
  const variedTotal = sum(varied);
  let running = 0;
  return nominal.map((content, bin) => (running += varied[bin]! / variedTotal - content / total));
}

export function binCentres(axis: BinAxis): Float64Array {
  const borders = [axis.low, ...axis.edges, axis.high];
  return Float64Array.from({ length: axis.edges.length + 1 }, (_, bin) => (borders[bin]! + borders[bin + 1]!) / 2);
}

/** ∫|y| dx over straight lines between the edges, from y = 0 at the lower end of the axis. */
function integralOver(axis: BinAxis): Norm {
  const weights = axisWeights(axis);
  return (difference, factor, noise, offset) => {
    let integral = 0;
    for (let bin = 0; bin < weights.length; bin++) {
      integral += weights[bin]! * Math.abs(factor * difference[bin]! + noise[offset + bin]!);
    }
    return integral;
  };
}

/** What the value at each upper edge counts in an integral over straight lines. */
function axisWeights(axis: BinAxis): Float64Array {
  const widths = binWidths(axis);
  return widths.map((width, bin) => (width + (widths[bin + 1] ?? 0)) / 2);
}

/**
 * Standard deviation of ∫ sgn(G)·noise dx, the larger of two: with the signs of the measured difference, and with one sign
 * all over, which scatters most where the noise of neighbours is alike.
 */
function spreadOfIntegral(difference: Float64Array, noise: NoiseDraws, weights: Float64Array): number {
  const signed = difference.map((value, bin) => weights[bin]! * Math.sign(value));
  const sign = Math.sign(difference.reduce((total, value, bin) => total + weights[bin]! * value, 0)) || 1;
  const same = weights.map((weight) => weight * sign);
  let [signedSquares, sameSquares] = [0, 0];
  for (let draw = 0; draw < noise.totals.length; draw++) {
    const offset = draw * difference.length;
    const kept = noise.totals[draw]!;
    let [signedIntegral, sameIntegral] = [0, 0];
    for (let bin = 0; bin < difference.length; bin++) {
      const here = noise.cumulative[offset + bin]! - kept * difference[bin]!;
      signedIntegral += signed[bin]! * here;
      sameIntegral += same[bin]! * here;
    }
    signedSquares += signedIntegral ** 2;
    sameSquares += sameIntegral ** 2;
  }
  return Math.sqrt(Math.max(signedSquares, sameSquares) / noise.totals.length);
}

function binWidths(axis: BinAxis): Float64Array {
  const borders = [axis.low, ...axis.edges, axis.high];
  return Float64Array.from({ length: axis.edges.length + 1 }, (_, bin) =>
    Math.max(borders[bin + 1]! - borders[bin]!, 0),
  );
}

/**
 * Probability of a supremum at least this large, from drawn ones.
 * @param sorted draws, ascending
 * @param variance the largest variance of the noise
 */
export function probabilityAbove(distance: number, sorted: Float64Array, variance: number): number {
  // No noise at all (nothing moved, or exactly the same weights): any distance is real, and none is not there.
  if (variance === 0) return distance > 1e-12 ? 0 : 1;
  const limit = drawnQuantile(sorted, 1 - drawnTail);
  if (distance <= limit) {
    let above = 0;
    for (const value of sorted) if (value >= distance) above++;
    return (1 + above) / (1 + sorted.length);
  }
  return drawnTail * Math.exp(-(distance ** 2 - limit ** 2) / (2 * variance));
}

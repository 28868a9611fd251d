import { sum, type Contrast } from './contrast';
import { ksDistance, wassersteinDistance } from './distance';
import { distanceLength, distanceWithin } from './distanceLength';
import { drawnQuantile, drawnTail } from './drawnQuantile';
import { noiseLengths } from './noiseLengths';
import type { NormalTable } from './normalTable';
import { ShapeNoise } from './shapeNoise';
import type { Limits } from './squaredLength';

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
  /** Interval that holds the true Wasserstein distance with probability 1 − `p`. */
  readonly wassersteinWithin: (p: number) => Limits;
  /** The same for KS. */
  readonly ksNoise: (p: number) => number;
}

/**
 * Compares the shapes of the two sides of a contrast by KS and Wasserstein distance, against simulated noise.
 *
 * Above the 99 % quantile q of the draws, p = 0.01·exp(−(D² − q²)/2σ²), with σ² the largest variance of the noise on
 * the axis: the tail of the supremum of a Gaussian process (exact for the Brownian bridge, where p ∝ exp(−2D²)).
 *
 * @param normals of some hundred draws at least
 * @throws RangeError when a side's sum of weights is not positive
 */
export function shapeTest(contrast: Contrast, axis: BinAxis, normals: NormalTable): ShapeTest {
  const measure = { difference: cumulativeDifference(contrast), weights: axisWeights(axis) };
  const { suprema, integrals, largestVariance, along, same } = noiseLengths(new ShapeNoise(contrast), normals, measure);
  const ks = ksDistance(contrast.nominal, contrast.varied);
  const wasserstein = wassersteinDistance(contrast.nominal, contrast.varied, axis.edges, axis.low, axis.high);
  const length = distanceLength(wasserstein, { alone: integrals, along, most: same, straight: true });
  return {
    ks,
    pValue: probabilityAbove(ks, suprema, largestVariance),
    wasserstein,
    wassersteinWithin: (p) => distanceWithin(length, p),
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

/** What the value at each upper edge counts in an integral over straight lines, from 0 at the lower end of the axis. */
function axisWeights(axis: BinAxis): Float64Array {
  const widths = binWidths(axis);
  return widths.map((width, bin) => (width + (widths[bin + 1] ?? 0)) / 2);
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
    for (let draw = 0; draw < sorted.length; draw++) if (sorted[draw]! >= distance) above++;
    return (1 + above) / (1 + sorted.length);
  }
  return drawnTail * Math.exp(-(distance ** 2 - limit ** 2) / (2 * variance));
}

import { sum, type Contrast } from './contrast';
import { ksDistance, wassersteinDistance } from './distance';
import { drawnQuantile, drawnTail } from './drawnQuantile';
import type { Random } from './random';
import { ShapeNoise } from './shapeNoise';

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
  /**
   * Limits below and above which the true Wasserstein distance lies with probability `p` at most, each. The upper one
   * is safe by the triangle inequality: true ≤ measured + noise. The lower one smears the measured difference and
   * reflects (basic bootstrap), which takes out the upward bias of a distance.
   */
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
  const noise = new ShapeNoise(contrast);
  const bins = contrast.cells.bins;
  const widths = binWidths(axis);
  const cumulative = new Float64Array(bins);
  const variances = new Float64Array(bins);
  const suprema = new Float64Array(draws);
  const integrals = new Float64Array(draws);
  const smeared = new Float64Array(draws);
  const measured = cumulativeDifference(contrast);
  for (let draw = 0; draw < draws; draw++) {
    noise.draw(random, cumulative);
    let supremum = 0;
    let integral = 0;
    let smearedIntegral = 0;
    let before = 0;
    let smearedBefore = 0;
    for (let bin = 0; bin < bins; bin++) {
      const here = cumulative[bin]!;
      const size = Math.abs(here);
      variances[bin]! += here * here;
      if (size > supremum) supremum = size;
      integral += (widths[bin]! * (Math.abs(before) + size)) / 2;
      const smearedSize = Math.abs(measured[bin]! + here);
      smearedIntegral += (widths[bin]! * (smearedBefore + smearedSize)) / 2;
      smearedBefore = smearedSize;
      before = here;
    }
    suprema[draw] = supremum;
    integrals[draw] = integral;
    smeared[draw] = smearedIntegral;
  }
  for (const values of [suprema, integrals, smeared]) values.sort();
  const largestVariance = variances.reduce((largest, total) => Math.max(largest, total), 0) / draws;
  const ks = ksDistance(contrast.nominal, contrast.varied);
  const wasserstein = wassersteinDistance(contrast.nominal, contrast.varied, axis.edges, axis.low, axis.high);
  return {
    ks,
    pValue: probabilityAbove(ks, suprema, largestVariance),
    wasserstein,
    wassersteinLow: (p) => Math.min(Math.max(2 * wasserstein - drawnQuantile(smeared, 1 - p), 0), wasserstein),
    wassersteinHigh: (p) => wasserstein + drawnQuantile(integrals, 1 - p),
    wassersteinNoise: (p) => drawnQuantile(integrals, 1 - p),
    ksNoise: (p) => drawnQuantile(suprema, 1 - p),
  };
}

function cumulativeDifference({ nominal, varied }: Contrast): Float64Array {
  const total = sum(nominal);
  const variedTotal = sum(varied);
  let running = 0;
  return nominal.map((content, bin) => (running += varied[bin]! / variedTotal - content / total));
}

export function binCentres(axis: BinAxis): Float64Array {
  const borders = [axis.low, ...axis.edges, axis.high];
  return Float64Array.from({ length: axis.edges.length + 1 }, (_, bin) => (borders[bin]! + borders[bin + 1]!) / 2);
}

function binWidths(axis: BinAxis): Float64Array {
  const borders = [axis.low, ...axis.edges, axis.high];
  return Float64Array.from({ length: axis.edges.length + 1 }, (_, bin) =>
    Math.max(borders[bin + 1]! - borders[bin]!, 0),
  );
}

function probabilityAbove(distance: number, sorted: Float64Array, variance: number): number {
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

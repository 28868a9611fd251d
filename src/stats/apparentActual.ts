/** The difference of two KS distances that share their nominal sample. */
import { squares, sum, type Contrast } from './contrast';
import { distanceLimits, type DistanceLimits } from './distanceLimits';
import type { NormalTable } from './normalTable';
import { ShapeNoise, type NoiseDraws } from './shapeNoise';
import { cumulativeDifference } from './shapeTest';

export interface KsWithLimits extends DistanceLimits {
  readonly value: number;
}

export interface KsComparison {
  readonly apparent: KsWithLimits;
  readonly actual: KsWithLimits;
  /** actual − apparent. */
  readonly excess: number;
  /** Interval that holds the true excess with probability 1 − α. */
  readonly excessWithin: (alpha: number) => { readonly low: number; readonly high: number };
  /** Standard error of the excess where both distances are much larger than their noise, at most. */
  readonly spread: number;
  /** By how much noise makes the apparent distance longer (median), and the excess smaller. */
  readonly bias: number;
}

/**
 * The interval of the difference is put together from those of the two distances (MOVER: G. Zou and A. Donner, Stat. Med.
 * 27 (2008) 1693), with the correlation that the nominal sample gives them: it cancels where both differ from it in the
 * same place and the same way, and counts twice where they differ in opposite ways.
 *
 * The two other samples are taken as independent of the nominal one, which is what makes a two-point uncertainty; for
 * a variation of the same events that overstates the noise of the apparent size.
 *
 * @throws RangeError when a total is not positive
 */
export function compareKs(apparent: Contrast, actual: Contrast, normals: NormalTable): KsComparison {
  const [smaller, larger] = [ksWithLimits(apparent, normals), ksWithLimits(actual, normals)];
  const excess = larger.value - smaller.value;
  const shared = sharedCovariance(apparent, smaller, larger);
  const correlation = shared / (smaller.error * larger.error || 1);
  const within = Math.min(Math.max(correlation, -1), 1);
  const together = (a: number, b: number): number => Math.sqrt(Math.max(a * a + b * b - 2 * within * a * b, 0));
  return {
    apparent: smaller,
    actual: larger,
    excess,
    excessWithin: (alpha) => {
      const p = alpha / 2;
      return {
        low: excess - together(smaller.high(p) - smaller.value, larger.value - larger.low(p)),
        high: excess + together(smaller.value - smaller.low(p), larger.high(p) - larger.value),
      };
    },
    spread: together(smaller.error, larger.error),
    bias: smaller.value - smaller.low(0.5),
  };
}

interface Ks extends KsWithLimits {
  /** Bin at whose upper edge the difference is largest, its sign, and the largest standard error of the difference. */
  readonly bin: number;
  readonly sign: number;
  readonly error: number;
}

function ksWithLimits(contrast: Contrast, normals: NormalTable): Ks {
  const again = (): NoiseDraws => new ShapeNoise(contrast).drawMany(normals);
  const noise = again();
  const { draws } = normals;
  const { bins } = contrast.cells;
  const difference = cumulativeDifference(contrast);
  const none = new Float64Array(bins);
  const lengths = Float64Array.from({ length: draws }, (_, draw) =>
    supremum(none, 0, noise.cumulative, draw * bins),
  ).sort();
  let bin = 0;
  // Not at the upper end of the last bin, where both distribution functions are 1.
  for (let one = 1; one < bins - 1; one++) if (Math.abs(difference[one]!) > Math.abs(difference[bin]!)) bin = one;
  let variance = 0;
  for (let one = 0; one < bins; one++) {
    let squared = 0;
    for (let draw = 0; draw < draws; draw++) {
      squared += (noise.cumulative[draw * bins + one]! - noise.totals[draw]! * difference[one]!) ** 2;
    }
    variance = Math.max(variance, squared / draws);
  }
  const value = Math.abs(difference[bin]!);
  const shifted = (factors: readonly number[]): Float64Array[] => {
    const { cumulative, totals } = again();
    return factors.map((factor) =>
      totals.map((total, draw) => supremum(difference, factor * (1 - total), cumulative, draw * bins)),
    );
  };
  const error = Math.sqrt(variance);
  return {
    value,
    bin,
    sign: Math.sign(difference[bin]!),
    error,
    ...distanceLimits(value, shifted, lengths, error),
  };
}

/** Largest value of |factor·difference + noise|, where the noise starts at `offset` of an array of draws. */
function supremum(difference: Float64Array, factor: number, noise: Float64Array, offset: number): number {
  let largest = 0;
  for (let bin = 0; bin < difference.length; bin++) {
    largest = Math.max(largest, Math.abs(factor * difference[bin]! + noise[offset + bin]!));
  }
  return largest;
}

/** Covariance of the two distances by the nominal sample: Σ Σw²·(1[b ≤ i] − F_i)·(1[b ≤ j] − F_j) / W². */
function sharedCovariance(contrast: Contrast, a: Ks, b: Ks): number {
  const { nominal } = contrast;
  const nominalSquares = squares(contrast, 'nominal');
  const total = sum(nominal);
  const upTo = (bin: number): number => sum(nominal.subarray(0, bin + 1)) / total;
  const [fractionA, fractionB] = [upTo(a.bin), upTo(b.bin)];
  let covariance = 0;
  for (let bin = 0; bin < nominal.length; bin++) {
    covariance += nominalSquares[bin]! * ((bin <= a.bin ? 1 : 0) - fractionA) * ((bin <= b.bin ? 1 : 0) - fractionB);
  }
  return (a.sign * b.sign * covariance) / total ** 2;
}

/** The difference of two KS distances that share their nominal sample. */
import { squares, sum, type Contrast } from './contrast';
import { distanceLength, distanceWithin, distanceWithout } from './distanceLength';
import type { NormalTable } from './normalTable';
import { ShapeNoise } from './shapeNoise';
import { cumulativeDifference } from './shapeTest';
import type { Limits } from './squaredLength';

export interface KsWithLimits {
  readonly value: number;
  /** Interval that holds the true distance with probability 1 − `p`. */
  readonly within: (p: number) => Limits;
}

export interface KsComparison {
  readonly apparent: KsWithLimits;
  readonly actual: KsWithLimits;
  /** actual − apparent, without what noise adds to either. */
  readonly excess: number;
  /** Interval that holds the true excess with probability 1 − α. */
  readonly excessWithin: (alpha: number) => Limits;
  /** Standard error of the excess where both distances are much larger than their noise, at most. */
  readonly spread: number;
  /** By how much noise makes the apparent distance longer. */
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
  const excess = larger.without - smaller.without;
  const shared = sharedCovariance(apparent, smaller, larger);
  const correlation = shared / (smaller.error * larger.error || 1);
  const within = Math.min(Math.max(correlation, -1), 1);
  const together = (a: number, b: number): number => Math.sqrt(Math.max(a * a + b * b - 2 * within * a * b, 0));
  return {
    apparent: smaller,
    actual: larger,
    excess,
    excessWithin: (alpha) => {
      const [one, other] = [smaller.within(alpha), larger.within(alpha)];
      return {
        low: excess - together(one.high - smaller.without, larger.without - other.low),
        high: excess + together(smaller.without - one.low, other.high - larger.without),
      };
    },
    spread: together(smaller.error, larger.error),
    bias: smaller.value - smaller.without,
  };
}

interface Ks extends KsWithLimits {
  /** Without what noise adds. */
  readonly without: number;
  /** Bin at whose upper edge the difference is largest, its sign, and the largest standard error of the difference. */
  readonly bin: number;
  readonly sign: number;
  readonly error: number;
}

function ksWithLimits(contrast: Contrast, normals: NormalTable): Ks {
  const noise = new ShapeNoise(contrast).drawMany(normals);
  const { draws } = normals;
  const { bins } = contrast.cells;
  const difference = cumulativeDifference(contrast);
  let bin = 0;
  // Not at the upper end of the last bin, where both distribution functions are 1.
  for (let one = 1; one < bins - 1; one++) if (Math.abs(difference[one]!) > Math.abs(difference[bin]!)) bin = one;
  const alone = new Float64Array(draws);
  const variances = new Float64Array(bins);
  for (let draw = 0; draw < draws; draw++) {
    for (let one = 0; one < bins; one++) {
      const here = noise.cumulative[draw * bins + one]!;
      const rest = here - noise.totals[draw]! * difference[one]!;
      alone[draw] = Math.max(alone[draw]!, Math.abs(here));
      variances[one]! += rest ** 2 / draws;
    }
  }
  const value = Math.abs(difference[bin]!);
  const most = variances.reduce((largest, variance) => Math.max(largest, variance), 0);
  alone.sort();
  const length = distanceLength(value, { alone, along: variances[bin]!, most, straight: false });
  return {
    value,
    without: distanceWithout(length),
    within: (p) => distanceWithin(length, p),
    bin,
    sign: Math.sign(difference[bin]!),
    error: Math.sqrt(most),
  };
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

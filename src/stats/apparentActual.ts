/** The difference of two KS distances that share their nominal sample. */
import { beyond, bisect } from './bisection';
import { squares, sum, type Contrast } from './contrast';
import { differenceDirection } from './differenceDirection';
import { distanceLength, distanceWithin } from './distanceLength';
import { drawLengths, type DrawnLengths } from './drawnLengths';
import { drawnProbability } from './drawnQuantile';
import type { Normals, NormalTable } from './normalTable';
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
  /** Standard error of the excess where both distances are much larger than their noise. */
  readonly spread: number;
  /** By how much noise makes the apparent distance longer. */
  readonly bias: number;
}

/**
 * The difference of the measured distances is drawn, with the noise of the nominal sample in both, for pairs of true distances.
 * An excess is held as long as neither so large nor so small a difference is rare where the true distances are those nearest
 * to the measured ones (without what noise adds, by the covariance of distances far beyond it) that have this excess. Where
 * there is no apparent distance noise measures one nevertheless: as long as its own interval begins at 0, what is held with 0
 * is held, too.
 *
 * The other samples are taken as independent of each other and of the events that move from bin to bin.
 *
 * @throws RangeError when a total is not positive
 */
export function compareKs(apparent: Contrast, actual: Contrast, normals: NormalTable): KsComparison {
  const [smallerNoise, largerNoise] = [new ShapeNoise(apparent), new ShapeNoise(actual)];
  const common = commonNoise(apparent, actual, smallerNoise, largerNoise);
  const smaller = ksWithLimits(apparent, smallerNoise, normals);
  const larger = ksWithLimits(actual, largerNoise, correlated(normals, common));
  const { without } = smaller;
  const excess = larger.without - without;
  const apparentFar = smaller.drawn.draws(smaller.drawn.farthest);
  const actualFar = larger.drawn.draws(larger.drawn.farthest);
  const spread = deviation(differences(actualFar, apparentFar));
  const give = shareOf(apparentFar, actualFar);
  /** Probability of at least the measured difference, where the true one is δ and the apparent distance that, or the nearest. */
  const above = (delta: number, apparentIs?: number): number => {
    const from = Math.max(apparentIs ?? without - give * (delta - excess), -delta, 0);
    const drawn = differences(larger.drawn.draws(from + delta), smaller.drawn.draws(from)).sort();
    return 1 - drawnProbability(drawn, larger.value - smaller.value);
  };
  return {
    apparent: smaller,
    actual: larger,
    excess,
    excessWithin: (alpha) => {
      if (!(spread > 0)) return { low: excess, high: excess };
      const where = (probability: number, apparentIs?: number): number => {
        const enough = (delta: number): boolean => above(delta, apparentIs) >= probability;
        return bisect(
          beyond(excess, spread, (delta) => !enough(delta)),
          beyond(excess, -spread, enough),
          enough,
        );
      };
      const nearest = { low: where(alpha / 2), high: where(1 - alpha / 2) };
      if (smaller.within(alpha).low > 0) return nearest;
      return { low: Math.min(nearest.low, where(alpha / 2, 0)), high: Math.max(nearest.high, where(1 - alpha / 2, 0)) };
    },
    spread,
    bias: smaller.value - without,
  };
}

interface Ks extends KsWithLimits {
  readonly drawn: DrawnLengths;
  /** Without what noise adds. */
  readonly without: number;
}

function ksWithLimits(contrast: Contrast, shapeNoise: ShapeNoise, normals: Normals): Ks {
  const noise = shapeNoise.drawMany(normals);
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
  const drawn = drawLengths(value, differenceDirection(contrast, difference), noise);
  const length = distanceLength(value, { alone: alone.sort(), along: variances[bin]!, most, straight: false });
  return { value, within: (p) => distanceWithin(length, p), drawn, without: drawn.medianIs(value) };
}

/**
 * Correlation of the noise of both differences, bin by bin: of the nominal events, as far as they are not on the other side of
 * one as well. None where events of one move from bin to bin.
 */
function commonNoise(apparent: Contrast, actual: Contrast, one: ShapeNoise, other: ShapeNoise): Float64Array {
  const correlations = new Float64Array(one.bins);
  if (one.independent === undefined || other.independent === undefined) return correlations;
  const nominalTotal = sum(apparent.nominal);
  const [apparentTotal, actualTotal] = [sum(apparent.varied), sum(actual.varied)];
  const nominal = squares(apparent, 'nominal');
  const [apparentCross, actualCross] = [stayed(apparent), stayed(actual)];
  return correlations.map((_, bin) => {
    const covariance =
      nominal[bin]! / nominalTotal ** 2 -
      apparentCross[bin]! / (nominalTotal * apparentTotal) -
      actualCross[bin]! / (nominalTotal * actualTotal);
    const errors = one.independent!.sigmas[bin]! * other.independent!.sigmas[bin]!;
    return errors > 0 ? Math.min(Math.max(covariance / errors, -1), 1) : 0;
  });
}

/** Σww' of the events that are in the same bin on both sides. */
function stayed({ cells }: Contrast): Float64Array {
  const products = new Float64Array(cells.bins);
  for (let cell = 0; cell < cells.from.length; cell++) {
    const bin = cells.from[cell]!;
    if (bin < cells.bins && bin === cells.to[cell]) products[bin]! += cells.cross[cell]!;
  }
  return products;
}

/** Other normal numbers, with these correlations by bin. */
function correlated(normals: NormalTable, correlations: Float64Array): Normals {
  const { draws } = normals;
  return {
    draws,
    rows: (bins) => {
      const { values, stride } = normals.rows(bins);
      const mixed = normals.independent('actual').rows(bins).values.slice();
      for (let draw = 0; draw < draws; draw++) {
        for (let bin = 0; bin < bins; bin++) {
          const at = draw * stride + bin;
          const correlation = correlations[bin]!;
          mixed[at] = correlation * values[at]! + Math.sqrt(1 - correlation ** 2) * mixed[at]!;
        }
      }
      return { values: mixed, stride };
    },
  };
}

/** By how much the first of two measured numbers is smaller where their difference is to be one larger: by least squares. */
function shareOf(first: Float64Array, second: Float64Array): number {
  const both = differences(second, first);
  const variance = deviation(both) ** 2;
  const [own, other] = [deviation(first) ** 2, deviation(second) ** 2];
  return variance > 0 ? (variance + own - other) / (2 * variance) : 0;
}

function differences(of: Float64Array, from: Float64Array): Float64Array {
  return of.map((value, draw) => value - from[draw]!);
}

function deviation(values: Float64Array): number {
  const mean = sum(values) / values.length;
  let squared = 0;
  for (let draw = 0; draw < values.length; draw++) squared += (values[draw]! - mean) ** 2;
  return Math.sqrt(squared / values.length);
}

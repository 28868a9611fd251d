/** The difference of two KS distances that share their nominal sample, with the noise of all three samples. */
import { ksDistance } from './distance';
import { drawnQuantile } from './drawnQuantile';
import { squares, sum, type Contrast } from './contrast';
import type { Random } from './random';

export interface KsComparison {
  readonly apparent: { readonly value: number; readonly low: number; readonly high: number };
  readonly actual: { readonly value: number; readonly low: number; readonly high: number };
  /** actual − apparent. */
  readonly excess: number;
  /** Interval that holds the true excess with probability 1 − α. */
  readonly excessWithin: (alpha: number) => { readonly low: number; readonly high: number };
}

const draws = 1999;

/**
 * Smears the three histograms with their statistical errors and repeats both distances. Intervals are reflected about
 * the measured value (basic bootstrap), which takes out the upward bias of a supremum.
 *
 * The two other samples are taken as independent of the nominal one, which is what makes a two-point uncertainty; for
 * a variation of the same events that overstates the noise of the apparent size.
 *
 * @throws RangeError when a total is not positive
 */
export function compareKs(apparent: Contrast, actual: Contrast, random: Random): KsComparison {
  const sides = [
    { sums: apparent.nominal, errors: sigmasOf(apparent, 'nominal') },
    { sums: apparent.varied, errors: sigmasOf(apparent, 'varied') },
    { sums: actual.varied, errors: sigmasOf(actual, 'varied') },
  ] as const;
  if (!sides.every(({ sums }) => sum(sums) > 0)) throw new RangeError('a shape needs a positive sum of weights');
  const smeared = sides.map(({ sums }) => new Float64Array(sums.length));
  const [nominal, alternative, check] = smeared as [Float64Array, Float64Array, Float64Array];
  const apparents = new Float64Array(draws);
  const actuals = new Float64Array(draws);
  const excesses = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    sides.forEach(({ sums, errors }, side) => {
      const out = smeared[side]!;
      for (let bin = 0; bin < sums.length; bin++) {
        out[bin] = sums[bin]! + (errors[bin]! > 0 ? errors[bin]! * random.normal() : 0);
      }
    });
    apparents[draw] = ksDistance(nominal, alternative);
    actuals[draw] = ksDistance(nominal, check);
    excesses[draw] = actuals[draw]! - apparents[draw]!;
  }
  for (const values of [apparents, actuals, excesses]) values.sort();
  const value = {
    apparent: ksDistance(apparent.nominal, apparent.varied),
    actual: ksDistance(actual.nominal, actual.varied),
  };
  return {
    apparent: { value: value.apparent, ...reflected(apparents, value.apparent, 0.317, 0) },
    actual: { value: value.actual, ...reflected(actuals, value.actual, 0.317, 0) },
    excess: value.actual - value.apparent,
    excessWithin: (alpha) => reflected(excesses, value.actual - value.apparent, alpha, -1),
  };
}

function sigmasOf(contrast: Contrast, side: 'nominal' | 'varied'): Float64Array {
  return squares(contrast, side).map(Math.sqrt);
}

function reflected(sorted: Float64Array, value: number, alpha: number, floor: number): { low: number; high: number } {
  return {
    low: Math.min(Math.max(2 * value - drawnQuantile(sorted, 1 - alpha / 2), floor), value),
    high: Math.max(2 * value - drawnQuantile(sorted, alpha / 2), value),
  };
}

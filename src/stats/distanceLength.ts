/**
 * Intervals of distances of two distribution functions. Noise N makes ‖G + N‖ longer than the true ‖G‖, the more so the
 * shorter G is. Where lengths come from a scalar product, ‖G + N‖² = ‖G‖² + 2 ‖G‖ ⟨g, N⟩ + ‖N‖² with the gradient g of the
 * length at G, so that T = ‖G + N‖² − E‖N‖² is a squared length (squaredLength.ts) whose variance is Var ‖N‖² without a
 * difference and grows by 4 Var ⟨g, N⟩. Neither the supremum (KS) nor the integral (Wasserstein) of a distribution function
 * comes from one, but intervals that take them for it hold the truth as often as they say
 * (test/fixtures/reference/distanceLength.py): of differences of one sign all over, as shifts are; of others more often.
 */
import { drawnQuantile } from './drawnQuantile';
import { lengthLimits, type Limits, type SquaredLength } from './squaredLength';

/** Noise of a distance. */
export interface DistanceNoise {
  /** Lengths of drawn noise, ascending. */
  readonly alone: Float64Array;
  /** Variance of ⟨g, N⟩ with the gradient at the measured difference, without the noise of the totals. */
  readonly along: number;
  /** The largest that it is in any direction in which the true difference may be thought to lie. */
  readonly most: number;
  /** Whether a distance that is much longer than its noise is ‖G‖ + ⟨g, N⟩, as an integral is, and a supremum is not. */
  readonly straight: boolean;
}

export interface DistanceLength {
  readonly measured: number;
  readonly alone: Float64Array;
  /** T. */
  readonly squared: SquaredLength;
}

/** Where the distance is as long as √3 times its noise, the directions of the noise and of the difference count alike. */
const unsure = 3;

/** @param measured distance */
export function distanceLength(measured: number, noise: DistanceNoise): DistanceLength {
  const { alone, along, most, straight } = noise;
  let [mean, variance, third] = [0, 0, 0];
  for (const length of alone) mean += length ** 2 / alone.length;
  for (const length of alone) {
    const beyond = length ** 2 - mean;
    variance += beyond ** 2 / alone.length;
    third += beyond ** 3 / alone.length;
  }
  // A measured difference that may be noise has the signs of noise, along which less scatters than along a shift.
  const sure = Math.max(measured ** 2 - mean, 0);
  const doubt = sure + mean > 0 ? (unsure * mean) / (sure + unsure * mean) : 1;
  const between = (near: number, far: number): number => doubt * near + (1 - doubt) * far;
  const squared = {
    value: measured ** 2 - (straight ? between(mean, along) : mean),
    nullVariance: variance,
    nullThird: third,
    growth: 4 * between(Math.max(along, most), along),
  };
  return { measured, alone, squared };
}

/**
 * @returns the interval that holds the true distance with probability 1 − p; it begins at 0 where noise alone is as long with
 * this probability
 */
export function distanceWithin({ measured, alone, squared }: DistanceLength, p: number): Limits {
  const { low, high } = lengthLimits(squared, p);
  return { low: drawnQuantile(alone, 1 - p) >= measured ? 0 : Math.sqrt(low), high: Math.sqrt(high) };
}

/** The distance without what noise adds to it. */
export function distanceWithout({ squared }: DistanceLength): number {
  return Math.sqrt(Math.max(squared.value, 0));
}

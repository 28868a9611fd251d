/** What a fit would promise if its templates had no noise: estimates from templates that have some. */
import { halfWidth } from '../../inference/interval';
import type { LengthNoise } from '../../inference/templateNoise';
import type { Interval } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { normalQuantile, normalTail } from '../../stats/normal';
import { lengthLimits, squaredLength, type SquaredLength } from '../../stats/squaredLength';
import type { FittedModel } from './fittedModels';

/** Of one standard error to either side. */
const quoted = 2 * normalTail(1);

/** What nuisances add to the square of the strength's standard error, over that by counting alone. */
export function addedVariance({ expected, noise }: FittedModel): SquaredLength {
  const ratio = halfWidth(expected.strength) / halfWidth(expected.statistical);
  return lengthWithout(ratio ** 2 - 1, noise.inflation);
}

/** What data add to the information about a nuisance, 1/σ² with σ in units of its prior. */
export function addedInformation({ expected, noise }: FittedModel, nuisance: number): SquaredLength {
  const { constraint } = expected.impacts[nuisance]!;
  return lengthWithout(1 / constraint ** 2 - 1, noise.nuisances[nuisance]!.information);
}

/** Standard error of the strength with all nuisances over that by counting alone. */
export function inflationWithoutNoise(one: FittedModel, p = quoted): Interval {
  const length = addedVariance(one);
  const { low, high } = lengthLimits(length, p);
  return { value: Math.sqrt(1 + Math.max(length.value, 0)), low: Math.sqrt(1 + low), high: Math.sqrt(1 + high) };
}

/** Standard error of the strength: errors of what counting leaves open and of what nuisances add are put together. */
export function sigmaWithoutNoise(one: FittedModel, p = quoted): Interval {
  const { expected, noise } = one;
  const inflation = inflationWithoutNoise(one, p);
  const counting = normalQuantile(1 - p / 2) * noise.statistical.scatter;
  const value = halfWidth(expected.statistical) * Math.exp(-noise.statistical.bias) * inflation.value;
  const within = (end: number): number => Math.hypot(counting, Math.log(end / inflation.value));
  return { value, low: value * Math.exp(-within(inflation.low)), high: value * Math.exp(within(inflation.high)) };
}

/** Change of the strength when a nuisance goes up by one standard error after the fit. */
export function upImpact({ expected, noise }: FittedModel, nuisance: number): Estimate {
  const { bias, scatter } = noise.nuisances[nuisance]!.impact;
  // Where noise adds much, how much it adds is not known well.
  return { value: expected.impacts[nuisance]!.up - bias, error: Math.hypot(scatter, bias) };
}

function lengthWithout(value: number, { bias, ...noise }: LengthNoise): SquaredLength {
  return squaredLength({ ...noise, value: value - bias });
}

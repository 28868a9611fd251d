/** What a fit would promise if its templates had no noise: estimates from templates that have some. */
import { halfWidth } from '../../inference/interval';
import type { LengthNoise } from '../../inference/lengthNoise';
import type { Interval } from '../../report/report';
import { normalQuantile, normalTail } from '../../stats/normal';
import {
  detectableLength,
  lengthLimits,
  squaredLength,
  type MeasuredLength,
  type SquaredLength,
} from '../../stats/squaredLength';
import { plannedPower } from '../decision';
import type { FittedModel } from './fittedModels';

/** Of one standard error to either side. */
const quoted = 2 * normalTail(1);

/** What nuisances add to the square of the strength's standard error, over that without them: Q of `nuisanceCosts.ts`. */
export interface Cost {
  /** Q, if what templates tell of nuisances were known. */
  readonly length: SquaredLength;
  /** |u|² and uᵀCu: what the prior and templates tell of the combination of nuisances that costs. */
  readonly prior: number;
  readonly told: SquaredLength;
  /** Between what is measured of both. */
  readonly correlation: number;
}

export function costOf({ expected, templateErrors, noise }: FittedModel): Cost {
  const { length, prior, told, correlation } = noise.cost;
  const ratio = halfWidth(expected.strength) / halfWidth(expected.statistical) / templateErrors;
  return {
    length: lengthWithout(ratio ** 2 - 1, length),
    prior,
    told: directedLength(told),
    correlation,
  };
}

/**
 * Both errors are put together as logarithms (MOVER: G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693): of a quotient,
 * since Q goes with (|u|² + uᵀCu)⁻¹.
 */
export function costLimits({ length, prior, told, correlation }: Cost, p: number): Interval {
  const value = Math.max(length.value, 0);
  const [own, known] = [lengthLimits(length, p), lengthLimits(told, p)];
  const middle = prior + Math.max(told.value, 0);
  if (value === 0 || middle === 0) return { value, ...own };
  const within = (end: number, other: number): number =>
    together(Math.log(end / value), Math.log((prior + other) / middle), correlation);
  return {
    value,
    low: own.low === 0 ? 0 : value * Math.exp(-within(own.low, known.high)),
    high: value * Math.exp(within(own.high, known.low)),
  };
}

/**
 * The smallest Q that would have been found beyond a tolerance; undefined where it takes impacts more than twice as large as
 * those of which the noise is known, or the accepted ones.
 */
export function detectableCost(
  { length, prior, told, correlation }: Cost,
  tolerance: number,
  p: number,
): number | undefined {
  const power = plannedPower(p, 1);
  const most = 4 * Math.max(length.value, tolerance);
  // Templates have noise in proportion to what they are: variances grow with the square of what is there.
  const largerAt = (cost: number): number => Math.max(cost / Math.max(length.value, tolerance / 2), 1);
  let own = tolerance;
  for (let isSure = false; !isSure;) {
    const growth = length.growth * largerAt(own);
    const next = detectableLength({ ...length, growth }, { tolerance, p, floor: 0, power });
    if (!(next < most)) return undefined;
    isSure = next - own <= enough * own;
    own = Math.max(next, own);
  }
  if (tolerance === 0 || prior === 0) return own;
  // The other factor may be as much too small, and is then as far from what is accepted; a small one is not known better.
  const larger = largerAt(own);
  const middle = Math.max(told.value, 0);
  const typical = { ...told, value: Math.max(told.value, Math.sqrt(told.nullVariance)) };
  const factor = (probability: number): number =>
    Math.log((prior + larger * lengthLimits(typical, probability).high) / (prior + larger * middle));
  const other = factor(p) + factor(2 * (1 - power));
  const both = tolerance * Math.exp(together(Math.log(own / tolerance), -other, Math.min(correlation, 0)));
  return both < most ? both : undefined;
}

/** Relative steps of what is found by going on. */
const enough = 1e-3;

/** Of a difference: both to opposite sides. */
function together(one: number, other: number, correlation: number): number {
  return Math.sqrt(Math.max(one ** 2 + other ** 2 + 2 * correlation * one * other, 0));
}

/** What data add to the information about a nuisance, 1/σ² with σ in units of its prior. */
export function addedInformation({ expected, noise }: FittedModel, nuisance: number): SquaredLength {
  const { constraint } = expected.impacts[nuisance]!;
  return lengthWithout(1 / constraint ** 2 - 1, noise.nuisances[nuisance]!.information);
}

/** Standard error of the strength with all nuisances over that by counting alone. */
export function inflationWithoutNoise(one: FittedModel, p = quoted): Interval {
  const { bias, scatter } = one.noise.templateErrors;
  const without = one.templateErrors * Math.exp(-bias);
  const cost = costLimits(costOf(one), p);
  const value = without * Math.sqrt(1 + cost.value);
  const sigmas = normalQuantile(1 - p / 2);
  const within = (end: number): number => Math.hypot(Math.log((1 + end) / (1 + cost.value)) / 2, sigmas * scatter);
  // Where nuisances may cost nothing, it is known better than by one interval what counting alone does.
  const least = without * Math.exp(-Math.max(sigmas, guard) * scatter);
  return {
    value,
    low: cost.low > 0 ? Math.max(value * Math.exp(-within(cost.low)), least) : least,
    high: value * Math.exp(within(cost.high)),
  };
}

/** Standard errors of what is hardly uncertain, beyond which it is not looked for (R. L. Berger and D. D. Boos, J. Am. Stat. Assoc. 89 (1994) 1012). */
const guard = 3;

/** Standard error of the strength: errors of what counting leaves open and of what nuisances add are put together. */
export function sigmaWithoutNoise(one: FittedModel, p = quoted): Interval {
  const { expected, noise } = one;
  const inflation = inflationWithoutNoise(one, p);
  const counting = normalQuantile(1 - p / 2) * noise.statistical.scatter;
  const value = halfWidth(expected.statistical) * Math.exp(-noise.statistical.bias) * inflation.value;
  const [below, above] = [Math.log(inflation.value / inflation.low), Math.log(inflation.high / inflation.value)];
  // What may be at its bound is no further off if counting was off the other way.
  const isBound = costLimits(costOf(one), p).low === 0;
  return {
    value,
    low: value * Math.exp(-(isBound ? counting + below : Math.hypot(counting, below))),
    high: value * Math.exp(Math.hypot(counting, above)),
  };
}

/**
 * Change of the strength when a nuisance goes up by one standard error after the fit: what a prior error of it would do, times
 * that error.
 */
export function upImpact(one: FittedModel, nuisance: number, p = quoted): Interval {
  const { bias, scatter } = one.noise.nuisances[nuisance]!.slope;
  const value = one.expected.impacts[nuisance]!.up - bias;
  const information = addedInformation(one, nuisance);
  const errorAt = (added: number): number => 1 / Math.sqrt(1 + added);
  const { low, high } = lengthLimits(information, p);
  const error = errorAt(Math.max(information.value, 0));
  const own = normalQuantile(1 - p / 2) * scatter * error;
  // The nearer limit m is where (value − m)² = own² + (m·known)², so that 0 is as far as the noise of its own tells (E. C. Fieller, 1954).
  const size = Math.abs(value);
  const known = error / errorAt(high) - 1;
  const left = size ** 2 - own ** 2;
  const nearer = left > 0 ? left / (size + Math.sqrt(size ** 2 - (1 - known ** 2) * left)) : size - own;
  const farther = size + Math.hypot(own, size * (errorAt(low) / error - 1));
  return value > 0 ? { value, low: nearer, high: farther } : { value, low: -farther, high: -nearer };
}

function lengthWithout(value: number, { bias, ...noise }: LengthNoise): SquaredLength {
  return directedLength({ ...noise, value: value - bias });
}

/**
 * Events that move make noise in some directions and not in others. A length beyond its noise is taken to lie where it was
 * measured, with the noise of that direction; a small one in any.
 */
function directedLength(measured: MeasuredLength): SquaredLength {
  const { value, firstOrder, square, eigenvalue } = measured;
  if (!(value > 0)) return squaredLength(measured);
  const own = Math.max(firstOrder - 4 * square, 0) / (4 * value);
  const sure = value ** 2 / (value ** 2 + 2 * square);
  return squaredLength({ ...measured, eigenvalue: sure * own + (1 - sure) * eigenvalue });
}

/** Weighted fractions of two samples for which something holds, and how they depend on each other by the events of both. */
import { effectiveDegreesOfFreedom } from './effectiveDegreesOfFreedom';
import type { Estimate } from './estimate';
import { leftOut } from './leftOut';
import { effectiveEvents } from './moments';

/** Its interval is that of `fractionLimits.ts`. It is studentised unless all events have one weight, so that it is a count. */
export interface Fraction extends Estimate {
  /** Effective events of which it is a fraction. */
  readonly events: number;
}

export interface Fractions {
  readonly applied: Fraction;
  readonly nominal: Fraction;
  /** Of both, by the events that they share: 0 without any, 1 of a sample with itself. */
  readonly correlation: number;
}

/** Weights of any sign, and 1 where it holds, 0 where not, NaN where that is not defined: [n]. */
export interface Asked {
  readonly weights: Float64Array;
  readonly holds: Float64Array;
}

/**
 * An event adds w(h − f)/(W − w) to a fraction f, h being 1 or 0 (`leftOut.ts`, each event a Poisson count); of those in both
 * samples the products of what they add to either are the covariance.
 *
 * @param shared for each event of `applied` its position in `nominal`, −1 where it is not there
 * @returns undefined where a sum of weights is not positive
 */
export function fractionsOf(applied: Asked, nominal: Asked, shared: Int32Array): Fractions | undefined {
  const [first, second] = [influenceOf(applied), influenceOf(nominal)];
  if (first === undefined || second === undefined) return undefined;
  let covariance = 0;
  shared.forEach((other, event) => {
    if (other >= 0) covariance += first.influence[event]! * second.influence[other]!;
  });
  const errors = first.fraction.error * second.fraction.error;
  const correlation = errors > 0 ? Math.min(Math.max(covariance / errors, -1), 1) : 0;
  return { applied: first.fraction, nominal: second.fraction, correlation };
}

function influenceOf({ weights, holds }: Asked): { fraction: Fraction; influence: Float64Array } | undefined {
  let [pass, all, squares, least, most] = [0, 0, 0, Infinity, -Infinity];
  holds.forEach((value, event) => {
    if (Number.isNaN(value)) return;
    const weight = weights[event]!;
    pass += value * weight;
    all += weight;
    squares += weight * weight;
    least = Math.min(least, weight);
    most = Math.max(most, weight);
  });
  if (!(all > 0)) return undefined;
  const value = pass / all;
  const influence = holds.map((one, event) => {
    const weight = weights[event]!;
    return Number.isNaN(one) ? 0 : ((weight * (one - value)) / all) * leftOut(weight, all);
  });
  let [variance, third, fourth] = [0, 0, 0];
  for (const own of influence) {
    variance += own ** 2;
    third += own ** 3;
    fourth += own ** 4;
  }
  const fraction = { value, error: Math.sqrt(variance), events: effectiveEvents(all, squares) };
  if (least === most || variance === 0) return { influence, fraction };
  const studentised = { freedom: effectiveDegreesOfFreedom(variance, fourth), skewness: third / variance ** 1.5 };
  return { influence, fraction: { ...fraction, studentised } };
}

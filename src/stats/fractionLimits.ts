/**
 * Interval of a weighted fraction of which few events may be part.
 *
 * Of events with one weight it is that of a count: Jeffreys', central quantiles of the beta distribution with half an event
 * more on either side (L. D. Brown, T. T. Cai and A. DasGupta, Statist. Sci. 16 (2001) 101). It holds the truth as often as
 * it says on average, while that of Clopper and Pearson does at least so often, and with few events far more often. Other
 * weights tell by how much the fraction scatters only as well as the few events do: `studentisedLimits.ts`.
 */
import { betaQuantile } from './clopperPearson';
import type { Fraction } from './fractions';
import { normalTail } from './normal';
import type { Limits } from './squaredLength';
import { limitsOf } from './studentisedLimits';

/**
 * The interval that is called that of so many standard errors, within 0 and 1. Where weighted events are all on one side, or
 * signed weights carry the value beyond 0 or 1, they do not tell how much it scatters: that of 0 or 1 and of Jeffreys for as
 * many effective events, which reaches to the value.
 */
export function fractionLimits(fraction: Fraction, sigmas: number): Limits {
  const { value, events, studentised } = fraction;
  const counted = Math.min(Math.max(value, 0), 1);
  const isCount = studentised === undefined || counted === 0 || counted === 1;
  const { low, high } = isCount ? jeffreys(counted, events, sigmas) : limitsOf(fraction, sigmas);
  return { low: Math.min(Math.max(low, 0), value), high: Math.max(Math.min(high, 1), value) };
}

function jeffreys(fraction: number, events: number, sigmas: number): Limits {
  const [a, b] = [fraction * events + 0.5, (1 - fraction) * events + 0.5];
  const p = normalTail(sigmas);
  return { low: fraction > 0 ? betaQuantile(p, a, b) : 0, high: fraction < 1 ? betaQuantile(1 - p, a, b) : 1 };
}

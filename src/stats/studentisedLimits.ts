/**
 * Limits from an estimate and its error where both were made of the same few events: the error scatters, and where the
 * events pull into one direction it is too small just where the estimate is.
 *
 * The first is met by Student's t with the effective degrees of freedom of the variance (`effectiveDegreesOfFreedom.ts`), the
 * second by the transformation of P. Hall, J. R. Stat. Soc. B 54 (1992) 221: of T = (estimate − truth)/error from a sum
 * of Poisson distributed events with the skewness γ, T + γ(T²/3 + 1/6) + γ²T³/27 is standard normal up to terms of γ², and
 * it grows with T everywhere. Far out on the side to which they pull it grows too slowly.
 */
import type { Estimate } from './estimate';
import { normalTail } from './normal';
import type { Limits } from './squaredLength';
import { studentSigmas, studentTails } from './studentT';

/** The interval that is called that of so many standard errors: it holds the truth as often as ± `sigmas` of a normal. */
export function limitsOf({ value, error, studentised }: Estimate, sigmas: number): Limits {
  if (studentised === undefined || error === 0) return { low: value - sigmas * error, high: value + sigmas * error };
  const { freedom, skewness } = studentised;
  const half = studentHalfWidth(sigmas, freedom);
  return {
    low: value - error * skewedQuantile(half, skewness),
    high: value - error * skewedQuantile(-half, skewness),
  };
}

/** p-value of no effect, a value of 0: that of the limits which just reach it. */
export function pValueOf({ value, error, studentised }: Estimate): number {
  if (error === 0) return value === 0 ? 1 : 0;
  const t = value / error;
  if (studentised === undefined) return 2 * normalTail(Math.abs(t));
  const { freedom, skewness } = studentised;
  return studentTails(skewedTransform(t, skewness), freedom);
}

/** The z of which T is the skewed quantile. */
function skewedTransform(t: number, skewness: number): number {
  if (skewness * t > 0) return t + skewness * (t ** 2 / 3 + 1 / 6) + (skewness ** 2 * t ** 3) / 27;
  return skewness === 0 ? t : skewness / 6 + (3 / skewness) * (1 - Math.cbrt(1 - skewness * t));
}

/** Half-width of Student's t, in standard errors, that holds as much as ± `sigmas` of a normal. */
export function studentHalfWidth(sigmas: number, freedom: number): number {
  return sigmas === 0 || freedom === Infinity ? sigmas : studentSigmas(2 * normalTail(sigmas), freedom);
}

/**
 * The T whose transform is z; on the side to which the events pull, where the transform ends, that of a Poisson number
 * of 1/γ² (E. B. Wilson and M. M. Hilferty, PNAS 17 (1931) 684), which has the same term of first order in γ.
 */
export function skewedQuantile(z: number, skewness: number): number {
  // A skewness of nearly zero changes nothing that can be seen, and is no denominator.
  if (Math.abs(skewness) < 1e-9) return z;
  const y = skewness * (z - skewness / 6);
  // (1 + y)^(1/3) − 1 and 1 − (1 − y/3)³, without differences of nearly equal numbers.
  return (y > 0 ? 3 * Math.expm1(Math.log1p(y) / 3) : y - (y * y) / 3 + y ** 3 / 27) / skewness;
}

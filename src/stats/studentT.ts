import { betaQuantile } from './clopperPearson';
import { normalQuantile } from './normal';

/**
 * Half-width, in standard errors, of the interval that Student's t leaves with probability `tails` (both together):
 * P(|t| > q) = I_{ν/(ν + q²)}(ν/2, 1/2). Of infinite freedom the normal distribution's.
 *
 * @throws RangeError unless 0 < tails < 1 and freedom > 0
 */
export function studentSigmas(tails: number, freedom: number): number {
  if (!(tails > 0 && tails < 1)) throw new RangeError(`Tails must hold more than 0 and less than 1, not ${tails}.`);
  if (!(freedom > 0)) throw new RangeError(`Student's t of ${freedom} degrees of freedom is not defined.`);
  // Beyond, the two differ by less than 1e-6 of themselves.
  if (freedom > 1e7) return normalQuantile(1 - tails / 2);
  const x = betaQuantile(tails, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

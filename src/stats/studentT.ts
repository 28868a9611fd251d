import { betaQuantile, incompleteBeta } from './clopperPearson';
import { normalQuantile, normalTail } from './normal';

/**
 * Half-width, in standard errors, of the interval that Student's t leaves with probability `tails` (both together):
 * P(|t| > q) = I_{ν/(ν + q²)}(ν/2, 1/2). Of infinite freedom the normal distribution's.
 *
 * @throws RangeError unless 0 < tails < 1 and freedom > 0
 */
export function studentSigmas(tails: number, freedom: number): number {
  if (!(tails > 0 && tails < 1)) throw new RangeError(`Tails must hold more than 0 and less than 1, not ${tails}.`);
  if (!(freedom > 0)) throw new RangeError(`Student's t of ${freedom} degrees of freedom is not defined.`);
  if (freedom > largeFreedom) return nearlyNormal(normalQuantile(1 - tails / 2), freedom);
  const x = betaQuantile(tails, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/**
 * P(|t| > q), both tails together.
 *
 * @throws RangeError unless freedom > 0
 */
export function studentTails(q: number, freedom: number): number {
  if (!(freedom > 0)) throw new RangeError(`Student's t of ${freedom} degrees of freedom is not defined.`);
  if (!Number.isFinite(freedom)) return 2 * normalTail(Math.abs(q));
  return incompleteBeta(freedom / (freedom + q * q), freedom / 2, 0.5);
}

/** From here on the expansion is good to 1e-8 of itself, and many times faster, for tails down to 1e-12. */
const largeFreedom = 1000;

/** Cornish and Fisher's expansion about the normal distribution (Abramowitz and Stegun 26.7.5). */
function nearlyNormal(z: number, freedom: number): number {
  const square = z * z;
  const first = (square + 1) / 4;
  const second = ((5 * square + 16) * square + 3) / 96;
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384;
  return z * (1 + (first + (second + third / freedom) / freedom) / freedom);
}

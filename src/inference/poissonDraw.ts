import { exponential } from '../stats/elementary';
import type { Random } from '../stats/random';

/**
 * A Poisson number, the same on every machine: by counting uniform numbers until their product falls below exp(−λ), in
 * parts of at most 30, since Poisson numbers add up. Beyond 500 it is the normal number that has the same third moment,
 * rounded (Cornish and Fisher): its distribution is then right to 1e-4.
 *
 * @param mean not negative
 */
export function poissonDraw(mean: number, random: Random): number {
  if (mean > exactUpTo) {
    const z = random.normal();
    return Math.max(Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6), 0);
  }
  let count = 0;
  for (let left = mean; left > 0; left -= part) {
    const limit = exponential(-Math.min(left, part));
    for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  }
  return count;
}

const part = 30;
const exactUpTo = 500;

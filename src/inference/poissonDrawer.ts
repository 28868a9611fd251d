import { exponential } from '../stats/elementary';
import type { Random } from '../stats/random';

/**
 * Poisson numbers of one mean, the same on every machine: one uniform number each, looked up in the table of the
 * distribution (inversion). Beyond a mean of 500 it is the normal number that has the same third moment, rounded (Cornish
 * and Fisher): its distribution is then right to 1e-4.
 *
 * @param mean not negative
 */
export function poissonDrawer(mean: number): (random: Random) => number {
  if (mean > tabulatedUpTo) {
    return (random) => {
      const z = random.normal();
      return Math.max(Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6), 0);
    };
  }
  // What lies beyond the table is less than the smallest difference of two uniform numbers.
  const most = Math.ceil(mean + 10 * Math.sqrt(mean) + 20);
  const below = new Float64Array(most);
  let probability = exponential(-mean);
  let sum = 0;
  for (let count = 0; count < most; count++) {
    sum += probability;
    below[count] = sum;
    probability *= mean / (count + 1);
  }
  return (random) => {
    const u = random.uniform();
    let [low, high] = [0, most];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (below[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

const tabulatedUpTo = 500;

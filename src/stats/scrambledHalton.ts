/**
 * Points that fill the unit cube more evenly than random ones: Halton's sequence with the digits of each dimension
 * permuted at random. Each scrambling gives points that are uniform by themselves, so that the scatter of a mean over
 * several scramblings is its error.
 *
 * @see J. Halton, Numer. Math. 2 (1960) 84; A. Owen, arXiv:1706.02808
 */
import { Random } from './random';

/** The dimensions that there are primes for. */
const mostDimensions = 24;
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89];

/**
 * @param seed names the scrambling
 * @returns [n · dimensions], in the open interval (0, 1)
 * @throws RangeError beyond 24 dimensions
 */
export function scrambledHalton(n: number, dimensions: number, seed: string): Float64Array {
  if (dimensions > mostDimensions) throw new RangeError(`There are points of at most ${mostDimensions} dimensions.`);
  const points = new Float64Array(n * dimensions);
  for (let k = 0; k < dimensions; k++) {
    const base = primes[k]!;
    const random = new Random(`${seed}/${k}`);
    // Digits down to 2^-52, each with a permutation of its own; beyond the last of the index, those of its zeros.
    const digits = Math.ceil(52 / Math.log2(base));
    const permutations = Array.from({ length: digits }, () => permutation(base, random));
    for (let i = 0; i < n; i++) {
      let rest = i;
      let scale = 1 / base;
      let x = 0;
      for (const permuted of permutations) {
        x += permuted[rest % base]! * scale;
        rest = Math.floor(rest / base);
        scale /= base;
      }
      points[i * dimensions + k] = Math.min(Math.max(x, 2 ** -53), 1 - 2 ** -53);
    }
  }
  return points;
}

/** Fisher and Yates. */
function permutation(size: number, random: Random): number[] {
  const order = Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

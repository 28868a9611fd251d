/**
 * Sums of some hundred doubles without rounding, as two doubles. The first takes of each term the digits above those that
 * a large number beside it leaves room for, the second the next ones (Dekker's Fast2Sum, Numer. Math. 18 (1971) 224, with
 * the large number in the sum). Whether anything is left then is looked at once for all terms; that is rare.
 */

/** Terms of a block: so few that a term may be 2^32 times as small as the largest and still leave nothing. */
export const blockTerms = 512;

/** From the unit of the upper sum, 2^-42 of the largest term, to that of the lower. */
const lowerUnit = 2 ** -43;
/** Terms of other size would meet the ends of what doubles can hold. */
const [smallest, largest] = [2 ** -800, 2 ** 800];

/** The large number for terms up to a size; 0 where there is none. */
export function blockRounder(size: number): number {
  return size >= smallest && size <= largest ? 1.5 * 2 ** (Math.ceil(Math.log2(size)) + 10) : 0;
}

/**
 * @param values terms from one position up to another
 * @param sums written: two numbers whose sum is that of the terms
 * @returns false when two numbers do not suffice
 */
export function addBlock(values: Float64Array, from: number, to: number, rounder: number, sums: Float64Array): boolean {
  const lowerRounder = rounder * lowerUnit;
  let upper = rounder;
  let lower = lowerRounder;
  let left = 0;
  for (let i = from; i < to; i++) {
    const term = values[i]!;
    const nextUpper = upper + term;
    const rest = term - (nextUpper - upper);
    upper = nextUpper;
    const nextLower = lower + rest;
    left += Math.abs(rest - (nextLower - lower));
    lower = nextLower;
  }
  sums[0] = upper - rounder;
  sums[1] = lower - lowerRounder;
  return left === 0;
}

/**
 * The same for the sum of the products of two numbers, each of which is rounded.
 * @param a,b factors from the first up to a position
 */
export function addProductBlock(
  a: Float64Array,
  b: Float64Array,
  to: number,
  rounder: number,
  sums: Float64Array,
): boolean {
  const lowerRounder = rounder * lowerUnit;
  let upper = rounder;
  let lower = lowerRounder;
  let left = 0;
  for (let i = 0; i < to; i++) {
    const term = a[i]! * b[i]!;
    const nextUpper = upper + term;
    const rest = term - (nextUpper - upper);
    upper = nextUpper;
    const nextLower = lower + rest;
    left += Math.abs(rest - (nextLower - lower));
    lower = nextLower;
  }
  sums[0] = upper - rounder;
  sums[1] = lower - lowerRounder;
  return left === 0;
}

/**
 * Σwd and Σwd² of a block, d = x − origin.
 * @param rounder,squareRounder for the terms of either sum
 * @param sums written: two numbers for each sum
 * @returns false when two numbers do not suffice
 */
export function addMomentBlock(
  x: Float64Array,
  weights: Float64Array,
  origin: number,
  from: number,
  to: number,
  rounder: number,
  squareRounder: number,
  sums: Float64Array,
): boolean {
  const lowerRounder = rounder * lowerUnit;
  const squareLowerRounder = squareRounder * lowerUnit;
  let upper = rounder;
  let lower = lowerRounder;
  let squareUpper = squareRounder;
  let squareLower = squareLowerRounder;
  let left = 0;
  for (let i = from; i < to; i++) {
    const distance = x[i]! - origin;
    const once = weights[i]! * distance;
    const twice = once * distance;
    const nextUpper = upper + once;
    const rest = once - (nextUpper - upper);
    upper = nextUpper;
    const nextLower = lower + rest;
    left += Math.abs(rest - (nextLower - lower));
    lower = nextLower;
    const nextSquareUpper = squareUpper + twice;
    const squareRest = twice - (nextSquareUpper - squareUpper);
    squareUpper = nextSquareUpper;
    const nextSquareLower = squareLower + squareRest;
    left += Math.abs(squareRest - (nextSquareLower - squareLower));
    squareLower = nextSquareLower;
  }
  sums[0] = upper - rounder;
  sums[1] = lower - lowerRounder;
  sums[2] = squareUpper - squareRounder;
  sums[3] = squareLower - squareLowerRounder;
  return left === 0;
}

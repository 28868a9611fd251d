/** What noise does to the square of a length, from pairs with opposite noise. */
import type { MeasuredLength } from '../stats/squaredLength';

/** What noise does to something that grows with the square of differences: `bias` is what it adds on average. */
export interface LengthNoise extends Omit<MeasuredLength, 'value'> {
  readonly bias: number;
}

/** Half the sum of what a pair with opposite noise changes, and half the difference. */
export interface Change {
  readonly even: number;
  readonly odd: number;
}

/**
 * Of ‖t + e‖², e normal with covariance C, pairs with ± e have the mean ‖t‖² + ‖e‖², whose expectation is tr C more and
 * whose variance 2 tr C², and half the difference 2 t·e, of variance 4 tᵀCt. What is no such square is taken for more of the
 * first order.
 */
export function lengthNoise(drawn: readonly Change[]): LengthNoise {
  const bias = drawn.reduce((sum, { even }) => sum + even, 0) / drawn.length;
  const variance = drawn.reduce((sum, { even }) => sum + (even - bias) ** 2, 0) / (drawn.length - 1);
  const ofOdd = drawn.reduce((sum, { odd }) => sum + odd ** 2, 0) / drawn.length;
  const trace = Math.max(bias, 0);
  const square = Math.min(variance / 2, trace ** 2);
  return { bias, firstOrder: ofOdd + variance - 2 * square, ...sameDirections(trace, square) };
}

/** As many directions of equal noise as have these traces stand for C. */
export function sameDirections(trace: number, square: number): Omit<LengthNoise, 'bias' | 'firstOrder'> {
  const eigenvalue = trace > 0 ? square / trace : 0;
  return { trace, square, cube: square * eigenvalue, eigenvalue };
}

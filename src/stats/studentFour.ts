/**
 * Student's distribution with four degrees of freedom, whose quantiles have a closed form: heavier tails than a normal,
 * and so one to draw from where a normal is only nearly right.
 *
 * @see W. Shaw, J. Comput. Finance 9 (2006) 37
 */

/** The x with P(T ≤ x) = p, for p in (0, 1). */
export function studentFourQuantile(p: number): number {
  const alpha = 4 * p * (1 - p);
  const root = Math.sqrt(alpha);
  // At a half it is 1, up to rounding.
  const square = Math.max(Math.cos(Math.acos(Math.min(root, 1)) / 3) / root - 1, 0);
  return Math.sign(p - 0.5) * 2 * Math.sqrt(square);
}

/** ln of the density at x. */
export function studentFourLogDensity(x: number): number {
  return Math.log(3 / 8) - 2.5 * Math.log1p((x * x) / 4);
}

/**
 * How well a variance is known that is itself estimated from weighted events: its effective degrees of freedom ν = 2V²/Var V
 * (F. E. Satterthwaite, Biometrics Bull. 2 (1946) 110). Each event is an independent Poisson count, so that the variance
 * Σu² of a sum of u has the variance Σu⁴. Of n events that add alike it is 2n, and never less than 2.
 *
 * Coefficients of sums are part of u: of Σ_b c_b s_b it is Σ_b c_b² Σw² and Σ_b c_b⁴ Σw⁴.
 *
 * @param squares Σu²
 * @param fourths Σu⁴
 * @returns infinity where fourth powers vanish: nothing is known then to be uncertain
 * @throws RangeError when a sum is negative or not a number
 */
export function effectiveDegreesOfFreedom(squares: number, fourths: number): number {
  if (!(squares >= 0) || !(fourths >= 0)) {
    throw new RangeError(`Sums of even powers are not negative: ${squares} and ${fourths}.`);
  }
  if (fourths === 0) return Infinity;
  return Math.max(2 * (squares / Math.sqrt(fourths)) ** 2, 2);
}

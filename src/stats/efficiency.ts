import type { Estimate } from './estimate';

/**
 * Fraction of the weight in the bins from `firstBin` on, ε = P/W, with the error of the delta method for weighted
 * Poisson counts: Var ε = [(1 − ε)²·Σ_pass w² + ε²·Σ_fail w²] / W². For unit weights this is binomial, ε(1 − ε)/n. Signed
 * weights may carry ε outside 0..1; it is not clipped.
 *
 * @param sumWeights,sumWeights2 Σw and Σw² per bin
 * @param firstBin 0 (everything passes) to the number of bins (nothing does)
 * @throws RangeError if the lengths differ, there is no such bin, or the weights sum to zero
 */
export function efficiency(sumWeights: Float64Array, sumWeights2: Float64Array, firstBin: number): Estimate {
  const bins = sumWeights.length;
  if (sumWeights2.length !== bins) throw new RangeError(`${bins} bins of Σw do not fit ${sumWeights2.length} of Σw².`);
  if (!Number.isInteger(firstBin) || firstBin < 0 || firstBin > bins) {
    throw new RangeError(`There is no bin ${firstBin} to start from among ${bins}.`);
  }
  let pass = 0;
  let passSquares = 0;
  let fail = 0;
  let failSquares = 0;
  for (let bin = 0; bin < firstBin; bin++) {
    fail += sumWeights[bin]!;
    failSquares += sumWeights2[bin]!;
  }
  for (let bin = firstBin; bin < bins; bin++) {
    pass += sumWeights[bin]!;
    passSquares += sumWeights2[bin]!;
  }
  const all = pass + fail;
  if (all === 0) throw new RangeError('The weights sum to zero: an efficiency is not defined.');
  const value = pass / all;
  const inefficiency = fail / all;
  const error = Math.sqrt(inefficiency ** 2 * passSquares + value ** 2 * failSquares) / Math.abs(all);
  return { value, error };
}

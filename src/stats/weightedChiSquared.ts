import { sum } from './contrast';
import { chiSquaredTail } from './gammaFunction';

export interface WeightedChiSquared {
  readonly chiSquared: number;
  /** Bins that took part, less one. */
  readonly freedom: number;
  readonly pValue: number;
  /** Normalised residual of each bin, positive where the varied side has more; `undefined` for a bin that is empty on both sides. */
  readonly residuals: readonly (number | undefined)[];
}

/**
 * Compares the shapes of two weighted histograms: χ² = Σ_b r_b² with B − 1 degrees of freedom,
 *
 *     r_b = (W s'_b − W' s_b) / √(W² v'_b + W'² v_b)
 *
 * where s = Σw, v = Σw² and W is the sum over bins (N. D. Gagunashvili, arXiv:physics/0605123, eqs. 21-26). ROOT's
 * `Chi2Test` with "WW" computes the same number and the same residuals with the opposite sign. It supposes that the
 * content of every bin is nearly normal: ten effective events, better 25.
 *
 * @throws RangeError if the lengths differ or a side's sum of weights is not positive
 */
export function weightedChiSquared(
  nominal: Float64Array,
  nominalSquares: Float64Array,
  varied: Float64Array,
  variedSquares: Float64Array,
): WeightedChiSquared {
  const bins = nominal.length;
  if ([nominalSquares, varied, variedSquares].some(({ length }) => length !== bins)) {
    throw new RangeError('Histograms that are compared must have the same bins.');
  }
  const total = sum(nominal);
  const variedTotal = sum(varied);
  if (!(total > 0) || !(variedTotal > 0)) {
    throw new RangeError('a shape needs a positive sum of weights on both sides');
  }
  let chiSquared = 0;
  let used = 0;
  const residuals = Array.from(nominal, (content, bin) => {
    // Divided by W W', so that no fourth powers of weights have to be held.
    const variance = variedSquares[bin]! / variedTotal ** 2 + nominalSquares[bin]! / total ** 2;
    if (variance === 0) return undefined;
    const residual = (varied[bin]! / variedTotal - content / total) / Math.sqrt(variance);
    chiSquared += residual ** 2;
    used++;
    return residual;
  });
  const freedom = used - 1;
  return { chiSquared, freedom, pValue: freedom > 0 ? chiSquaredTail(chiSquared, freedom) : 1, residuals };
}

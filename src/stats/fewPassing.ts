/**
 * The error of a ratio of efficiencies of other events where few of them pass, or fail. Those that pass are a Poisson number:
 * one event where twenty were expected is no "5 ± 5 %", and none is no "0 ± 0 %".
 *
 * Such a sum of weights is skewed towards more, of n events of one weight by 1/√n. Limits are those of
 * `studentisedLimits.ts`, with which a Poisson number has nearly its exact ones. What was not seen has no error; where the
 * events of a group (those that pass, or fail, of a side) amount to less than one of the usual weight, they have the error
 * of one.
 */
import { squares, sum, type Contrast } from './contrast';
import type { Estimate } from './estimate';

interface Group {
  readonly sumWeights: number;
  readonly sumWeights2: number;
  /** Σw²/Σw of all events of the side. */
  readonly usual: number;
  /** Derivative of the ratio with respect to Σw. */
  readonly coefficient: number;
}

/**
 * @param contrast of events of which each is on one side alone, with a positive Σw on either
 * @param threshold first bin that passes, above 0
 * @param f,g derivatives of the ratio with respect to the sums in nominal and varied bins: one for all that pass, and one for
 * all that fail
 */
export function errorOfFewPassing(
  contrast: Contrast,
  threshold: number,
  f: Float64Array,
  g: Float64Array,
): Omit<Estimate, 'value'> {
  const { bins } = contrast.cells;
  const parts = [
    [0, threshold],
    [threshold, bins],
  ] as const;
  const [nominalSquares, variedSquares] = [squares(contrast, 'nominal'), squares(contrast, 'varied')];
  let [variance, third] = [0, 0];
  for (const [from, to] of parts.filter(([first, end]) => first < end)) {
    const groupOf = (sums: Float64Array, inBins: Float64Array, coefficients: Float64Array): Group => ({
      sumWeights: sum(sums.subarray(from, to)),
      sumWeights2: sum(inBins.subarray(from, to)),
      usual: sum(inBins) / sum(sums),
      coefficient: coefficients[from] ?? 0,
    });
    const groups = [groupOf(contrast.nominal, nominalSquares, f), groupOf(contrast.varied, variedSquares, g)];
    const relative = relativeWeight(groups);
    for (const { sumWeights, sumWeights2, usual, coefficient } of groups) {
      const own = usual * relative;
      const squared = Math.max(sumWeights2, own ** 2);
      variance += coefficient ** 2 * squared;
      // Σw³ of events of that weight; no weights with this Σw² have more than (Σw²)^1.5. A sum that signs have made small, or
      // negative, is skewed like those it could have been.
      third += coefficient ** 3 * Math.min(Math.max(sumWeights, own) * own ** 2, squared ** 1.5);
    }
  }
  if (!(variance > 0)) return { error: 0 };
  return { error: Math.sqrt(variance), studentised: { freedom: Infinity, skewness: third / variance ** 1.5 } };
}

/** Weight of an event of a group over the usual one of its side, from both sides: few events do not tell their own. */
function relativeWeight(groups: readonly Group[]): number {
  const weights = groups.reduce((all, { sumWeights, usual }) => all + sumWeights / usual, 0);
  const squared = groups.reduce((all, { sumWeights2, usual }) => all + sumWeights2 / usual ** 2, 0);
  return weights > 0 && squared > 0 ? squared / weights : 1;
}

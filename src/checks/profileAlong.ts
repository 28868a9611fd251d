/** The mean of a number of the score (the score itself, or 1 where it passes) in bins of another variable. */
import type { BinSums } from '../profile/profile';
import type { Estimate } from '../stats/estimate';
import type { MeasuredModel } from './measurements';

export interface Profile {
  readonly edges: readonly number[];
  readonly values: readonly number[];
  readonly errors: readonly number[];
}

/** 1 for the bins of the score from a threshold on. */
export function passing(model: MeasuredModel, firstBin: number): Float64Array {
  return Float64Array.from({ length: model.binning.bins }, (_, bin) => Number(bin >= firstBin));
}

/**
 * Bins at either end without a positive sum of weights are left out; undefined if there is one between.
 * @param joint by bin of the score (rows) and of the variable
 * @param value number of each bin of the score
 * @param edges of the variable
 */
export function profileAlong(
  joint: Pick<BinSums, 'sumWeights' | 'sumWeights2'>,
  value: Float64Array,
  edges: Float64Array,
): Profile | undefined {
  const columns = edges.length + 1;
  const means = Array.from({ length: edges.length - 1 }, (_, index) => meanOfColumn(joint, value, columns, index + 1));
  const first = means.findIndex((mean) => mean !== undefined);
  const last = means.findLastIndex((mean) => mean !== undefined);
  const inside = means.slice(first, last + 1).flatMap((mean) => mean ?? []);
  if (first < 0 || inside.length <= last - first) return undefined;
  return {
    edges: [...edges.subarray(first, last + 2)],
    values: inside.map((mean) => mean.value),
    errors: inside.map(({ error }) => error),
  };
}

/** Mean of a number over the bins of the score, in one bin of the variable. */
function meanOfColumn(
  { sumWeights, sumWeights2 }: Pick<BinSums, 'sumWeights' | 'sumWeights2'>,
  value: Float64Array,
  columns: number,
  column: number,
): Estimate | undefined {
  let total = 0;
  let weighted = 0;
  value.forEach((one, row) => {
    total += sumWeights[row * columns + column]!;
    weighted += one * sumWeights[row * columns + column]!;
  });
  if (!(total > 0)) return undefined;
  const mean = weighted / total;
  let variance = 0;
  value.forEach((one, row) => (variance += (one - mean) ** 2 * sumWeights2[row * columns + column]!));
  return { value: mean, error: Math.sqrt(variance) / total };
}

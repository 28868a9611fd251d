/**
 * Black-box shift estimation: how much more or less there is of each class where a classifier is applied, if nothing else
 * has changed (Z. C. Lipton, Y.-X. Wang, A. Smola, ICML 2018, arXiv:1802.03916). Where p(score | class) is the same in both
 * samples, the applied fractions of the score's regions are μ = C·π with C_jk = P(region j | class k), so π = C⁻¹μ, whatever
 * the classifier, if only C can be inverted well.
 */
import { eigenvalues } from './eigenvalues';
import type { Estimate } from './estimate';

/** Σw and Σw² in each region of the score. */
export interface RegionSums {
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
}

export interface LabelShift {
  /** Fraction of each class in the applied sample; not clipped to 0..1. */
  readonly fractions: readonly Estimate[];
  /** Applied over nominal fraction of each class: the weights ω of the paper. */
  readonly ratios: readonly Estimate[];
  /** Of C in the 2-norm: by how much relative errors grow at most. Infinite where classes cannot be told apart. */
  readonly condition: number;
}

/**
 * Errors are those of the delta method for weighted Poisson counts, of both samples; the nominal fractions, which are
 * simulated, are what they are.
 *
 * @param classes nominal events of each class, in as many regions as there are classes
 * @returns undefined where a sum of weights is not positive, or C is singular
 * @throws RangeError when there are not as many regions as classes
 */
export function labelShift(classes: readonly RegionSums[], applied: RegionSums): LabelShift | undefined {
  const size = classes.length;
  if ([...classes, applied].some(({ sumWeights }) => sumWeights.length !== size)) {
    throw new RangeError(`${size} classes need as many regions of the score.`);
  }
  const totals = classes.map(({ sumWeights }) => total(sumWeights));
  const appliedTotal = total(applied.sumWeights);
  if (!totals.every((sum) => sum > 0) || !(appliedTotal > 0)) return undefined;
  // matrix[region][class]
  const matrix = Array.from({ length: size }, (_, region) =>
    classes.map(({ sumWeights }, one) => sumWeights[region]! / totals[one]!),
  );
  const inverse = inverted(matrix);
  const condition = conditionOf(matrix);
  if (inverse === undefined || !Number.isFinite(condition)) return undefined;
  const mu = [...applied.sumWeights].map((sum) => sum / appliedTotal);
  const fractions = inverse.map((row) => row.reduce((sum, value, region) => sum + value * mu[region]!, 0));
  // π = C⁻¹μ: dπ = C⁻¹(dμ − dC·π), with dμ and each column of dC those of fractions of independent events.
  const errors = inverse.map((row) => {
    let variance = fractionVariance(row, mu, applied.sumWeights2, appliedTotal);
    classes.forEach(({ sumWeights2 }, one) => {
      const column = matrix.map((of) => of[one]!);
      variance += fractions[one]! ** 2 * fractionVariance(row, column, sumWeights2, totals[one]!);
    });
    return Math.sqrt(variance);
  });
  const nominalTotal = totals.reduce((sum, one) => sum + one, 0);
  return {
    fractions: fractions.map((value, one) => ({ value, error: errors[one]! })),
    ratios: fractions.map((value, one) => {
      const nominal = totals[one]! / nominalTotal;
      return { value: value / nominal, error: errors[one]! / nominal };
    }),
    condition,
  };
}

/** Variance of Σ_j a_j·μ_j for fractions μ_j = s_j/S of weighted counts: Σ_j (a_j − ā)² v_j / S². */
function fractionVariance(
  coefficients: readonly number[],
  fractions: readonly number[],
  squares: Float64Array,
  sum: number,
): number {
  const mean = coefficients.reduce((value, coefficient, region) => value + coefficient * fractions[region]!, 0);
  return coefficients.reduce((value, one, region) => value + ((one - mean) / sum) ** 2 * squares[region]!, 0);
}

/** By Gauss and Jordan with pivots; undefined for a singular matrix. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const scale = rows[column]![column]!;
    if (Math.abs(scale) < 1e-12) return undefined;
    rows[column] = rows[column]!.map((value) => value / scale);
    rows.forEach((row, index) => {
      const factor = row[column]!;
      if (index === column || factor === 0) return;
      rows[index] = row.map((value, at) => value - factor * rows[column]![at]!);
    });
  }
  return rows.map((row) => row.slice(size));
}

/** Ratio of the largest to the smallest singular value, from the eigenvalues of MᵀM. */
function conditionOf(matrix: readonly (readonly number[])[]): number {
  const size = matrix.length;
  const squared = Float64Array.from({ length: size * size }, (_, at) =>
    matrix.reduce((sum, row) => sum + row[Math.floor(at / size)]! * row[at % size]!, 0),
  );
  const values = eigenvalues(squared, size).values.map((value) => Math.max(value, 0));
  return Math.sqrt(Math.max(...values) / Math.min(...values));
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

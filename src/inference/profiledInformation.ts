/**
 * What nuisances cost the strength, from the Fisher information of bins. With slopes x_n of the nuisances and s of the strength,
 * both in errors of the bins and nuisances in units of their priors,
 *
 *     a_n = x_n·s/|s|,   C_nm = x_n·x_m − a_n a_m,   σ² = (1 + Q)/|s|²,   Q = aᵀ(1 + C)⁻¹a:
 *
 * a is what nuisances have in common with the strength, C what else bins tell of them.
 */
import { cholesky, solve } from './cholesky';
import { strengthIndex } from './fitModel';
import { priorInformation } from './information';
import type { Templates } from './templates';

export interface Profiled {
  /** |s|². */
  readonly strength: number;
  /** a. */
  readonly common: Float64Array;
  /** C, row by row, both triangles. */
  readonly rest: Float64Array;
}

/**
 * @param told by the templates, without priors: the lower triangle
 * @returns undefined where the data say nothing of the strength
 */
export function profiledInformation(told: Float64Array, nuisances: Templates['nuisances']): Profiled | undefined {
  const n = nuisances.length;
  const strength = told[strengthIndex]!;
  if (!(strength > 0)) return undefined;
  const units = nuisances.map((nuisance) => Math.sqrt(priorInformation(nuisance)));
  const at = (row: number, column: number): number =>
    told[(Math.max(row, column) + 1) * (n + 1) + Math.min(row, column) + 1]! / (units[row]! * units[column]!);
  const common = Float64Array.from(
    units,
    (unit, nuisance) => told[(nuisance + 1) * (n + 1)]! / (unit * Math.sqrt(strength)),
  );
  const rest = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      rest[row * n + column] = at(row, column) - common[row]! * common[column]!;
    }
  }
  return { strength, common, rest };
}

/** (1 + C)⁻¹, row by row. */
export function posterior(rest: Float64Array, n: number): Float64Array {
  const factor = rest.slice();
  for (let i = 0; i < n; i++) factor[i * (n + 1)]! += 1;
  if (!cholesky(factor, n)) throw new RangeError('what bins tell of nuisances is less than nothing');
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const column = inverse.subarray(i * n, (i + 1) * n);
    column[i] = 1;
    solve(factor, n, column);
  }
  return inverse;
}

/** Matrix · vector. */
export function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += matrix[row * n + column]! * vector[column]!;
    return sum;
  });
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

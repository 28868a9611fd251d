/** Matrices between the bins of templates, of which few elements are not zero: events do not move far. */

/** Element by element. */
export interface NoiseMatrix {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** @param dense row by row */
export function sparse(dense: Float64Array, bins: number): NoiseMatrix {
  const filled = Int32Array.from(dense.keys()).filter((at) => dense[at] !== 0);
  return {
    rows: filled.map((at) => Math.floor(at / bins)),
    columns: filled.map((at) => at % bins),
    values: Float64Array.from(filled, (at) => dense[at]!),
  };
}

export function diagonal(values: Float64Array): NoiseMatrix {
  const rows = Int32Array.from(values.keys());
  return { rows, columns: rows, values };
}

/** Adds matrix · vector. */
export function addProduct({ rows, columns, values }: NoiseMatrix, vector: Float64Array, out: Float64Array): void {
  for (let at = 0; at < values.length; at++) out[rows[at]!]! += values[at]! * vector[columns[at]!]!;
}

/**
 * L of L·Lᵀ, a covariance, row by row. What comes and goes between bins leaves their sum as it is, so that there need be no
 * inverse: a direction without variance has a column of zeros.
 */
export function rootOfCovariance(covariance: Float64Array, bins: number): Float64Array {
  const root = new Float64Array(bins * bins);
  for (let column = 0; column < bins; column++) {
    const left = (row: number): number => {
      let rest = covariance[row * bins + column]!;
      for (let k = 0; k < column; k++) rest -= root[row * bins + k]! * root[column * bins + k]!;
      return rest;
    };
    const variance = left(column);
    if (!(variance > rounding * covariance[column * (bins + 1)]!)) continue;
    const pivot = Math.sqrt(variance);
    root[column * (bins + 1)] = pivot;
    for (let row = column + 1; row < bins; row++) root[row * bins + column] = left(row) / pivot;
  }
  return root;
}

/** What is left by rounding of a variance of which nothing is left. */
const rounding = 1e-10;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by rotations that make one element after the other vanish (C. G. J.
 * Jacobi, 1846; G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed. (2013), section 8.5).
 * @param matrix row by row, of which the lower triangle is read
 * @returns vectors row by row, in the order of the values
 */
export function eigenvalues(
  matrix: Float64Array,
  n: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = Float64Array.from(matrix, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    return matrix[Math.max(row, column) * n + Math.min(row, column)]!;
  });
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * (n + 1)] = 1;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let [beside, all] = [0, 0];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const square = a[i * n + j]! ** 2;
        all += square;
        if (i !== j) beside += square;
      }
    }
    if (!(beside > rounding ** 2 * all)) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!), vectors };
}

const mostSweeps = 50;
const rounding = 1e-14;

/** Makes a_pq vanish. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const element = a[p * n + q]!;
  if (element === 0) return;
  const ratio = (a[q * (n + 1)]! - a[p * (n + 1)]!) / (2 * element);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const mix = (of: Float64Array, one: number, other: number): void => {
    const [x, y] = [of[one]!, of[other]!];
    of[one] = cosine * x - sine * y;
    of[other] = sine * x + cosine * y;
  };
  for (let k = 0; k < n; k++) mix(a, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) mix(a, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) mix(vectors, p * n + k, q * n + k);
}

/**
 * Weighted regression of a number y (1 for an event that passes, or its score) on a nuisance parameter u, with errors
 * that ask nothing of how y scatters and hold for weights of any sign (the sandwich of Huber 1967 and White,
 * Econometrica 48 (1980) 817, "HC0"): β = M⁻¹ Σ w x y, Cov β = M⁻¹ (Σ w² x xᵀ e²) M⁻¹, with M = Σ w x xᵀ,
 * x = (1, u, …) and e = y − xᵀβ. Each event is a Poisson count, so there is no n − p.
 */
import type { CorrelatedValues } from './ratioGrid';

const largestDegree = 2;

/** Sums over events, mergeable. `u` is measured in standard deviations from its mean, so that powers stay small. */
export interface RegressionSums {
  /** Σ w u^k, k ≤ 4; Σ w y u^k, k ≤ 2. */
  readonly w: Float64Array;
  readonly wy: Float64Array;
  /** Σ w² u^k, k ≤ 8; Σ w² y u^k, k ≤ 6; Σ w² y² u^k, k ≤ 4. */
  readonly w2: Float64Array;
  readonly w2y: Float64Array;
  readonly w2yy: Float64Array;
}

export function emptyRegressionSums(): RegressionSums {
  return {
    w: new Float64Array(2 * largestDegree + 1),
    wy: new Float64Array(largestDegree + 1),
    w2: new Float64Array(4 * largestDegree + 1),
    w2y: new Float64Array(3 * largestDegree + 1),
    w2yy: new Float64Array(2 * largestDegree + 1),
  };
}

export function addToRegression(sums: RegressionSums, u: number, y: number, weight: number): void {
  const { w, wy, w2, w2y, w2yy } = sums;
  let power = weight;
  let square = weight * weight;
  for (let k = 0; k < w2.length; k++) {
    w2[k]! += square;
    if (k < w2y.length) w2y[k]! += square * y;
    if (k < w2yy.length) w2yy[k]! += square * y * y;
    if (k < w.length) w[k]! += power;
    if (k < wy.length) wy[k]! += power * y;
    power *= u;
    square *= u;
  }
}

/** The sums of several classes or samples together. */
export function mergeRegressionSums(parts: readonly RegressionSums[]): RegressionSums {
  const total = emptyRegressionSums();
  for (const part of parts) {
    for (const name of ['w', 'wy', 'w2', 'w2y', 'w2yy'] as const) {
      part[name].forEach((value, index) => {
        total[name][index]! += value;
      });
    }
  }
  return total;
}

/**
 * The polynomial y = β₀ + β₁u (+ β₂u²) with the covariance of its coefficients. Undefined where M is not positive
 * definite: too few values of u, or weights that cancel.
 */
export function polynomialRegression(sums: RegressionSums, degree: 1 | 2): CorrelatedValues | undefined {
  const size = degree + 1;
  const inverse = inverseOf(Array.from({ length: size }, (_, j) => [...sums.w.subarray(j, j + size)]));
  if (inverse === undefined) return undefined;
  const beta = inverse.map((row) => row.reduce((total, value, k) => total + value * sums.wy[k]!, 0));
  // Σ w² u^k e², with e² multiplied out.
  const residual = (k: number): number => {
    let total = sums.w2yy[k]!;
    beta.forEach((one, l) => {
      total -= 2 * one * sums.w2y[k + l]!;
      beta.forEach((other, m) => (total += one * other * sums.w2[k + l + m]!));
    });
    return total;
  };
  const meat = Array.from({ length: 2 * degree + 1 }, (_, k) => residual(k));
  const covariance = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      let total = 0;
      for (let l = 0; l < size; l++) {
        for (let m = 0; m < size; m++) total += inverse[j]![l]! * meat[l + m]! * inverse[m]![k]!;
      }
      covariance[j * size + k] = total;
    }
  }
  return { values: Float64Array.from(beta), covariance };
}

/** Cholesky: of a matrix that is not positive definite there is no regression. */
function inverseOf(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const lower = matrix.map(() => new Array<number>(size).fill(0));
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      let rest = matrix[j]![k]!;
      for (let l = 0; l < k; l++) rest -= lower[j]![l]! * lower[k]![l]!;
      if (j !== k) lower[j]![k] = rest / lower[k]![k]!;
      else if (!(rest > 1e-12 * matrix[j]![j]!)) return undefined;
      else lower[j]![j] = Math.sqrt(rest);
    }
  }
  const columns = matrix.map((_, column) => {
    const solved = new Array<number>(size).fill(0);
    for (let j = 0; j < size; j++) {
      let rest = j === column ? 1 : 0;
      for (let l = 0; l < j; l++) rest -= lower[j]![l]! * solved[l]!;
      solved[j] = rest / lower[j]![j]!;
    }
    for (let j = size - 1; j >= 0; j--) {
      let rest = solved[j]!;
      for (let l = j + 1; l < size; l++) rest -= lower[l]![j]! * solved[l]!;
      solved[j] = rest / lower[j]![j]!;
    }
    return solved;
  });
  // Symmetric: columns are rows.
  return columns;
}

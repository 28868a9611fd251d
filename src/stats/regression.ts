/**
 * Weighted regression of a number y (1 for an event that passes, or its score) on a nuisance parameter u, with errors
 * that ask nothing of how y scatters and hold for weights of any sign (the sandwich of Huber 1967 and White,
 * Econometrica 48 (1980) 817, "HC0"): β = M⁻¹ Σ w x y, Cov β = M⁻¹ (Σ w² x xᵀ e²) M⁻¹, with M = Σ w x xᵀ,
 * x = (1, u, …) and e = y − xᵀβ. Each event is a Poisson count, so there is no n − p.
 */
import type { RoundedSums } from './exactSums';
import { addRounded, ExactTerms } from './exactTerms';
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
  /** What rounding took from all of them, one after the other: added to them, they are exact. */
  readonly rests: readonly Float64Array[];
}

/** Lengths of the sums. */
const powers = {
  w: 2 * largestDegree + 1,
  wy: largestDegree + 1,
  w2: 4 * largestDegree + 1,
  w2y: 3 * largestDegree + 1,
  w2yy: 2 * largestDegree + 1,
};
const allPowers = Object.values(powers).reduce((sum, length) => sum + length, 0);

/** Adds up events, without rounding: their order changes no bit. */
export class RegressionFiller {
  private readonly terms = new ExactTerms(allPowers);

  add(u: number, y: number, weight: number): void {
    const { terms } = this;
    let at = 0;
    let power = weight;
    for (let k = 0; k < powers.w; k++, power *= u) terms.set(at++, power);
    power = weight;
    for (let k = 0; k < powers.wy; k++, power *= u) terms.set(at++, power * y);
    const square = weight * weight;
    power = square;
    for (let k = 0; k < powers.w2; k++, power *= u) terms.set(at++, power);
    power = square;
    for (let k = 0; k < powers.w2y; k++, power *= u) terms.set(at++, power * y);
    power = square;
    for (let k = 0; k < powers.w2yy; k++, power *= u) terms.set(at++, power * y * y);
    terms.next();
  }

  result(): RegressionSums {
    return regressionSums(this.terms.rounded());
  }
}

function regressionSums({ nearest, rests }: RoundedSums): RegressionSums {
  let at = 0;
  const next = (length: number): Float64Array => nearest.slice(at, (at += length));
  const { w, wy, w2, w2y, w2yy } = powers;
  return { w: next(w), wy: next(wy), w2: next(w2), w2y: next(w2y), w2yy: next(w2yy), rests };
}

/** The sums of several classes or samples together, as if filled in one go. */
export function mergeRegressionSums(parts: readonly RegressionSums[]): RegressionSums {
  const flat = parts.map(({ w, wy, w2, w2y, w2yy, rests }) => ({
    nearest: Float64Array.of(...w, ...wy, ...w2, ...w2y, ...w2yy),
    rests,
  }));
  return regressionSums(addRounded(flat, allPowers));
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

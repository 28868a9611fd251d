/**
 * Ratios N_k/D_k of the same events at several points: an efficiency, a mean or a relative yield at each value of a
 * nuisance parameter. As all points share their events, their errors are almost fully correlated; Σnn', Σnd' and Σdd'
 * over events give the whole covariance matrix, and with it the exact first-order error of every line through them.
 */
import type { Estimate } from './estimate';

/** Sums over events; matrices [K × K] row by row. They add over events, so those of parts of a sample merge. */
export interface RatioSums {
  readonly points: number;
  readonly numerator: Float64Array;
  readonly denominator: Float64Array;
  /** Σ n_j n_k, Σ n_j d_k, Σ d_j d_k */
  readonly nn: Float64Array;
  readonly nd: Float64Array;
  readonly dd: Float64Array;
  /** Σ nn, Σ nd and Σ dd of events that add the same at every point, which belong to every entry of the matrices. */
  readonly alike: Float64Array;
}

/** Numbers with the covariance matrix of their errors, row by row. */
export interface CorrelatedValues {
  readonly values: Float64Array;
  readonly covariance: Float64Array;
}

export function emptyRatioSums(points: number): RatioSums {
  const matrix = (): Float64Array => new Float64Array(points * points);
  return {
    points,
    numerator: new Float64Array(points),
    denominator: new Float64Array(points),
    nn: matrix(),
    nd: matrix(),
    dd: matrix(),
    alike: new Float64Array(3),
  };
}

/**
 * Adds one event.
 * @param n,d [K] what it adds to numerator and denominator at each point: (w·passes, w), (w·score, w), …
 */
export function addToRatios(sums: RatioSums, n: Float64Array, d: Float64Array): void {
  const { points, numerator, denominator, nn, nd, dd, alike } = sums;
  if (isConstant(n, points) && isConstant(d, points)) {
    const [n0, d0] = [n[0]!, d[0]!];
    for (let k = 0; k < points; k++) {
      numerator[k]! += n0;
      denominator[k]! += d0;
    }
    alike[0]! += n0 * n0;
    alike[1]! += n0 * d0;
    alike[2]! += d0 * d0;
    return;
  }
  for (let j = 0; j < points; j++) {
    const nj = n[j]!;
    const dj = d[j]!;
    numerator[j]! += nj;
    denominator[j]! += dj;
    if (nj === 0 && dj === 0) continue;
    const row = j * points;
    for (let k = 0; k < points; k++) {
      nn[row + k]! += nj * n[k]!;
      nd[row + k]! += nj * d[k]!;
      dd[row + k]! += dj * d[k]!;
    }
  }
}

function isConstant(values: Float64Array, length: number): boolean {
  for (let k = 1; k < length; k++) if (values[k] !== values[0]) return false;
  return true;
}

/** The sums of several classes or samples together. */
export function mergeRatioSums(parts: readonly RatioSums[]): RatioSums | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const total = emptyRatioSums(first.points);
  for (const part of parts) {
    if (part.points !== total.points) throw new RangeError('sums over different grids cannot be added');
    for (const name of ['numerator', 'denominator', 'nn', 'nd', 'dd', 'alike'] as const) {
      part[name].forEach((value, index) => {
        total[name][index]! += value;
      });
    }
  }
  return total;
}

/**
 * R_k = N_k/D_k with Cov(R_j, R_k) = Σ_events (n_j − R_j d_j)(n_k − R_k d_k) / (D_j D_k): each event is a Poisson count
 * (delta method). Undefined where a denominator is not positive.
 */
export function ratiosOf({
  points,
  numerator,
  denominator,
  nn,
  nd,
  dd,
  alike,
}: RatioSums): CorrelatedValues | undefined {
  if (!denominator.every((total) => total > 0)) return undefined;
  const values = numerator.map((total, k) => total / denominator[k]!);
  const covariance = new Float64Array(points * points);
  for (let j = 0; j < points; j++) {
    for (let k = 0; k < points; k++) {
      const at = j * points + k;
      const across = k * points + j;
      const [own, other] = [values[j]!, values[k]!];
      const terms = [
        nn[at]! + alike[0]!,
        -other * (nd[at]! + alike[1]!),
        -own * (nd[across]! + alike[1]!),
        own * other * (dd[at]! + alike[2]!),
      ];
      covariance[at] = sumOfTerms(terms) / (denominator[j]! * denominator[k]!);
    }
  }
  return { values, covariance };
}

/** Σ_k c_k R_k with its error. */
export function linearCombination(correlated: CorrelatedValues, coefficients: Float64Array): Estimate {
  const variance = linearCovariance(correlated, coefficients, coefficients);
  return { value: dot(coefficients, correlated.values), error: Math.sqrt(Math.max(variance, 0)) };
}

/** Covariance of Σ_k a_k R_k and Σ_k b_k R_k. */
export function linearCovariance({ values, covariance }: CorrelatedValues, a: Float64Array, b: Float64Array): number {
  const points = values.length;
  const terms: number[] = [];
  for (let j = 0; j < points; j++) {
    for (let k = 0; k < points; k++) terms.push(a[j]! * b[k]! * covariance[j * points + k]!);
  }
  return sumOfTerms(terms);
}

const rounding = 1e-13;

/** Where terms cancel, rounding leaves a tiny number of either sign. */
function sumOfTerms(terms: readonly number[]): number {
  const total = terms.reduce((sum, term) => sum + term, 0);
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  return Math.abs(total) > rounding * size ? total : 0;
}

/**
 * Least squares through points at positions u, as linear functions of their values: row k gives the coefficient of u^k
 * of the polynomial of that degree. All points count alike: their errors are those of the same events.
 * @throws RangeError if there are not more different positions than `degree`
 */
export function leastSquaresRows(positions: Float64Array, degree: number): Float64Array[] {
  if (new Set(positions).size <= degree) throw new RangeError(`${positions.length} points fix no such polynomial`);
  // Orthogonal polynomials over the points (Forsythe 1957): no matrix of powers is inverted.
  const basis: { coefficients: Float64Array; at: Float64Array; norm: number }[] = [];
  for (let order = 0; order <= degree; order++) {
    const coefficients = new Float64Array(degree + 1);
    coefficients[order] = 1;
    const at = positions.map((u) => u ** order);
    for (const lower of basis) {
      const overlap = dot(at, lower.at) / lower.norm;
      for (let index = 0; index < at.length; index++) at[index]! -= overlap * lower.at[index]!;
      for (let index = 0; index <= degree; index++) coefficients[index]! -= overlap * lower.coefficients[index]!;
    }
    basis.push({ coefficients, at, norm: dot(at, at) });
  }
  return Array.from({ length: degree + 1 }, (_, power) => {
    const row = new Float64Array(positions.length);
    for (const { coefficients, at, norm } of basis) {
      for (let index = 0; index < row.length; index++) row[index]! += (coefficients[power]! * at[index]!) / norm;
    }
    return row;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += a[index]! * b[index]!;
  return total;
}

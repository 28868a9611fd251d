/**
 * Ratios N_k/D_k of the same events at several points: an efficiency, a mean or a relative yield at each value of a
 * nuisance parameter. As all points share their events, their errors are almost fully correlated; Σnn', Σnd' and Σdd'
 * over events give the whole covariance matrix, and with it the exact first-order error of every line through them.
 */
import type { Estimate } from './estimate';
import { ExactSums, type RoundedSums } from './exactSums';
import { addRounded } from './exactTerms';

/** Events that are kept before they are added up. */
const mostEvents = 256;

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
  /** What rounding took from all of them, one after the other: added to them, they are exact. */
  readonly rests: readonly Float64Array[];
}

/** Numbers with the covariance matrix of their errors, row by row. */
export interface CorrelatedValues {
  readonly values: Float64Array;
  readonly covariance: Float64Array;
}

/** Adds up events, without rounding: their order changes no bit. */
export class RatioFiller {
  private readonly sums: ExactSums;
  /** Σnn, Σnd and Σdd over events: those that differ between points, and those that are alike at all of them. */
  private readonly differing: EventColumns;
  private readonly alike = new EventColumns(1);

  constructor(private readonly points: number) {
    this.sums = new ExactSums(lengthOf(points));
    this.differing = new EventColumns(points);
  }

  /**
   * Adds one event.
   * @param n,d [K] what it adds to numerator and denominator at each point: (w·passes, w), (w·score, w), …
   */
  add(n: Float64Array, d: Float64Array): void {
    const { points } = this;
    const columns = isConstant(n, points) && isConstant(d, points) ? this.alike : this.differing;
    if (columns.add(n, d)) this.addUp();
  }

  result(): RatioSums {
    this.addUp();
    return ratioSums(this.points, this.sums.rounded());
  }

  private addUp(): void {
    const { points, sums, differing, alike } = this;
    const size = points * points;
    for (let k = 0; k < points; k++) {
      differing.addTotals(sums, k, points + k, k);
      alike.addTotals(sums, k, points + k, 0);
    }
    for (let j = 0; j < points; j++) {
      for (let k = 0; k < points; k++) {
        const cell = 2 * points + j * points + k;
        differing.addProducts(sums, cell, cell + size, cell + 2 * size, j, k);
      }
    }
    const last = lengthOf(points) - 3;
    alike.addProducts(sums, last, last + 1, last + 2, 0, 0);
    differing.clear();
    alike.clear();
  }
}

/** n and d of some events at every point, before they are added up. */
class EventColumns {
  private events = 0;
  private readonly n: readonly Float64Array[];
  private readonly d: readonly Float64Array[];
  /** By point, of the absolute values. */
  private readonly largestN: Float64Array;
  private readonly largestD: Float64Array;

  constructor(points: number) {
    const columns = (): Float64Array[] => Array.from({ length: points }, () => new Float64Array(mostEvents));
    [this.n, this.d] = [columns(), columns()];
    [this.largestN, this.largestD] = [new Float64Array(points), new Float64Array(points)];
  }

  /** @returns whether there is no room for another */
  add(n: Float64Array, d: Float64Array): boolean {
    const { events, largestN, largestD } = this;
    for (let k = 0; k < this.n.length; k++) {
      this.n[k]![events] = n[k]!;
      this.d[k]![events] = d[k]!;
      largestN[k] = Math.max(largestN[k]!, Math.abs(n[k]!));
      largestD[k] = Math.max(largestD[k]!, Math.abs(d[k]!));
    }
    return ++this.events === mostEvents;
  }

  /** Σn and Σd at one point. */
  addTotals(sums: ExactSums, toN: number, toD: number, k: number): void {
    sums.addValues(toN, this.n[k]!, this.events, this.largestN[k]!);
    sums.addValues(toD, this.d[k]!, this.events, this.largestD[k]!);
  }

  /** Σ n_j n_k, Σ n_j d_k and Σ d_j d_k. */
  addProducts(sums: ExactSums, toNn: number, toNd: number, toDd: number, j: number, k: number): void {
    const { n, d, events, largestN, largestD } = this;
    sums.addProducts(toNn, n[j]!, n[k]!, events, largestN[j]! * largestN[k]!);
    sums.addProducts(toNd, n[j]!, d[k]!, events, largestN[j]! * largestD[k]!);
    sums.addProducts(toDd, d[j]!, d[k]!, events, largestD[j]! * largestD[k]!);
  }

  clear(): void {
    this.events = 0;
    this.largestN.fill(0);
    this.largestD.fill(0);
  }
}

/** Of numerator, denominator, three matrices, and what is alike at every point. */
function lengthOf(points: number): number {
  return 2 * points + 3 * points * points + 3;
}

function ratioSums(points: number, { nearest, rests }: RoundedSums): RatioSums {
  let at = 0;
  const next = (length: number): Float64Array => nearest.slice(at, (at += length));
  const size = points * points;
  return {
    points,
    numerator: next(points),
    denominator: next(points),
    nn: next(size),
    nd: next(size),
    dd: next(size),
    alike: next(3),
    rests,
  };
}

function isConstant(values: Float64Array, length: number): boolean {
  for (let k = 1; k < length; k++) if (values[k] !== values[0]) return false;
  return true;
}

/** The sums of several classes or samples together, as if filled in one go. */
export function mergeRatioSums(parts: readonly RatioSums[]): RatioSums | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const flat = parts.map(({ numerator, denominator, nn, nd, dd, alike, rests }) => ({
    nearest: Float64Array.of(...numerator, ...denominator, ...nn, ...nd, ...dd, ...alike),
    rests,
  }));
  return ratioSums(first.points, addRounded(flat, lengthOf(first.points)));
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

/** Integrals of the likelihood over the coordinates that are free, around each of many fits. */
import { scrambledHalton } from '../../stats/scrambledHalton';
import { studentFourLogDensity, studentFourQuantile } from '../../stats/studentFour';
import { cholesky } from '../cholesky';
import { covarianceOf } from './conditionalFit';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import type { Minima } from './minimiseMany';

/** Independent sets of points, whose scatter is the error. */
export const scramblings = 8;

/** Of −ln L above the lowest: what is less likely is not worth sampling, and its normal approximation does. */
const negligible = 16;
/** Rows of one batch. */
const batch = 8192;

export class IntegralOverRest {
  /** Whether there is nothing to sample. */
  readonly isExact: boolean;
  readonly #likelihood: EmulatedLikelihood;
  readonly #minima: Minima;
  readonly #free: readonly number[];
  /** Of each fit, the lower triangle L of the covariance L·Lᵀ of those that are free. */
  readonly #factors: readonly Float64Array[];

  private constructor(
    likelihood: EmulatedLikelihood,
    minima: Minima,
    free: readonly number[],
    factors: readonly Float64Array[],
  ) {
    this.#likelihood = likelihood;
    this.#minima = minima;
    this.#free = free;
    this.#factors = factors;
    this.isExact = free.length === 0;
  }

  /**
   * @param held what is no part of the integral
   * @returns undefined where a fit has no information on a coordinate that is free
   */
  static over(likelihood: EmulatedLikelihood, minima: Minima, held: Uint8Array): IntegralOverRest | undefined {
    const { size } = likelihood;
    const free = [...held.keys()].filter((k) => held[k] === 0);
    const factors: Float64Array[] = [];
    for (let fit = 0; fit < minima.values.length; fit++) {
      const information = minima.information.subarray(fit * size * size, (fit + 1) * size * size);
      const factor = factorOf(information, held, free);
      if (factor === undefined) return undefined;
      factors.push(factor);
    }
    return new IntegralOverRest(likelihood, minima, free, factors);
  }

  /**
   * @param points of each scrambling
   * @param lowest −ln L that the integrals are relative to
   * @returns ln of the integral around each fit, for each scrambling
   */
  async logs(
    points: number,
    seed: string,
    lowest: number,
  ): Promise<{ readonly logs: readonly Float64Array[]; readonly effectiveFraction: number }> {
    const fits = this.#minima.values.length;
    const logs = Array.from({ length: scramblings }, () => this.#normal(lowest));
    if (this.isExact) return { logs, effectiveFraction: 1 };
    const draws = drawsOf(points, this.#free.length, seed);
    const n = scramblings * points;
    const sampled = [...Array(fits).keys()].filter((fit) => this.#minima.values[fit]! - lowest < negligible);
    const together = Math.max(Math.floor(batch / n), 1);
    let worth = 0;
    let total = 0;
    for (let from = 0; from < sampled.length; from += together) {
      const some = sampled.slice(from, from + together);
      const weights = await this.#weights(some, draws, lowest);
      for (const [row, fit] of some.entries()) {
        let sum = 0;
        let squares = 0;
        for (let one = 0; one < scramblings; one++) {
          let part = 0;
          for (let i = 0; i < points; i++) {
            const weight = weights[row * n + one * points + i]!;
            part += weight;
            squares += weight * weight;
          }
          logs[one]![fit] = Math.log(part / points) - draws.logNormal[one]!;
          sum += part;
        }
        // By how much of the posterior lies there.
        total += sum;
        if (squares > 0) worth += (sum * sum * sum) / (squares * n);
      }
    }
    return { logs, effectiveFraction: total > 0 ? worth / total : 0 };
  }

  /** ln of the integrals of normals. */
  #normal(lowest: number): Float64Array {
    const many = this.#free.length;
    return this.#minima.values.map(
      (value, fit) => lowest - value + (many / 2) * Math.log(2 * Math.PI) + logDiagonal(this.#factors[fit]!, many),
    );
  }

  /** Likelihood and priors over the density that was drawn from, at each draw around each fit; 0 outside of the ranges. */
  async #weights(fits: readonly number[], { deviates, logDensity }: Draws, lowest: number): Promise<Float64Array> {
    const { size, coordinates } = this.#likelihood;
    const free = this.#free;
    const many = free.length;
    const n = logDensity.length;
    const inside: number[] = [];
    const points = new Float64Array(fits.length * n * size);
    for (const [row, fit] of fits.entries()) {
      const factor = this.#factors[fit]!;
      for (let draw = 0; draw < n; draw++) {
        const to = inside.length * size;
        for (let k = 0; k < size; k++) points[to + k] = this.#minima.at[fit * size + k]!;
        let isInside = true;
        for (let a = 0; a < many; a++) {
          const k = free[a]!;
          for (let b = 0; b <= a; b++) points[to + k]! += factor[a * many + b]! * deviates[draw * many + b]!;
          const { low, high } = coordinates[k]!;
          isInside &&= points[to + k]! >= low && points[to + k]! <= high;
        }
        if (isInside) inside.push(row * n + draw);
      }
    }
    const values = await this.#likelihood.values(points.subarray(0, inside.length * size));
    const weights = new Float64Array(fits.length * n);
    for (const [position, at] of inside.entries()) {
      const logScale = logDiagonal(this.#factors[fits[Math.floor(at / n)]!]!, many);
      weights[at] = Math.exp(lowest - values[position]! - logDensity[at % n]! + logScale);
    }
    return weights;
  }
}

/** Student deviates of each scrambling one after the other, with the logarithm of their density. */
interface Draws {
  readonly deviates: Float64Array;
  readonly logDensity: Float64Array;
  /** For each scrambling ln of what it makes of the integral of a standard normal, 1: by that its integrals are divided. */
  readonly logNormal: Float64Array;
}

function drawsOf(points: number, dimensions: number, seed: string): Draws {
  const deviates = new Float64Array(scramblings * points * dimensions);
  const logDensity = new Float64Array(scramblings * points);
  for (let one = 0; one < scramblings; one++) {
    const uniform = scrambledHalton(points, dimensions, `${seed}/${one}`);
    for (const [i, p] of uniform.entries()) {
      const x = studentFourQuantile(p);
      deviates[one * uniform.length + i] = x;
      logDensity[one * points + Math.floor(i / dimensions)]! += studentFourLogDensity(x);
    }
  }
  const logNormal = new Float64Array(scramblings);
  for (let one = 0; one < scramblings; one++) {
    let sum = 0;
    for (let draw = one * points; draw < (one + 1) * points; draw++) {
      let log = -logDensity[draw]! - (dimensions / 2) * Math.log(2 * Math.PI);
      for (let a = 0; a < dimensions; a++) log -= deviates[draw * dimensions + a]! ** 2 / 2;
      sum += Math.exp(log);
    }
    logNormal[one] = Math.log(sum / points);
  }
  return { deviates, logDensity, logNormal };
}

function factorOf(information: Float64Array, held: Uint8Array, free: readonly number[]): Float64Array | undefined {
  const size = held.length;
  const covariance = covarianceOf(information, held);
  if (covariance === undefined) return undefined;
  const many = free.length;
  const factor = new Float64Array(many * many);
  for (const [a, k] of free.entries()) {
    for (const [b, l] of free.entries()) factor[a * many + b] = covariance[k * size + l]!;
  }
  return cholesky(factor, many) ? factor : undefined;
}

/** ln of the determinant of L. */
function logDiagonal(factor: Float64Array, many: number): number {
  let sum = 0;
  for (let a = 0; a < many; a++) sum += Math.log(factor[a * many + a]!);
  return sum;
}

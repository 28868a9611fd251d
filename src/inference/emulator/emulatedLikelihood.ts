/**
 * The likelihood that an emulator makes: data given parameters and nuisances, times the priors of the nuisances. Many
 * points are asked for at once, since an emulator answers thousands as fast as one.
 */
import { Residuals, type Spectrum } from './spectrum';

/**
 * @param points [n · coordinates]
 * @returns [n · observables]; NaN where there is no prediction
 */
export type Predict = (points: Float64Array, n: number) => Promise<Float64Array>;

/** A parameter or a nuisance. */
export interface Coordinate {
  readonly name: string;
  /** Nothing is asked for outside. */
  readonly low: number;
  readonly high: number;
  /** Of finite differences, to either side. */
  readonly step: number;
  /** Of a nuisance with a normal prior. */
  readonly prior?: { readonly mean: number; readonly sigma: number };
}

export class EmulatedLikelihood {
  readonly size: number;
  readonly #residuals: Residuals;
  /** Points that are asked for at once. */
  readonly #batch: number;

  constructor(
    readonly coordinates: readonly Coordinate[],
    readonly spectrum: Spectrum,
    readonly predict: Predict,
  ) {
    this.size = coordinates.length;
    this.#residuals = new Residuals(spectrum);
    this.#batch = Math.min(mostPoints, Math.max(Math.floor(mostNumbers / this.#residuals.size), 1));
  }

  /**
   * @param points [n · coordinates]
   * @returns [n], −ln of likelihood and priors, up to a constant
   */
  async values(points: Float64Array): Promise<Float64Array> {
    const n = points.length / this.size;
    const values = new Float64Array(n);
    for (let from = 0; from < n; from += this.#batch) {
      const many = Math.min(this.#batch, n - from);
      const part = points.subarray(from * this.size, (from + many) * this.size);
      const predictions = await this.predict(part, many);
      for (let row = 0; row < many; row++) {
        values[from + row] =
          this.#residuals.halfDeviance(predictions, row * this.#residuals.size) + this.#priors(part, row);
      }
    }
    return values;
  }

  /**
   * Gradients and expected information, by central differences of the predictions.
   * @param points [n · coordinates]
   * @param fixed [n · coordinates], 1 for those that are held: their derivatives are 0
   */
  async derivatives(
    points: Float64Array,
    fixed: Uint8Array,
  ): Promise<{ readonly gradients: Float64Array; readonly information: Float64Array }> {
    const { size } = this;
    const n = points.length / size;
    const gradients = new Float64Array(n * size);
    const information = new Float64Array(n * size * size);
    const most = Math.max(Math.floor(this.#batch / (2 * size + 1)), 1);
    for (let from = 0; from < n; from += most) {
      await this.#differences(points, fixed, from, Math.min(from + most, n), gradients, information);
    }
    return { gradients, information };
  }

  async #differences(
    points: Float64Array,
    fixed: Uint8Array,
    from: number,
    to: number,
    gradients: Float64Array,
    information: Float64Array,
  ): Promise<void> {
    const { size } = this;
    const asked: number[] = [];
    const ask = (point: number, coordinate: number, shift: number): void => {
      for (let k = 0; k < size; k++) asked.push(points[point * size + k]! + (k === coordinate ? shift : 0));
    };
    for (let point = from; point < to; point++) {
      ask(point, -1, 0);
      for (const [k, { step }] of this.coordinates.entries()) {
        if (fixed[point * size + k] === 1) continue;
        ask(point, k, step);
        ask(point, k, -step);
      }
    }
    const predictions = await this.predict(Float64Array.from(asked), asked.length / size);
    const observables = this.#residuals.size;
    let row = 0;
    for (let point = from; point < to; point++) {
      const centre = row++ * observables;
      const free: number[] = [];
      const slopes: Float64Array[] = [];
      for (const [k, { step }] of this.coordinates.entries()) {
        if (fixed[point * size + k] === 1) continue;
        const up = row++ * observables;
        const down = row++ * observables;
        free.push(k);
        slopes.push(
          Float64Array.from({ length: observables }, (_, i) => {
            return (predictions[up + i]! - predictions[down + i]!) / (2 * step);
          }),
        );
      }
      const gradient = this.#residuals.linearise(predictions, centre, slopes);
      for (const [a, k] of free.entries()) {
        gradients[point * size + k] = gradient[a]!;
        for (const [b, l] of free.entries()) {
          let sum = 0;
          for (let i = 0; i < observables; i++) sum += slopes[a]![i]! * slopes[b]![i]!;
          information[(point * size + k) * size + l] = sum;
        }
        const { prior } = this.coordinates[k]!;
        if (prior === undefined) continue;
        gradients[point * size + k]! += (points[point * size + k]! - prior.mean) / prior.sigma ** 2;
        information[(point * size + k) * size + k]! += 1 / prior.sigma ** 2;
      }
    }
  }

  #priors(points: Float64Array, row: number): number {
    let total = 0;
    for (const [k, { prior }] of this.coordinates.entries()) {
      if (prior !== undefined) total += ((points[row * this.size + k]! - prior.mean) / prior.sigma) ** 2 / 2;
    }
    return total;
  }
}

/** Points that are asked for at once, and numbers that come back at most: 32 MB. */
const mostPoints = 8192;
const mostNumbers = 2 ** 22;

/**
 * What an emulator is compared with: data with their errors, and the logarithm of their likelihood for predictions of
 * it. Up to a constant −ln L = ½ (d − μ)ᵀV⁻¹(d − μ) for normal errors, and Σ μ − d + d ln(d/μ) for counts.
 */
import { cholesky } from '../cholesky';

export interface Spectrum {
  /** [observables] */
  readonly values: Float64Array;
  readonly likelihood: 'gaussian' | 'poisson';
  /** Normal errors, one standard deviation of each; none for counts. */
  readonly errors?: Float64Array;
  /** Their covariance, row by row, where they are correlated; it stands for `errors`. */
  readonly covariance?: Float64Array;
}

/** Makes of predictions what least squares needs: residuals of unit variance, without correlations. */
export class Residuals {
  readonly size: number;
  readonly #spectrum: Spectrum;
  /** Lower triangle of the covariance's factor. */
  readonly #factor: Float64Array | undefined;

  /** @throws RangeError where the covariance is not positive definite */
  constructor(spectrum: Spectrum) {
    this.#spectrum = spectrum;
    this.size = spectrum.values.length;
    if (spectrum.covariance === undefined) return;
    this.#factor = spectrum.covariance.slice();
    if (!cholesky(this.#factor, this.size)) throw new RangeError('The covariance is not positive definite.');
  }

  /**
   * @param predictions of many points one after the other, this one from `offset`
   * @returns −ln L; infinite where the prediction is none, or not positive where counts are expected
   */
  halfDeviance(predictions: Float64Array, offset: number): number {
    const { values, likelihood } = this.#spectrum;
    let total = 0;
    if (likelihood === 'gaussian') {
      const residuals = this.#scratch;
      for (let i = 0; i < this.size; i++) residuals[i] = predictions[offset + i]! - values[i]!;
      this.#whiten(residuals);
      for (let i = 0; i < this.size; i++) total += residuals[i]! ** 2 / 2;
    } else {
      for (let i = 0; i < this.size; i++) {
        const expected = predictions[offset + i]!;
        const counted = values[i]!;
        if (!(expected > 0)) return Number.POSITIVE_INFINITY;
        total += expected - counted + (counted > 0 ? counted * Math.log(counted / expected) : 0);
      }
    }
    return Number.isNaN(total) ? Number.POSITIVE_INFINITY : total;
  }

  /**
   * Slopes of −ln L in the prediction, and what slopes of the prediction are multiplied with so that JᵀJ is the expected
   * information (Gauss and Newton; Fisher's scoring for counts).
   * @param slopes [coordinates][observables]; whitened in place
   * @returns [coordinates], the gradient of −ln L
   */
  linearise(predictions: Float64Array, offset: number, slopes: readonly Float64Array[]): Float64Array {
    const { values, likelihood } = this.#spectrum;
    const residuals = this.#scratch;
    if (likelihood === 'gaussian') {
      for (let i = 0; i < this.size; i++) residuals[i] = predictions[offset + i]! - values[i]!;
      this.#whiten(residuals);
      for (const one of slopes) this.#whiten(one);
    } else {
      for (let i = 0; i < this.size; i++) {
        const root = Math.sqrt(predictions[offset + i]!);
        residuals[i] = root - values[i]! / root;
        for (const one of slopes) one[i]! /= root;
      }
    }
    return Float64Array.from(slopes, (one) => {
      let sum = 0;
      for (let i = 0; i < this.size; i++) sum += one[i]! * residuals[i]!;
      return sum;
    });
  }

  #whiten(residuals: Float64Array): void {
    const factor = this.#factor;
    const { errors } = this.#spectrum;
    if (factor === undefined) {
      for (let i = 0; i < this.size; i++) residuals[i]! /= errors![i]!;
      return;
    }
    for (let i = 0; i < this.size; i++) {
      let sum = residuals[i]!;
      for (let j = 0; j < i; j++) sum -= factor[i * this.size + j]! * residuals[j]!;
      residuals[i] = sum / factor[i * this.size + i]!;
    }
  }

  get #scratch(): Float64Array {
    return (this.#buffer ??= new Float64Array(this.size));
  }

  #buffer: Float64Array | undefined;
}

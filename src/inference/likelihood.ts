/**
 * −ln L of binned data: Poisson terms with the statistical uncertainty of the templates, and what holds the nuisances.
 *
 *     −ln L = Σ_b [λ_b γ_b − n_b ln(λ_b γ_b) + (γ_b − a_b)²/(2σ_b²)] + Σ_n (θ_n − a_n)²/2
 *
 * Of each bin's scale γ_b (R. Barlow and C. Beeston, Comput. Phys. Commun. 77 (1993) 219, in the form with one for each
 * bin, pyhf's `staterror`) the best value is known: λ_b γ² … is solved, and it never becomes a parameter.
 * Constants are left out so that −ln L is 0 where everything agrees.
 */
import type { Expectation } from './expectation';

/** What was counted, and what was measured elsewhere. */
export interface Observation {
  /** Events of each bin. */
  readonly counts: Float64Array;
  /** Where the constraint of each nuisance is centred: 0 in data. */
  readonly centres: Float64Array;
  /** Where the scale of each bin is centred: 1 in data. */
  readonly scales: Float64Array;
  /** For a model that is told a nuisance: events of each bin with the model told each value of a grid (`ToldFit`). */
  readonly told?: readonly Float64Array[];
}

export function observation(counts: Float64Array, nuisances: number): Observation {
  return { counts, centres: new Float64Array(nuisances), scales: new Float64Array(counts.length).fill(1) };
}

export class Likelihood {
  readonly parameters: number;
  /** Of the last evaluation: −ln L, its gradient and its matrix of second derivatives, row by row. */
  value = 0;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  private readonly slopes: Float64Array;
  private readonly curvatures: Float64Array;
  /** Row of the Jacobian times the curvatures. */
  private readonly weighted: Float64Array;
  /** Expected events with one nuisance elsewhere, and their slope. */
  private readonly moved: Float64Array;
  private readonly movedSlope: Float64Array;

  /** @param errors relative statistical uncertainty of each bin; 0 leaves it out */
  constructor(
    readonly expectation: Expectation,
    readonly errors: Float64Array,
    public data: Observation,
  ) {
    this.parameters = expectation.parameters;
    this.gradient = new Float64Array(this.parameters);
    this.hessian = new Float64Array(this.parameters ** 2);
    this.slopes = new Float64Array(expectation.bins);
    this.curvatures = new Float64Array(expectation.bins);
    this.weighted = new Float64Array(expectation.bins);
    this.moved = new Float64Array(expectation.bins);
    this.movedSlope = new Float64Array(expectation.bins);
  }

  /** @param segments for each parameter between which kinks it lies: which derivative is meant at a kink */
  evaluate(at: Float64Array, segments: Int8Array, derivatives = true): void {
    const { expectation, errors, data } = this;
    expectation.evaluate(at, segments, derivatives);
    let value = 0;
    for (let bin = 0; bin < expectation.bins; bin++) {
      value += this.bin(bin, expectation.total[bin]!, data.counts[bin]!, errors[bin]!, data.scales[bin]!);
    }
    const { nuisances } = expectation.templates;
    for (let nuisance = 0; nuisance < nuisances.length; nuisance++) {
      if (nuisances[nuisance]!.range === undefined) value += (at[nuisance + 1]! - data.centres[nuisance]!) ** 2 / 2;
    }
    this.value = value;
    if (derivatives) this.differentiate(at);
  }

  /**
   * Derivative of −ln L by one nuisance, where that is not as in the last evaluation.
   * @param index of the nuisance among the parameters
   */
  slopeAlong(index: number, value: number, segment: number): number {
    const { expectation, errors, data, moved, movedSlope } = this;
    expectation.along(index, value, segment, moved, movedSlope);
    let slope = expectation.templates.nuisances[index - 1]!.range === undefined ? value - data.centres[index - 1]! : 0;
    for (let bin = 0; bin < moved.length; bin++) {
      this.bin(bin, moved[bin]!, data.counts[bin]!, errors[bin]!, data.scales[bin]!);
      slope += this.slopes[bin]! * movedSlope[bin]!;
    }
    return slope;
  }

  /** Gradient and second derivatives, after the bins were. */
  private differentiate(at: Float64Array): void {
    const { expectation, data, slopes, curvatures, parameters, gradient, hessian, weighted } = this;
    const { bins, gradient: jacobian } = expectation;
    for (let i = 0; i < parameters; i++) {
      const row = i * bins;
      let slope = 0;
      for (let bin = 0; bin < bins; bin++) {
        slope += slopes[bin]! * jacobian[row + bin]!;
        weighted[bin] = curvatures[bin]! * jacobian[row + bin]!;
      }
      gradient[i] = slope;
      for (let j = 0; j <= i; j++) {
        const other = j * bins;
        let curvature = 0;
        for (let bin = 0; bin < bins; bin++) curvature += weighted[bin]! * jacobian[other + bin]!;
        hessian[i * parameters + j] = curvature;
      }
    }
    expectation.addCurvature(slopes, hessian);
    const { nuisances } = expectation.templates;
    for (let nuisance = 0; nuisance < nuisances.length; nuisance++) {
      if (nuisances[nuisance]!.range !== undefined) continue;
      const i = nuisance + 1;
      gradient[i]! += at[i]! - data.centres[nuisance]!;
      hessian[i * parameters + i]! += 1;
    }
    for (let i = 0; i < parameters; i++) {
      for (let j = 0; j < i; j++) hessian[j * parameters + i] = hessian[i * parameters + j]!;
    }
  }

  /** One bin's part of −ln L, at its best scale; keeps its derivatives by λ. */
  private bin(bin: number, total: number, n: number, sigma: number, centre: number): number {
    // No event is expected below this: −ln L goes on as a straight line, which leads back.
    const lambda = Math.max(total, least);
    const beyond = Math.min(total - least, 0);
    const variance = sigma * sigma;
    const offset = centre - lambda * variance;
    const root = Math.sqrt(offset * offset + 4 * n * variance);
    // The positive solution, without a difference of nearly equal numbers.
    const scale =
      variance === 0 ? centre : offset > 0 ? (offset + root) / 2 : n === 0 ? 0 : (2 * n * variance) / (root - offset);
    const expected = lambda * scale;
    const poisson = n === 0 ? expected : expected - n + n * Math.log(n / expected);
    const constraint = variance === 0 ? 0 : (scale - centre) ** 2 / (2 * variance);
    const slope = scale - n / lambda;
    const curvature = n / (lambda * lambda) - (variance === 0 || root === 0 ? 0 : (variance * scale) / root);
    const flat = beyond < 0;
    this.slopes[bin] = flat && n === 0 ? 0 : slope;
    this.curvatures[bin] = flat ? 0 : curvature;
    return poisson + constraint + (flat && n > 0 ? slope * beyond : 0);
  }
}

const least = 1e-9;

/** Templates that can be fitted: expected data, best fits, and fits with some parameters held. */
import { cholesky, rootsOfInverse } from './cholesky';
import { Expectation } from './expectation';
import type { Interpolation } from './interpolation';
import { Likelihood, observation, type Observation } from './likelihood';
import { crossingsOf, minimise, type Bounds, type Minimum } from './minimise';
import { relativeErrors, totalAt, type TemplateNuisance, type Templates } from './templates';

/** Position of the strength of the signal among the parameters; nuisances follow in their order. */
export const strengthIndex = 0;

export interface FitOptions {
  readonly interpolation: Interpolation;
  /** Whether the statistical uncertainty of the templates counts. */
  readonly templateErrors: boolean;
}

/** What is asked of a fit, whatever its templates. */
export interface Fit {
  readonly templates: Templates;
  readonly options: FitOptions;
  readonly parameters: number;
  /** Nuisances that interpolation could not follow as asked. */
  readonly linearised: readonly string[];
  asimov(strength: number): Observation;
  /**
   * @param held parameter → the value at which it is held
   * @param start where the search begins
   */
  fit(data: Observation, held?: ReadonlyMap<number, number>, start?: Float64Array): Minimum;
  /**
   * Standard errors of all parameters from the curvature at the best fit: where intervals are looked for first.
   * @returns undefined where the curvature has no inverse there
   */
  standardErrors(data: Observation, best: Minimum): Float64Array | undefined;
  /** How far a parameter may go. */
  rangeOf(index: number): { readonly low: number; readonly high: number };
}

export class FitModel implements Fit {
  readonly likelihood: Likelihood;
  private readonly bounds: Bounds;

  constructor(
    readonly templates: Templates,
    readonly options: FitOptions,
  ) {
    const expectation = new Expectation(templates, options.interpolation);
    const errors = options.templateErrors ? relativeErrors(templates) : new Float64Array(templates.bins);
    this.likelihood = new Likelihood(expectation, errors, this.asimov(1));
    const { nuisances } = templates;
    this.bounds = {
      low: Float64Array.of(-Infinity, ...nuisances.map(({ range }) => range?.low ?? -farthest)),
      high: Float64Array.of(Infinity, ...nuisances.map(({ range }) => range?.high ?? farthest)),
      kinks: expectation.kinks,
      crossings: crossingsOf(expectation.kinks),
      elsewhere: [[], ...nuisances.map(({ shifts }) => whereElse(shifts))],
    };
  }

  get parameters(): number {
    return this.likelihood.parameters;
  }

  get linearised(): readonly string[] {
    return this.likelihood.expectation.linearised;
  }

  /** What would be counted without fluctuation (G. Cowan et al., EPJC 71 (2011) 1554). */
  asimov(strength: number): Observation {
    return observation(
      totalAt(this.templates, strength).map((content) => Math.max(content, 0)),
      this.templates.nuisances.length,
    );
  }

  /** Data with nothing fluctuated in the constraints. */
  data(counts: Float64Array): Observation {
    return observation(counts, this.templates.nuisances.length);
  }

  fit(data: Observation, held?: ReadonlyMap<number, number>, start?: Float64Array): Minimum {
    this.likelihood.data = data;
    const from = start?.slice() ?? this.nominal();
    held?.forEach((value, index) => (from[index] = value));
    const fixed = Array.from(from, (_, index) => held?.has(index) ?? false);
    return minimise(this.likelihood, from, this.likelihood.expectation.segments(from), this.bounds, fixed);
  }

  standardErrors(data: Observation, { at, segments }: Minimum): Float64Array | undefined {
    const { likelihood, parameters } = this;
    likelihood.data = data;
    likelihood.evaluate(at, segments);
    const factor = likelihood.hessian.slice();
    return cholesky(factor, parameters) ? rootsOfInverse(factor, parameters) : undefined;
  }

  /** Expected events of each bin. */
  expected(at: Float64Array): Float64Array {
    const { expectation } = this.likelihood;
    expectation.evaluate(at, expectation.segments(at), false);
    return expectation.total.slice();
  }

  /** Strength 1 and all nuisances at nominal. */
  nominal(strength = 1): Float64Array {
    const at = new Float64Array(this.parameters);
    at[strengthIndex] = strength;
    return at;
  }

  rangeOf(index: number): { readonly low: number; readonly high: number } {
    return { low: this.bounds.low[index]!, high: this.bounds.high[index]! };
  }
}

/** A grid of templates may turn back: what data tell of the nuisance may then be told by two values. */
function whereElse(shifts: TemplateNuisance['shifts']): number[] {
  const values = shifts.flatMap((shift) => (shift?.points ?? []).map(({ value }) => value));
  const [low, high] = [Math.min(-1, ...values), Math.max(1, ...values)];
  return values.length === 0 ? [] : [-3, -2, -1, 0, 1, 2, 3].filter((value) => value >= low && value <= high);
}

/** Standard deviations that no nuisance is let beyond. */
const farthest = 10;

/**
 * Fisher information of binned data about the parameters, at nominal: expected second derivatives of −ln L, with those
 * of the constraints. Its inverse bounds the variance of any unbiased estimator (Cramér and Rao); √ of the strength's
 * element is the loss that INFERNO (arXiv:1806.04743) and neos (arXiv:2203.05570) train a summary to make small.
 */
import { Expectation } from './expectation';
import { cholesky, rootsOfInverse, solve } from './cholesky';
import { relativeErrors, type Templates } from './templates';
import { strengthIndex, type FitOptions } from './fitModel';

export interface FisherBounds {
  /** Cramér-Rao bound on the standard error of each parameter, the strength first. */
  readonly errors: Float64Array;
  /** Change of the strength with each nuisance one of its standard errors up: their covariance over that error. */
  readonly impacts: Float64Array;
  /** What templates tell of each nuisance if all else is known, without its prior. */
  readonly alone: Float64Array;
}

/** Cramér-Rao bound on the standard error of each parameter; undefined where the data say nothing of one. */
export function cramerRao(templates: Templates, options: FitOptions): Float64Array | undefined {
  return fisherBounds(templates, options)?.errors;
}

/** Which derivative is meant where a nuisance has a kink at nominal. */
export type Slopes = 'mean' | 'up' | 'down';

/** Undefined where the data say nothing of a parameter. */
export function fisherBounds(
  templates: Templates,
  options: FitOptions,
  which: Slopes = 'mean',
): FisherBounds | undefined {
  return boundsOf(templateInformation(templates, options, which), templates.nuisances);
}

/** What the templates tell of the parameters, without priors: row by row, of which the lower triangle is filled. */
export function templateInformation(
  templates: Templates,
  { interpolation, templateErrors }: FitOptions,
  which: Slopes = 'mean',
): Float64Array {
  const expectation = new Expectation(templates, interpolation);
  const { bins, parameters } = expectation;
  const slopes = slopesAtNominal(expectation, which);
  const relative = relativeErrors(templates);
  const information = new Float64Array(parameters * parameters);
  for (let bin = 0; bin < bins; bin++) {
    const total = expectation.total[bin]!;
    if (!(total > 0)) continue;
    const variance = total + (templateErrors ? (relative[bin]! * total) ** 2 : 0);
    for (let i = 0; i < parameters; i++) {
      for (let j = 0; j <= i; j++) {
        information[i * parameters + j]! += (slopes[i * bins + bin]! * slopes[j * bins + bin]!) / variance;
      }
    }
  }
  return information;
}

/**
 * @param told what templates tell, without priors
 * @returns undefined where the data say nothing of a parameter
 */
export function boundsOf(told: Float64Array, nuisances: Templates['nuisances']): FisherBounds | undefined {
  const parameters = nuisances.length + 1;
  const information = told.slice();
  const alone = Float64Array.from(nuisances, (_, nuisance) => information[(nuisance + 1) * (parameters + 1)]!);
  nuisances.forEach(({ range }, nuisance) => {
    // A flat prior is taken for the normal one of the same width.
    const prior = range === undefined ? 1 : 12 / (range.high - range.low) ** 2;
    information[(nuisance + 1) * (parameters + 1)]! += prior;
  });
  if (!cholesky(information, parameters)) return undefined;
  const errors = rootsOfInverse(information, parameters);
  const covariances = new Float64Array(parameters);
  covariances[strengthIndex] = 1;
  solve(information, parameters, covariances);
  const impacts = covariances.subarray(1).map((covariance, nuisance) => covariance / errors[nuisance + 1]!);
  return { errors, impacts, alone };
}

/** ∂λ_b/∂x_i at [i · bins + b]; leaves the expectation at nominal. */
function slopesAtNominal(expectation: Expectation, which: Slopes): Float64Array {
  const at = new Float64Array(expectation.parameters);
  at[strengthIndex] = 1;
  const right = expectation.segments(at);
  const left = right.map((segment, index) => (expectation.kinks[index]!.includes(0) ? segment - 1 : segment));
  expectation.evaluate(at, which === 'down' ? left : right);
  if (which !== 'mean') return expectation.gradient;
  const slopes = expectation.gradient.slice();
  expectation.evaluate(at, left);
  return slopes.map((slope, index) => (slope + expectation.gradient[index]!) / 2);
}

/** Whether any nuisance has a kink at nominal. */
export function hasKinks(templates: Templates, { interpolation }: FitOptions): boolean {
  return new Expectation(templates, interpolation).kinks.some((kinks) => kinks.includes(0));
}

/**
 * Fisher information of binned data about the parameters, at nominal: expected second derivatives of −ln L, with those
 * of the constraints. Its inverse bounds the variance of any unbiased estimator (Cramér and Rao); √ of the strength's
 * element is the loss that INFERNO (arXiv:1806.04743) and neos (arXiv:2203.05570) train a summary to make small.
 */
import { Expectation } from './expectation';
import { cholesky, rootsOfInverse } from './cholesky';
import { relativeErrors, type TemplateNuisance, type Templates } from './templates';
import { strengthIndex, type FitOptions } from './fitModel';

/** Which derivative is meant where a nuisance has a kink at nominal. */
export type Slopes = 'mean' | 'up' | 'down';

/** Cramér-Rao bound on the standard error of each parameter, the strength first; undefined where the data say nothing of one. */
export function cramerRao(templates: Templates, options: FitOptions): Float64Array | undefined {
  return boundsOf(templateInformation(templates, options), templates.nuisances);
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
 * Cramér-Rao bounds on all standard errors.
 * @param told what templates tell, without priors
 * @returns undefined where the data say nothing of a parameter
 */
export function boundsOf(told: Float64Array, nuisances: Templates['nuisances']): Float64Array | undefined {
  const parameters = nuisances.length + 1;
  const information = told.slice();
  nuisances.forEach((nuisance, index) => (information[(index + 1) * (parameters + 1)]! += priorInformation(nuisance)));
  return cholesky(information, parameters) ? rootsOfInverse(information, parameters) : undefined;
}

/** 1/σ² of a prior; a flat one is taken for the normal one of the same width. */
export function priorInformation({ range }: TemplateNuisance): number {
  return range === undefined ? 1 : 12 / (range.high - range.low) ** 2;
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

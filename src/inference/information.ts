/**
 * Fisher information of binned data about the parameters, at nominal: expected second derivatives of −ln L, with those
 * of the constraints. Its inverse bounds the variance of any unbiased estimator (Cramér and Rao); √ of the strength's
 * element is the loss that INFERNO (arXiv:1806.04743) and neos (arXiv:2203.05570) train a summary to make small.
 */
import { Expectation } from './expectation';
import { cholesky, rootsOfInverse } from './cholesky';
import { relativeErrors, type Templates } from './templates';
import { strengthIndex, type FitOptions } from './fitModel';

/**
 * Cramér-Rao bound on the standard error of each parameter; undefined where the data say nothing of one.
 * Where a nuisance has a kink at nominal, the mean of both slopes counts.
 */
export function cramerRao(
  templates: Templates,
  { interpolation, templateErrors }: FitOptions,
): Float64Array | undefined {
  const expectation = new Expectation(templates, interpolation);
  const { bins, parameters } = expectation;
  const at = new Float64Array(parameters);
  at[strengthIndex] = 1;
  // The segments to the right of nominal, then those to the left.
  const right = expectation.segments(at);
  expectation.evaluate(at, right);
  const slopes = expectation.gradient.slice();
  expectation.evaluate(
    at,
    right.map((segment, index) => (expectation.kinks[index]!.includes(0) ? segment - 1 : segment)),
  );
  for (let i = 0; i < slopes.length; i++) slopes[i] = (slopes[i]! + expectation.gradient[i]!) / 2;
  const errors = relativeErrors(templates);
  const information = new Float64Array(parameters * parameters);
  for (let bin = 0; bin < bins; bin++) {
    const total = expectation.total[bin]!;
    if (!(total > 0)) continue;
    const variance = total + (templateErrors ? (errors[bin]! * total) ** 2 : 0);
    for (let i = 0; i < parameters; i++) {
      for (let j = 0; j <= i; j++) {
        information[i * parameters + j]! += (slopes[i * bins + bin]! * slopes[j * bins + bin]!) / variance;
      }
    }
  }
  templates.nuisances.forEach(({ range }, nuisance) => {
    // A flat prior is taken for the normal one of the same width.
    const prior = range === undefined ? 1 : 12 / (range.high - range.low) ** 2;
    information[(nuisance + 1) * (parameters + 1)]! += prior;
  });
  if (!cholesky(information, parameters)) return undefined;
  return rootsOfInverse(information, parameters);
}

/** Reads the result of a fit that `pulls.fit` names. */
import { resolve } from 'node:path';
import type { FitPulls } from '../config/analysis';
import { AnalysisError } from '../config/analysisError';
import { unitPrior, type FitResult } from '../data/fit/fitParameter';
import { readFitResult } from '../data/fit/fitResult';
import { placed } from './placed';

/**
 * Parameters named under `normalisation` are free, and no others.
 * @param folder absolute; a relative file starts from it
 * @throws AnalysisError when the file cannot be read or has no such parameter
 */
export async function readFit(folder: string, fit: FitPulls): Promise<FitResult> {
  const result = await placed(readFitResult(resolve(folder, fit.file.text)), { path: fit.file.path });
  const { normalisation } = fit;
  if (normalisation === undefined) return result;
  const known = new Set(result.parameters.map(({ name }) => name));
  const unknown = normalisation.find(({ text }) => !known.has(text));
  if (unknown !== undefined) {
    throw new AnalysisError('undefined-name', `${fit.file.text} has no parameter '${unknown.text}'.`, {
      path: unknown.path,
    });
  }
  const free = new Set(normalisation.map(({ text }) => text));
  return {
    ...result,
    parameters: result.parameters.map((parameter) =>
      free.has(parameter.name)
        ? { ...parameter, kind: 'normalisation', nominal: 1, prior: undefined, byName: false }
        : parameter.byName
          ? { ...parameter, kind: 'nuisance', nominal: 0, prior: unitPrior, byName: false }
          : parameter,
    ),
  };
}

import { AnalysisError } from '../config/analysisError';
import type { Place } from '../config/analysis';

/** Gives an error of a reader or a model, which know no analysis file, its place in it. */
export async function placed<T>(work: Promise<T>, place: Place): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AnalysisError && error.at === undefined) {
      throw new AnalysisError(error.code, error.message, place);
    }
    throw error;
  }
}

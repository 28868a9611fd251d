/** Headers of the files an analysis names: what static checks look names up in. */
import type { DataFacts, FileFailure } from '../data/dataFacts';
import { describeData } from '../data';
import type { Facts } from '../checks/facts';
import { asModel, asPreprocessing, type ModelFileFacts } from '../model/modelFacts';
import { readModelFile } from '../model/modelFile';

/** In the order of the references that were asked for. */
export interface GatheredFacts {
  readonly data: readonly (DataFacts | FileFailure)[];
  /** Models, and what features go through before them. */
  readonly models: readonly ModelFileFacts[];
}

/**
 * Reads headers only; what cannot be read is a failure in its place.
 * @param folder absolute; relative references start from it
 */
export async function gatherFacts(
  folder: string,
  data: readonly string[],
  models: readonly string[],
): Promise<GatheredFacts> {
  return {
    data: await Promise.all(data.map((reference) => describeData(folder, reference))),
    models: await Promise.all(models.map((reference) => readModelFile(folder, reference))),
  };
}

export function factsFrom(data: readonly string[], models: readonly string[], gathered: GatheredFacts): Facts {
  const byData = new Map(data.map((reference, index) => [reference, gathered.data[index]]));
  const byModel = new Map(models.map((reference, index) => [reference, gathered.models[index]]));
  return {
    data: (reference) => byData.get(reference),
    model: (reference) => asModel(reference, byModel.get(reference)),
    preprocessing: (reference) => asPreprocessing(reference, byModel.get(reference)),
  };
}

import { AnalysisError } from '../config/analysisError';
import type { DataFacts, FileFailure } from '../data/dataFacts';
import type { ModelFacts, ModelFailure } from '../model/modelFacts';
import { draftAnalysis, fittingData, type DraftInput } from './draftAnalysis';

/** How headers are read; references are relative to the folder in which the analysis file will lie, with `/`. */
export interface Headers {
  data(reference: string): Promise<DataFacts | FileFailure>;
  model(reference: string): Promise<ModelFacts | ModelFailure>;
  /** Names of the files in a folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** Names of files that may hold events. */
const dataFile = /\.(root|parquet|feather|arrow|csv|h5|hdf5|npz)(\.gz)?$/i;

/** More files of a folder are not opened. */
const mostFiles = 30;

/**
 * The text of a first analysis file. A model alone is tried on the files beside it that have its features.
 * @param references files of events (`tt.root:nominal`) and models (`*.onnx`)
 * @throws AnalysisError where one cannot be opened
 */
export async function draftFrom(references: readonly string[], headers: Headers): Promise<string> {
  const data: DraftInput['data'][number][] = [];
  const models: DraftInput['models'][number][] = [];
  for (const reference of references) {
    if (/\.onnx$/i.test(reference)) models.push({ reference, facts: known(await headers.model(reference)) });
    else data.push({ reference, facts: known(await headers.data(reference)) });
  }
  if (data.length > 0) return draftAnalysis({ data, models });
  const folders = new Set(models.map(({ reference }) => reference.slice(0, reference.lastIndexOf('/') + 1)));
  const candidates: DraftInput['data'][number][] = [];
  for (const folder of folders) {
    const names = (await headers.list(folder === '' ? '.' : folder)).filter((name) => dataFile.test(name)).toSorted();
    for (const reference of names.slice(0, mostFiles).map((name) => folder + name)) {
      const facts = await headers.data(reference);
      if (facts.ok) candidates.push({ reference, facts });
    }
  }
  return draftAnalysis({ data: fittingData(models, candidates), models });
}

function known<T extends { readonly ok: true }>(facts: T | FileFailure | ModelFailure): T {
  if (facts.ok) return facts;
  throw new AnalysisError(facts.code, facts.message);
}

import type { DataFacts, FileFailure } from '../data/dataFacts';
import type { ModelFacts, ModelFailure, PreprocessingFacts } from '../model/modelFacts';

/**
 * What is known of the files an analysis names, by the text of the reference (`tt.root:nominal`).
 * `undefined` means not known yet: a static check says nothing then.
 */
export interface Facts {
  data(reference: string): DataFacts | FileFailure | undefined;
  model(reference: string): ModelFacts | ModelFailure | undefined;
  preprocessing(reference: string): PreprocessingFacts | ModelFailure | undefined;
}

/** Says nothing of any file: an untrusted workspace, or an engine that has not answered yet. */
export const noFacts: Facts = { data: () => undefined, model: () => undefined, preprocessing: () => undefined };

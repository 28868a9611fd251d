/**
 * Messages between the extension and a model page. The page sends `ready` once and gets its whole state in one answer,
 * and again whenever something in it has changed.
 */
import type { TextRange } from '../src/config/document';
import type { ModelFacts } from '../src/model/modelFacts';
import type { Severity } from '../src/report/report';
import type { FromAnyPage } from './protocol';

export interface ModelState {
  /** Name of the file, and of its folder as the workspace calls it: empty where that is the workspace itself. */
  readonly name: string;
  readonly folder: string;
  readonly model: 'untrusted' | 'reading' | { readonly ok: ShownModel } | { readonly err: ModelError };
  /** The analyses that use it; undefined while they are looked for. */
  readonly uses: readonly ModelUse[] | undefined;
}

export interface ShownModel {
  readonly facts: Omit<ModelFacts, 'metadata'>;
  readonly metadata: readonly MetadataEntry[];
  /** Why it cannot be scored, each in a sentence. */
  readonly problems: readonly string[];
}

export interface MetadataEntry {
  readonly key: string;
  /** Its beginning, where it is long. */
  readonly value: string;
  /** Characters of the whole value. */
  readonly length: number;
}

export interface ModelError {
  readonly message: string;
  /** What can be done about it from the page. */
  readonly action?: 'restart';
}

/** An analysis that scores with the model. */
export interface ModelUse {
  /** Its address, which `reveal` names it by. */
  readonly analysis: string;
  /** As the workspace calls it: `tth/pullscope.yaml`. */
  readonly name: string;
  /** What it calls the model, and where it names the file. */
  readonly models: readonly { readonly name: string; readonly range: TextRange }[];
  /** Only an analysis that is open is checked. */
  readonly isOpen: boolean;
  /** Why its findings may be missing or old; empty where they are as of now. */
  readonly status: string;
  /** `2 findings, 1 undecided, 9 passed`, of this model. */
  readonly summary: string;
  /** Most serious first. */
  readonly findings: readonly ModelFinding[];
}

export interface ModelFinding {
  readonly code: string;
  /** The check's question in plain words. */
  readonly title: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
}

export type ToModelPage = { readonly type: 'state'; readonly state: ModelState };

export type FromModelPage =
  | FromAnyPage
  /** Go to a place of an analysis file. */
  | { readonly type: 'reveal'; readonly analysis: string; readonly range: TextRange }
  /** Ask whether the folder is to be trusted. */
  | { readonly type: 'trust' }
  | { readonly type: 'restart' };

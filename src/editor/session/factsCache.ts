import * as path from 'node:path';
import type { Facts } from '../../checks/facts';
import { fileLength } from '../../checks/static/references';
import type { DataFacts, FileFailure } from '../../data/dataFacts';
import {
  asModel,
  asPreprocessing,
  type ModelFacts,
  type ModelFailure,
  type ModelFileFacts,
  type PreprocessingFacts,
} from '../../model/modelFacts';
import type { EngineClient } from '../../worker/engineClient';

/** What an analysis names: texts of references, each once. */
export interface References {
  readonly data: readonly string[];
  readonly models: readonly string[];
}

/** What can change the answers about some references. Absolute paths. */
export interface WatchedFiles {
  /** They need not exist. */
  readonly files: readonly string[];
  /** Wildcards, from the deepest folder that has none. */
  readonly patterns: readonly { readonly folder: string; readonly pattern: string }[];
}

/** Beyond this many answers, those that the text does not ask for any more are forgotten. */
const keptAnswers = 500;

/** What the engine has said of the files that one analysis names, or named while it was typed. */
export class FactsCache implements Facts {
  readonly #data = new Answers<DataFacts | FileFailure>();
  readonly #models = new Answers<ModelFileFacts>();
  /** Rises with each change of a file: an answer to a question from before is outdated when it arrives. */
  #generation = 0;

  constructor(
    private readonly engine: Pick<EngineClient, 'facts'>,
    private readonly folder: string,
  ) {}

  data(reference: string): DataFacts | FileFailure | undefined {
    return this.#data.get(reference);
  }

  model(reference: string): ModelFacts | ModelFailure | undefined {
    return asModel(reference, this.#models.get(reference));
  }

  preprocessing(reference: string): PreprocessingFacts | ModelFailure | undefined {
    return asPreprocessing(reference, this.#models.get(reference));
  }

  /** Whether an answer is on its way. */
  get asking(): boolean {
    return this.#data.asking || this.#models.asking;
  }

  /** Whether all of these are known, and as of now. */
  covers(references: References): boolean {
    return this.#data.covers(references.data) && this.#models.covers(references.models);
  }

  /** The files behind these references: those that the engine has named, and those that would be there. */
  watched(references: References): WatchedFiles {
    const files = new Set<string>();
    const patterns = new Map<string, { folder: string; pattern: string }>();
    for (const reference of references.data) {
      const facts = this.data(reference);
      if (facts?.ok === true) for (const file of facts.files) files.add(file.path);
      const named = locateName(this.folder, reference.slice(0, fileLength(reference)));
      if (named.pattern === undefined) files.add(named.path);
      else patterns.set(reference, { folder: named.path, pattern: named.pattern });
    }
    for (const reference of references.models) {
      files.add(path.resolve(this.folder, reference));
      const facts = this.model(reference);
      if (facts?.ok === true) for (const weights of facts.weightFiles) files.add(weights.path);
    }
    return { files: [...files], patterns: [...patterns.values()] };
  }

  /** A file has changed: all is to be asked again. */
  outdate(): void {
    this.#generation++;
    this.#data.outdate();
    this.#models.outdate();
  }

  /**
   * Asks the engine for what is neither known nor asked already.
   * @returns whether there was anything to ask
   * @throws AnalysisError `engine-stopped`
   */
  async complete(references: References): Promise<boolean> {
    const data = this.#data.ask(references.data);
    const models = this.#models.ask(references.models);
    if (data.length === 0 && models.length === 0) return false;
    const generation = this.#generation;
    try {
      const answers = await this.engine.facts({ folder: this.folder, data, models });
      const outdated = generation !== this.#generation;
      this.#data.store(data, answers.data, outdated);
      this.#models.store(models, answers.models, outdated);
      this.#data.forgetAllBut(references.data);
      this.#models.forgetAllBut(references.models);
      return true;
    } finally {
      this.#data.answered(data);
      this.#models.answered(models);
    }
  }
}

/** The path of a name without wildcards; of one with them, the deepest folder that has none, and the rest. */
function locateName(folder: string, name: string): { readonly path: string; readonly pattern: string | undefined } {
  const whole = path.resolve(folder, name);
  const parts = whole.split(path.sep);
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  if (wild < 0) return { path: whole, pattern: undefined };
  return { path: parts.slice(0, wild).join(path.sep) || path.parse(folder).root, pattern: parts.slice(wild).join('/') };
}

/** Answers of one kind of file, by the text of the reference. */
class Answers<T> {
  readonly #known = new Map<string, Entry<T>>();
  readonly #asked = new Set<string>();

  get asking(): boolean {
    return this.#asked.size > 0;
  }

  get(reference: string): T | undefined {
    return this.#known.get(reference)?.answer;
  }

  covers(references: readonly string[]): boolean {
    return references.every((reference) => this.#known.get(reference)?.outdated === false);
  }

  outdate(): void {
    for (const entry of this.#known.values()) entry.outdated = true;
  }

  /** Those that must be asked for; they count as asked from now until `answered`. */
  ask(references: readonly string[]): readonly string[] {
    const wanted = references.filter((reference) => !this.#asked.has(reference) && !this.covers([reference]));
    for (const reference of wanted) this.#asked.add(reference);
    return wanted;
  }

  answered(asked: readonly string[]): void {
    for (const reference of asked) this.#asked.delete(reference);
  }

  store(asked: readonly string[], answers: readonly T[], outdated: boolean): void {
    for (const [index, reference] of asked.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new Error(`the engine said nothing of ${reference}`);
      this.#known.set(reference, { answer, outdated });
    }
  }

  forgetAllBut(references: readonly string[]): void {
    if (this.#known.size <= keptAnswers) return;
    const kept = new Set(references);
    for (const reference of this.#known.keys()) if (!kept.has(reference)) this.#known.delete(reference);
  }
}

interface Entry<T> {
  readonly answer: T;
  /** A file has changed since: to be asked again, and used until then, so that no squiggle flickers. */
  outdated: boolean;
}

import type * as Onnx from 'onnxruntime-node';
import { AnalysisError } from '../config/analysisError';
import type { Model } from '../config/analysis';
import { bindInputs } from './bindInputs';
import { bindOutput } from './bindOutput';
import { bindDropout } from './bindDropout';
import type { ClassMap, Preprocessing } from './modelFacts';
import { StochasticPasses } from './stochasticPasses';
import { readModelFacts, readPreprocessing } from './modelFile';
import { InputPacker, type FeatureValues, type PackedTensor } from './packInputs';
import { OutputReader, type OutputTensor, type PredictedMixtures } from './readOutput';
import type { Refusal } from './refusal';
import { loadRuntime, openSession, sentence, tensorOf } from './runtime';

export interface ScorerOptions {
  /** Absolute; what relative file names start from. */
  readonly folder: string;
  /** One model, or the members of an ensemble, whose score is the mean of theirs. */
  readonly model: Model;
  /** Threads that ONNX Runtime may use within an operator. */
  readonly threads: number;
}

interface Member {
  readonly file: string;
  readonly session: Onnx.InferenceSession;
  readonly packer: InputPacker;
  readonly reader: OutputReader;
  /** Inputs that tell Dropout whether it trains: false, but for passes with dropout. */
  readonly switches: readonly string[];
  /** What is asked again and again with its Dropout switched on. */
  readonly stochastic: StochasticPasses | undefined;
}

/** Scores events with ONNX Runtime on the CPU. One call of `score` at a time. */
export class Scorer {
  readonly #onnx: typeof Onnx;
  readonly #members: readonly Member[];
  #scores = new Float64Array(0);
  #sigmas = new Float64Array(0);
  #events = 0;
  #unusable = new Uint8Array(0);
  /** Of an ensemble, by member. */
  #memberScores: readonly Float64Array[] = [];
  /** Of a mixture, by member. */
  #mixtures: PredictedMixtures[] = [];

  private constructor(onnx: typeof Onnx, members: readonly Member[]) {
    this.#onnx = onnx;
    this.#members = members;
  }

  /**
   * @throws AnalysisError the codes of `ModelFailure` where a file cannot be read; `unsupported-model` where what the
   * analysis and the model say does not go together; `model-failed` with ONNX Runtime's message where it refuses the
   * model; `no-runtime` where ONNX Runtime itself cannot be loaded
   */
  static async open({ folder, model, threads }: ScorerOptions): Promise<Scorer> {
    const preprocessing = await preprocessingOf(folder, model);
    const contracts = [];
    for (const { text } of model.files) contracts.push(await readContract(folder, text, model, preprocessing));
    const onnx = await loadRuntime();
    const members: Member[] = [];
    try {
      for (const { file, path, packer, reader, classMaps, switches, dropout } of contracts) {
        const open = (optimised: boolean) => openSession(onnx, file, path, classMaps, threads, optimised);
        const stochastic = dropout && new StochasticPasses(dropout.passes, dropout.seeded, () => open(false));
        members.push({ file, packer, reader, switches, stochastic, session: await open(true) });
      }
    } catch (error) {
      await release(members);
      throw error;
    }
    return new Scorer(onnx, members);
  }

  /**
   * @param features of the model, in its order: for each [n], or n lists
   * @param answers 'score' leaves out the passes with dropout
   * @returns [n], the mean over the ensemble; it belongs to the scorer and is overwritten by the next call. NaN where a
   * feature cannot be written in the type that the model takes
   * @throws AnalysisError `model-failed` with ONNX Runtime's message; `unsupported-model` where the output has not one
   * score for each event, or lists stand where numbers should
   */
  async score(features: readonly FeatureValues[], n: number, answers: 'all' | 'score' = 'all'): Promise<Float64Array> {
    if (this.#scores.length < n) this.#scores = new Float64Array(n);
    const scores = this.#scores.subarray(0, n);
    scores.fill(0);
    this.#events = n;
    if (this.hasSigma && this.#sigmas.length < n) this.#sigmas = new Float64Array(n);
    this.#sigmas.fill(0);
    const asked = this.#members[0]?.stochastic?.passes ?? this.#members.length;
    if (asked > 1 && (this.#memberScores[0]?.length ?? 0) < n) {
      this.#memberScores = Array.from({ length: asked }, () => new Float64Array(n));
    }
    this.#mixtures = [];
    for (const [index, member] of this.#members.entries()) {
      if (answers === 'all') await member.stochastic?.begin();
      const passes = answers === 'all' ? member.stochastic : undefined;
      await this.#add(member, features, n, scores, member.stochastic ? undefined : this.#memberScores[index], passes);
    }
    const members = this.#members.length;
    if (members > 1) for (let row = 0; row < n; row++) scores[row]! /= members;
    if (this.hasSigma) {
      // Members agree no better than their predictions do: √(mean of σ² + μ², less the square of the mean).
      for (let row = 0; row < n; row++) {
        const square = this.#sigmas[row]! / members - (members > 1 ? scores[row]! ** 2 : 0);
        this.#sigmas[row] = Math.sqrt(square < 0 ? 0 : square);
      }
    }
    return scores;
  }

  /** Whether the model predicts its own uncertainty. */
  get hasSigma(): boolean {
    return this.#members.every(({ reader }) => reader.hasSigma);
  }

  /** The uncertainties that belong to the scores of the last call; overwritten by the next one. */
  get sigmas(): Float64Array | undefined {
    return this.hasSigma ? this.#sigmas.subarray(0, this.#events) : undefined;
  }

  /** The distributions that belong to the scores of the last call, for each member; empty where a model predicts none. */
  get mixtures(): readonly PredictedMixtures[] {
    return this.#mixtures;
  }

  /** Whether every member predicts a whole distribution. */
  get hasMixtures(): boolean {
    return this.#members.every(({ reader }) => reader.hasMixtures);
  }

  /** The scores of the last call by each member of an ensemble; overwritten by the next one. */
  get memberScores(): readonly Float64Array[] {
    return this.#memberScores.map((scores) => scores.subarray(0, this.#events));
  }

  async close(): Promise<void> {
    await release(this.#members);
  }

  async #add(
    member: Member,
    features: readonly FeatureValues[],
    n: number,
    scores: Float64Array,
    own: Float64Array | undefined,
    passes: StochasticPasses | undefined,
  ): Promise<void> {
    const { packer, reader } = member;
    const mixtures: PredictedMixtures[] = [];
    packer.begin(features, n);
    for (let from = 0; from < n;) {
      const events = packer.eventsFrom(from, n);
      if (this.#unusable.length < events) this.#unusable = new Uint8Array(events);
      const unusable = this.#unusable.subarray(0, events).fill(0);
      const tensors = packer.pack(features, from, from + events, unusable);
      const rows = packer.rowsFor(events);
      const outputs = await run(this.#onnx, member, tensors);
      const found = reader.read(outputs, events, rows);
      for (let row = 0; row < events; row++) {
        const score = unusable[row] === 0 ? found[row]! : Number.NaN;
        scores[from + row]! += score;
        if (own !== undefined) own[from + row] = score;
      }
      const sigmas = this.hasSigma ? reader.readSigma(outputs, events, rows) : undefined;
      if (sigmas !== undefined) this.#addSigmas(sigmas, found, unusable, from);
      const mixture = this.hasMixtures ? reader.readMixtures(outputs, events, rows) : undefined;
      if (mixture !== undefined) mixtures.push(usableMixtures(mixture, unusable));
      if (passes !== undefined) await this.#addPasses(member, passes, tensors, from, unusable);
      from += events;
    }
    if (this.hasMixtures) this.#mixtures.push(joinedMixtures(mixtures));
  }

  /** The same events again, with the Dropout of the model switched on. */
  async #addPasses(
    { file, reader, switches }: Member,
    stochastic: StochasticPasses,
    tensors: readonly PackedTensor[],
    from: number,
    unusable: Uint8Array,
  ): Promise<void> {
    const { session, passes } = stochastic;
    for (const { tensors: copies, first, events } of stochastic.copiesOf(tensors, unusable.length)) {
      const outputs = await run(this.#onnx, { file, session, reader, switches }, copies, true);
      const found = reader.read(outputs, events * passes, events * passes);
      this.#memberScores.forEach((own, pass) => {
        for (let event = 0; event < events; event++) {
          const usable = unusable[first + event] === 0;
          own[from + first + event] = usable ? found[pass * events + event]! : Number.NaN;
        }
      });
    }
  }

  #addSigmas(sigmas: Float64Array, means: Float64Array, unusable: Uint8Array, from: number): void {
    const several = this.#members.length > 1;
    for (let row = 0; row < unusable.length; row++) {
      const sigma = sigmas[row]!;
      // A negative uncertainty is none.
      const valid = unusable[row] === 0 && sigma >= 0;
      this.#sigmas[from + row]! += valid ? sigma * sigma + (several ? means[row]! ** 2 : 0) : Number.NaN;
    }
  }
}

async function preprocessingOf(folder: string, { preprocessing }: Model): Promise<Preprocessing | undefined> {
  if (preprocessing === undefined) return undefined;
  const facts = await readPreprocessing(folder, preprocessing.text);
  if (!facts.ok) throw new AnalysisError(facts.code, facts.message, { path: preprocessing.path });
  return facts.preprocessing;
}

interface MemberContract {
  readonly switches: readonly string[];
  readonly dropout: { readonly passes: number; readonly seeded: boolean } | undefined;
  readonly file: string;
  readonly path: string;
  readonly packer: InputPacker;
  readonly reader: OutputReader;
  readonly classMaps: readonly ClassMap[];
}

async function readContract(
  folder: string,
  file: string,
  model: Model,
  preprocessing: Preprocessing | undefined,
): Promise<MemberContract> {
  const facts = await readModelFacts(folder, file);
  if (!facts.ok) throw new AnalysisError(facts.code, facts.message);
  const inputs = bindInputs(facts, model, preprocessing);
  if (!inputs.ok) throw unsupported(file, inputs);
  const output = bindOutput(facts, model, preprocessing);
  if (!output.ok) throw unsupported(file, output);
  const dropout = bindDropout(facts, model);
  if (dropout?.ok === false) throw unsupported(file, dropout);
  const { classMaps } = output;
  const switches = facts.dropout?.switches ?? [];
  const packer = new InputPacker(inputs, file);
  return { file, path: facts.path, packer, reader: new OutputReader(output, file), classMaps, switches, dropout };
}

function unsupported(file: string, { message, path, onKey }: Refusal): AnalysisError {
  const at = path && { path, ...(onKey === true && { on: 'key' as const }) };
  return new AnalysisError('unsupported-model', `${file}: ${message}`, at);
}

async function run(
  onnx: typeof Onnx,
  { file, session, reader, switches }: Pick<Member, 'file' | 'session' | 'reader' | 'switches'>,
  tensors: readonly PackedTensor[],
  training = false,
): Promise<Readonly<Record<string, OutputTensor>>> {
  const feeds = Object.fromEntries([
    ...tensors.map((tensor) => [tensor.name, tensorOf(onnx, tensor)] as const),
    ...switches.map((name) => [name, new onnx.Tensor('bool', Uint8Array.of(training ? 1 : 0), [])] as const),
  ]);
  try {
    return await session.run(feeds, reader.tensors);
  } catch (error) {
    throw new AnalysisError('model-failed', `The model '${file}' failed while scoring events: ${sentence(error)}`);
  }
}

async function release(members: readonly Member[]): Promise<void> {
  for (const { session, stochastic } of members) {
    await session.release();
    await stochastic?.close();
  }
}

/** Without those of events whose features cannot be written in the type that the model takes. */
function usableMixtures(mixtures: PredictedMixtures, unusable: Uint8Array): PredictedMixtures {
  const { components, weights } = mixtures;
  unusable.forEach((marked, event) => {
    if (marked !== 0) weights.fill(Number.NaN, event * components, (event + 1) * components);
  });
  return mixtures;
}

/** Events of several calls after one another. */
function joinedMixtures(parts: readonly PredictedMixtures[]): PredictedMixtures {
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0) return first;
  const joined = (of: (part: PredictedMixtures) => Float64Array): Float64Array => {
    const all = new Float64Array(parts.reduce((length, part) => length + of(part).length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(of(part), at);
      at += of(part).length;
    }
    return all;
  };
  return {
    components: first?.components ?? 0,
    weights: joined(({ weights }) => weights),
    means: joined(({ means }) => means),
    sigmas: joined(({ sigmas }) => sigmas),
  };
}

import type * as Onnx from 'onnxruntime-node';
import { AnalysisError } from '../config/analysisError';
import { readModelFacts } from './onnxHeader';
import { chooseInput, chooseOutput, severalColumns } from './signature';

export interface ScorerOptions {
  /** Absolute; what relative file names start from. */
  readonly folder: string;
  /** One model, or the members of an ensemble, whose score is the mean of theirs. */
  readonly files: readonly string[];
  /** Number of features of an event. */
  readonly features: number;
  /** Name of the output that is the score; may be left out where there is only one it could be. */
  readonly output?: string;
  /** Threads that ONNX Runtime may use within an operator. */
  readonly threads: number;
}

interface Member {
  readonly file: string;
  readonly session: Onnx.InferenceSession;
  readonly input: string;
  readonly output: string;
}

/** Rows for which ONNX Runtime is called once: the fast size, and the call blocks the event loop for its length. */
const rowsPerCall = 4096;

/** Scores events with ONNX Runtime on the CPU. One call of `score` at a time. */
export class Scorer {
  readonly #onnx: typeof Onnx;
  readonly #members: readonly Member[];
  readonly #features: number;
  #scores = new Float64Array(rowsPerCall);

  private constructor(onnx: typeof Onnx, members: readonly Member[], features: number) {
    this.#onnx = onnx;
    this.#members = members;
    this.#features = features;
  }

  /**
   * @throws AnalysisError the codes of `ModelFailure` where a file cannot be read; `unsupported-model` naming the input
   * or output where it has not the form [batch, features] → [batch] or [batch, 1]; `model-failed` with ONNX Runtime's
   * message where it refuses the model; `no-runtime` where ONNX Runtime itself cannot be loaded
   */
  static async open(options: ScorerOptions): Promise<Scorer> {
    const signatures = [];
    for (const file of options.files) signatures.push(await readSignature(options, file));
    const onnx = await loadRuntime();
    const members: Member[] = [];
    try {
      for (const { file, path, input, output } of signatures) {
        members.push({ file, input, output, session: await openSession(onnx, file, path, options.threads) });
      }
    } catch (error) {
      await release(members);
      throw error;
    }
    return new Scorer(onnx, members, options.features);
  }

  /**
   * @param rows [n, features], row after row
   * @returns [n], the mean over the ensemble; it belongs to the scorer and is overwritten by the next call
   * @throws AnalysisError `model-failed` with ONNX Runtime's message, or where the output has not one score for each row
   */
  async score(rows: Float32Array, n: number): Promise<Float64Array> {
    if (this.#scores.length < n) this.#scores = new Float64Array(n);
    const scores = this.#scores.subarray(0, n);
    scores.fill(0);
    for (let from = 0; from < n; from += rowsPerCall) {
      const to = Math.min(n, from + rowsPerCall);
      const features = new this.#onnx.Tensor('float32', rows.subarray(from * this.#features, to * this.#features), [
        to - from,
        this.#features,
      ]);
      for (const member of this.#members) {
        const memberScores = await run(member, features, to - from);
        // The length was checked, and this is the inner loop over events.
        for (let row = 0; row < memberScores.length; row++) scores[from + row]! += memberScores[row]!;
      }
    }
    const members = this.#members.length;
    if (members > 1) for (let row = 0; row < n; row++) scores[row]! /= members;
    return scores;
  }

  async close(): Promise<void> {
    await release(this.#members);
  }
}

async function readSignature(
  { folder, features, output }: ScorerOptions,
  file: string,
): Promise<{ file: string; path: string; input: string; output: string }> {
  const facts = await readModelFacts(folder, file);
  if (!facts.ok) throw new AnalysisError(facts.code, facts.message);
  const input = chooseInput(facts, features);
  if (!input.ok) throw new AnalysisError('unsupported-model', `${file}: ${input.message}`);
  const score = chooseOutput(facts, output);
  if (!score.ok) throw new AnalysisError('unsupported-model', `${file}: ${score.message}`);
  return { file, path: facts.path, input: input.name, output: score.name };
}

/** Loaded when a model is, so that whoever imports this module pays for the native library only then. */
async function loadRuntime(): Promise<typeof Onnx> {
  try {
    const onnx = await import('onnxruntime-node');
    // Before the first session, or the native side prints its warnings about devices it did not find.
    onnx.env.logLevel = 'error';
    return onnx;
  } catch (error) {
    throw new AnalysisError(
      'no-runtime',
      `ONNX Runtime could not be loaded on ${process.platform}-${process.arch}, so no model can be scored: ` +
        `${sentence(error)}; install the package for this platform.`,
    );
  }
}

async function openSession(
  onnx: typeof Onnx,
  file: string,
  path: string,
  threads: number,
): Promise<Onnx.InferenceSession> {
  try {
    return await onnx.InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Fatal only: what it calls an error is thrown as well, and would be told twice.
      logSeverityLevel: 4,
      // A waiting thread that spins takes a core from whoever else works on this machine. The binding joins the keys
      // with dots and takes text only (js/node/src/session_options_helper.cc, IterateExtraOptions).
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw new AnalysisError('model-failed', `ONNX Runtime cannot load the model '${file}': ${sentence(error)}`);
  }
}

async function run(member: Member, features: Onnx.Tensor, n: number): Promise<Float32Array | Float64Array> {
  const { file, session, input, output } = member;
  let tensor: Onnx.Tensor | undefined;
  try {
    tensor = (await session.run({ [input]: features }, [output]))[output];
  } catch (error) {
    throw new AnalysisError('model-failed', `The model '${file}' failed while scoring events: ${sentence(error)}`);
  }
  const data = tensor?.data;
  if (!tensor || !(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new AnalysisError('model-failed', `The output '${output}' of the model '${file}' is not a float tensor.`);
  }
  if (data.length === n && (tensor.dims[0] === n || n === 1)) return data;
  const shape = `[${tensor.dims.join(', ')}]`;
  throw new AnalysisError(
    'unsupported-model',
    tensor.dims.length === 2 && tensor.dims[0] === n
      ? `${file}: ${severalColumns(output, shape, data.length / n)}`
      : `The output '${output}' of the model '${file}' has the shape ${shape} for ${n} events, where [${n}] or [${n}, 1] is supported.`,
  );
}

async function release(members: readonly Member[]): Promise<void> {
  for (const { session } of members) await session.release();
}

/** A message on one line and of bearable length; ONNX Runtime's name source files and nodes over several. */
function sentence(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

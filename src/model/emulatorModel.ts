import type * as Onnx from 'onnxruntime-node';
import type { Emulator } from '../config/emulatorSection';
import { AnalysisError } from '../config/analysisError';
import { bindEmulator, type BoundEmulator } from './bindEmulator';
import { readModelFacts } from './modelFile';
import { loadRuntime, openSession, sentence, tensorOf } from './runtime';

/** Rows that are asked for in one call, of a model that takes any number, and observables of them together. */
const rowsAtOnce = 2048;
const numbersAtOnce = 2 ** 20;

/** Predicts observables with ONNX Runtime on the CPU. One call at a time. */
export class EmulatorModel {
  readonly #bound: BoundEmulator;
  readonly #file: string;
  readonly #onnx: typeof Onnx;
  readonly #session: Onnx.InferenceSession;

  private constructor(
    readonly observables: number,
    bound: BoundEmulator,
    file: string,
    onnx: typeof Onnx,
    session: Onnx.InferenceSession,
  ) {
    this.#bound = bound;
    this.#file = file;
    this.#onnx = onnx;
    this.#session = session;
  }

  /**
   * @param observables what the data have
   * @throws AnalysisError the codes of `ModelFailure` where the file cannot be read; `unsupported-model` where it does not
   * go together with the analysis; `model-failed` with ONNX Runtime's message where it refuses the model; `no-runtime`
   */
  static async open(folder: string, emulator: Emulator, observables: number, threads: number): Promise<EmulatorModel> {
    const { text } = emulator.model;
    const facts = await readModelFacts(folder, text);
    if (!facts.ok) throw new AnalysisError(facts.code, facts.message);
    const bound = bindEmulator(facts, emulator);
    if (!bound.ok) throw new AnalysisError('unsupported-model', `${text}: ${bound.message}`);
    const onnx = await loadRuntime();
    return new EmulatorModel(observables, bound, text, onnx, await openSession(onnx, text, facts.path, [], threads));
  }

  /**
   * @param points [n · (parameters and then nuisances)]
   * @param pause called between calls of the model: lets others work, and throws to cancel
   * @returns [n · observables]
   * @throws AnalysisError `model-failed`, and `unsupported-model` where there are not as many observables as data
   */
  async predict(points: Float64Array, n: number, pause: () => Promise<void>): Promise<Float64Array> {
    const predictions = new Float64Array(n * this.observables);
    const most = this.#bound.rows ?? Math.min(rowsAtOnce, Math.max(Math.floor(numbersAtOnce / this.observables), 1));
    for (let from = 0; from < n; from += most) {
      const rows = Math.min(most, n - from);
      // A model of a fixed number of rows gets them all; those beyond the end are zeros.
      const found = await this.#run(this.#packed(points, from, rows, this.#bound.rows ?? rows));
      predictions.set(found.subarray(0, rows * this.observables), from * this.observables);
      await pause();
    }
    return predictions;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  #packed(points: Float64Array, from: number, rows: number, given: number): Float32Array | Float64Array {
    const { columns, type } = this.#bound;
    const width = columns.length;
    const data = type === 'float64' ? new Float64Array(given * width) : new Float32Array(given * width);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < width; column++) {
        data[row * width + column] = points[(from + row) * width + columns[column]!]!;
      }
    }
    return data;
  }

  async #run(data: Float32Array | Float64Array): Promise<Float32Array | Float64Array> {
    const { input, output, type, columns } = this.#bound;
    const rows = data.length / columns.length;
    let found: Onnx.Tensor;
    try {
      const tensor = tensorOf(this.#onnx, { name: input, type, data, dims: [rows, columns.length] });
      const outputs = await this.#session.run({ [input]: tensor }, [output]);
      found = outputs[output]!;
    } catch (error) {
      throw new AnalysisError('model-failed', `The emulator '${this.#file}' failed: ${sentence(error)}`);
    }
    const values = found.data;
    if (
      values.length !== rows * this.observables ||
      !(values instanceof Float32Array || values instanceof Float64Array)
    ) {
      throw new AnalysisError(
        'unsupported-model',
        `The emulator '${this.#file}' predicts ${values.length / rows} observables, but there are data of ${this.observables}.`,
      );
    }
    return values;
  }
}

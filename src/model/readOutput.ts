/** Turns what a model has put out into scores. */
import { AnalysisError } from '../config/analysisError';
import { Evaluator } from '../data/expression/evaluator';
import { severalColumns, type BoundOutput, type OutputColumn } from './bindOutput';
import { fromFloat16 } from './elementType';

/** A tensor of the runtime, as far as it is read. */
export interface OutputTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** Mixtures of normal distributions: for each event as many components, event after event. */
export interface PredictedMixtures {
  readonly components: number;
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly sigmas: Float64Array;
}

/** [rows, width], row after row. */
interface Table {
  readonly values: Float64Array;
  readonly width: number;
}

export class OutputReader {
  /** Tensors that the model is asked for. */
  readonly tensors: readonly string[];
  readonly #bound: BoundOutput;
  readonly #file: string;
  readonly #evaluator: Evaluator | undefined;
  readonly #sigmaEvaluator: Evaluator | undefined;

  /** @param file the model, for messages */
  constructor(bound: BoundOutput, file: string) {
    this.#bound = bound;
    this.#file = file;
    const { score, sigma } = bound;
    const names =
      score.kind === 'mixture'
        ? [score.weights, score.means, ...(score.sigmas === undefined ? [] : [score.sigmas])]
        : [...score.term.columns.values(), ...(sigma?.columns.values() ?? [])].map(({ tensor }) => tensor);
    this.tensors = [...new Set(names)];
    const expression = score.kind === 'term' ? score.term.expression : undefined;
    this.#evaluator = expression && new Evaluator(expression);
    this.#sigmaEvaluator = sigma?.expression && new Evaluator(sigma.expression);
  }

  /** Whether the model predicts a whole distribution. */
  get hasMixtures(): boolean {
    const { score } = this.#bound;
    return score.kind === 'mixture' && score.sigmas !== undefined;
  }

  /** Whether the model predicts its own uncertainty. */
  get hasSigma(): boolean {
    const { score, sigma } = this.#bound;
    return sigma !== undefined || (score.kind === 'mixture' && score.sigmas !== undefined);
  }

  /**
   * The uncertainty that a model predicts for each event: of a mixture the standard deviation of all its components.
   * @returns [n]; overwritten by the next call; undefined where the model predicts none
   * @throws AnalysisError as `read`
   */
  readSigma(tensors: Readonly<Record<string, OutputTensor>>, n: number, rows: number): Float64Array | undefined {
    const { score, sigma } = this.#bound;
    const table = (name: string): Table => this.#table(name, tensors[name], rows);
    if (score.kind === 'mixture') {
      const found = this.#components(tensors, rows);
      return found && mixtureSigma(found.weight, found.mean, found.width, n);
    }
    if (sigma === undefined) return undefined;
    const columns = new Map<string, Float64Array>();
    for (const [name, column] of sigma.columns) {
      columns.set(name, this.#column(column, table(column.tensor), tensors[column.tensor]!, n));
    }
    return this.#sigmaEvaluator?.evaluate({ length: n, columns }) ?? columns.values().next().value!;
  }

  /** The distribution that a model predicts for each event, where it is a mixture with widths. */
  readMixtures(
    tensors: Readonly<Record<string, OutputTensor>>,
    n: number,
    rows: number,
  ): PredictedMixtures | undefined {
    const found = this.#components(tensors, rows);
    if (found === undefined) return undefined;
    const { weight, mean, width } = found;
    const of = ({ values }: Table): Float64Array => values.subarray(0, n * mean.width);
    return { components: mean.width, weights: of(weight), means: of(mean), sigmas: of(width) };
  }

  /**
   * @param rows events that the model was called with; only the first n count
   * @returns [n]; overwritten by the next call
   * @throws AnalysisError `unsupported-model` where a tensor has not one number, or one column for each class, an event
   */
  read(tensors: Readonly<Record<string, OutputTensor>>, n: number, rows: number): Float64Array {
    const tables = new Map(this.tensors.map((name) => [name, this.#table(name, tensors[name], rows)]));
    const { score, activation } = this.#bound;
    if (score.kind === 'mixture') return this.#mixture(score, tables, n, tensors);
    if (activation !== undefined) for (const table of tables.values()) activate(table, activation);
    const columns = new Map<string, Float64Array>();
    for (const [name, column] of score.term.columns) {
      columns.set(name, this.#column(column, tables.get(column.tensor)!, tensors[column.tensor]!, n));
    }
    return this.#evaluator?.evaluate({ length: n, columns }) ?? columns.values().next().value!;
  }

  /** Of a mixture with widths. */
  #components(
    tensors: Readonly<Record<string, OutputTensor>>,
    rows: number,
  ): { readonly weight: Table; readonly mean: Table; readonly width: Table } | undefined {
    const { score } = this.#bound;
    if (score.kind !== 'mixture' || score.sigmas === undefined) return undefined;
    const table = (name: string): Table => this.#table(name, tensors[name], rows);
    const [weight, mean, width] = [table(score.weights), table(score.means), table(score.sigmas)];
    if (width.width !== mean.width) {
      throw this.#unsupported(
        `The outputs '${score.means}' and '${score.sigmas}' of the model '${this.#file}' have the shapes ${shapeOf(tensors[score.means])} and ${shapeOf(tensors[score.sigmas])}, where a mixture has as many means as widths.`,
      );
    }
    if (this.#bound.activation !== undefined) activate(weight, this.#bound.activation);
    return { weight, mean, width };
  }

  /** Mean of a mixture: Σ weight·mean over its components; weights need not add up to 1. */
  #mixture(
    { weights, means }: Extract<BoundOutput['score'], { kind: 'mixture' }>,
    tables: ReadonlyMap<string, Table>,
    n: number,
    tensors: Readonly<Record<string, OutputTensor>>,
  ): Float64Array {
    const weight = tables.get(weights)!;
    const mean = tables.get(means)!;
    if (weight.width !== mean.width) {
      throw this.#unsupported(
        `The outputs '${weights}' and '${means}' of the model '${this.#file}' have the shapes ${shapeOf(tensors[weights])} and ${shapeOf(tensors[means])}, where a mixture has as many weights as means.`,
      );
    }
    if (this.#bound.activation !== undefined) activate(weight, this.#bound.activation);
    const result = new Float64Array(n);
    for (let event = 0, cell = 0; event < n; event++) {
      let total = 0;
      let sum = 0;
      for (let component = 0; component < mean.width; component++, cell++) {
        total += weight.values[cell]!;
        sum += weight.values[cell]! * mean.values[cell]!;
      }
      result[event] = sum / total;
    }
    return result;
  }

  #column({ tensor, column, columns }: OutputColumn, table: Table, from: OutputTensor, n: number): Float64Array {
    const { values, width } = table;
    if (column === undefined) {
      if (width === 1) return values.subarray(0, n);
      throw this.#unsupported(`${this.#file}: ${severalColumns(tensor, shapeOf(from), width)}`);
    }
    if (column >= width || (columns !== undefined && columns !== width)) {
      throw this.#unsupported(
        `The output '${tensor}' of the model '${this.#file}' has ${width} columns (shape ${shapeOf(from)}), where ${columns ?? column + 1} are named.`,
      );
    }
    const result = new Float64Array(n);
    for (let event = 0, cell = column; event < n; event++, cell += width) result[event] = values[cell]!;
    return result;
  }

  #table(name: string, tensor: OutputTensor | undefined, rows: number): Table {
    const values = tensor && numbersOf(tensor);
    if (tensor === undefined || values === undefined) {
      throw new AnalysisError('model-failed', `The output '${name}' of the model '${this.#file}' holds no numbers.`);
    }
    const [batch = 1] = tensor.dims;
    const wide = tensor.dims.slice(1).filter((size) => size !== 1);
    // A model of one event may leave the batch dimension out.
    if ((batch === rows && wide.length <= 1) || (rows === 1 && tensor.dims.length <= 1)) {
      return { values, width: values.length / rows };
    }
    throw this.#unsupported(
      `The output '${name}' of the model '${this.#file}' has the shape ${shapeOf(tensor)} for ${rows} events, where [${rows}], [${rows}, 1] or [${rows}, classes] is supported.`,
    );
  }

  #unsupported(message: string): AnalysisError {
    return new AnalysisError('unsupported-model', message);
  }
}

/** √(Σ π(σ² + μ²)/Σ π − mean²), about the mean so that nothing cancels. */
function mixtureSigma(weight: Table, mean: Table, width: Table, n: number): Float64Array {
  const result = new Float64Array(n);
  for (let event = 0; event < n; event++) {
    const from = event * mean.width;
    let [total, sum, spread] = [0, 0, 0];
    for (let cell = from; cell < from + mean.width; cell++) {
      total += weight.values[cell]!;
      sum += weight.values[cell]! * mean.values[cell]!;
    }
    for (let cell = from; cell < from + mean.width; cell++) {
      spread += weight.values[cell]! * (width.values[cell]! ** 2 + (mean.values[cell]! - sum / total) ** 2);
    }
    result[event] = Math.sqrt(spread / total);
  }
  return result;
}

function activate({ values, width }: Table, activation: 'sigmoid' | 'softmax'): void {
  if (activation === 'sigmoid') {
    for (let cell = 0; cell < values.length; cell++) values[cell] = 1 / (1 + Math.exp(-values[cell]!));
    return;
  }
  for (let row = 0; row < values.length; row += width) {
    let largest = -Infinity;
    for (let cell = row; cell < row + width; cell++) largest = Math.max(largest, values[cell]!);
    let sum = 0;
    for (let cell = row; cell < row + width; cell++) sum += values[cell] = Math.exp(values[cell]! - largest);
    for (let cell = row; cell < row + width; cell++) values[cell]! /= sum;
  }
}

/** A copy as float64; undefined of what is no tensor of numbers. */
function numbersOf({ type, data }: OutputTensor): Float64Array | undefined {
  if (type === 'float16' && data instanceof Uint16Array) return Float64Array.from(data, fromFloat16);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return ArrayBuffer.isView(data) && !(data instanceof DataView)
    ? new Float64Array(data as unknown as ArrayLike<number>)
    : undefined;
}

function shapeOf(tensor: OutputTensor | undefined): string {
  return `[${tensor?.dims.join(', ') ?? ''}]`;
}

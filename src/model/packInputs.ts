/** Fills the tensors that a model is called with from the features of events. */
import { AnalysisError } from '../config/analysisError';
import type { ListColumn } from '../data/eventSource';
import type { BoundFeature, BoundInput, BoundInputs } from './bindInputs';
import { allocate, convert, type ElementType, type TensorData } from './elementType';
import type { ScaledVariable } from './modelFacts';

/** A feature of a batch of events: a number for each, or a list. */
export type FeatureValues = Float64Array | ListColumn;

export interface PackedTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly data: TensorData;
  readonly dims: readonly number[];
}

type SequenceInput = Extract<BoundInput, { kind: 'sequence' }>;
type MaskInput = Extract<BoundInput, { kind: 'mask' }>;

/** Cells of one call of a model: what 4,096 events of some 60 features have. The call blocks the event loop. */
const cellsPerCall = 262_144;
const eventsPerCall = 4096;

export class InputPacker {
  readonly #bound: BoundInputs;
  readonly #file: string;
  readonly #cells: Float64Array[] = [];
  readonly #tensors: TensorData[] = [];
  #lengths: Int32Array[] = [];

  /** @param file the model, for messages */
  constructor(bound: BoundInputs, file: string) {
    this.#bound = bound;
    this.#file = file;
  }

  /**
   * Finds how long the sequences of each event are, for `pack` to go by.
   * @param features of the model, in its order
   */
  begin(features: readonly FeatureValues[], n: number): void {
    this.#lengths = this.#bound.inputs.map((input) =>
      input.kind === 'sequence' ? this.#sequenceLengths(input, features, n) : new Int32Array(0),
    );
  }

  /** How many events from `from` on go into one call. */
  eventsFrom(from: number, n: number): number {
    if (this.#bound.batch !== undefined) return Math.min(this.#bound.batch, n - from);
    const events = Math.min(eventsPerCall, n - from);
    let width = 1;
    this.#bound.inputs.forEach((input, index) => {
      if (input.kind === 'sequence') width += this.#longest(input, index, from, from + events) * input.features.length;
      else if (input.kind === 'matrix') width += input.features.length;
    });
    return Math.max(1, Math.min(events, Math.floor(cellsPerCall / width)));
  }

  /** Events that the model is given when it is asked for so many. */
  rowsFor(events: number): number {
    return this.#bound.batch ?? events;
  }

  /**
   * @param unusable [to − from], set to 1 for events with a number that the model's type cannot hold
   * @returns tensors that are overwritten by the next call; a fixed batch is filled up with the last event
   */
  pack(features: readonly FeatureValues[], from: number, to: number, unusable: Uint8Array): PackedTensor[] {
    const rows = this.rowsFor(to - from);
    return this.#bound.inputs.map((input, index): PackedTensor => {
      if (input.kind === 'matrix') {
        const width = input.features.length;
        const fill = (cells: Float32Array | Float64Array): void => {
          input.features.forEach((feature, position) => {
            const values = this.#numbers(features, feature);
            fillColumn(cells, values, from, to, rows, position, width, feature.scaling);
          });
        };
        const data = this.#tensor(index, input.type, rows * width, width, unusable, fill);
        return { name: input.name, type: input.type, data, dims: [rows, ...input.trailing] };
      }
      if (input.kind === 'sequence') {
        const length = this.#longest(input, index, from, to);
        const width = length * input.features.length;
        const data = this.#tensor(index, input.type, rows * width, width, unusable, (cells) => {
          this.#fillSequence(cells, input, index, features, from, to, rows, length);
        });
        return { name: input.name, type: input.type, data, dims: sequenceDims(input, rows, length) };
      }
      const sequence = this.#bound.inputs[input.of] as SequenceInput;
      const length = this.#longest(sequence, input.of, from, to);
      const data = this.#tensor(index, input.type, rows * length, length, unusable, (cells) => {
        this.#fillMask(cells, input, from, to, rows, length);
      });
      return { name: input.name, type: input.type, data, dims: maskDims(input, rows, length) };
    });
  }

  #tensor(
    index: number,
    type: ElementType,
    size: number,
    width: number,
    unusable: Uint8Array,
    fill: (cells: Float32Array | Float64Array) => void,
  ): TensorData {
    let tensor = this.#tensors[index];
    if (tensor === undefined || tensor.length < size) this.#tensors[index] = tensor = allocate(type, size);
    const data = tensor.subarray(0, size);
    if (data instanceof Float32Array || data instanceof Float64Array) {
      fill(data);
      return data;
    }
    let cells = this.#cells[index];
    if (cells === undefined || cells.length < size) this.#cells[index] = cells = new Float64Array(size);
    fill(cells);
    convert(type, cells.subarray(0, size), data, Math.max(1, width), unusable);
    return data;
  }

  #fillSequence(
    cells: Float32Array | Float64Array,
    input: SequenceInput,
    index: number,
    features: readonly FeatureValues[],
    from: number,
    to: number,
    rows: number,
    length: number,
  ): void {
    const width = input.features.length;
    const [positionStep, featureStep] = input.layout === 'features-first' ? [1, length] : [width, 1];
    input.features.forEach((feature, place) => {
      const at = this.#reader(features, feature);
      const { scaling } = feature;
      const pad = input.pad === 'wrap' ? 0 : (scaling?.pad ?? input.pad);
      for (let row = 0; row < rows; row++) {
        const event = Math.min(from + row, to - 1);
        const there = Math.min(length, this.#lengths[index]![event]!);
        let cell = row * length * width + place * featureStep;
        for (let position = 0; position < length; position++, cell += positionStep) {
          if (position < there) cells[cell] = scale(at(event, position), scaling);
          else if (input.pad === 'wrap' && there > 0) cells[cell] = scale(at(event, position % there), scaling);
          else cells[cell] = pad;
        }
      }
    });
  }

  #fillMask(
    cells: Float32Array | Float64Array,
    input: MaskInput,
    from: number,
    to: number,
    rows: number,
    length: number,
  ): void {
    const lengths = this.#lengths[input.of]!;
    const [inside, outside] = input.inverted ? [0, 1] : [1, 0];
    for (let row = 0, cell = 0; row < rows; row++) {
      const there = lengths[Math.min(from + row, to - 1)]!;
      for (let position = 0; position < length; position++) cells[cell++] = position < there ? inside : outside;
    }
  }

  #longest(input: SequenceInput, index: number, from: number, to: number): number {
    if (input.length !== undefined) return input.length;
    const lengths = this.#lengths[index]!;
    // A tensor without elements is what a model of one event expects of an event without objects; of a batch it is not.
    let longest = input.layout === 'events' ? 0 : 1;
    for (let event = from; event < to; event++) longest = Math.max(longest, lengths[event]!);
    return longest;
  }

  /** A sequence ends where its list does, or at the first position at which all of its features are missing. */
  #sequenceLengths(input: SequenceInput, features: readonly FeatureValues[], n: number): Int32Array {
    const lengths = new Int32Array(n);
    const ofObjects = input.features.filter(({ told }) => told !== true);
    const lists = ofObjects.map(({ columns }) => features[columns[0]!]!);
    const list = lists.find((values) => !(values instanceof Float64Array));
    if (list !== undefined && !(list instanceof Float64Array)) {
      for (const other of lists) this.#expectLists(input, other, list, n);
      for (let event = 0; event < n; event++) lengths[event] = list.offsets[event + 1]! - list.offsets[event]!;
      return lengths;
    }
    const positions = Math.min(...ofObjects.map(({ columns }) => columns.length));
    const readers = ofObjects.map((feature) => this.#reader(features, feature));
    const { missing } = input;
    for (let event = 0; event < n; event++) {
      let position = 0;
      while (position < positions && readers.some((at) => isThere(at(event, position), missing))) position++;
      lengths[event] = position;
    }
    return lengths;
  }

  #expectLists(input: SequenceInput, values: FeatureValues, list: ListColumn, n: number): void {
    if (values instanceof Float64Array) {
      throw new AnalysisError(
        'unsupported-model',
        `The input '${input.name}' of the model '${this.#file}' mixes columns of lists with columns of numbers.`,
      );
    }
    for (let event = 0; event < n; event++) {
      const [one, other] = [list, values].map(({ offsets }) => offsets[event + 1]! - offsets[event]!);
      if (one !== other) {
        throw new AnalysisError(
          'unsupported-model',
          `The features of the input '${input.name}' of the model '${this.#file}' have lists of different lengths (${one} and ${other}) in one event.`,
        );
      }
    }
  }

  #reader(
    features: readonly FeatureValues[],
    { columns, told }: BoundFeature,
  ): (event: number, position: number) => number {
    if (told === true) {
      const values = this.#numbers(features, { columns });
      return (event) => values[event]!;
    }
    const lists = features[columns[0]!]!;
    if (!(lists instanceof Float64Array)) {
      return (event, position) => lists.values[lists.offsets[event]! + position]!;
    }
    const numbers = columns.map((column) => this.#numbers(features, { columns: [column] }));
    return (event, position) => numbers[position]![event]!;
  }

  #numbers(features: readonly FeatureValues[], { columns }: BoundFeature): Float64Array {
    const values = features[columns[0]!]!;
    if (values instanceof Float64Array) return values;
    throw new AnalysisError(
      'unsupported-model',
      `The model '${this.#file}' takes one number for each event where a feature is a list: index it (\`pt[0]\`), or give it to a sequence under 'inputs'.`,
    );
  }
}

function fillColumn(
  cells: Float32Array | Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  rows: number,
  position: number,
  width: number,
  scaling: ScaledVariable | undefined,
): void {
  let cell = position;
  if (scaling === undefined) {
    for (let event = from; event < to; event++, cell += width) cells[cell] = values[event]!;
  } else {
    for (let event = from; event < to; event++, cell += width) cells[cell] = scale(values[event]!, scaling);
  }
  for (let row = to - from; row < rows; row++, cell += width) cells[cell] = cells[cell - width]!;
}

function scale(value: number, scaling: ScaledVariable | undefined): number {
  if (scaling === undefined) return value;
  const { centre, factor, low, high, notFinite } = scaling;
  const finite = notFinite !== undefined && !Number.isFinite(value) ? notFinite : value;
  let scaled = (finite - centre) * factor;
  // Comparisons, so that NaN stays NaN.
  if (low !== undefined && scaled < low) scaled = low;
  if (high !== undefined && scaled > high) scaled = high;
  return scaled;
}

function isThere(value: number, missing: number | undefined): boolean {
  return !Number.isNaN(value) && value !== missing;
}

function sequenceDims({ layout, features }: SequenceInput, rows: number, length: number): number[] {
  switch (layout) {
    case 'flat':
      return [rows, length];
    case 'events':
      return [length, features.length];
    case 'features-first':
      return [rows, features.length, length];
    case 'positions-first':
      return [rows, length, features.length];
  }
}

function maskDims({ before, after, batched }: MaskInput, rows: number, length: number): number[] {
  return [...(batched ? [rows] : []), ...Array<number>(before).fill(1), length, ...Array<number>(after).fill(1)];
}

/**
 * Some events of a sample as they are, for questions that need several variables of one event at once: those whose
 * hashes of file and position are smallest. Which these are depends on the events alone, not on batches, shards or their
 * order, and the samples of two parts merge to that of the whole. Each event is as likely to be kept as any other, so
 * weights stay what they are.
 */
import { nthSmallest, orderOfHashes } from '../stats/hashOrder';
import { SmallHashes, sievedEvents } from '../stats/smallHashes';

/** Events that are kept of each sample: correlations to 1 %, and a few megabytes. */
export const keptRows = 10_000;

/** Plain data, serializable. Arrays have one entry a row, ascending by hash, then file, then position. */
export interface RowSample {
  /** Events from which the rows were taken: selected, and with a finite weight. */
  readonly events: number;
  /** `hashOfEvent`: also the seed of an event's bootstrap multipliers. */
  readonly hashes: Uint32Array;
  /** Hash of the file's name, and the number of the event in the file: rows with equal ones are the same event. */
  readonly files: Uint32Array;
  readonly positions: Float64Array;
  readonly weights: Float64Array;
  /** NaN in a sample without labels. */
  readonly labels: Float64Array;
  /** For each feature [rows]; NaN where the event has no value (NaN, ±∞, sentinels). */
  readonly features: readonly Float64Array[];
  /** For each model [rows]; NaN where it is not finite. */
  readonly scores: readonly Float64Array[];
  /** By text: protected variables, and what else was asked for; NaN where there is no value. Only of nominal samples. */
  readonly extra: ReadonlyMap<string, Float64Array>;
}

/** Name among the extra values of what a model predicts as its own uncertainty. */
export function sigmaName(model: string): string {
  return `σ of ${model}`;
}

/** Name among the extra values of how much the members of an ensemble differ. */
export function spreadName(model: string): string {
  return `spread of ${model}`;
}

/** Names among the extra values of where the truth lies in what a model predicts, and of the score that this earns. */
export function normalScoreName(model: string): string {
  return `normal score of ${model}`;
}

export function crpsName(model: string): string {
  return `CRPS of ${model}`;
}

/** One batch, as the keeper reads it; arrays have an entry for each event of the batch. */
export interface RowBatch {
  readonly select: Float64Array;
  readonly weight: Float64Array;
  readonly label: Float64Array | undefined;
  readonly features: readonly Float64Array[];
  readonly scores: readonly Float64Array[];
  /** Values, or what finds that of one event, which is asked for those that are kept alone. */
  readonly extra: readonly (Float64Array | ((event: number) => number))[];
}

/** Collects the row sample of one sample, batch by batch. */
export class RowKeeper {
  private events = 0;
  /** Events with a larger hash cannot be among the smallest any more. */
  private threshold = 0xffffffff;
  private rows = 0;
  /** Rows whose columns are written, and of the others the events of the batch. */
  private written = 0;
  private readonly kept: Int32Array;
  private readonly small = new SmallHashes();
  private readonly hashes: Uint32Array;
  private readonly files: Uint32Array;
  private readonly positions: Float64Array;
  /** Weight, label, features, scores and extra, each with room for twice the rows that stay. */
  private readonly columns: readonly Float64Array[];

  /**
   * @param sentinels one list for each feature: values that mean "not computed"
   * @param scores number of models
   * @param extra texts of the extra expressions
   */
  constructor(
    private readonly sentinels: readonly (readonly number[])[],
    private readonly scores: number,
    private readonly extra: readonly string[],
    private readonly most = keptRows,
  ) {
    const room = 2 * most;
    this.kept = new Int32Array(room);
    this.hashes = new Uint32Array(room);
    this.files = new Uint32Array(room);
    this.positions = new Float64Array(room);
    this.columns = Array.from({ length: 2 + sentinels.length + scores + extra.length }, () => new Float64Array(room));
  }

  /**
   * @param file hash of the file's name
   * @param from number of the batch's first event in its file
   */
  add(batch: RowBatch, file: number, from: number, n: number): void {
    const { select, weight } = batch;
    for (let event = 0; event < n; event++) {
      if (select[event]! !== 0 && Number.isFinite(weight[event]!)) this.events++;
    }
    for (let start = 0; start < n; start += sievedEvents) {
      const count = this.small.ofEvents(file, from + start, Math.min(n - start, sievedEvents), this.threshold);
      this.keep(batch, file, from, start, count);
    }
    this.write(batch);
  }

  finish(): RowSample {
    const order = smallest(this.hashes, this.files, this.positions, this.rows, this.most);
    const [weights, labels, ...values] = this.columns.map((column) => picked(column, order));
    const features = this.sentinels.length;
    return {
      events: this.events,
      hashes: Uint32Array.from(order, (row) => this.hashes[row]!),
      files: Uint32Array.from(order, (row) => this.files[row]!),
      positions: picked(this.positions, order),
      weights: weights ?? new Float64Array(0),
      labels: labels ?? new Float64Array(0),
      features: values.slice(0, features),
      scores: values.slice(features, features + this.scores),
      extra: new Map(this.extra.map((text, index) => [text, values[features + this.scores + index]!])),
    };
  }

  /** Keeps what counts of the events that were found from the one at `start` on. */
  private keep(batch: RowBatch, file: number, from: number, start: number, found: number): void {
    const { select, weight } = batch;
    for (let entry = 0; entry < found; entry++) {
      const event = start + this.small.events[entry]!;
      if (select[event]! === 0 || !Number.isFinite(weight[event]!)) continue;
      const hash = this.small.hashes[entry]!;
      if (hash > this.threshold) continue;
      if (this.rows === this.hashes.length) {
        this.write(batch);
        this.shrink();
        if (hash > this.threshold) continue;
      }
      this.kept[this.rows] = event;
      this.hashes[this.rows] = hash;
      this.files[this.rows] = file;
      this.positions[this.rows++] = from + event;
    }
  }

  /** Writes the columns of the rows that were kept since the last time, all from one batch. */
  private write(batch: RowBatch): void {
    const { written, rows, kept } = this;
    const columns = this.columns.values();
    const write = (values: RowBatch['extra'][number] | undefined, missing: readonly number[] | undefined): void => {
      const column = columns.next().value!;
      if (values === undefined) column.fill(Number.NaN, written, rows);
      else if (typeof values === 'function') {
        for (let row = written; row < rows; row++) column[row] = values(kept[row]!);
      } else pick(values, kept, written, rows, column);
      if (missing !== undefined) clear(column, written, rows, missing);
    };
    write(batch.weight, undefined);
    write(batch.label, undefined);
    batch.features.forEach((values, feature) => {
      write(values, this.sentinels[feature]);
    });
    for (const values of [...batch.scores, ...batch.extra]) write(values, []);
    this.written = rows;
  }

  /** Leaves the smallest (and those of the same hash as the last of them), and knows from then on how small that is. */
  private shrink(): void {
    const { hashes, rows } = this;
    this.threshold = nthSmallest(hashes.subarray(0, rows), this.most);
    let staying = new Int32Array(rows);
    let stay = 0;
    for (let row = 0; row < rows; row++) if (hashes[row]! <= this.threshold) staying[stay++] = row;
    if (stay === rows) {
      staying = smallest(hashes, this.files, this.positions, rows, this.most).sort();
      stay = staying.length;
    }
    // Ascending positions: nothing is overwritten before it was moved.
    for (const column of [this.positions, ...this.columns]) move(column, staying, stay);
    for (const column of [this.hashes, this.files]) move(column, staying, stay);
    this.rows = stay;
    this.written = stay;
  }
}

/** Loops of their own: a loop over arrays and functions alike is several times slower. */
function pick(values: Float64Array, events: Int32Array, from: number, to: number, column: Float64Array): void {
  for (let row = from; row < to; row++) column[row] = values[events[row]!]!;
}

/** NaN where there is no value. */
function clear(column: Float64Array, from: number, to: number, missing: readonly number[]): void {
  for (let row = from; row < to; row++) if (!Number.isFinite(column[row]!)) column[row] = Number.NaN;
  for (const sentinel of missing) {
    for (let row = from; row < to; row++) if (column[row] === sentinel) column[row] = Number.NaN;
  }
}

function move(column: Float64Array | Uint32Array, from: Int32Array, count: number): void {
  for (let to = 0; to < count; to++) column[to] = column[from[to]!]!;
}

function picked(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let to = 0; to < rows.length; to++) values[to] = column[rows[to]!]!;
  return values;
}

/**
 * The row sample of two parts of a sample together. Parts have no event in common.
 * @param most the same as that of the parts
 * @throws RangeError when they have not the same variables
 */
export function mergeRows(a: RowSample, b: RowSample, most = keptRows): RowSample {
  if (a.features.length !== b.features.length || a.scores.length !== b.scores.length || a.extra.size !== b.extra.size) {
    throw new RangeError('Only row samples of the same variables can be merged.');
  }
  const hashes = Uint32Array.of(...a.hashes, ...b.hashes);
  const files = Uint32Array.of(...a.files, ...b.files);
  const positions = both(a.positions, b.positions);
  const order = smallest(hashes, files, positions, hashes.length, most);
  const chosen = (first: Float64Array, second: Float64Array | undefined): Float64Array => {
    if (second === undefined) throw new RangeError('Only row samples of the same variables can be merged.');
    return picked(both(first, second), order);
  };
  return {
    events: a.events + b.events,
    hashes: Uint32Array.from(order, (row) => hashes[row]!),
    files: Uint32Array.from(order, (row) => files[row]!),
    positions: Float64Array.from(order, (row) => positions[row]!),
    weights: chosen(a.weights, b.weights),
    labels: chosen(a.labels, b.labels),
    features: a.features.map((values, index) => chosen(values, b.features[index])),
    scores: a.scores.map((values, index) => chosen(values, b.scores[index])),
    extra: new Map([...a.extra].map(([text, values]) => [text, chosen(values, b.extra.get(text))])),
  };
}

/** Rows of the smallest hashes, ascending; of equal hashes those of the smaller file and position. */
function smallest(
  hashes: Uint32Array,
  files: Uint32Array,
  positions: Float64Array,
  rows: number,
  most: number,
): Int32Array<ArrayBuffer> {
  const order = orderOfHashes(hashes, rows, (a, b) => files[a]! - files[b]! || positions[a]! - positions[b]!);
  return order.slice(0, most);
}

function both(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

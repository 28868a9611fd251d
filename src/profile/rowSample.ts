/**
 * Some events of a sample as they are, for questions that need several variables of one event at once: those whose
 * hashes of file and position are smallest. Which these are depends on the events alone, not on batches, shards or their
 * order, and the samples of two parts merge to that of the whole. Each event is as likely to be kept as any other, so
 * weights stay what they are.
 */
import { nthSmallest, orderOfHashes } from '../stats/hashOrder';
import { SmallHashes, sievedEvents } from '../stats/smallHashes';
import {
  columnsOf,
  freePlaces,
  picked,
  pickedHashes,
  roomForRow,
  RowTable,
  stayingFirst,
  WaitingRows,
} from './rowPlaces';

/** Events that are kept of each sample: correlations to 1 %, and a few megabytes. */
export const keptRows = 10_000;
/** Columns before the features: weight and label. */
const besideFeatures = 2;

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
  private readonly small = new SmallHashes();
  /** Places of the rows that are kept, `rows` of them, and after them those that are free: values never move. */
  private readonly places: Int32Array;
  /** By place. */
  private readonly hashes: Uint32Array;
  private readonly files: Uint32Array;
  private readonly positions: Float64Array;
  /** Weight, label, features, scores and extra by place: what is written of a row lies together. */
  private readonly table: RowTable;
  private readonly columns: number;
  private readonly waiting = new WaitingRows();
  /** Features of the batch that are written. */
  private written = 0;

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
    const room = Math.ceil(roomForRow * most);
    this.places = freePlaces(room);
    this.hashes = new Uint32Array(room);
    this.files = new Uint32Array(room);
    this.positions = new Float64Array(room);
    this.columns = besideFeatures + sentinels.length + scores + extra.length;
    this.table = new RowTable(room * this.columns);
  }

  /**
   * @param file hash of the file's name
   * @param from number of the batch's first event in its file
   */
  add(batch: RowBatch, file: number, from: number, n: number): void {
    const { select, weight } = batch;
    let events = 0;
    for (let event = 0; event < n; event++) {
      if (select[event]! !== 0 && Number.isFinite(weight[event]!)) events++;
    }
    this.choose(batch, events, file, from, n);
    this.write(batch);
  }

  /**
   * Chooses what is kept of a batch, which is then to be written: `writeFeature` for each in turn, while its values are at
   * hand, and `write` for the rest.
   * @param events of the batch that are selected and have a finite weight
   */
  choose(batch: Pick<RowBatch, 'select' | 'weight'>, events: number, file: number, from: number, n: number): void {
    this.events += events;
    for (let start = 0; start < n; start += sievedEvents) {
      const count = this.small.ofEvents(file, from + start, Math.min(n - start, sievedEvents), this.threshold);
      this.keep(batch, file, from, start, count);
    }
  }

  writeFeature(feature: number, values: Float64Array): void {
    this.writeColumn(besideFeatures + feature, values, this.sentinels[feature]);
    this.written = feature + 1;
  }

  /** Writes what is not written yet. */
  write({ weight, label, features, scores, extra }: RowBatch): void {
    if (this.waiting.count > 0) {
      this.writeColumn(0, weight, undefined);
      this.writeColumn(1, label, undefined);
      for (let feature = this.written; feature < features.length; feature++) {
        this.writeFeature(feature, features[feature]!);
      }
      let column = besideFeatures + features.length;
      for (const values of scores) this.writeColumn(column++, values, []);
      for (const values of extra) this.writeColumn(column++, values, []);
    }
    this.waiting.count = 0;
    this.written = 0;
  }

  /** Once: then nothing more is kept. */
  finish(): RowSample {
    const kept = this.places.subarray(0, this.rows);
    const [hashes, files] = [pickedHashes(this.hashes, kept), pickedHashes(this.files, kept)];
    const positions = picked(this.positions, kept);
    const order = smallest(hashes, files, positions, kept.length, this.most).map((row) => kept[row]!);
    const [weights, labels, ...values] = columnsOf(this.table.values, this.columns, order);
    this.table.leave();
    const features = this.sentinels.length;
    return {
      events: this.events,
      hashes: pickedHashes(this.hashes, order),
      files: pickedHashes(this.files, order),
      positions: picked(this.positions, order),
      weights: weights ?? new Float64Array(0),
      labels: labels ?? new Float64Array(0),
      features: values.slice(0, features),
      scores: values.slice(features, features + this.scores),
      extra: new Map(this.extra.map((text, index) => [text, values[features + this.scores + index]!])),
    };
  }

  /** Keeps what counts of the events that were found from the one at `start` on. */
  private keep(
    { select, weight }: Pick<RowBatch, 'select' | 'weight'>,
    file: number,
    from: number,
    start: number,
    found: number,
  ): void {
    for (let entry = 0; entry < found; entry++) {
      const event = start + this.small.events[entry]!;
      if (select[event]! === 0 || !Number.isFinite(weight[event]!)) continue;
      const hash = this.small.hashes[entry]!;
      if (hash > this.threshold) continue;
      if (this.rows === this.places.length) {
        this.shrink();
        if (hash > this.threshold) continue;
      }
      const place = this.places[this.rows++]!;
      this.hashes[place] = hash;
      this.files[place] = file;
      this.positions[place] = from + event;
      this.waiting.add(place, event);
    }
  }

  private writeColumn(
    column: number,
    values: RowBatch['extra'][number] | undefined,
    missing: readonly number[] | undefined,
  ): void {
    const { waiting, columns } = this;
    const into = this.table.values;
    if (values === undefined) waiting.fill(Number.NaN, into, column, columns);
    else if (typeof values === 'function') waiting.find(values, into, column, columns);
    else {
      const finite = waiting.write(values, into, column, columns);
      if (finite && (missing === undefined || missing.length === 0)) return;
    }
    if (missing !== undefined) waiting.clear(missing, into, column, columns);
  }

  /** Leaves the smallest (and those of the same hash as the last of them), and knows from then on how small that is. */
  private shrink(): void {
    const { hashes, files, positions, places } = this;
    this.threshold = nthSmallest(hashes, this.most);
    this.rows = stayingFirst(places, places.length, hashes, this.threshold);
    if (this.rows < places.length) return;
    places.set(ascending(hashes, files, positions, places.length));
    this.rows = this.most;
  }
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
    hashes: pickedHashes(hashes, order),
    files: pickedHashes(files, order),
    positions: picked(positions, order),
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
  return ascending(hashes, files, positions, rows).slice(0, most);
}

function ascending(hashes: Uint32Array, files: Uint32Array, positions: Float64Array, rows: number) {
  return orderOfHashes(hashes, rows, (a, b) => files[a]! - files[b]! || positions[a]! - positions[b]!);
}

function both(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

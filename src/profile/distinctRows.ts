/**
 * How often the same values of all features stand together: rows that are there twice, in one sample or in two. Of the
 * different rows those with the smallest hashes of their values are kept, each with its number of events, so what is kept
 * of a row is complete, the same row is kept in every sample, and samples of any size take the same room. Depends on
 * neither batches nor shards, and merges.
 */
import { mix } from '../stats/hash';
import { nthSmallest, orderOfHashes } from '../stats/hashOrder';
import { plainValue, sievedEvents, SmallHashes } from '../stats/smallHashes';
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

/** Different rows that are kept: one repeated row in two hundred is twenty of them. */
export const keptDistinct = 4096;
/** A row is first judged by the features that have most values; only of the few that may be kept all are looked at. */
const keyFeatures = 2;

/** Plain data. Arrays have an entry for each different row, ascending by order, then key. */
export interface DistinctRows {
  /** Whether every row is here, or only those of the smallest hashes. */
  readonly complete: boolean;
  /** 32-bit hash of some features. */
  readonly orders: Uint32Array;
  /** 53-bit hash of all features, as a whole number. */
  readonly keys: Float64Array;
  /** Events that have these values. */
  readonly counts: Float64Array;
  /** For each feature [rows]; NaN where there is no value. */
  readonly features: readonly Float64Array[];
}

/** Collects the different rows of one sample, batch by batch. */
export class DistinctRowKeeper {
  private readonly keyed: readonly number[];
  private readonly known: KnownRows;
  private readonly small = new SmallHashes();
  private readonly row: Float64Array;
  /** Features of the batch that are written. */
  private written = 0;

  /** @param bins number of bins of each feature: the more, the more values it has; the same for samples that are compared */
  constructor(bins: readonly number[], most = keptDistinct) {
    this.keyed = [...bins.keys()].sort((a, b) => bins[b]! - bins[a]! || a - b).slice(0, keyFeatures);
    this.known = new KnownRows(bins.length, most);
    this.row = new Float64Array(bins.length);
  }

  /**
   * @param features what is measured of each, [at least n]
   * @param select,weight [at least n]: an event counts where it is selected and has a finite weight
   */
  add(features: readonly Float64Array[], select: Float64Array, weight: Float64Array, n: number): void {
    this.choose(features, select, weight, n);
    this.write(features);
  }

  /**
   * Chooses what may stay of a batch, which is then to be written: `writeFeature` for each in turn, while its values are at
   * hand, or `write`.
   */
  choose(features: readonly Float64Array[], select: Float64Array, weight: Float64Array, n: number): void {
    if (features.length === 0) return;
    const keyed = this.keyed.map((feature) => features[feature]!);
    for (let from = 0; from < n; from += sievedEvents) {
      const count = this.small.ofValues(keyed, from, Math.min(from + sievedEvents, n), this.known.threshold);
      this.keep(features, select, weight, from, count);
    }
  }

  writeFeature(feature: number, values: Float64Array): void {
    this.known.writeFeature(feature, values);
    this.written = feature + 1;
  }

  /** Writes what is not written yet. */
  write(features: readonly Float64Array[]): void {
    this.known.write(features, this.written);
    this.written = 0;
  }

  finish(): DistinctRows {
    return this.known.rows();
  }

  /** Keeps what counts of the events that were found from one on. */
  private keep(
    features: readonly Float64Array[],
    select: Float64Array,
    weight: Float64Array,
    from: number,
    found: number,
  ): void {
    const { known, row, small } = this;
    for (let entry = 0; entry < found; entry++) {
      const event = from + small.events[entry]!;
      const order = small.hashes[entry]!;
      if (order > known.threshold || select[event]! === 0 || !Number.isFinite(weight[event]!)) continue;
      if (known.addNew(order, event)) {
        if (known.full) known.shrink();
        continue;
      }
      known.write(features);
      for (let feature = 0; feature < features.length; feature++) row[feature] = plainValue(features[feature]![event]!);
      known.add(order, keyOf(row, 0, row.length), 1, row);
    }
  }
}

/** The different rows of two parts of a sample together. */
export function mergeDistinctRows(a: DistinctRows, b: DistinctRows, most = keptDistinct): DistinctRows {
  const features = Math.max(a.features.length, b.features.length);
  const known = new KnownRows(features, most, a.complete && b.complete);
  const row = new Float64Array(features);
  for (const part of [a, b]) {
    for (const [index, key] of part.keys.entries()) {
      part.features.forEach((values, feature) => (row[feature] = values[index]!));
      known.add(part.orders[index]!, key, part.counts[index]!, row);
    }
  }
  return known.rows();
}

/** Of a row whose key nobody has asked for. */
const unknownKey = -1;

/**
 * Different rows, found by their orders, and those of the same order by their keys; from time to time the smallest are
 * left. Most rows have an order of their own: their keys are found in the end, of the few that stay.
 */
class KnownRows {
  /** Rows of a larger order do not stay. */
  threshold = 0xffffffff;
  private count = 0;
  /** Places of the rows that are kept, `count` of them, and after them those that are free: values never move. */
  private readonly places: Int32Array;
  /** By place. */
  private readonly orders: Uint32Array;
  private readonly keys: Float64Array;
  private readonly counts: Float64Array;
  /** Row by row; −0 is 0. */
  private readonly table: RowTable;
  /**
   * By the last bits, or the next free entry: 1 + place. Every order has one row there, and every row whose order another
   * row has, too, stands there by its key.
   */
  private readonly entries: Int32Array;
  private readonly waiting = new WaitingRows();

  constructor(
    private readonly features: number,
    private readonly most: number,
    private complete = true,
  ) {
    const room = Math.ceil(roomForRow * most);
    this.places = freePlaces(room);
    this.orders = new Uint32Array(room);
    this.keys = new Float64Array(room);
    this.counts = new Float64Array(room);
    this.table = new RowTable(room * features);
    this.entries = new Int32Array(2 ** Math.ceil(Math.log2(3 * room)));
  }

  get full(): boolean {
    return this.count === this.places.length;
  }

  /**
   * Takes an event whose order no row has; its values are written later.
   * @returns false if a row has it
   */
  addNew(order: number, event: number): boolean {
    const entry = this.entryOfOrder(order);
    if (this.entries[entry] !== 0) return false;
    const place = this.put(order, unknownKey, 1);
    this.entries[entry] = place + 1;
    this.waiting.add(place, event);
    return true;
  }

  /** Writes the values that the events that wait have of a feature. */
  writeFeature(feature: number, values: Float64Array): void {
    const into = this.table.values;
    const finite = this.waiting.write(values, into, feature, this.features);
    if (!finite) this.waiting.clear([], into, feature, this.features);
  }

  /** Writes those of all features from one on: then nothing waits. */
  write(features: readonly Float64Array[], from = 0): void {
    if (this.waiting.count === 0) return;
    for (let feature = from; feature < features.length; feature++) this.writeFeature(feature, features[feature]!);
    this.waiting.count = 0;
  }

  /** Adds events with the same values. Nothing waits to be written. */
  add(order: number, key: number, count: number, values: Float64Array): void {
    const entry = this.entryOfOrder(order);
    if (this.entries[entry] === 0) {
      this.entries[entry] = 1 + this.putValues(order, key, count, values);
    } else {
      const first = this.entries[entry]! - 1;
      if (this.keys[first] === unknownKey) this.keys[first] = this.keyAt(first);
      this.enter(first);
      const own = this.entryOfKey(key);
      if (this.entries[own] !== 0) {
        this.counts[this.entries[own]! - 1]! += count;
        return;
      }
      this.entries[own] = 1 + this.putValues(order, key, count, values);
    }
    if (this.full) this.shrink();
  }

  /** Once: then no row can be added. */
  rows(): DistinctRows {
    if (this.count > this.most) this.shrink();
    const places = this.ascending();
    const { features } = this;
    for (const place of places) if (this.keys[place] === unknownKey) this.keys[place] = this.keyAt(place);
    const columns = places.length === 0 ? [] : columnsOf(this.table.values, features, places);
    this.table.leave();
    for (const column of columns) for (let row = 0; row < column.length; row++) column[row]! += 0;
    return {
      complete: this.complete,
      orders: pickedHashes(this.orders, places),
      keys: picked(this.keys, places),
      counts: picked(this.counts, places),
      features: columns,
    };
  }

  /** Leaves the smallest. */
  shrink(): void {
    const { orders, keys, places, entries, count } = this;
    const counted = orders.length === count ? orders : pickedHashes(orders, places.subarray(0, count));
    this.threshold = nthSmallest(counted, this.most);
    this.complete = false;
    this.count = stayingFirst(places, count, orders, this.threshold);
    if (this.count > this.most) {
      // Of those at the threshold the ones with the smallest keys.
      places.set(this.ascending());
      this.count = this.most;
    }
    entries.fill(0);
    for (let row = 0; row < this.count; row++) {
      const place = places[row]!;
      const entry = this.entryOfOrder(orders[place]!);
      if (entries[entry] === 0) entries[entry] = 1 + place;
      if (keys[place] !== unknownKey) this.enter(place);
    }
  }

  /** Places of the rows by order, then key: rows of the same order have theirs. */
  private ascending(): Int32Array<ArrayBuffer> {
    const { orders, keys, count } = this;
    const places = this.places.slice(0, count);
    const ofRows = new Uint32Array(count);
    for (let row = 0; row < count; row++) ofRows[row] = orders[places[row]!]!;
    return orderOfHashes(ofRows, count, (a, b) => keys[places[a]!]! - keys[places[b]!]!).map((row) => places[row]!);
  }

  private put(order: number, key: number, count: number): number {
    const place = this.places[this.count++]!;
    this.orders[place] = order;
    this.keys[place] = key;
    this.counts[place] = count;
    return place;
  }

  private putValues(order: number, key: number, count: number, row: Float64Array): number {
    const place = this.put(order, key, count);
    const { features } = this;
    const { values } = this.table;
    for (let feature = 0; feature < features; feature++) values[place * features + feature] = row[feature]!;
    return place;
  }

  /** Where a row of the order stands, or an empty entry. */
  private entryOfOrder(order: number): number {
    const { entries, orders } = this;
    let entry = order & (entries.length - 1);
    while (entries[entry] !== 0 && orders[entries[entry]! - 1] !== order) entry = (entry + 1) & (entries.length - 1);
    return entry;
  }

  /** Where the row with the key stands, or an empty entry. */
  private entryOfKey(key: number): number {
    const { entries, keys } = this;
    let entry = key & (entries.length - 1);
    while (entries[entry] !== 0 && keys[entries[entry]! - 1] !== key) entry = (entry + 1) & (entries.length - 1);
    return entry;
  }

  /** From now on the row is found by its key. */
  private enter(place: number): void {
    const entry = this.entryOfKey(this.keys[place]!);
    if (this.entries[entry] === 0) this.entries[entry] = 1 + place;
  }

  private keyAt(place: number): number {
    return keyOf(this.table.values, place * this.features, this.features);
  }
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

/** Hash of some values, from one number of them on; −0 is 0. */
function keyOf(values: Float64Array, from: number, count: number): number {
  let first = 0x243f6a88;
  let second = 0x13198a2e;
  for (let feature = from; feature < from + count; feature++) {
    number[0] = values[feature]! + 0;
    first = mix(first ^ words[0]!) ^ words[1]!;
    second = mix(Math.imul(second, 0x9e3779b1) ^ words[1]!) ^ words[0]!;
  }
  return mix(first) * 2 ** 21 + (mix(second) >>> 11);
}

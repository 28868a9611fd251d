/**
 * How often the same values of all features stand together: rows that are there twice, in one sample or in two. Of the
 * different rows those with the smallest hashes of their values are kept, each with its number of events, so what is kept
 * of a row is complete, the same row is kept in every sample, and samples of any size take the same room. Depends on
 * neither batches nor shards, and merges.
 */
import { mix } from '../stats/hash';
import { nthSmallest, orderOfHashes } from '../stats/hashOrder';
import { plainValue, sievedEvents, SmallHashes } from '../stats/smallHashes';

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
    if (features.length === 0) return;
    const keyed = this.keyed.map((feature) => features[feature]!);
    for (let from = 0; from < n; from += sievedEvents) {
      const count = this.small.ofValues(keyed, from, Math.min(from + sievedEvents, n), this.known.threshold);
      this.keep(features, select, weight, from, count);
    }
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
      for (let feature = 0; feature < features.length; feature++) row[feature] = plainValue(features[feature]![event]!);
      known.add(order, keyOf(row), 1, row);
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

/** Different rows, found by their keys; from time to time the smallest are left. */
class KnownRows {
  /** Rows of a larger order do not stay. */
  threshold = 0xffffffff;
  private count = 0;
  private readonly orders: Uint32Array;
  private readonly keys: Float64Array;
  private readonly counts: Float64Array;
  /** Row by row. */
  private values: Float64Array;
  /** By the last bits of the key, or the next free place: 1 + row. */
  private readonly places: Int32Array;

  constructor(
    private readonly features: number,
    private readonly most: number,
    private complete = true,
  ) {
    const room = 2 * most;
    this.orders = new Uint32Array(room);
    this.keys = new Float64Array(room);
    this.counts = new Float64Array(room);
    this.values = new Float64Array(Math.min(room, 64) * features);
    this.places = new Int32Array(2 ** Math.ceil(Math.log2(2 * room)));
  }

  add(order: number, key: number, count: number, values: Float64Array): void {
    const { places } = this;
    let place = key & (places.length - 1);
    for (let row = places[place]! - 1; row >= 0; row = places[place]! - 1) {
      if (this.keys[row] === key) {
        this.counts[row]! += count;
        return;
      }
      place = (place + 1) & (places.length - 1);
    }
    const row = this.count++;
    this.orders[row] = order;
    this.keys[row] = key;
    this.counts[row] = count;
    const { features } = this;
    if (this.values.length < this.count * features) this.grow();
    for (let feature = 0; feature < features; feature++) this.values[row * features + feature] = values[feature]!;
    places[place] = row + 1;
    if (this.count === 2 * this.most) this.shrink();
  }

  rows(): DistinctRows {
    if (this.count > this.most) this.shrink();
    const rows = this.ascending();
    const { features, values } = this;
    return {
      complete: this.complete,
      orders: Uint32Array.from(rows, (row) => this.orders[row]!),
      keys: Float64Array.from(rows, (row) => this.keys[row]!),
      counts: Float64Array.from(rows, (row) => this.counts[row]!),
      features: Array.from({ length: rows.length === 0 ? 0 : features }, (_, feature) => {
        const column = new Float64Array(rows.length);
        for (let index = 0; index < rows.length; index++) column[index] = values[rows[index]! * features + feature]!;
        return column;
      }),
    };
  }

  /** Rows by order, then key. */
  private ascending(): Int32Array<ArrayBuffer> {
    const { orders, keys, count } = this;
    return orderOfHashes(orders, count, (a, b) => keys[a]! - keys[b]!);
  }

  private shrink(): void {
    const { orders, keys, counts, values, features, places } = this;
    this.threshold = nthSmallest(orders.subarray(0, this.count), this.most);
    this.complete = false;
    const staying = this.staying();
    places.fill(0);
    // Ascending positions: nothing is overwritten before it was moved.
    for (let row = 0; row < staying.length; row++) {
      const from = staying[row]!;
      orders[row] = orders[from]!;
      keys[row] = keys[from]!;
      counts[row] = counts[from]!;
      // A call for so few numbers takes longer than they do.
      for (let feature = 0; feature < features; feature++) {
        values[row * features + feature] = values[from * features + feature]!;
      }
      let place = keys[row]! & (places.length - 1);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = row + 1;
    }
    this.count = staying.length;
  }

  /** Positions of the rows up to the threshold, ascending; of those at it the ones with the smallest keys. */
  private staying(): Int32Array {
    const { orders, keys, threshold } = this;
    const rows = new Int32Array(this.most);
    const last: number[] = [];
    let below = 0;
    for (let row = 0; row < this.count; row++) {
      if (orders[row]! < threshold) rows[below++] = row;
      else if (orders[row] === threshold) last.push(row);
    }
    rows.set(last.sort((a, b) => keys[a]! - keys[b]!).slice(0, rows.length - below), below);
    return rows.sort();
  }

  private grow(): void {
    const longer = new Float64Array(Math.min(2 * this.values.length, 2 * this.most * this.features));
    longer.set(this.values);
    this.values = longer;
  }
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

function keyOf(values: Float64Array): number {
  let first = 0x243f6a88;
  let second = 0x13198a2e;
  for (let feature = 0; feature < values.length; feature++) {
    number[0] = values[feature]!;
    first = mix(first ^ words[0]!) ^ words[1]!;
    second = mix(Math.imul(second, 0x9e3779b1) ^ words[1]!) ^ words[0]!;
  }
  return mix(first) * 2 ** 21 + (mix(second) >>> 11);
}

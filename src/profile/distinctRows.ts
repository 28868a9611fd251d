/**
 * How often the same values of all features stand together: rows that are there twice, in one sample or in two. Of the
 * different rows those with the smallest hashes of their values are kept, each with its number of events, so what is kept
 * of a row is complete, the same row is kept in every sample, and samples of any size take the same room. Depends on
 * neither batches nor shards, and merges.
 */
import { mix } from '../stats/hash';

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

interface Known {
  readonly order: number;
  readonly key: number;
  readonly values: Float64Array;
  count: number;
}

/** Collects the different rows of one sample, batch by batch. */
export class DistinctRowKeeper {
  private readonly keyed: readonly number[];
  private readonly known = new Map<number, Known>();
  private threshold = 0xffffffff;
  private complete = true;
  private hashes = new Uint32Array(0);
  private row = new Float64Array(0);

  /** @param bins number of bins of each feature: the more, the more values it has; the same for samples that are compared */
  constructor(
    bins: readonly number[],
    private readonly most = keptDistinct,
  ) {
    this.keyed = [...bins.keys()].sort((a, b) => bins[b]! - bins[a]! || a - b).slice(0, keyFeatures);
  }

  /**
   * @param features what is measured of each, [at least n]
   * @param select,weight [at least n]: an event counts where it is selected and has a finite weight
   */
  add(features: readonly Float64Array[], select: Float64Array, weight: Float64Array, n: number): void {
    if (features.length === 0) return;
    if (this.hashes.length < n) this.hashes = new Uint32Array(n);
    if (this.row.length !== features.length) this.row = new Float64Array(features.length);
    const { hashes } = this;
    hashes.fill(0, 0, n);
    for (const feature of this.keyed) hashColumn(features[feature]!, hashes, n);
    for (let event = 0; event < n; event++) {
      const order = mix(hashes[event]!);
      if (order > this.threshold || select[event]! === 0 || !Number.isFinite(weight[event]!)) continue;
      for (let feature = 0; feature < features.length; feature++) {
        this.row[feature] = plainValue(features[feature]![event]!);
      }
      const key = keyOf(this.row);
      const known = this.known.get(key);
      if (known !== undefined) known.count++;
      else {
        this.known.set(key, { order, key, values: this.row.slice(), count: 1 });
        if (this.known.size === 2 * this.most) this.shrink();
      }
    }
  }

  finish(): DistinctRows {
    if (this.known.size > this.most) this.shrink();
    return rowsOf([...this.known.values()].sort(byOrder), this.complete);
  }

  private shrink(): void {
    const rows = [...this.known.values()].sort(byOrder);
    for (const { key } of rows.slice(this.most)) this.known.delete(key);
    this.threshold = rows[this.most - 1]!.order;
    this.complete = false;
  }
}

/** The different rows of two parts of a sample together. */
export function mergeDistinctRows(a: DistinctRows, b: DistinctRows, most = keptDistinct): DistinctRows {
  const known = new Map<number, Known>();
  for (const part of [a, b]) {
    part.keys.forEach((key, row) => {
      const count = part.counts[row]!;
      const before = known.get(key);
      if (before !== undefined) before.count += count;
      else {
        const values = Float64Array.from(part.features, (of) => of[row]!);
        known.set(key, { order: part.orders[row]!, key, values, count });
      }
    });
  }
  const rows = [...known.values()].sort(byOrder);
  return rowsOf(rows.slice(0, most), a.complete && b.complete && rows.length <= most);
}

function rowsOf(rows: readonly Known[], complete: boolean): DistinctRows {
  return {
    complete,
    orders: Uint32Array.from(rows, ({ order }) => order),
    keys: Float64Array.from(rows, ({ key }) => key),
    counts: Float64Array.from(rows, ({ count }) => count),
    features: Array.from(rows[0]?.values ?? [], (_, feature) =>
      Float64Array.from(rows, ({ values }) => values[feature]!),
    ),
  };
}

function byOrder(a: Known, b: Known): number {
  return a.order - b.order || a.key - b.key;
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

/** Takes one more column into the hashes of the first n events. */
function hashColumn(values: Float64Array, hashes: Uint32Array, n: number): void {
  for (let event = 0; event < n; event++) {
    number[0] = plainValue(values[event]!);
    let state = Math.imul(hashes[event]! ^ words[0]!, 0xcc9e2d51);
    state = (state << 13) | (state >>> 19);
    state = Math.imul(state ^ words[1]!, 0x85ebca6b);
    hashes[event] = state ^ (state >>> 16);
  }
}

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

/** One kind of zero, and one of nothing. */
function plainValue(value: number): number {
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

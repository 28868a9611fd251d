/** Values of consecutive entries of a branch, as columns of a batch. */
import type { FileHandle } from 'node:fs/promises';
import { batchEvents, type ListColumn } from '../eventSource';
import type { ListCursor, NumberCursor } from '../rowSource';
import type { BasketCursor, LoadedBasket } from './rootBaskets';
import type { TreeBranch } from './rootBranches';
import { decode, widths } from './rootNumbers';

/** One number an entry. */
export class BranchNumbers implements NumberCursor {
  readonly kind = 'number';

  constructor(
    private readonly branch: TreeBranch,
    private readonly baskets: BasketCursor,
  ) {}

  get row(): number {
    return this.baskets.row;
  }

  async fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void> {
    const { type, entryBytes = 0, header } = this.branch;
    const read = decode[type];
    const contiguous = entryBytes === widths[type];
    let filled = 0;
    while (filled < count) {
      const basket = await this.baskets.at(handle, from + filled);
      const first = from + filled - basket.firstEntry;
      const length = Math.min(count - filled, basket.entries - first);
      const start = first * entryBytes + header;
      if (contiguous) read(basket.view, start, out, filled, length);
      else for (let i = 0; i < length; i++) read(basket.view, start + i * entryBytes, out, filled + i, 1);
      filled += length;
    }
  }
}

/** Several numbers an entry: an array of fixed length, one with a counter, or a vector. */
export class BranchLists implements ListCursor {
  readonly kind = 'list';
  private readonly offsets = new Int32Array(batchEvents + 1);
  private values = new Float64Array(0);

  constructor(
    private readonly name: string,
    private readonly branch: TreeBranch,
    private readonly baskets: BasketCursor,
  ) {}

  get row(): number {
    return this.baskets.row;
  }

  async fill(handle: FileHandle, from: number, count: number): Promise<ListColumn> {
    let filled = 0;
    let end = 0;
    while (filled < count) {
      const basket = await this.baskets.at(handle, from + filled);
      const first = from + filled - basket.firstEntry;
      const length = Math.min(count - filled, basket.entries - first);
      end = this.append(basket, first, length, filled, end);
      filled += length;
    }
    return { offsets: this.offsets.subarray(0, count + 1), values: this.values };
  }

  /** Writes `length` entries of a basket behind the `end` values there are; @returns the new end. */
  private append(basket: LoadedBasket, first: number, length: number, event: number, end: number): number {
    const { starts } = basket;
    return starts === undefined
      ? this.appendFixed(basket, first, length, event, end)
      : this.appendCounted(basket, starts, first, length, event, end);
  }

  private appendFixed({ view }: LoadedBasket, first: number, length: number, event: number, end: number): number {
    const { type, entryBytes = 0, header, count } = this.branch;
    this.reserve(end, length * count);
    const read = decode[type];
    const contiguous = entryBytes === count * widths[type];
    if (contiguous) read(view, first * entryBytes, this.values, end, length * count);
    for (let i = 0; i < length; i++) {
      if (!contiguous) read(view, (first + i) * entryBytes + header, this.values, end + i * count, count);
      this.offsets[event + i + 1] = end + (i + 1) * count;
    }
    return end + length * count;
  }

  private appendCounted(
    { view }: LoadedBasket,
    starts: Int32Array,
    first: number,
    length: number,
    event: number,
    end: number,
  ): number {
    const { type, header } = this.branch;
    const width = widths[type];
    const begin = starts[first] ?? 0;
    const bytes = (starts[first + length] ?? 0) - begin;
    this.reserve(end, Math.floor(bytes / width));
    const read = decode[type];
    if (header === 0) read(view, begin, this.values, end, Math.floor(bytes / width));
    let at = end;
    for (let i = 0; i < length; i++) {
      const start = (starts[first + i] ?? 0) + header;
      const stop = starts[first + i + 1] ?? 0;
      const count = (stop - start) / width;
      // A vector says before its values how many they are.
      const stated = header === vectorHeader && count >= 0 ? view.getInt32(start - 4) : count;
      if (!Number.isInteger(count) || stated !== count || count < 0) {
        throw new Error(`an entry of branch '${this.name}' does not hold whole numbers of ${type}`);
      }
      if (header > 0) read(view, start, this.values, at, count);
      at += count;
      this.offsets[event + i + 1] = at;
    }
    return at;
  }

  /** Makes room for `more` values behind the first `used`. */
  private reserve(used: number, more: number): void {
    if (used + more <= this.values.length) return;
    const larger = new Float64Array(Math.ceil(1.25 * (used + more)));
    larger.set(this.values.subarray(0, used));
    this.values = larger;
  }
}

/** Bytes before the values of a vector: byte count (4), version (2), number of values (4). */
export const vectorHeader = 10;

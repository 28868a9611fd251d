import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import type { BasketList, BasketRuns } from './basketRuns';
import type { Basket, TreeBranch } from './rootBranches';
import { unpack } from './rootCompression';

/** A basket in memory. */
export interface LoadedBasket {
  readonly firstEntry: number;
  readonly entries: number;
  /** Valid until the cursor goes on to the next basket. */
  readonly view: DataView;
  /** Bytes of the values; what follows them is none of theirs. */
  readonly bytes: number;
  /** Where each entry begins, and the end [entries + 1]; undefined where all are as long. */
  readonly starts: Int32Array | undefined;
}

/** Goes through the baskets of a branch, of which it holds one. */
export class BasketCursor implements BasketList {
  private index = 0;
  private loaded: LoadedBasket | undefined;
  /** For what is unpacked, basket after basket. */
  private memory: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly file: SourceFile,
    private readonly name: string,
    private readonly branch: TreeBranch,
    private readonly runs: BasketRuns,
  ) {
    runs.add(this);
  }

  /** The first entry that it can still give. */
  get row(): number {
    return this.branch.baskets[this.index]?.firstEntry ?? Infinity;
  }

  upcoming(entry: number): readonly Basket[] {
    const { baskets } = this.branch;
    const next = this.index + (this.loaded === undefined ? 0 : 1);
    let end = next;
    while ((baskets[end]?.firstEntry ?? Infinity) < entry) end++;
    return baskets.slice(next, end);
  }

  /** The basket with an entry; entries never go back from call to call. */
  async at(handle: FileHandle, entry: number): Promise<LoadedBasket> {
    for (;;) {
      const basket = this.branch.baskets[this.index];
      if (basket === undefined) throw new Error(`branch '${this.name}' ends at entry ${entry}`);
      if (entry < basket.firstEntry + basket.entries) return (this.loaded ??= await this.load(handle, basket));
      if (basket.place !== undefined) await this.runs.release(basket.place.position);
      this.index++;
      this.loaded = undefined;
    }
  }

  private async load(handle: FileHandle, basket: Basket): Promise<LoadedBasket> {
    const { firstEntry, entries, inside } = basket;
    const { values, end, starts } = inside === undefined ? await this.read(handle, basket) : insideTree(inside);
    const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
    const { entryBytes } = this.branch;
    if (entryBytes !== undefined) {
      if (end !== entries * entryBytes || end > values.length) {
        throw new Error(`a basket of branch '${this.name}' has ${end} bytes for ${entries} entries of ${entryBytes}`);
      }
      return { firstEntry, entries, view, bytes: entries * entryBytes, starts: undefined };
    }
    return { firstEntry, entries, view, bytes: end, starts: this.checked(starts, entries, end) };
  }

  /** A basket in the file: its key, which repeats its sizes, its values, and where its entries begin. */
  private async read(handle: FileHandle, basket: Basket): Promise<BasketContent> {
    const { place, entries } = basket;
    if (place === undefined) throw new Error(`a basket of branch '${this.name}' has no place`);
    const { position, length } = place;
    if (position <= 0 || length < smallestKey || position + length > this.file.size) {
      throw new Error(`a basket of branch '${this.name}' lies outside the file`);
    }
    const stored = await this.runs.read(handle, basket, position, length);
    const key = basketKey(stored);
    if (key === undefined || key.length !== length || key.entries !== entries) {
      throw new Error(`a basket of branch '${this.name}' does not fit the tree`);
    }
    const packed = stored.subarray(key.keyLength);
    if (key.size < 0) throw new Error(`size of a basket of '${this.name}'`);
    const values = key.size === packed.length ? packed : await this.unpacked(packed, key.size);
    const end = key.last - key.keyLength;
    if (this.branch.entryBytes !== undefined) return { values, end, starts: undefined };
    if (end < 0 || end > values.length) throw new Error(`a basket of branch '${this.name}' ends beyond its bytes`);
    return { values, end, starts: writtenStarts(values, end, key.keyLength, entries) };
  }

  private async unpacked(packed: Uint8Array, size: number): Promise<Uint8Array> {
    const bytes = await unpack(packed, size, this.memory);
    if (bytes.length > this.memory.length && bytes.length <= largestKept) this.memory = bytes;
    return bytes;
  }

  private checked(starts: Int32Array | undefined, entries: number, end: number): Int32Array {
    if (starts === undefined) {
      if (entries > 1) throw new Error(`a basket of branch '${this.name}' does not say where its entries begin`);
      return Int32Array.of(0, end);
    }
    let before = 0;
    for (const start of starts) {
      if (start < before) throw new Error(`entries of branch '${this.name}' are out of order`);
      before = start;
    }
    if (starts.length !== entries + 1 || before !== end) {
      throw new Error(`a basket of branch '${this.name}' does not say where its entries begin`);
    }
    return starts;
  }
}

interface BasketContent {
  readonly values: Uint8Array;
  /** Bytes of values among them. */
  readonly end: number;
  readonly starts: Int32Array | undefined;
}

function insideTree({ bytes, entryStarts }: NonNullable<Basket['inside']>): BasketContent {
  const end = bytes.length;
  return { values: bytes, end, starts: entryStarts && Int32Array.from([...entryStarts, end]) };
}

/** What follows the values: how many places, and the places, counted from the start of the key. */
function writtenStarts(values: Uint8Array, end: number, keyLength: number, entries: number): Int32Array | undefined {
  if (values.length < end + 4 * (entries + 1)) return undefined;
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const starts = new Int32Array(entries + 1);
  for (let i = 0; i < entries; i++) starts[i] = view.getInt32(end + 4 * (i + 1)) - keyLength;
  starts[entries] = end;
  return starts;
}

const smallestKey = 45;
const largestKept = 1 << 20;

interface BasketKey {
  readonly length: number;
  readonly size: number;
  readonly keyLength: number;
  readonly entries: number;
  /** Where the values end, counted from the start of the key. */
  readonly last: number;
}

/** TKey and TBasket's own members: https://root.cern/doc/master/classTBasket.html */
function basketKey(bytes: Buffer): BasketKey | undefined {
  const length = bytes.readInt32BE(0);
  const version = bytes.readInt16BE(4);
  const size = bytes.readInt32BE(6);
  const keyLength = bytes.readInt16BE(14);
  // Two positions in the file, of 8 bytes each in files beyond 2 GB; then class, name and title.
  let at = 18 + (version > 1000 ? 16 : 8);
  for (let strings = 0; strings < 3; strings++) {
    const short = bytes[at];
    if (short === undefined || at + 5 > bytes.length) return undefined;
    at += short === 255 ? 5 + bytes.readUInt32BE(at + 1) : 1 + short;
  }
  if (keyLength > bytes.length || at + 10 > bytes.length) return undefined;
  // Version (2), size of the buffer (4), size of an entry (4, negative where a byte of flags follows), entries (4),
  // end of the values (4).
  const counts = at + (bytes.readInt32BE(at + 6) < 0 ? 11 : 10);
  if (counts + 8 > bytes.length) return undefined;
  return { length, size, keyLength, entries: bytes.readInt32BE(counts), last: bytes.readInt32BE(counts + 4) };
}

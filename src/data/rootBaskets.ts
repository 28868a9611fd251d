import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from './eventSource';
import { readFully } from './fileStamp';
import type { Basket, FlatBranch, NumberType } from './rootBranches';
import { unpack } from './rootCompression';

/** Copies the values of consecutive entries of one branch into arrays, reading each basket once. */
export class BasketCursor {
  private index = 0;
  private values: DataView | undefined;
  private readonly baskets: readonly Basket[];
  private readonly width: number;

  constructor(
    private readonly handle: FileHandle,
    private readonly file: SourceFile,
    private readonly name: string,
    private readonly branch: FlatBranch,
  ) {
    this.baskets = branch.baskets;
    this.width = widths[branch.type];
  }

  /** Fills `out[0, count)` with entries `from` to `from + count`; entries never go back from call to call. */
  async fill(out: Float64Array, from: number, count: number): Promise<void> {
    let filled = 0;
    while (filled < count) {
      const entry = from + filled;
      const basket = this.baskets[this.index];
      if (basket === undefined) throw new Error(`branch '${this.name}' ends at entry ${entry}`);
      const end = basket.firstEntry + basket.entries;
      if (entry >= end) {
        this.index++;
        this.values = undefined;
        continue;
      }
      this.values ??= await this.load(basket);
      const length = Math.min(count - filled, end - entry);
      decode[this.branch.type](this.values, (entry - basket.firstEntry) * this.width, out, filled, length);
      filled += length;
    }
  }

  private async load(basket: Basket): Promise<DataView> {
    const bytes = basket.bytes ?? (await this.loadPlace(basket));
    if (bytes.length < basket.entries * this.width) throw new Error(`a basket of branch '${this.name}' is too short`);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A basket in the file: its key, which repeats its sizes, and its values. */
  private async loadPlace({ place, entries }: Basket): Promise<Uint8Array> {
    if (place === undefined) throw new Error(`a basket of branch '${this.name}' has no place`);
    const { position, length } = place;
    if (position <= 0 || length < smallestKey || position + length > this.file.size) {
      throw new Error(`a basket of branch '${this.name}' lies outside the file`);
    }
    const stored = await readFully(this.handle, this.file.path, position, length);
    const key = basketKey(stored);
    if (key === undefined || key.length !== length || key.entries !== entries) {
      throw new Error(`a basket of branch '${this.name}' does not fit the tree`);
    }
    const values = stored.subarray(key.keyLength);
    if (key.size === values.length) return values;
    // Offsets of entries may follow the values; a size far beyond both is no size.
    if (key.size < 0 || key.size > 16 * entries * this.width + 1024)
      throw new Error(`size of a basket of '${this.name}'`);
    return unpack(values, key.size);
  }
}

const smallestKey = 45;

/** TKey and TBasket's own members: https://root.cern/doc/master/classTBasket.html */
function basketKey(bytes: Buffer): { length: number; size: number; keyLength: number; entries: number } | undefined {
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
  if (keyLength > bytes.length || at + 19 > bytes.length) return undefined;
  // Version (2), size of the buffer (4), size of an entry (4, negative where a byte of flags follows), entries (4).
  const entrySize = bytes.readInt32BE(at + 6);
  const entries = bytes.readInt32BE(at + (entrySize < 0 ? 11 : 10));
  return { length, size, keyLength, entries };
}

const widths: Record<NumberType, number> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** Values from `offset` of the view → `out` from `at`, `count` of them. */
type Decode = (view: DataView, offset: number, out: Float64Array, at: number, count: number) => void;

const decode: Record<NumberType, Decode> = {
  bool: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint8(offset + i) === 0 ? 0 : 1;
  },
  int8: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt8(offset + i);
  },
  uint8: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint8(offset + i);
  },
  int16: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt16(offset + 2 * i);
  },
  uint16: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint16(offset + 2 * i);
  },
  int32: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt32(offset + 4 * i);
  },
  uint32: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint32(offset + 4 * i);
  },
  // Both halves are exact and only their sum is rounded: the nearest double to any 64-bit number, without a BigInt.
  int64: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) {
      out[at + i] = view.getInt32(offset + 8 * i) * 4294967296 + view.getUint32(offset + 8 * i + 4);
    }
  },
  uint64: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) {
      out[at + i] = view.getUint32(offset + 8 * i) * 4294967296 + view.getUint32(offset + 8 * i + 4);
    }
  },
  float32: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getFloat32(offset + 4 * i);
  },
  float64: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getFloat64(offset + 8 * i);
  },
};

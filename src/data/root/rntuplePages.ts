/** Elements of the columns of an RNTuple, page by page. */
import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import { readFully } from '../file/fileStamp';
import { halfFloat } from '../numberArray';
import type { Cluster, Page, PhysicalColumn } from './rntupleEnvelope';
import { unpack } from './rootCompression';

/** The ways to write the same field: in each cluster one of them is there. */
export type Representations = readonly { readonly number: number; readonly column: PhysicalColumn }[];

/** Copies consecutive elements of a column out of the pages of clusters; it holds one page. */
export class PageCursor {
  private held: { readonly page: Page; readonly values: Float64Array } | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly name: string,
    private readonly representations: Representations,
  ) {}

  /**
   * Fills `out` from `at` with `count` elements of a cluster, from its element `from` on.
   * @param total elements that the column has in the cluster, where that is known
   */
  async fill(
    handle: FileHandle,
    cluster: Cluster,
    out: Float64Array,
    at: number,
    from: number,
    count: number,
    total: number | undefined,
  ): Promise<void> {
    if (count === 0) return;
    const { column, pages } = this.pagesIn(cluster);
    const written = pages.reduce((sum, page) => sum + page.elements, 0);
    // A column that was added later has nothing for the entries before: they are zero.
    const zeros = column.firstElement > 0 && total !== undefined ? Math.max(0, total - written) : 0;
    let filled = Math.max(0, Math.min(count, zeros - from));
    out.fill(0, at, at + filled);
    let first = zeros;
    for (const page of pages) {
      const next = first + page.elements;
      if (filled < count && from + filled < next) {
        const values = await this.load(handle, page, column);
        const start = from + filled - first;
        const length = Math.min(count - filled, page.elements - start);
        out.set(values.subarray(start, start + length), at + filled);
        filled += length;
      }
      first = next;
      if (filled === count) return;
    }
    if (filled < count) throw new Error(`pages of '${this.name}' end too early`);
  }

  private pagesIn(cluster: Cluster): { readonly column: PhysicalColumn; readonly pages: readonly Page[] } {
    for (const { number, column } of this.representations) {
      const listed = cluster.columns[number];
      if (listed?.suppressed === false) return { column, pages: listed.pages };
      // A cluster from before the column was added does not list it.
      if (listed === undefined && column.firstElement > 0) return { column, pages: [] };
    }
    throw new Error(`a cluster does not have '${this.name}'`);
  }

  private async load(handle: FileHandle, page: Page, column: PhysicalColumn): Promise<Float64Array> {
    if (this.held?.page === page) return this.held.values;
    const { position, length } = page.locator;
    const size = Math.ceil((page.elements * column.bits) / 8);
    if (position <= 0 || length <= 0 || position + length > this.file.size || size > largestPage) {
      throw new Error(`a page of '${this.name}' lies outside the file`);
    }
    const stored = await readFully(handle, this.file.path, position, length);
    const bytes = length === size ? stored : await unpack(stored, size);
    const values = decodePage(bytes, page.elements, column);
    this.held = { page, values };
    return values;
  }
}

/** Pages have a few hundred kB; ROOT refuses to write any beyond 1 GB. */
const largestPage = 2 ** 30;

/** ROOT's numbers of the types of columns. */
const columnTypes = {
  bit: 0x00,
  byte: 0x01,
  char: 0x02,
  index32: 0x0e,
  index64: 0x0f,
  switch: 0x10,
  splitIndex32: 0x1a,
  splitIndex64: 0x1b,
} as const;

/** Makes numbers of little-endian bytes that begin where an array of them may. */
type Decode = (bytes: ArrayBuffer, n: number, out: Float64Array) => void;

// Copying between typed arrays is what the engine does fastest; as all that Node runs on, it is little-endian.
const plain: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [0x01, (bytes, n, out) => out.set(new Uint8Array(bytes, 0, n))],
  [0x02, (bytes, n, out) => out.set(new Int8Array(bytes, 0, n))],
  [0x03, (bytes, n, out) => out.set(new Int8Array(bytes, 0, n))],
  [0x04, (bytes, n, out) => out.set(new Uint8Array(bytes, 0, n))],
  [0x05, (bytes, n, out) => out.set(new Int16Array(bytes, 0, n))],
  [0x06, (bytes, n, out) => out.set(new Uint16Array(bytes, 0, n))],
  [0x07, (bytes, n, out) => out.set(new Int32Array(bytes, 0, n))],
  [0x08, (bytes, n, out) => out.set(new Uint32Array(bytes, 0, n))],
  [0x09, decodeInt64],
  [0x0a, decodeUint64],
  [0x0b, decodeHalf],
  [0x0c, (bytes, n, out) => out.set(new Float32Array(bytes, 0, n))],
  [0x0d, (bytes, n, out) => out.set(new Float64Array(bytes, 0, n))],
  [0x0e, (bytes, n, out) => out.set(new Uint32Array(bytes, 0, n))],
  [0x0f, decodeUint64],
]);

/** Types whose bytes are sorted: all first bytes, then all second ones, …; and the type they are of once put together. */
const split: ReadonlyMap<
  number,
  { readonly of: number; readonly width: number; readonly code: 'none' | 'zigzag' | 'delta' }
> = new Map([
  [0x11, { of: 0x05, width: 2, code: 'zigzag' }],
  [0x12, { of: 0x06, width: 2, code: 'none' }],
  [0x13, { of: 0x07, width: 4, code: 'zigzag' }],
  [0x14, { of: 0x08, width: 4, code: 'none' }],
  [0x15, { of: 0x09, width: 8, code: 'zigzag' }],
  [0x16, { of: 0x0a, width: 8, code: 'none' }],
  [0x18, { of: 0x0c, width: 4, code: 'none' }],
  [0x19, { of: 0x0d, width: 8, code: 'none' }],
  [0x1a, { of: 0x0e, width: 4, code: 'delta' }],
  [0x1b, { of: 0x0f, width: 8, code: 'delta' }],
]);

const truncated = 0x1c;
const quantised = 0x1d;

/** Whether elements of this type are numbers that can be read. */
export function isNumberColumn({ type }: PhysicalColumn): boolean {
  return (
    type === columnTypes.bit ||
    type === truncated ||
    type === quantised ||
    ((plain.has(type) || split.has(type)) && !isIndexColumn(type))
  );
}

export function isIndexColumn(type: number): boolean {
  const { index32, index64, splitIndex32, splitIndex64 } = columnTypes;
  return type === index32 || type === index64 || type === splitIndex32 || type === splitIndex64;
}

/** @param bytes [⌈n · bits / 8⌉] */
export function decodePage(bytes: Uint8Array, n: number, { type, bits, range }: PhysicalColumn): Float64Array {
  const out = new Float64Array(n);
  if (type === columnTypes.bit) {
    for (let i = 0; i < n; i++) out[i] = ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1;
    return out;
  }
  if (type === truncated) return decodeTruncated(bytes, n, bits, out);
  if (type === quantised) return decodeQuantised(bytes, n, bits, range, out);
  const sorted = split.get(type);
  const read = plain.get(sorted?.of ?? type);
  if (read === undefined) throw new Error(`a column has the type ${type}, which is not known`);
  const joined = sorted === undefined ? new Uint8Array(bytes) : joinBytes(bytes, n, sorted.width);
  if (sorted?.code === 'zigzag') unfold(new DataView(joined.buffer), n, sorted.width);
  read(joined.buffer, n, out);
  if (sorted?.code === 'delta') {
    let sum = 0;
    for (let i = 0; i < n; i++) out[i] = sum += out[i]!;
  }
  return out;
}

/** Both halves are exact and only their sum is rounded. */
function decodeInt64(bytes: ArrayBuffer, n: number, out: Float64Array): void {
  const low = new Uint32Array(bytes, 0, 2 * n);
  const high = new Int32Array(bytes, 0, 2 * n);
  for (let i = 0; i < n; i++) out[i] = high[2 * i + 1]! * 4294967296 + low[2 * i]!;
}

function decodeUint64(bytes: ArrayBuffer, n: number, out: Float64Array): void {
  const words = new Uint32Array(bytes, 0, 2 * n);
  for (let i = 0; i < n; i++) out[i] = words[2 * i + 1]! * 4294967296 + words[2 * i]!;
}

function decodeHalf(bytes: ArrayBuffer, n: number, out: Float64Array): void {
  const bits = new Uint16Array(bytes, 0, n);
  for (let i = 0; i < n; i++) out[i] = halfFloat(bits[i]!);
}

function joinBytes(bytes: Uint8Array, n: number, width: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(n * width);
  for (let byte = 0; byte < width; byte++) {
    for (let i = 0, at = byte, from = byte * n; i < n; i++, at += width, from++) joined[at] = bytes[from]!;
  }
  return joined;
}

/** 0, 1, 2, 3, … → 0, −1, 1, −2, … */
function unfold(view: DataView, n: number, width: number): void {
  for (let at = 0; at < n * width; at += width) {
    if (width === 2) {
      const x = view.getUint16(at, true);
      view.setInt16(at, (x >>> 1) ^ -(x & 1), true);
    } else if (width === 4) {
      const x = view.getUint32(at, true);
      view.setInt32(at, (x >>> 1) ^ -(x & 1), true);
    } else {
      const low = view.getUint32(at, true);
      const high = view.getUint32(at + 4, true);
      const sign = -(low & 1);
      view.setUint32(at, ((low >>> 1) | ((high & 1) << 31)) ^ sign, true);
      view.setUint32(at + 4, (high >>> 1) ^ sign, true);
    }
  }
}

/** The upper bits of float32. */
function decodeTruncated(bytes: Uint8Array, n: number, bits: number, out: Float64Array): Float64Array {
  const word = new Uint32Array(1);
  const float = new Float32Array(word.buffer);
  for (let i = 0; i < n; i++) {
    word[0] = bitsAt(bytes, i * bits, bits) * 2 ** (32 - bits);
    out[i] = float[0] ?? 0;
  }
  return out;
}

/** Whole numbers that divide a range evenly. */
function decodeQuantised(
  bytes: Uint8Array,
  n: number,
  bits: number,
  range: PhysicalColumn['range'],
  out: Float64Array,
): Float64Array {
  if (range === undefined) throw new Error('a quantised column does not say its range');
  const step = (range.to - range.from) / (2 ** bits - 1);
  for (let i = 0; i < n; i++) out[i] = Math.fround(range.from + bitsAt(bytes, i * bits, bits) * step);
  return out;
}

function bitsAt(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let taken = 0; taken < count;) {
    const at = from + taken;
    const take = Math.min(8 - (at & 7), count - taken);
    value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & ((1 << take) - 1)) * 2 ** taken;
    taken += take;
  }
  return value;
}

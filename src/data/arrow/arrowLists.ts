import type { FileHandle } from 'node:fs/promises';
import type { ListColumn, SourceFile } from '../eventSource';
import { ListBuffer } from '../listBuffer';
import type { ListCursor } from '../rowSource';
import type { ArrowBatch, ArrowBatches } from './arrowBatches';
import { bitsOf, isValid, markNulls, numbersOf, readRange, readValidity, type TakeNumbers } from './arrowBuffers';
import type { ArrowList, ArrowPlace } from './arrowSchema';

/** Rows in memory: of a compressed batch all, of another some. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** Elements of each row. */
  readonly counts: Int32Array;
  /** Of the rows one after the other. */
  readonly values: Float64Array;
}

/** A multiple of 8: bits of pieces begin with a byte. */
const pieceRows = 1 << 13;
const mostElements = 1 << 25;

/** The rows of one column of lists. A list that is null is empty; an element that is null is NaN. */
export class ArrowLists implements ListCursor {
  readonly kind = 'list';
  readonly row = 0;
  private piece: Piece | undefined;
  private readonly take: TakeNumbers;
  private readonly lists = new ListBuffer();

  constructor(
    private readonly file: SourceFile,
    private readonly batches: ArrowBatches,
    private readonly place: ArrowPlace,
    private readonly list: ArrowList,
  ) {
    this.take = numbersOf(list.elements.format);
  }

  async fill(handle: FileHandle, from: number, count: number): Promise<ListColumn> {
    this.lists.clear();
    for (let filled = 0; filled < count;) {
      const row = from + filled;
      if (this.piece === undefined || row < this.piece.from || row >= this.piece.to) {
        this.piece = undefined;
        this.piece = await this.load(handle, row);
      }
      const { piece } = this;
      const first = row - piece.from;
      const rows = Math.min(count - filled, piece.to - row);
      const before = sum(piece.counts, 0, first);
      const elements = sum(piece.counts, first, first + rows);
      this.lists.append(piece.values.subarray(before, before + elements), piece.counts, first, rows);
      filled += rows;
    }
    return this.lists.column(count);
  }

  private async load(handle: FileHandle, row: number): Promise<Piece> {
    const batch = await this.batches.batchAt(handle, row);
    const { place } = this;
    if (batch.nodes[place.node]?.rows !== batch.rows || row >= batch.firstRow + batch.rows)
      throw new Error('a column has not the length of its batch');
    const inBatch = row - batch.firstRow;
    const first = batch.compression === 'none' ? inBatch - (inBatch % 8) : 0;
    const end = batch.compression === 'none' ? Math.min(batch.rows, first + pieceRows) : batch.rows;
    const offsets = await this.offsets(handle, batch, first, end);
    const validity = await readValidity(handle, this.file, batch, place, first, end);
    const elements = await this.elements(handle, batch, offsets[0] ?? 0, offsets[end - first] ?? 0);
    return { from: batch.firstRow + first, to: batch.firstRow + end, ...withoutNulls(offsets, validity, elements) };
  }

  /** Where the elements of rows [first, end) begin among those of the batch, and where the last end. */
  private async offsets(handle: FileHandle, batch: ArrowBatch, first: number, end: number): Promise<Float64Array> {
    const { offsets: how } = this.list;
    const rows = end - first;
    if (typeof how === 'number') return Float64Array.from({ length: rows + 1 }, (_, index) => (first + index) * how);
    const offsets = new Float64Array(rows + 1);
    const size = how === 'int32' ? 4 : 8;
    const bytes = await readRange(handle, this.file, batch, this.place.buffer + 1, first, end + 1, 8 * size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    numbersOf({ kind: 'int', size, littleEndian: true })(view, 0, offsets, 0, rows + 1);
    for (let i = 0; i < rows; i++) if (!(offsets[i + 1]! >= offsets[i]!)) throw new Error('lists are out of order');
    return offsets;
  }

  private async elements(handle: FileHandle, batch: ArrowBatch, from: number, to: number): Promise<Float64Array> {
    const { elements } = this.list;
    const stored = batch.nodes[elements.node]?.rows ?? 0;
    if (!(from >= 0 && to <= stored && to - from <= mostElements)) throw new Error('lists have impossible lengths');
    const values = new Float64Array(to - from);
    if (to === from) return values;
    const start = batch.compression === 'none' ? from - (from % 8) : 0;
    const end = batch.compression === 'none' ? to : stored;
    const bytes = await readRange(handle, this.file, batch, elements.buffer + 1, start, end, bitsOf(elements.format));
    const validity = await readValidity(handle, this.file, batch, elements, start, end);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.take(view, from - start, values, 0, to - from);
    markNulls(validity, from - start, values, 0, to - from);
    return values;
  }
}

/** Lists that are null may have elements all the same, which mean nothing. */
function withoutNulls(
  offsets: Float64Array,
  validity: Uint8Array | undefined,
  elements: Float64Array,
): Pick<Piece, 'counts' | 'values'> {
  const counts = new Int32Array(offsets.length - 1);
  const start = offsets[0] ?? 0;
  let filled = 0;
  for (let row = 0; row < counts.length; row++) {
    if (validity !== undefined && !isValid(validity, row)) continue;
    const from = offsets[row]! - start;
    const to = offsets[row + 1]! - start;
    counts[row] = to - from;
    if (filled < from) elements.copyWithin(filled, from, to);
    filled += to - from;
  }
  return { counts, values: elements.subarray(0, filled) };
}

function sum(counts: Int32Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += counts[i]!;
  return total;
}

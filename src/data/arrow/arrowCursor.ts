import type { FileHandle } from 'node:fs/promises';
import type { ArrowBatch, ArrowBatches } from './arrowBatches';
import type { ArrowPlace } from './arrowSchema';
import type { SourceFile } from '../eventSource';
import { readFully } from '../file/fileStamp';
import { numberDecoder, type DecodeNumbers } from '../numberArray';
import type { NumberCursor } from '../rowSource';
import { largestUnpacked, unpackBytes } from '../compression/unpackBytes';

/** Rows of a column in memory: of a compressed batch all, of another some. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly values: DataView;
  /** A bit a row, 0 where it is null; undefined where none is. */
  readonly validity: Uint8Array | undefined;
}

/** A multiple of 8: bits of pieces begin with a byte. */
const pieceRows = 1 << 17;

/** The rows of one column of numbers. */
export class ArrowCursor implements NumberCursor {
  readonly kind = 'number';
  readonly row = 0;
  private piece: Piece | undefined;
  private readonly decode: DecodeNumbers | undefined;
  /** Bits of a value. */
  private readonly bits: number;

  constructor(
    private readonly file: SourceFile,
    private readonly batches: ArrowBatches,
    private readonly place: ArrowPlace,
  ) {
    const { format } = place;
    this.decode = format === 'bits' ? undefined : numberDecoder(format);
    this.bits = format === 'bits' ? 1 : 8 * format.size;
  }

  async fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void> {
    for (let filled = 0; filled < count;) {
      const row = from + filled;
      if (this.piece === undefined || row < this.piece.from || row >= this.piece.to) {
        // Forgotten first, so that there are never two.
        this.piece = undefined;
        this.piece = await this.load(handle, row);
      }
      const { piece } = this;
      const length = Math.min(count - filled, piece.to - row);
      this.take(piece, row - piece.from, out, filled, length);
      filled += length;
    }
  }

  private take({ values, validity }: Piece, first: number, out: Float64Array, at: number, count: number): void {
    if (this.decode !== undefined) {
      const bytes = this.bits / 8;
      this.decode(values, first * bytes, bytes, out, at, count);
    } else {
      for (let i = 0; i < count; i++) out[at + i] = (values.getUint8((first + i) >> 3) >> ((first + i) & 7)) & 1;
    }
    if (validity === undefined) return;
    for (let i = 0; i < count; i++) {
      const bit = first + i;
      if (((validity[bit >> 3]! >> (bit & 7)) & 1) === 0) out[at + i] = Number.NaN;
    }
  }

  private async load(handle: FileHandle, row: number): Promise<Piece> {
    const batch = await this.batches.batchAt(handle, row);
    const node = batch.nodes[this.place.node];
    if (node?.rows !== batch.rows || row >= batch.firstRow + batch.rows)
      throw new Error('a column has not the length of its batch');
    const inBatch = row - batch.firstRow;
    const first = batch.compression === 'none' ? inBatch - (inBatch % 8) : 0;
    const end = batch.compression === 'none' ? Math.min(batch.rows, first + pieceRows) : batch.rows;
    const values = await this.read(handle, batch, this.place.buffer + 1, first, end, this.bits);
    const validity = node.nulls === 0 ? undefined : await this.read(handle, batch, this.place.buffer, first, end, 1);
    return {
      from: batch.firstRow + first,
      to: batch.firstRow + end,
      values: new DataView(values.buffer, values.byteOffset, values.byteLength),
      // A column without nulls may leave its bits out.
      validity: validity?.length === 0 ? undefined : validity,
    };
  }

  /** Bytes of rows [first, end) of a buffer; nothing of one that is empty. */
  private async read(
    handle: FileHandle,
    batch: ArrowBatch,
    index: number,
    first: number,
    end: number,
    bits: number,
  ): Promise<Uint8Array> {
    const buffer = batch.buffers[index];
    if (buffer === undefined) throw new Error('a column has no values');
    const { from, to } = buffer;
    if (from === to && bits === 1 && index === this.place.buffer) return new Uint8Array(0);
    const start = (first * bits) / 8;
    const length = Math.ceil((end * bits) / 8) - start;
    if (batch.compression === 'none') {
      if (from + start + length > to) throw new Error('a column is shorter than its batch');
      return readFully(handle, this.file.path, from + start, length);
    }
    if (to - from < 8) throw new Error('a compressed column has no length');
    const packed = await readFully(handle, this.file.path, from, to - from);
    const size = Number(packed.readBigInt64LE(0));
    const body = packed.subarray(8);
    // Buffers that would grow are stored as they are.
    const unpacked = size === -1 ? body : unpackBytes(batch.compression, body, sizeWithin(size, length));
    if (unpacked.length < length) throw new Error('a column is shorter than its batch');
    return unpacked;
  }
}

/** Buffers are filled up to a multiple of 64 bytes. */
function sizeWithin(size: number, needed: number): number {
  if (!(size >= needed && size <= needed + 4096 && size <= largestUnpacked)) {
    throw new Error('a compressed column has an impossible length');
  }
  return size;
}

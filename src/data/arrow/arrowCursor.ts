import type { FileHandle } from 'node:fs/promises';
import type { ArrowBatches } from './arrowBatches';
import type { ArrowPlace } from './arrowSchema';
import type { SourceFile } from '../eventSource';
import type { NumberCursor } from '../rowSource';
import { bitsOf, markNulls, numbersOf, readRange, readValidity, type TakeNumbers } from './arrowBuffers';

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
  private readonly take: TakeNumbers;
  /** Bits of a value. */
  private readonly bits: number;

  constructor(
    private readonly file: SourceFile,
    private readonly batches: ArrowBatches,
    private readonly place: ArrowPlace,
  ) {
    this.take = numbersOf(place.format);
    this.bits = bitsOf(place.format);
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
      this.take(piece.values, row - piece.from, out, filled, length);
      markNulls(piece.validity, row - piece.from, out, filled, length);
      filled += length;
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
    const values = await readRange(handle, this.file, batch, this.place.buffer + 1, first, end, this.bits);
    const validity =
      node.nulls === 0 ? undefined : await readValidity(handle, this.file, batch, this.place, first, end);
    return {
      from: batch.firstRow + first,
      to: batch.firstRow + end,
      values: new DataView(values.buffer, values.byteOffset, values.byteLength),
      validity,
    };
  }
}

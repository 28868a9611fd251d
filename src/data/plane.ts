import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from './eventSource';
import { readFully } from './file/fileStamp';
import { numberDecoder, type DecodeNumbers, type NumberFormat } from './numberArray';
import type { NumberCursor } from './rowSource';

/** Rows of one length in bytes that lie one after the other; columns are numbers in them. */
export interface Plane {
  /** The first row that it can still give. */
  readonly row: number;
  /** The rows around one, as they are held in memory. */
  blockAt(handle: FileHandle, row: number): Promise<Block>;
}

export interface Block {
  readonly from: number;
  readonly to: number;
  readonly view: DataView;
}

const blockBytes = 1 << 20;

/** How many rows are held at a time. */
function rowsOfBlock(rowBytes: number): number {
  return Math.max(1, Math.floor(blockBytes / Math.max(1, rowBytes)));
}

/** Rows in any order, of which one block is held. */
export abstract class BlockPlane implements Plane {
  readonly row = 0;
  private held: { readonly from: number; readonly to: number; readonly block: Promise<Block> } | undefined;

  async blockAt(handle: FileHandle, row: number): Promise<Block> {
    let { held } = this;
    if (held === undefined || row < held.from || row >= held.to) {
      const { from, to } = this.rangeAround(row);
      held = { from, to, block: this.load(handle, from, to) };
      this.held = held;
    }
    try {
      return await held.block;
    } catch (error) {
      if (this.held === held) this.held = undefined;
      throw error;
    }
  }

  /** The rows that are read together with one. */
  protected abstract rangeAround(row: number): { readonly from: number; readonly to: number };
  protected abstract load(handle: FileHandle, from: number, to: number): Promise<Block>;
}

/** Rows as they lie in the file. */
export class StoredPlane extends BlockPlane {
  /** @param position of the first row, which with all others is inside the file */
  constructor(
    private readonly file: SourceFile,
    private readonly position: number,
    private readonly rowBytes: number,
    private readonly rows: number,
  ) {
    super();
  }

  protected rangeAround(row: number): { readonly from: number; readonly to: number } {
    return { from: row, to: Math.min(this.rows, row + rowsOfBlock(this.rowBytes)) };
  }

  protected async load(handle: FileHandle, from: number, to: number): Promise<Block> {
    const position = this.position + from * this.rowBytes;
    const bytes = await readFully(handle, this.file.path, position, (to - from) * this.rowBytes);
    return { from, to, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }
}

/** Rows that are unpacked from a start, forward only. */
export class StreamedPlane implements Plane {
  private held: Block | undefined;
  private pending: Promise<unknown> = Promise.resolve();
  private pieces: AsyncGenerator<Buffer, void, undefined> | undefined;
  private rest: Buffer = Buffer.alloc(0);

  /**
   * @param open the bytes from their start
   * @param skippedBytes in front of the first row
   */
  constructor(
    private readonly open: (handle: FileHandle) => AsyncGenerator<Buffer, void, undefined>,
    private skippedBytes: number,
    private readonly rowBytes: number,
    private readonly rows: number,
  ) {}

  get row(): number {
    return this.held?.from ?? 0;
  }

  async blockAt(handle: FileHandle, row: number): Promise<Block> {
    // Columns of the same rows ask at the same time: the first of them reads.
    const turn = this.pending.then(async () => {
      while (this.held === undefined || row >= this.held.to) await this.advance(handle);
      return this.held;
    });
    // Who asked hears of an error; the next may try again.
    this.pending = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.pieces?.return();
  }

  private async advance(handle: FileHandle): Promise<void> {
    const from = this.held?.to ?? 0;
    const to = Math.min(this.rows, from + rowsOfBlock(this.rowBytes));
    if (to === from) throw new Error(`its values end at row ${from}`);
    const bytes = await this.take(handle, (to - from) * this.rowBytes);
    this.held = { from, to, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }

  private async take(handle: FileHandle, length: number): Promise<Buffer> {
    this.pieces ??= this.open(handle);
    const bytes = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    for (;;) {
      const skipped = Math.min(this.skippedBytes, this.rest.length);
      this.skippedBytes -= skipped;
      const copied = this.rest.copy(bytes, filled, skipped);
      this.rest = this.rest.subarray(skipped + copied);
      filled += copied;
      if (filled === length) return bytes;
      const next = await this.pieces.next();
      if (next.done === true) throw new Error('its compressed values end too early');
      this.rest = next.value;
    }
  }
}

/** A column of numbers in the rows of a plane. */
export class PlaneCursor implements NumberCursor {
  readonly kind = 'number';
  private readonly decode: DecodeNumbers;

  /** @param offset in a row, in bytes */
  constructor(
    private readonly plane: Plane,
    private readonly offset: number,
    private readonly rowBytes: number,
    format: NumberFormat,
  ) {
    this.decode = numberDecoder(format);
  }

  get row(): number {
    return this.plane.row;
  }

  async fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void> {
    for (let filled = 0; filled < count;) {
      const row = from + filled;
      const block = await this.plane.blockAt(handle, row);
      const length = Math.min(count - filled, block.to - row);
      this.decode(block.view, (row - block.from) * this.rowBytes + this.offset, this.rowBytes, out, filled, length);
      filled += length;
    }
  }
}

import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import { readFully } from '../file/fileStamp';
import { FlatTable, wholeNumber } from '../flatTable';

/** Where a record batch lies in the file. */
export interface ArrowBlock {
  readonly position: number;
  readonly metadataBytes: number;
  readonly bodyBytes: number;
}

export interface ArrowBatch {
  readonly firstRow: number;
  readonly rows: number;
  readonly nodes: readonly { readonly rows: number; readonly nulls: number }[];
  /** Ranges of bytes in the file. */
  readonly buffers: readonly { readonly from: number; readonly to: number }[];
  readonly compression: 'none' | 'LZ4_FRAME' | 'ZSTD';
}

const mostBatches = 1_000_000;
const largestMetadata = 1 << 26;
const recordBatch = 3;

/** The record batches of a file; what one says of its buffers is read when it is its turn. */
export class ArrowBatches {
  private readonly firstRows: number[] = [];
  private held: { readonly index: number; readonly batch: Promise<ArrowBatch> } | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly blocks: readonly ArrowBlock[],
  ) {
    if (blocks.length > mostBatches) throw new Error(`it claims to have ${blocks.length} batches`);
  }

  /** Reads how many rows there are in each batch. */
  async survey(
    handle: FileHandle,
  ): Promise<{ readonly rows: number; readonly edges: readonly number[]; readonly compression: string }> {
    let rows = 0;
    const compressions = new Set<string>();
    for (const index of this.blocks.keys()) {
      this.firstRows.push(rows);
      const batch = await this.load(handle, index);
      rows += batch.rows;
      compressions.add(batch.compression === 'LZ4_FRAME' ? 'LZ4' : batch.compression);
    }
    if (!Number.isSafeInteger(rows)) throw new Error('its batches have an impossible number of rows');
    this.firstRows.push(rows);
    const edges = this.firstRows.filter((edge, index) => edge > (this.firstRows[index - 1] ?? 0));
    return { rows, edges, compression: compressions.size === 0 ? 'none' : [...compressions].join(', ') };
  }

  /** The batch that holds a row. */
  async batchAt(handle: FileHandle, row: number): Promise<ArrowBatch> {
    let low = 0;
    let high = this.blocks.length;
    // The last batch that begins at the row or before.
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.firstRows[middle] ?? 0) <= row) low = middle;
      else high = middle;
    }
    let { held } = this;
    if (held?.index !== low) {
      held = { index: low, batch: this.load(handle, low) };
      this.held = held;
    }
    try {
      return await held.batch;
    } catch (error) {
      if (this.held === held) this.held = undefined;
      throw error;
    }
  }

  private async load(handle: FileHandle, index: number): Promise<ArrowBatch> {
    const block = this.blocks[index];
    if (block === undefined) throw new Error(`there is no batch ${index}`);
    const { position, metadataBytes, bodyBytes } = block;
    const body = position + metadataBytes;
    if (!(
      position >= 8 &&
      metadataBytes > 8 &&
      metadataBytes <= largestMetadata &&
      bodyBytes >= 0 &&
      body + bodyBytes <= this.file.size
    )) {
      throw new Error('a batch lies outside the file');
    }
    const bytes = await readFully(handle, this.file.path, position, metadataBytes);
    // Since 0.15 a mark of four bytes comes before the length.
    const start = bytes.readInt32LE(0) === -1 ? 8 : 4;
    const message = FlatTable.root(new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start));
    const header = message.table(2);
    if (message.int8(1) !== recordBatch || header === undefined) throw new Error('a batch has no description');
    const rows = header.int64(0);
    if (!(Number.isSafeInteger(rows) && rows >= 0)) throw new Error('a batch has an impossible number of rows');
    const codec = header.table(3);
    const compression = codec === undefined ? 'none' : (['LZ4_FRAME', 'ZSTD'] as const)[codec.int8(0)];
    if (compression === undefined) throw new Error('a batch is compressed in an unknown way');
    return {
      firstRow: this.firstRows[index] ?? 0,
      rows,
      nodes: header.structs(1, 16, (view, at) => ({ rows: wholeNumber(view, at), nulls: wholeNumber(view, at + 8) })),
      buffers: header.structs(2, 16, (view, at) => {
        const from = wholeNumber(view, at);
        const length = wholeNumber(view, at + 8);
        if (!(from >= 0 && length >= 0 && from + length <= bodyBytes))
          throw new Error('a column lies outside its batch');
        return { from: body + from, to: body + from + length };
      }),
      compression,
    };
  }
}

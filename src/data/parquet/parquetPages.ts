import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CompressionCodec, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { AnalysisError } from '../../config/analysisError';
import { largestUnpacked, unpackBytes, type Compression } from '../compression/unpackBytes';
import type { SourceFile } from '../eventSource';
import { FileWindow } from '../file/fileWindow';
import { withTimeLimit } from '../file/timeLimit';
import type { ParquetValues } from './parquetColumns';
import type { ColumnChunk, ParquetRowGroup } from './parquetRowGroups';
import type { Dictionary } from './parquetRuns';
import { dictionaryValues } from './parquetValues';

/** A page of values in the file. */
export interface StoredPage {
  readonly header: PageHeader;
  /** Of its bytes, behind the header. */
  readonly position: number;
}

/** The pages of one column, row group by row group. */
export class ParquetPages {
  /** Of the row group. */
  dictionary: Dictionary | undefined;
  private chunk: ColumnChunk | undefined;
  /** Of the next page in the file. */
  private position = 0;
  private readonly window: FileWindow;
  /** For what is unpacked, page after page. */
  private memory: Uint8Array = new Uint8Array(0);

  /** @param bytesAhead how far is read ahead at most */
  constructor(
    private readonly file: SourceFile,
    private readonly name: string,
    private readonly values: ParquetValues,
    bytesAhead: number,
  ) {
    this.window = new FileWindow(file, bytesAhead);
  }

  /** Goes to the start of a row group. */
  open(group: ParquetRowGroup): void {
    this.chunk = group.chunks.get(this.name);
    this.position = this.chunk?.position ?? 0;
    this.dictionary = undefined;
  }

  /** The next page of values; undefined behind the last of the row group. */
  async next(handle: FileHandle): Promise<StoredPage | undefined> {
    const { chunk } = this;
    if (chunk === undefined) throw new Error(`column '${this.name}' has no pages`);
    while (this.position < chunk.end) {
      const header = await this.readHeader(handle, chunk);
      const { position } = this;
      this.position += header.compressed_page_size;
      if (header.type !== 'DICTIONARY_PAGE') return { header, position };
      await this.readDictionary(handle, header, position, chunk);
    }
    return undefined;
  }

  /** The bytes of a page as they are stored, valid until the next call. */
  read(handle: FileHandle, { header, position }: StoredPage): Promise<Buffer> {
    return this.window.read(handle, position, header.compressed_page_size, this.chunk?.end ?? 0);
  }

  /** What is compressed of a page, unpacked; valid until the next call. */
  unpacked(packed: Uint8Array, size: number): Uint8Array {
    const codec = this.chunk?.codec ?? 'UNCOMPRESSED';
    if (codec === 'UNCOMPRESSED') return packed;
    // Nothing of the page before is needed any more.
    const bytes = this.unpack(codec, packed, size, this.memory);
    if (bytes.length > this.memory.length && bytes.length <= largestKept) this.memory = bytes;
    return bytes;
  }

  /** Leaves `position` behind the header. */
  private async readHeader(handle: FileHandle, { end }: ColumnChunk): Promise<PageHeader> {
    const parse = (bytes: Uint8Array): PageHeader => {
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
      const header = parquetHeader(reader);
      const start = this.position + reader.offset;
      if (!(isCount(header.compressed_page_size) && start + header.compressed_page_size <= end)) {
        throw new Error('a page reaches beyond its column');
      }
      if (!(isCount(header.uncompressed_page_size) && header.uncompressed_page_size <= largestUnpacked)) {
        throw new Error('a page has an impossible size');
      }
      this.position = start;
      return header;
    };
    const available = end - this.position;
    try {
      return parse(await this.window.read(handle, this.position, Math.min(available, usualHeader), end));
    } catch (error) {
      if (available <= usualHeader || error instanceof AnalysisError) throw error;
    }
    // A header with long texts as smallest and largest values.
    const bytes = await this.window.read(handle, this.position, Math.min(available, largestHeader), end);
    return withTimeLimit(() => parse(bytes), 1000);
  }

  private async readDictionary(
    handle: FileHandle,
    header: PageHeader,
    start: number,
    { codec, values, end }: ColumnChunk,
  ): Promise<void> {
    const { compressed_page_size: packedSize, uncompressed_page_size: size } = header;
    const count = header.dictionary_page_header?.num_values ?? -1;
    if (!isCount(count) || count > values || size > 64 + values * Math.max(1, this.values.width)) {
      throw new Error('a dictionary has more values than its column');
    }
    const packed = await this.window.read(handle, start, packedSize, end);
    // In memory of its own: it stays, while pages come and go.
    const bytes = codec === 'UNCOMPRESSED' ? new Uint8Array(packed) : this.unpack(codec, packed, size);
    this.dictionary = dictionaryValues(bytes, this.values, count);
  }

  private unpack(codec: CompressionCodec, packed: Uint8Array, size: number, memory?: Uint8Array): Uint8Array {
    const compression = compressions[codec];
    if (compression === undefined) {
      throw new AnalysisError(
        'unsupported-format',
        `Column '${this.name}' of '${basename(this.file.path)}' is compressed with ${codec}, which is not read: write it with ZSTD or Snappy.`,
      );
    }
    return unpackBytes(compression, packed, size, memory);
  }
}

/** Whatever the types say, in a damaged header there can be a text. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

const largestKept = 1 << 24;
const usualHeader = 4096;
const largestHeader = 1 << 18;

const compressions: Partial<Record<CompressionCodec, Compression>> = {
  SNAPPY: 'SNAPPY',
  GZIP: 'GZIP',
  BROTLI: 'BROTLI',
  ZSTD: 'ZSTD',
  LZ4: 'LZ4_HADOOP',
  LZ4_RAW: 'LZ4_RAW',
};

import type { FileHandle } from 'node:fs/promises';
import { AnalysisError } from '../../config/analysisError';
import type { CompressionCodec, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { basename } from 'node:path';
import type { SourceFile } from '../eventSource';
import { FileWindow } from '../file/fileWindow';
import type { ParquetValues } from './parquetColumns';
import type { ColumnChunk, ParquetRowGroup } from './parquetRowGroups';
import { ParquetRuns } from './parquetRuns';
import { dictionaryValues, pageValues, type TakeValues } from './parquetValues';
import type { NumberCursor } from '../rowSource';
import { withTimeLimit } from '../file/timeLimit';
import { largestUnpacked, unpackBytes, type Compression } from '../compression/unpackBytes';

/** Rows of a page that is unpacked. */
interface Page {
  /** First row that was not taken. */
  row: number;
  readonly end: number;
  readonly take: TakeValues;
}

/** The rows of one column with at most one number a row; pages in front of those that are wanted are stepped over. */
export class ParquetCursor implements NumberCursor {
  readonly kind = 'number';
  row = 0;
  private group: ParquetRowGroup | undefined;
  private chunk: ColumnChunk | undefined;
  /** Of the next page in the file. */
  private position = 0;
  private pageRow = 0;
  private page: Page | undefined;
  private dictionary: Float64Array | undefined;
  private readonly window: FileWindow;
  /** For what is unpacked, page after page. */
  private memory: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly file: SourceFile,
    private readonly name: string,
    private readonly values: ParquetValues,
    private readonly groups: readonly ParquetRowGroup[],
  ) {
    this.window = new FileWindow(file);
  }

  async fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void> {
    let filled = 0;
    while (filled < count) {
      const row = from + filled;
      const { page } = this;
      if (page === undefined || row >= page.end) {
        await this.openPage(handle, row);
        continue;
      }
      if (page.row < row) skip(page, row);
      const length = Math.min(count - filled, page.end - row);
      page.take(out, filled, length);
      page.row += length;
      filled += length;
    }
    this.row = from + count;
  }

  /** Goes to the page that holds a row. */
  private async openPage(handle: FileHandle, row: number): Promise<void> {
    this.page = undefined;
    if (this.group === undefined || row >= this.group.firstRow + this.group.rows) this.openGroup(row);
    const { group, chunk } = this;
    if (group === undefined || chunk === undefined) throw new Error(`column '${this.name}' ends at row ${row}`);
    while (this.pageRow <= row) {
      if (this.position >= chunk.end) throw new Error(`column '${this.name}' ends at row ${this.pageRow}`);
      const header = await this.readHeader(handle, chunk);
      const start = this.position;
      this.position += header.compressed_page_size;
      if (header.type === 'DICTIONARY_PAGE') {
        await this.readDictionary(handle, header, start, chunk.codec, group.rows);
        continue;
      }
      const rows = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
      const end = this.pageRow + rows;
      // Whatever the types say, in a damaged header there can be a text.
      if (!isCount(rows) || end > group.firstRow + group.rows)
        throw new Error('a page has more rows than its row group');
      if (end > row) {
        const packed = await this.window.read(handle, start, header.compressed_page_size, chunk.end);
        this.page = { row: this.pageRow, end, take: this.pageTaker(header, packed, chunk.codec, rows) };
      }
      this.pageRow = end;
    }
  }

  private openGroup(row: number): void {
    this.group = this.groups.find((group) => row >= group.firstRow && row < group.firstRow + group.rows);
    this.chunk = this.group?.chunks.get(this.name);
    this.position = this.chunk?.position ?? 0;
    this.pageRow = this.group?.firstRow ?? 0;
    this.dictionary = undefined;
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
    codec: CompressionCodec,
    rows: number,
  ): Promise<void> {
    const count = header.dictionary_page_header?.num_values ?? -1;
    if (!isCount(count) || count > rows || header.uncompressed_page_size > 64 + rows * Math.max(1, this.values.width)) {
      throw new Error('a dictionary has more values than rows');
    }
    const packed = await this.window.read(
      handle,
      start,
      header.compressed_page_size,
      start + header.compressed_page_size,
    );
    this.dictionary = dictionaryValues(this.unpack(codec, packed, header.uncompressed_page_size), this.values, count);
  }

  private pageTaker(header: PageHeader, packed: Uint8Array, codec: CompressionCodec, rows: number): TakeValues {
    const { nullable } = this.values;
    const { data_page_header: first, data_page_header_v2: second } = header;
    if (header.type === 'DATA_PAGE' && first !== undefined) {
      const bytes = this.unpack(codec, packed, header.uncompressed_page_size);
      if (!nullable) return pageValues(bytes, first.encoding, this.values, rows, this.dictionary);
      if (first.definition_level_encoding !== 'RLE') throw new Error('levels in an outdated encoding');
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const end = 4 + view.getUint32(0, true);
      if (end > bytes.length) throw new Error('a page ends too early');
      const levels = new ParquetRuns(bytes.subarray(0, end), 4, 1);
      return withNulls(levels, pageValues(bytes.subarray(end), first.encoding, this.values, rows, this.dictionary));
    }
    if (header.type === 'DATA_PAGE_V2' && second !== undefined) {
      const levelsEnd = second.repetition_levels_byte_length + second.definition_levels_byte_length;
      const size = header.uncompressed_page_size - levelsEnd;
      if (
        second.repetition_levels_byte_length !== 0 ||
        !(isCount(levelsEnd) && levelsEnd <= packed.length && isCount(size))
      ) {
        throw new Error('a page has impossible levels');
      }
      const body = packed.subarray(levelsEnd);
      const bytes = second.is_compressed === false ? body : this.unpack(codec, body, size);
      const present = rows - second.num_nulls;
      if (!(isCount(present) && present <= rows)) throw new Error('a page has an impossible number of nulls');
      const take = pageValues(bytes, second.encoding, this.values, present, this.dictionary);
      return nullable ? withNulls(new ParquetRuns(packed.subarray(0, levelsEnd), 0, 1), take) : take;
    }
    throw new Error(`a page of the kind ${header.type}`);
  }

  private unpack(codec: CompressionCodec, packed: Uint8Array, size: number): Uint8Array {
    if (codec === 'UNCOMPRESSED') return packed;
    const compression = compressions[codec];
    if (compression === undefined) {
      throw new AnalysisError(
        'unsupported-format',
        `Column '${this.name}' of '${basename(this.file.path)}' is compressed with ${codec}, which is not read: write it with ZSTD or Snappy.`,
      );
    }
    // Nothing of the page before is needed any more.
    const bytes = unpackBytes(compression, packed, size, this.memory);
    if (bytes.length > this.memory.length && bytes.length <= largestKept) this.memory = bytes;
    return bytes;
  }
}

function isCount(value: number): boolean {
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

/** Rows whose level is 0 have no value. */
function withNulls(levels: ParquetRuns, take: TakeValues): TakeValues {
  return (out, at, count) => {
    for (let done = 0; done < count;) {
      const { value, times } = levels.next(count - done);
      if (value === 1) take(out, at + done, times);
      else out.fill(Number.NaN, at + done, at + done + times);
      done += times;
    }
  };
}

/** Takes and forgets what lies before a row. */
function skip(page: Page, row: number): void {
  const forgotten = new Float64Array(Math.min(4096, row - page.row));
  while (page.row < row) {
    const length = Math.min(forgotten.length, row - page.row);
    page.take(forgotten, 0, length);
    page.row += length;
  }
}

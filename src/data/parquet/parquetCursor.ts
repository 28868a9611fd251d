import type { FileHandle } from 'node:fs/promises';
import type { PageHeader } from 'hyparquet';
import type { SourceFile } from '../eventSource';
import type { NumberCursor } from '../rowSource';
import type { ParquetValues } from './parquetColumns';
import { isCount, ParquetPages } from './parquetPages';
import type { ParquetRowGroup } from './parquetRowGroups';
import { ParquetRuns } from './parquetRuns';
import { pageValues, type TakeValues } from './parquetValues';

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
  /** First row of the next page in the file. */
  private pageRow = 0;
  private page: Page | undefined;
  private readonly pages: ParquetPages;

  constructor(
    file: SourceFile,
    private readonly name: string,
    private readonly values: ParquetValues,
    private readonly groups: readonly ParquetRowGroup[],
    bytesAhead: number,
  ) {
    this.pages = new ParquetPages(file, name, values, bytesAhead);
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
    const { group } = this;
    if (group === undefined) throw new Error(`column '${this.name}' ends at row ${row}`);
    while (this.pageRow <= row) {
      const stored = await this.pages.next(handle);
      if (stored === undefined) throw new Error(`column '${this.name}' ends at row ${this.pageRow}`);
      const { data_page_header: first, data_page_header_v2: second } = stored.header;
      const rows = first?.num_values ?? second?.num_values ?? 0;
      const end = this.pageRow + rows;
      if (!isCount(rows) || end > group.firstRow + group.rows)
        throw new Error('a page has more rows than its row group');
      if (end > row) {
        const packed = await this.pages.read(handle, stored);
        this.page = { row: this.pageRow, end, take: this.pageTaker(stored.header, packed, rows) };
      }
      this.pageRow = end;
    }
  }

  private openGroup(row: number): void {
    this.group = this.groups.find((group) => row >= group.firstRow && row < group.firstRow + group.rows);
    if (this.group !== undefined) this.pages.open(this.group);
    this.pageRow = this.group?.firstRow ?? 0;
  }

  private pageTaker(header: PageHeader, packed: Uint8Array, rows: number): TakeValues {
    const { nullable } = this.values;
    const { dictionary } = this.pages;
    const { data_page_header: first, data_page_header_v2: second } = header;
    if (header.type === 'DATA_PAGE' && first !== undefined) {
      const bytes = this.pages.unpacked(packed, header.uncompressed_page_size);
      if (!nullable) return pageValues(bytes, first.encoding, this.values, rows, dictionary);
      if (first.definition_level_encoding !== 'RLE') throw new Error('levels in an outdated encoding');
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const end = 4 + view.getUint32(0, true);
      if (end > bytes.length) throw new Error('a page ends too early');
      const levels = new ParquetRuns(bytes.subarray(0, end), 4, 1);
      return withNulls(levels, pageValues(bytes.subarray(end), first.encoding, this.values, rows, dictionary));
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
      const bytes = second.is_compressed === false ? body : this.pages.unpacked(body, size);
      const present = rows - second.num_nulls;
      if (!(isCount(present) && present <= rows)) throw new Error('a page has an impossible number of nulls');
      const take = pageValues(bytes, second.encoding, this.values, present, dictionary);
      return nullable ? withNulls(new ParquetRuns(packed.subarray(0, levelsEnd), 0, 1), take) : take;
    }
    throw new Error(`a page of the kind ${header.type}`);
  }
}

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

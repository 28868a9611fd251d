import type { FileHandle } from 'node:fs/promises';
import { batchEvents, type ListColumn, type SourceFile } from '../eventSource';
import { ListBuffer } from '../listBuffer';
import { ListPages, nothing, type ListPage, type ListRows } from './listPages';
import type { ListCursor } from '../rowSource';
import type { ListLevels, ParquetValues } from './parquetColumns';
import { isCount, ParquetPages, type StoredPage } from './parquetPages';
import type { ParquetRowGroup } from './parquetRowGroups';
import { ParquetRuns } from './parquetRuns';
import { pageValues, type TakeValues } from './parquetValues';

/** Pages have some hundred thousand elements. */
const mostElements = 1 << 24;

/** The rows of one column of lists. A list that is null is empty; an element that is null is NaN. */
export class ParquetLists implements ListCursor {
  readonly kind = 'list';
  row = 0;
  private group: ParquetRowGroup | undefined;
  private readonly pages: ParquetPages;
  private rows = new ListPages(() => Promise.resolve(undefined));
  private readonly lists = new ListBuffer();

  constructor(
    file: SourceFile,
    private readonly name: string,
    private readonly values: ParquetValues,
    private readonly levels: ListLevels,
    private readonly groups: readonly ParquetRowGroup[],
    bytesAhead: number,
  ) {
    this.pages = new ParquetPages(file, name, values, bytesAhead);
  }

  async fill(handle: FileHandle, from: number, count: number): Promise<ListColumn> {
    this.lists.clear();
    while (this.row < from) {
      const { rows } = await this.take(handle, from, from - this.row);
      this.row += rows;
    }
    for (let filled = 0; filled < count;) {
      const { values, counts, first, rows } = await this.take(handle, from + filled, count - filled);
      this.lists.append(values, counts, first, rows);
      this.row += rows;
      filled += rows;
    }
    return this.lists.column(count);
  }

  /** The next rows, as many as are in memory, on the way to one. */
  private async take(handle: FileHandle, wanted: number, most: number): Promise<ListRows> {
    const { group } = this;
    if (group === undefined || wanted >= group.firstRow + group.rows) {
      const next = this.groups.find((each) => wanted >= each.firstRow && wanted < each.firstRow + each.rows);
      if (next === undefined) throw new Error(`column '${this.name}' ends at row ${this.row}`);
      this.group = next;
      this.row = next.firstRow;
      this.pages.open(next);
      this.rows = new ListPages(() => this.load(handle));
      return nothing;
    }
    const rows = await this.rows.take(Math.min(most, group.firstRow + group.rows - this.row));
    if (rows === undefined) throw new Error(`column '${this.name}' ends at row ${this.row}`);
    return rows;
  }

  private async load(handle: FileHandle): Promise<ListPage | undefined> {
    const stored = await this.pages.next(handle);
    if (stored === undefined) return undefined;
    const { entries, repetitions, definitions, take } = this.parts(stored, await this.pages.read(handle, stored));
    const elements = takeElements(definitions, this.levels, take);
    return { ...rowsOf(repetitions, definitions, this.levels.filled, entries), values: elements };
  }

  /** The levels of a page, and its values behind them. */
  private parts(
    { header }: StoredPage,
    packed: Buffer,
  ): {
    readonly entries: number;
    readonly repetitions: Uint8Array;
    readonly definitions: Uint8Array;
    readonly take: (count: number) => TakeValues;
  } {
    const { data_page_header: first, data_page_header_v2: second } = header;
    const entries = first?.num_values ?? second?.num_values ?? -1;
    if (!isCount(entries) || entries > mostElements) throw new Error('a page has an impossible number of elements');
    const width = Math.ceil(Math.log2(this.levels.deepest + 1));
    const valuesOf =
      (bytes: Uint8Array, encoding: Parameters<typeof pageValues>[1]) =>
      (count: number): TakeValues =>
        pageValues(bytes, encoding, this.values, count, this.pages.dictionary);
    if (header.type === 'DATA_PAGE' && first !== undefined) {
      if (first.definition_level_encoding !== 'RLE' || first.repetition_level_encoding !== 'RLE') {
        throw new Error('levels in an outdated encoding');
      }
      const bytes = this.pages.unpacked(packed, header.uncompressed_page_size);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const middle = 4 + view.getUint32(0, true);
      if (middle > bytes.length) throw new Error('a page ends too early');
      const end = middle + 4 + view.getUint32(middle, true);
      if (end > bytes.length) throw new Error('a page ends too early');
      return {
        entries,
        repetitions: levelsOf(new ParquetRuns(bytes.subarray(0, middle), 4, 1), entries),
        definitions: levelsOf(new ParquetRuns(bytes.subarray(middle, end), 4, width), entries),
        take: valuesOf(bytes.subarray(end), first.encoding),
      };
    }
    if (header.type === 'DATA_PAGE_V2' && second !== undefined) {
      const middle = second.repetition_levels_byte_length;
      const end = middle + second.definition_levels_byte_length;
      const size = header.uncompressed_page_size - end;
      if (!(isCount(middle) && isCount(end) && end <= packed.length && isCount(size))) {
        throw new Error('a page has impossible levels');
      }
      const repetitions = levelsOf(new ParquetRuns(packed.subarray(0, middle), 0, 1), entries);
      const definitions = levelsOf(new ParquetRuns(packed.subarray(middle, end), 0, width), entries);
      const body = packed.subarray(end);
      const bytes = second.is_compressed === false ? body : this.pages.unpacked(body, size);
      return { entries, repetitions, definitions, take: valuesOf(bytes, second.encoding) };
    }
    throw new Error(`a page of the kind ${header.type}`);
  }
}

const scratch = new Float64Array(batchEvents);
const itself = Float64Array.of(0, 1, 2, 3);

function levelsOf(runs: ParquetRuns, count: number): Uint8Array {
  const levels = new Uint8Array(count);
  for (let done = 0; done < count; done += scratch.length) {
    const length = Math.min(scratch.length, count - done);
    runs.lookUp(itself, scratch, 0, length);
    levels.set(scratch.subarray(0, length), done);
  }
  return levels;
}

/** How many elements each row has; a repetition level of 0 begins a row. */
function rowsOf(
  repetitions: Uint8Array,
  definitions: Uint8Array,
  filled: number,
  entries: number,
): Pick<ListPage, 'continued' | 'counts'> {
  const counts = new Int32Array(entries);
  let rows = 0;
  let continued = 0;
  for (let i = 0; i < entries; i++) {
    const element = definitions[i]! >= filled ? 1 : 0;
    if (repetitions[i] === 0) counts[rows++] = element;
    else if (element === 0) throw new Error('a list goes on without an element');
    else if (rows === 0) continued++;
    else counts[rows - 1]!++;
  }
  return { continued, counts: counts.subarray(0, rows) };
}

/** All elements, NaN where they are null. */
function takeElements(
  definitions: Uint8Array,
  { filled, deepest }: ListLevels,
  take: (count: number) => TakeValues,
): Float64Array {
  let elements = 0;
  let present = 0;
  for (const level of definitions) {
    if (level >= filled) elements++;
    if (level >= deepest) present++;
    if (level > deepest) throw new Error('a page has impossible levels');
  }
  const values = new Float64Array(elements);
  take(present)(values, 0, present);
  if (present === elements) return values;
  // From the end, so that nothing is overwritten before it is moved.
  for (let i = definitions.length - 1, to = elements - 1, from = present - 1; i >= 0; i--) {
    const level = definitions[i]!;
    if (level >= filled) values[to--] = level === deepest ? values[from--]! : Number.NaN;
  }
  return values;
}

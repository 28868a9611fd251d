import type { FileHandle } from 'node:fs/promises';
import { batchEvents, type Batch, type Column, type ListColumn, type SourceFile } from './eventSource';
import { damagedFile } from './file/damagedFile';
import type { FileReader } from './file/fileReader';
import { withUnchangedFile } from './file/fileStamp';
import { rowSpans } from './rowSpans';

/** One column of a file, with a number in each row, read in order. */
export interface NumberCursor {
  readonly kind: 'number';
  /** The first row that it can still give. */
  readonly row: number;
  /** Fills `out[0, count)` with rows `from` to `from + count`; `from` is never below `row`. */
  fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void>;
}

/** One column of a file, with several numbers in each row, read in order. */
export interface ListCursor {
  readonly kind: 'list';
  /** The first row that it can still give. */
  readonly row: number;
  /**
   * Rows `from` to `from + count`; `from` is never below `row`.
   * @returns arrays that the next call overwrites
   */
  fill(handle: FileHandle, from: number, count: number): Promise<ListColumn>;
}

export type RowCursor = NumberCursor | ListCursor;

/** Cursors of the columns that are read together. */
export type OpenColumns = (names: readonly string[]) => readonly RowCursor[];

/** What a format knows of a file whose rows are counted. */
export interface RowTable {
  readonly file: SourceFile;
  /** How messages call it. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly details: Readonly<Record<string, string>>;
  /** Where something is unpacked anew, and the end: ascending, without 0. */
  readonly edges: () => readonly number[];
  readonly open: OpenColumns;
}

/** A file whose rows are counted, as a reader: cut into spans of rows, and read by cursors. */
export function rowReader({ file, label, columns, rows, details, edges, open }: RowTable): FileReader {
  const source = new RowSource(rows, open);
  return {
    file,
    label,
    columns,
    events: rows,
    empty: rows === 0,
    byEvent: true,
    details,
    spans: (targetEvents) => (rows === 0 ? [] : rowSpans(edges(), targetEvents)),
    read: (names, from, to) => readRows(file, source, names, from, Math.min(to, rows)),
  };
}

/** @throws AnalysisError that names the file */
export function readRows(
  file: SourceFile,
  source: RowSource,
  names: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Batch, void, undefined> {
  return withUnchangedFile(file, async function* (handle): AsyncGenerator<Batch, void, undefined> {
    try {
      yield* source.read(handle, names, from, to);
    } catch (error) {
      throw damagedFile(error, file);
    }
  });
}

/**
 * Rows of a file in batches. Between two spans the cursors wait: the next span goes on in the page that the last one had
 * unpacked. After the last row they are forgotten, with the memory that they hold.
 */
export class RowSource {
  private waiting: OpenedColumns | undefined;

  constructor(
    private readonly rows: number,
    private readonly open: OpenColumns,
  ) {}

  async *read(
    handle: FileHandle,
    names: readonly string[],
    from: number,
    to: number,
  ): AsyncGenerator<Batch, void, undefined> {
    const { waiting } = this;
    // A second read at the same time opens its own, and so does the next after a failure.
    this.waiting = undefined;
    const opened = waiting?.continues(names, from) === true ? waiting : new OpenedColumns(names, this.open(names));
    for (let row = from; row < to; row += batchEvents)
      yield await opened.fill(handle, row, Math.min(batchEvents, to - row));
    if (to < this.rows) this.waiting = opened;
  }
}

class OpenedColumns {
  private readonly numbers: readonly {
    readonly name: string;
    readonly cursor: NumberCursor;
    readonly values: Float64Array;
  }[];
  private readonly lists: readonly { readonly name: string; readonly cursor: ListCursor }[];
  private readonly wholeColumns: ReadonlyMap<string, Float64Array>;

  constructor(
    private readonly names: readonly string[],
    private readonly cursors: readonly RowCursor[],
  ) {
    const named = cursors.map((cursor, index) => ({ name: names[index] ?? '', cursor }));
    this.numbers = named.flatMap(({ name, cursor }) =>
      cursor.kind === 'number' ? [{ name, cursor, values: new Float64Array(batchEvents) }] : [],
    );
    this.lists = named.flatMap(({ name, cursor }) => (cursor.kind === 'list' ? [{ name, cursor }] : []));
    this.wholeColumns = new Map(this.numbers.map(({ name, values }) => [name, values]));
  }

  continues(names: readonly string[], from: number): boolean {
    return (
      names.length === this.names.length &&
      names.every((name, index) => name === this.names[index]) &&
      this.cursors.every(({ row }) => row <= from)
    );
  }

  async fill(handle: FileHandle, from: number, length: number): Promise<Batch> {
    const lists = new Map<string, ListColumn>();
    await Promise.all([
      ...this.numbers.map(({ cursor, values }) => cursor.fill(handle, values, from, length)),
      ...this.lists.map(async ({ name, cursor }) => lists.set(name, await cursor.fill(handle, from, length))),
    ]);
    const columns =
      length === batchEvents
        ? this.wholeColumns
        : new Map(this.numbers.map(({ name, values }) => [name, values.subarray(0, length)]));
    return lists.size === 0 ? { length, columns } : { length, columns, lists };
  }
}

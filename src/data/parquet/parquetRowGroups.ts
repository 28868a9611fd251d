import { basename } from 'node:path';
import type { ColumnMetaData, CompressionCodec, FileMetaData } from 'hyparquet';
import { AnalysisError } from '../../config/analysisError';
import type { Limits, SourceFile } from '../eventSource';
import type { ParquetColumn } from './parquetColumns';

/** Where the pages of a column of a row group lie in the file. */
export interface ColumnChunk {
  readonly position: number;
  readonly end: number;
  readonly codec: CompressionCodec;
  /** As many as there are rows, or more in lists. */
  readonly values: number;
  /** Of its numbers, where the writer has left them. */
  readonly limits: Limits | undefined;
}

export interface ParquetRowGroup {
  readonly firstRow: number;
  readonly rows: number;
  /** Of columns with numbers. */
  readonly chunks: ReadonlyMap<string, ColumnChunk>;
}

/** @throws Error, AnalysisError `unsupported-format` (columns in other files, encrypted columns) */
export function rowGroups(
  metadata: FileMetaData,
  columns: readonly ParquetColumn[],
  file: SourceFile,
): ParquetRowGroup[] {
  const wanted = new Map(columns.filter(({ values }) => values !== undefined).map((column) => [column.name, column]));
  let firstRow = 0;
  return metadata.row_groups.map(({ columns: stored, num_rows }) => {
    const rows = Number(num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw new Error('a row group has an impossible number of rows');
    const chunks = new Map<string, ColumnChunk>();
    if (rows === 0) return { firstRow, rows, chunks };
    for (const { meta_data: data, file_path: path } of stored) {
      if (path !== undefined) throw unsupported(file, `keeps columns in another file, '${path}'`);
      if (data === undefined) throw unsupported(file, 'has encrypted columns');
      const [name = '', ...deeper] = data.path_in_schema;
      const column = wanted.get(name);
      if (column === undefined || chunks.has(name)) continue;
      // Below a list there is one column, of its elements.
      if (column.list === undefined && deeper.length > 0) continue;
      const values = Number(data.num_values);
      if (column.list === undefined ? values !== rows : !(values >= rows))
        throw new Error(`column '${name}' has not as many values as there are rows`);
      chunks.set(name, chunkOf(data, column, file));
    }
    for (const name of wanted.keys())
      if (!chunks.has(name)) throw new Error(`column '${name}' is missing in a row group`);
    const group = { firstRow, rows, chunks };
    firstRow += rows;
    return group;
  });
}

function chunkOf(data: ColumnMetaData, column: ParquetColumn, file: SourceFile): ColumnChunk {
  const { name } = column;
  const dataStart = Number(data.data_page_offset);
  // Some writers say 0 where there is no dictionary.
  const dictionaryStart = Number(data.dictionary_page_offset ?? 0);
  const position = dictionaryStart > 0 && dictionaryStart < dataStart ? dictionaryStart : dataStart;
  const end = position + Number(data.total_compressed_size);
  if (!(position >= 4 && end >= position && end <= file.size))
    throw new Error(`column '${name}' lies outside the file`);
  return { position, end, codec: data.codec, values: Number(data.num_values), limits: limitsOf(data, column) };
}

/**
 * Of plain integers and floating-point numbers. Older writers ordered unsigned ones as if they had a sign: of those only
 * the newer fields count.
 */
function limitsOf({ statistics }: ColumnMetaData, { values, list }: ParquetColumn): Limits | undefined {
  if (statistics === undefined || values === undefined || list !== undefined || values.divisor !== 1) return undefined;
  const { stored } = values;
  const signed = stored === 'int32' || stored === 'int64' || stored === 'float32' || stored === 'float64';
  if (!signed && stored !== 'uint32' && stored !== 'uint64') return undefined;
  const low = numberOf(statistics.min_value ?? (signed ? statistics.min : undefined));
  const high = numberOf(statistics.max_value ?? (signed ? statistics.max : undefined));
  return low <= high ? { low, high } : undefined;
}

/** NaN for what is no finite number. */
function numberOf(value: unknown): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : Number.NaN;
}

/** Limits of columns in rows [from, to): those of all row groups that have some of them. */
export function limitsBetween(
  groups: readonly ParquetRowGroup[],
  from: number,
  to: number,
): ReadonlyMap<string, Limits> {
  const touched = groups.filter(({ firstRow, rows }) => firstRow < to && firstRow + rows > from);
  const [first, ...others] = touched;
  const limits = new Map<string, Limits>();
  for (const [name, chunk] of first?.chunks ?? []) {
    const all = [chunk.limits, ...others.map((group) => group.chunks.get(name)?.limits)];
    const known = all.filter((one) => one !== undefined);
    if (known.length < all.length) continue;
    limits.set(name, {
      low: Math.min(...known.map(({ low }) => low)),
      high: Math.max(...known.map(({ high }) => high)),
    });
  }
  return limits;
}

function unsupported(file: SourceFile, what: string): AnalysisError {
  return new AnalysisError(
    'unsupported-format',
    `'${basename(file.path)}' ${what}, which is not read: write plain Parquet.`,
  );
}

import { basename } from 'node:path';
import type { ColumnMetaData, CompressionCodec, FileMetaData } from 'hyparquet';
import { AnalysisError } from '../../config/analysisError';
import type { SourceFile } from '../eventSource';
import type { ParquetColumn } from './parquetColumns';

/** Where the pages of a column of a row group lie in the file. */
export interface ColumnChunk {
  readonly position: number;
  readonly end: number;
  readonly codec: CompressionCodec;
  /** As many as there are rows, or more in lists. */
  readonly values: number;
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
      chunks.set(name, chunkOf(data, name, file));
    }
    for (const name of wanted.keys())
      if (!chunks.has(name)) throw new Error(`column '${name}' is missing in a row group`);
    const group = { firstRow, rows, chunks };
    firstRow += rows;
    return group;
  });
}

function chunkOf(data: ColumnMetaData, name: string, file: SourceFile): ColumnChunk {
  const dataStart = Number(data.data_page_offset);
  // Some writers say 0 where there is no dictionary.
  const dictionaryStart = Number(data.dictionary_page_offset ?? 0);
  const position = dictionaryStart > 0 && dictionaryStart < dataStart ? dictionaryStart : dataStart;
  const end = position + Number(data.total_compressed_size);
  if (!(position >= 4 && end >= position && end <= file.size))
    throw new Error(`column '${name}' lies outside the file`);
  return { position, end, codec: data.codec, values: Number(data.num_values) };
}

function unsupported(file: SourceFile, what: string): AnalysisError {
  return new AnalysisError(
    'unsupported-format',
    `'${basename(file.path)}' ${what}, which is not read: write plain Parquet.`,
  );
}

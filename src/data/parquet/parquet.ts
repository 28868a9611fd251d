import { basename } from 'node:path';
import { parquetMetadata, type FileMetaData } from 'hyparquet';
import { AnalysisError } from '../../config/analysisError';
import { damagedFile, notNumbers } from '../file/damagedFile';
import type { SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { openFile, readFully } from '../file/fileStamp';
import { parquetColumns, type ParquetColumn } from './parquetColumns';
import { ParquetCursor } from './parquetCursor';
import { ParquetLists } from './parquetLists';
import { limitsBetween, rowGroups, type ParquetRowGroup } from './parquetRowGroups';
import { rowReader, type RowCursor } from '../rowSource';
import { withTimeLimit } from '../file/timeLimit';

/**
 * A Parquet file, of which columns with one number a row, or a list of them, can be read; nulls are NaN. hyparquet reads the footer and the
 * headers of pages; pages are found, unpacked and decoded here, straight into batches, and only those of the columns
 * that are asked for.
 * @throws AnalysisError `damaged-file`, `unsupported-format`
 */
export async function openParquet(file: SourceFile): Promise<FileReader> {
  const label = `'${basename(file.path)}'`;
  try {
    const { metadata, columns, groups } = await readFooter(file);
    const rows = groups.reduce((sum, group) => sum + group.rows, 0);
    if (rows !== Number(metadata.num_rows)) throw new Error('its row groups do not add up to its rows');
    const cursorOf = (name: string, bytesAhead: number): RowCursor => {
      const column = columns.find((candidate) => candidate.name === name);
      if (column?.values === undefined) throw notNumbers(name, column?.type ?? 'missing', label);
      const { values, list } = column;
      return list === undefined
        ? new ParquetCursor(file, name, values, groups, bytesAhead)
        : new ParquetLists(file, name, values, list, groups, bytesAhead);
    };
    const codecs = new Set(groups.flatMap((group) => [...group.chunks.values()].map(({ codec }) => codec)));
    const reader = rowReader({
      file,
      label,
      columns: columns.map(({ name, type, values, list }) => ({
        name,
        type,
        kind: values === undefined ? 'unreadable' : list === undefined ? 'number' : 'list',
      })),
      rows,
      details: {
        format: 'Parquet',
        compression: codecs.size === 0 ? 'none' : [...codecs].map(codecName).sort().join(', '),
        'row groups': String(groups.length),
        ...(metadata.created_by === undefined ? {} : { writer: metadata.created_by }),
      },
      edges: () => groups.map((group) => group.firstRow + group.rows).filter((edge) => edge > 0),
      open: (names) => {
        const bytesAhead = Math.min(mostAhead, Math.floor(allAhead / names.length));
        return names.map((name) => cursorOf(name, bytesAhead));
      },
    });
    return { ...reader, limits: (from, to) => limitsBetween(groups, from, to) };
  } catch (error) {
    throw damagedFile(error, file);
  }
}

/** Bytes of a column that are read at once. */
const mostAhead = 1 << 18;
/** And of all columns that are read together. */
const allAhead = 1 << 24;

/** Footers of tens of thousands of columns and row groups take tens of megabytes. */
const largestFooter = 1 << 28;

async function readFooter(file: SourceFile): Promise<{
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly ParquetRowGroup[];
}> {
  const name = basename(file.path);
  const handle = await openFile(file.path);
  try {
    const end = file.size < 12 ? Buffer.alloc(8) : await readFully(handle, file.path, file.size - 8, 8);
    const magic = end.toString('latin1', 4);
    if (magic === 'PARE') throw encrypted(name);
    if (magic !== 'PAR1') {
      throw new AnalysisError(
        'damaged-file',
        `'${name}' is truncated: its last bytes are missing. Copy or write it again.`,
      );
    }
    const length = end.readUInt32LE(0);
    if (length > file.size - 12 || length > largestFooter) throw new Error('its footer has an impossible length');
    const footer = await readFully(handle, file.path, file.size - 8 - length, length + 8);
    return withTimeLimit(() => {
      const metadata = parquetMetadata(footer, { geoparquet: false });
      const columns = parquetColumns(metadata);
      return { metadata, columns, groups: rowGroups(metadata, columns, file) };
    }, 2000);
  } finally {
    await handle.close();
  }
}

function encrypted(name: string): AnalysisError {
  return new AnalysisError('unsupported-format', `'${name}' is encrypted Parquet: write it without encryption.`);
}

function codecName(codec: string): string {
  return codec === 'UNCOMPRESSED' ? 'none' : codec.startsWith('LZ4') ? 'LZ4' : codec === 'GZIP' ? 'zlib' : codec;
}

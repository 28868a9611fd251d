import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { ArrowBatches, type ArrowBlock } from './arrowBatches';
import { ArrowCursor } from './arrowCursor';
import { ArrowLists } from './arrowLists';
import { arrowColumns } from './arrowSchema';
import { damagedFile, notNumbers } from '../file/damagedFile';
import type { SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { openFile, readFully } from '../file/fileStamp';
import { FlatTable, wholeNumber } from '../flatTable';
import { rowReader } from '../rowSource';
import { withTimeLimit } from '../file/timeLimit';

/**
 * An Arrow IPC file (Feather, version 2), of which columns with one number a row can be read; nulls are NaN. Of every
 * record batch only the buffers of the columns that are asked for are read, and unpacked where they are compressed.
 * @throws AnalysisError `damaged-file`, `unsupported-format`
 */
export async function openArrow(file: SourceFile): Promise<FileReader> {
  const label = `'${basename(file.path)}'`;
  const handle = await openFile(file.path);
  try {
    const { columns, blocks } = await readFooter(handle, file);
    const batches = new ArrowBatches(file, blocks);
    const { rows, edges, compression } = await batches.survey(handle);
    return rowReader({
      file,
      label,
      columns: columns.map(({ name, type, place, list }) => ({
        name,
        type,
        kind: place === undefined ? 'unreadable' : list === undefined ? 'number' : 'list',
      })),
      rows,
      details: { format: 'Arrow', compression, batches: String(blocks.length) },
      edges: () => edges,
      open: (names) =>
        names.map((name) => {
          const column = columns.find((candidate) => candidate.name === name);
          if (column?.place === undefined) throw notNumbers(name, column?.type ?? 'missing', label);
          const { place, list } = column;
          return list === undefined
            ? new ArrowCursor(file, batches, place)
            : new ArrowLists(file, batches, place, list);
        }),
    });
  } catch (error) {
    throw damagedFile(error, file);
  } finally {
    await handle.close();
  }
}

const magic = 'ARROW1';
const largestFooter = 1 << 26;

async function readFooter(
  handle: FileHandle,
  file: SourceFile,
): Promise<{ readonly columns: ReturnType<typeof arrowColumns>; readonly blocks: readonly ArrowBlock[] }> {
  const tail = magic.length + 4;
  const end = file.size < 8 + tail ? Buffer.alloc(tail) : await readFully(handle, file.path, file.size - tail, tail);
  if (end.toString('latin1', 4) !== magic) {
    throw new AnalysisError(
      'damaged-file',
      `'${basename(file.path)}' is truncated: its last bytes are missing. Copy or write it again.`,
    );
  }
  const length = end.readInt32LE(0);
  if (!(length > 0 && length <= largestFooter && length <= file.size - tail - 8)) {
    throw new Error('its footer has an impossible length');
  }
  const bytes = await readFully(handle, file.path, file.size - tail - length, length);
  // Tables may lead to one another in circles.
  return withTimeLimit(() => {
    const footer = FlatTable.root(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const schema = footer.table(1);
    if (schema === undefined) throw new Error('its schema is missing');
    const blocks = footer.structs(3, 24, (view, at) => ({
      position: wholeNumber(view, at),
      metadataBytes: view.getInt32(at + 8, true),
      bodyBytes: wholeNumber(view, at + 16),
    }));
    return { columns: arrowColumns(schema), blocks };
  }, 2000);
}

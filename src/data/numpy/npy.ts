import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { damagedFile, notOneNumber } from '../file/damagedFile';
import type { SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { openFile, readFully } from '../file/fileStamp';
import { npyColumns } from './npyColumns';
import { npyHeader, npyHeaderBytes, type NpyArray } from './npyHeader';
import { PlaneCursor, StoredPlane } from '../plane';
import { rowReader } from '../rowSource';

/**
 * An array of NumPy: structured, or of one or two dimensions with columns `c0`, `c1`, …. Only rows that are asked for
 * are read, of Fortran's order only the columns.
 * @throws AnalysisError `damaged-file`, `unsupported-format`
 */
export async function openNpy(file: SourceFile): Promise<FileReader> {
  const name = basename(file.path);
  const label = `'${name}'`;
  try {
    const array = await readHeader(file);
    if (array.pickled) throw pickled(name);
    const columns = npyColumns(array, (index, field) => (array.structured ? field : `c${index}`));
    if (columns === undefined) {
      throw new AnalysisError(
        'unsupported-format',
        `${label} holds an array of shape (${array.shape.join(', ')}): save a structured array, or one of two dimensions with a row for each event.`,
      );
    }
    const rows = array.shape[0] ?? 0;
    const bytes = array.headerBytes + array.shape.reduce((product, length) => product * length, array.itemBytes);
    if (file.size < bytes) {
      throw new AnalysisError(
        'damaged-file',
        `${label} is truncated: it has ${file.size} of ${bytes} bytes. Copy or write it again.`,
      );
    }
    return rowReader({
      file,
      label,
      columns: columns.map(({ name: column, type, place }) => ({
        name: column,
        type,
        kind: place === undefined ? 'unreadable' : 'number',
      })),
      rows,
      details: {
        format: 'NumPy',
        compression: 'none',
        shape: array.shape.join(' × '),
        ...(array.fortranOrder ? { order: 'Fortran' } : {}),
      },
      edges: () => [rows],
      open: (names) => {
        // Columns in the same rows share a plane.
        const planes = new Map<number, StoredPlane>();
        return names.map((wanted) => {
          const column = columns.find((candidate) => candidate.name === wanted);
          if (column?.place === undefined) throw notOneNumber(wanted, column?.type ?? 'missing', label);
          const { planeOffset, rowBytes, offset, format } = column.place;
          const start = array.headerBytes + planeOffset;
          const plane = planes.get(planeOffset) ?? new StoredPlane(file, start, rowBytes, rows);
          planes.set(planeOffset, plane);
          return new PlaneCursor(plane, offset, rowBytes, format);
        });
      },
    });
  } catch (error) {
    throw damagedFile(error, file);
  }
}

/** What to do about objects, whose pickles are programs. */
export function pickled(name: string): AnalysisError {
  return new AnalysisError(
    'unsupported-format',
    `'${name}' holds Python objects (pickled), which are not read: save arrays of numbers, as in numpy.save(file, array.astype(float)).`,
  );
}

async function readHeader(file: SourceFile): Promise<NpyArray> {
  const handle = await openFile(file.path);
  try {
    const bytes = npyHeaderBytes(await readFully(handle, file.path, 0, Math.min(12, file.size)));
    return npyHeader(await readFully(handle, file.path, 0, bytes));
  } finally {
    await handle.close();
  }
}

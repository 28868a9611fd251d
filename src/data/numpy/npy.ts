import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { damagedFile, notOneNumber } from '../file/damagedFile';
import type { Batch, SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { openFile, readFully, withUnchangedFile } from '../file/fileStamp';
import { npyColumns } from './npyColumns';
import { npyHeader, npyHeaderBytes, type NpyArray } from './npyHeader';
import { PlaneCursor, StoredPlane } from '../plane';
import { RowSource } from '../rowSource';
import { rowSpans } from '../rowSpans';

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
    const planes = new Map<number, StoredPlane>();
    const cursor = (wanted: string): PlaneCursor => {
      const column = columns.find((candidate) => candidate.name === wanted);
      if (column?.place === undefined) throw notOneNumber(wanted, column?.type ?? 'missing', label);
      const { planeOffset, rowBytes, offset, format } = column.place;
      const plane = planes.get(planeOffset) ?? new StoredPlane(file, array.headerBytes + planeOffset, rowBytes, rows);
      planes.set(planeOffset, plane);
      return new PlaneCursor(plane, offset, rowBytes, format);
    };
    return {
      file,
      label,
      byEvent: true,
      columns: columns.map(({ name: column, type, place }) => ({
        name: column,
        type,
        kind: place === undefined ? 'unreadable' : 'number',
      })),
      events: rows,
      empty: rows === 0,
      details: { format: 'NumPy', shape: array.shape.join(' × '), ...(array.fortranOrder ? { order: 'Fortran' } : {}) },
      spans: (targetEvents) => (rows === 0 ? [] : rowSpans([rows], targetEvents)),
      read: (names, from, to) =>
        withUnchangedFile(file, (handle) =>
          readRows(handle, file, new RowSource(cursor), names, from, Math.min(to, rows)),
        ),
    };
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

async function* readRows(
  handle: FileHandle,
  file: SourceFile,
  source: RowSource,
  names: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Batch, void, undefined> {
  try {
    yield* source.read(handle, names, from, to);
  } catch (error) {
    throw damagedFile(error, file);
  }
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

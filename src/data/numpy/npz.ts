import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInflateRaw } from 'node:zlib';
import { AnalysisError } from '../../config/analysisError';
import { damagedFile, notOneNumber } from '../file/damagedFile';
import type { Batch, Column, SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { openFile, readFully } from '../file/fileStamp';
import { pickled } from './npy';
import { npyColumns, type NpyPlace } from './npyColumns';
import { npyHeader, npyHeaderBytes, type NpyArray } from './npyHeader';
import { PlaneCursor, StoredPlane, StreamedPlane, type Plane } from '../plane';
import { readRows, rowReader, RowSource } from '../rowSource';
import { unpackedPieces } from '../compression/unpackedPieces';
import { zipEntries, type ZipEntry } from './zipDirectory';

/**
 * Arrays of NumPy in one archive: those of one dimension are columns, of those of two every column is one
 * (`name_0`, `name_1`, …). All must have as many rows as the longest; others are named and not read. Arrays that are
 * stored are read by the rows; compressed ones from their start, so that such a file is one span.
 * @throws AnalysisError `damaged-file`, `unsupported-format`
 */
export async function openNpz(file: SourceFile): Promise<FileReader> {
  const label = `'${basename(file.path)}'`;
  try {
    const members = await readMembers(file);
    const { columns, places, rows } = npzColumns(members, file);
    const compressed = members.some(({ entry }) => entry.method === 'deflated');
    const open = (names: readonly string[], streamed: Map<string, StreamedPlane>): PlaneCursor[] => {
      const stored = new Map<string, StoredPlane>();
      return names.map((name) => {
        const place = places.get(name);
        const type = columns.find((column) => column.name === name)?.type ?? 'missing';
        if (place === undefined) throw notOneNumber(name, type, label);
        return new PlaneCursor(
          planeOf(place, file, rows, stored, streamed),
          place.offset,
          place.rowBytes,
          place.format,
        );
      });
    };
    const reader = rowReader({
      file,
      label,
      columns,
      rows,
      details: { format: 'NumPy archive', compression: compressed ? 'deflate' : 'none' },
      edges: () => [rows],
      open: (names) => open(names, new Map()),
    });
    if (!compressed) return reader;
    // What is compressed can only be read from its start.
    return {
      ...reader,
      byEvent: false,
      spans: () => (rows === 0 ? [] : [{ from: 0, to: rows }]),
      read: async function* (names, from, to): AsyncGenerator<Batch, void, undefined> {
        const streamed = new Map<string, StreamedPlane>();
        const source = new RowSource(rows, (wanted) => open(wanted, streamed));
        try {
          yield* readRows(file, source, names, from, Math.min(to, rows));
        } finally {
          for (const plane of streamed.values()) await plane.close();
        }
      },
    };
  } catch (error) {
    throw damagedFile(error, file);
  }
}

interface Member {
  readonly name: string;
  readonly entry: ZipEntry;
  readonly array: NpyArray;
}

async function readMembers(file: SourceFile): Promise<Member[]> {
  const handle = await openFile(file.path);
  try {
    const members: Member[] = [];
    for (const entry of await zipEntries(handle, file)) {
      if (!entry.name.endsWith('.npy')) continue;
      if (entry.encrypted || entry.method === 'other') {
        throw new AnalysisError(
          'unsupported-format',
          `'${basename(file.path)}' is packed in a way that NumPy does not use: write it with numpy.savez.`,
        );
      }
      const array = await readHeader(handle, file, entry);
      const bytes = array.headerBytes + array.shape.reduce((product, length) => product * length, array.itemBytes);
      if (!array.pickled && bytes !== entry.size)
        throw new Error(`'${entry.name}' has not the size that its header says`);
      members.push({ name: entry.name.slice(0, -4), entry, array });
    }
    if (members.length > 0) return members;
    throw new AnalysisError(
      'unsupported-format',
      `'${basename(file.path)}' is a ZIP archive without arrays of NumPy: unpack it first.`,
    );
  } finally {
    await handle.close();
  }
}

async function readHeader(handle: FileHandle, file: SourceFile, entry: ZipEntry): Promise<NpyArray> {
  if (entry.method === 'stored') {
    const bytes = npyHeaderBytes(await readFully(handle, file.path, entry.from, Math.min(12, entry.size)));
    if (bytes > entry.size) throw new Error(`'${entry.name}' has no header`);
    return npyHeader(await readFully(handle, file.path, entry.from, bytes));
  }
  let start = Buffer.alloc(0);
  for await (const piece of inflated(handle, file, entry, 1 << 12)) {
    start = Buffer.concat([start, piece]);
    if (start.length < 12) continue;
    const bytes = npyHeaderBytes(start);
    if (start.length >= bytes) return npyHeader(start.subarray(0, bytes));
  }
  throw new Error(`'${entry.name}' has no header`);
}

function inflated(
  handle: FileHandle,
  file: SourceFile,
  entry: ZipEntry,
  chunkSize: number,
): AsyncGenerator<Buffer, void, undefined> {
  return unpackedPieces(handle, file, entry.from, entry.to, createInflateRaw({ chunkSize }));
}

type MemberPlace = NpyPlace & { readonly member: Member };

function npzColumns(
  members: readonly Member[],
  file: SourceFile,
): { readonly columns: readonly Column[]; readonly places: ReadonlyMap<string, MemberPlace>; readonly rows: number } {
  const readable = members.map((member) => ({
    member,
    found: member.array.pickled
      ? undefined
      : npyColumns(member.array, (index, field, single) => {
          if (single) return member.name;
          if (member.array.structured) return members.length === 1 ? field : `${member.name}_${field}`;
          return `${member.name}_${index}`;
        }),
  }));
  const rows = Math.max(
    -1,
    ...readable.flatMap(({ found, member }) => (found === undefined ? [] : [member.array.shape[0] ?? 0])),
  );
  if (rows < 0) {
    if (members.some(({ array }) => array.pickled)) throw pickled(basename(file.path));
    throw new AnalysisError(
      'unsupported-format',
      `'${basename(file.path)}' holds no array with a row for each event: save arrays of one or two dimensions.`,
    );
  }
  const columns: Column[] = [];
  const names = new Set<string>();
  const places = new Map<string, MemberPlace>();
  for (const { member, found } of readable) {
    const { array, name } = member;
    const length = array.shape[0] ?? 0;
    if (found === undefined || length !== rows) {
      const of = array.pickled ? 'Python object (pickled)' : `array (${array.shape.join(', ')})`;
      const type = found === undefined ? of : `${of}, others have ${rows} rows`;
      columns.push({ name, type, kind: 'unreadable' });
      continue;
    }
    for (const { name: column, type, place } of found) {
      if (names.has(column)) continue;
      names.add(column);
      columns.push({ name: column, type, kind: place === undefined ? 'unreadable' : 'number' });
      if (place !== undefined) places.set(column, { ...place, member });
    }
  }
  return { columns, places, rows };
}

/** Columns in the same rows share a plane. */
function planeOf(
  { member: { entry, array }, planeOffset, rowBytes }: MemberPlace,
  file: SourceFile,
  rows: number,
  stored: Map<string, StoredPlane>,
  streamed: Map<string, StreamedPlane>,
): Plane {
  const key = `${entry.from}:${planeOffset}`;
  const known = stored.get(key) ?? streamed.get(key);
  if (known !== undefined) return known;
  const start = array.headerBytes + planeOffset;
  if (entry.method === 'stored') {
    const plane = new StoredPlane(file, entry.from + start, rowBytes, rows);
    stored.set(key, plane);
    return plane;
  }
  const plane = new StreamedPlane((handle) => inflated(handle, file, entry, 1 << 18), start, rowBytes, rows);
  streamed.set(key, plane);
  return plane;
}

import { basename, relative, sep } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import { didYouMean, nearestName } from '../config/nearestName';
import type { Column, EventSource, SourceFile } from './eventSource';
import { FileError } from './file/fileError';
import type { FileReader } from './file/fileReader';
import { closeIdle } from './file/idleFiles';
import { withFriends } from './friends';
import { openReader } from './openReader';
import { resolveReference, type ResolvedFile } from './reference';

/**
 * Opens the files that a sample names as one source of events, in the order they are named (a glob's by path).
 * Reads headers only.
 * @param folder of the analysis file: where relative paths start
 * @param references as written: `tt.root:nominal_Loose`, `pythia.csv`, `run*.csv`
 * @param friends as written: files with further columns of the same events, for each friend as many as there are files
 * @throws AnalysisError `file-not-found`, `unknown-tree`, `damaged-file`, `unsupported-format`, `not-permitted`,
 * `empty-file` (no file has an event), `friends` (they do not fit the files)
 */
export async function openEvents(
  folder: string,
  references: readonly string[],
  friends: readonly string[] = [],
): Promise<EventSource> {
  const readers = withFriends(await openAll(folder, references), await openAll(folder, friends));
  const first = readers[0];
  if (first === undefined) throw new FileError('file-not-found', 'No file is named.');
  if (readers.every((reader) => reader.empty)) {
    const others = readers.length === 1 ? '' : `, nor have the other ${readers.length - 1} files`;
    throw new FileError('empty-file', `${first.label} has no events${others}.`);
  }
  return combine(folder, readers);
}

async function openAll(folder: string, references: readonly string[]): Promise<FileReader[]> {
  const files: ResolvedFile[] = [];
  for (const reference of references) files.push(...(await resolveReference(folder, reference)));
  const readers: FileReader[] = [];
  for (const file of files) readers.push(await openReader(file));
  return readers;
}

function combine(folder: string, readers: readonly FileReader[]): EventSource {
  const events = readers.reduce<number | undefined>(
    (sum, reader) => (sum === undefined || reader.events === undefined ? undefined : sum + reader.events),
    0,
  );
  const columns = commonColumns(readers);
  const files = readers.flatMap((reader): readonly SourceFile[] => [reader.file, ...(reader.friends ?? [])]);
  return {
    files,
    names: readers.map(({ file, label }) => `${relative(folder, file.path).replaceAll(sep, '/')} ${label}`),
    columns,
    events,
    details: commonDetails(readers),
    spans: (targetEvents) =>
      readers.flatMap((reader, file) => reader.spans(targetEvents).map(({ from, to }) => ({ file, from, to }))),
    limits: ({ file, from, to }) => readers[file]?.limits?.(from, to) ?? new Map(),
    read: (names, span) => {
      const reader = readers[span.file];
      if (reader === undefined) throw new Error(`there is no file ${span.file}`);
      const wanted = [...new Set(names)];
      for (const name of wanted) requireColumn(name, reader, readers);
      return reader.read(wanted, span.from, span.to);
    },
    close: async () => {
      for (const { path } of files) await closeIdle(path);
    },
  };
}

/** What can be asked of every file. */
function commonColumns(readers: readonly FileReader[]): Column[] {
  const [first, ...others] = readers;
  if (first === undefined) return [];
  const inOthers = others.map((reader) => new Map(reader.columns.map((column) => [column.name, column])));
  return first.columns.flatMap((column) => {
    let common = column;
    for (const columns of inOthers) {
      const other = columns.get(column.name);
      if (other === undefined) return [];
      if (common.kind !== other.kind) common = withoutKind(common, other);
    }
    return [common];
  });
}

/** Two files that do not agree: what cannot be read in one of them cannot be read, nor what changes its kind. */
function withoutKind(a: Column, b: Column): Column {
  const unreadable = [a, b].find(({ kind }) => kind === 'unreadable');
  return unreadable ?? { name: a.name, type: `${a.type} in one file and ${b.type} in another`, kind: 'unreadable' };
}

function commonDetails(readers: readonly FileReader[]): Record<string, string> {
  const details = new Map<string, Set<string>>();
  for (const reader of readers) {
    for (const [name, value] of Object.entries(reader.details)) {
      details.set(name, (details.get(name) ?? new Set()).add(value));
    }
  }
  return Object.fromEntries([...details].map(([name, values]) => [name, [...values].join(', ')]));
}

function requireColumn(name: string, reader: FileReader, readers: readonly FileReader[]): void {
  const column = reader.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    const other = readers.find((candidate) => candidate.columns.some((present) => present.name === name));
    const hint =
      other === undefined
        ? didYouMean(
            nearestName(
              name,
              reader.columns.map((candidate) => candidate.name),
            ),
          )
        : ` ${basename(other.file.path)} has one: all files of a sample must have the columns that are used.`;
    throw new AnalysisError('unknown-column', `${reader.label} has no column '${name}'.${hint}`);
  }
}

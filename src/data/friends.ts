/** Files with further columns of the same events, read beside the files of a sample, entry by entry. */
import { AnalysisError } from '../config/analysisError';
import type { Batch, Column } from './eventSource';
import type { FileReader } from './file/fileReader';

/**
 * Joins readers with their friends: the first as many friends as there are files are the first friend, and so on.
 * @throws AnalysisError `friends` where they are not as many, have other numbers of entries, or cannot be paired
 */
export function withFriends(files: readonly FileReader[], friends: readonly FileReader[]): readonly FileReader[] {
  if (friends.length === 0) return files;
  if (friends.length % files.length !== 0) {
    const there = files.length === 1 ? '1 file' : `${files.length} files`;
    refuse(
      `The sample has ${there} and ${friends.length} friends: name for each friend as many files as the sample has.`,
    );
  }
  return files.map((file, index) => {
    const own = friends.filter((_, friend) => friend % files.length === index);
    for (const reader of [file, ...own]) {
      if (reader.byEvent === true) continue;
      refuse(
        `${reader.label} cannot be read beside another file, event by event, as text has no numbered events: write ROOT or Parquet.`,
      );
    }
    for (const { label, events } of own) {
      if (events === file.events) continue;
      refuse(`${label} has ${events} entries and ${file.label} ${file.events}: friends must have the same events.`);
    }
    return joined(file, own);
  });
}

function refuse(message: string): never {
  throw new AnalysisError('friends', message);
}

function joined(file: FileReader, friends: readonly FileReader[]): FileReader {
  // As in ROOT, the first that has a column of the name is meant.
  const owners = new Map<string, { readonly column: Column; readonly reader: FileReader }>();
  for (const reader of [file, ...friends]) {
    for (const column of reader.columns) if (!owners.has(column.name)) owners.set(column.name, { column, reader });
  }
  const details = { ...file.details, friends: friends.map(({ label }) => label).join(', ') };
  return {
    ...file,
    columns: [...owners.values()].map(({ column }) => column),
    friends: friends.map((friend) => friend.file),
    details,
    read: (names, from, to) => {
      const parts = [file, ...friends].map((reader) => ({
        reader,
        names: names.filter((name) => owners.get(name)?.reader === reader),
      }));
      const read = parts.filter((part) => part.names.length > 0);
      const [only] = read;
      if (only === undefined) return file.read([], from, to);
      if (read.length === 1) return only.reader.read(only.names, from, to);
      return beside(
        read.map((part) => part.reader.read(part.names, from, to)),
        file.label,
      );
    },
  };
}

/** Batches of several readers of the same entries, as one. */
async function* beside(sources: readonly AsyncIterable<Batch>[], label: string): AsyncGenerator<Batch> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    for (;;) {
      const parts: Batch[] = [];
      for (const iterator of iterators) {
        const next = await iterator.next();
        if (next.done !== true) parts.push(next.value);
      }
      const [first] = parts;
      if (first === undefined) return;
      if (parts.length < iterators.length || parts.some(({ length }) => length !== first.length)) {
        throw new Error(`the friends of ${label} are read in other pieces`);
      }
      yield {
        length: first.length,
        columns: new Map(parts.flatMap(({ columns }) => [...columns])),
        lists: new Map(parts.flatMap(({ lists }) => [...(lists ?? [])])),
      };
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

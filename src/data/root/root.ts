import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { didYouMean, nearestName } from '../../config/nearestName';
import { batchEvents, type Batch, type ListColumn, type SourceFile } from '../eventSource';
import { FileError } from '../file/fileError';
import type { FileReader } from '../file/fileReader';
import { withUnchangedFile } from '../file/fileStamp';
import { openRNTuple } from './rntuple';
import { BasketCursor } from './rootBaskets';
import { treeColumns, type TreeBranch, type TreeColumns } from './rootBranches';
import { compressionName } from './rootCompression';
import { ListCursor, NumberCursor } from './rootCursors';
import { damaged, withRootHeader, type RootHeader, type StoredObject } from './rootFile';
import { integer, text } from './rootObject';
import { withTimeLimit } from '../file/timeLimit';

/**
 * A TTree or an RNTuple. Of a TTree, branches with numbers can be read, one or several an event; baskets are read and unpacked here, whole and only
 * those of the columns that are asked for; jsroot reads the header and the objects that describe the tree.
 * @param tree `name`, `folder/name`, `name;cycle`; undefined for the only tree of the file
 * @param reference as written, for the suggestion of another tree
 * @throws AnalysisError `unknown-tree`, `damaged-file`, `unsupported-format`
 */
export async function openRoot(file: SourceFile, tree: string | undefined, reference: string): Promise<FileReader> {
  return withRootHeader(file, async (header) => {
    return openTree(file, header, chooseTree(header, tree, file, reference));
  });
}

/** A tree of a file that is open. */
export async function openTree(file: SourceFile, header: RootHeader, tree: StoredObject): Promise<FileReader> {
  if (!tree.className.startsWith('T')) return openRNTuple(file, header, tree);
  const object = await header.readObject(tree.key);
  const title = text(object, 'fTitle');
  const description: Tree = {
    file,
    label: `'${basename(file.path)}:${tree.path}'`,
    entries: integer(object, 'fEntries'),
    ...withTimeLimit(() => treeColumns(object, header.memberType)),
  };
  if (description.entries < 0) throw new Error('it has a negative number of entries');
  const details = { format: 'ROOT TTree', tree: tree.path, compression: compressionName(header.compression) };
  return treeReader(description, title === '' || title === tree.path ? details : { ...details, title });
}

interface Tree extends TreeColumns {
  readonly file: SourceFile;
  readonly label: string;
  readonly entries: number;
}

function treeReader(tree: Tree, details: Readonly<Record<string, string>>): FileReader {
  const { file, label, columns, entries } = tree;
  return {
    file,
    label,
    columns,
    events: entries,
    empty: entries === 0,
    byEvent: true,
    details,
    spans: (targetEvents) => entrySpans(tree, targetEvents),
    read: (names, from, to) =>
      withUnchangedFile(file, (handle) => readEntries(handle, tree, names, from, Math.min(to, entries))),
  };
}

function chooseTree(
  { trees, others }: RootHeader,
  wanted: string | undefined,
  file: SourceFile,
  reference: string,
): StoredObject {
  const name = basename(file.path);
  const list = trees.map((tree) => tree.path).join(', ');
  const [only] = trees;
  if (only === undefined) {
    const holds =
      others.length === 0
        ? 'nothing'
        : `only ${others
            .slice(0, 5)
            .map(({ path, className }) => `${path} (${className})`)
            .join(', ')}${others.length > 5 ? ', …' : ''}`;
    throw new FileError('unknown-tree', `'${name}' holds no tree, ${holds}.`);
  }
  if (wanted === undefined) {
    if (trees.length === 1) return only;
    const suggestion = `${reference}:${only.path}`;
    const message = `'${name}' holds ${trees.length} trees: ${list}. Name one, as in ${name}:${only.path}.`;
    throw new FileError('unknown-tree', message, /[*?[\]{}]/.test(reference) ? undefined : suggestion);
  }
  const plain = wanted.replace(/;\d+$/, '');
  const found = trees.find((tree) => tree.path === plain);
  if (found !== undefined) return found;
  const near =
    nearestName(
      plain,
      trees.map((tree) => tree.path),
    ) ?? (trees.length === 1 ? only.path : undefined);
  const hint = didYouMean(near);
  const holds = trees.length === 1 ? '' : ` It holds ${list}.`;
  const suggestion = near === undefined ? undefined : `${reference.slice(0, -wanted.length)}${near}`;
  throw new FileError('unknown-tree', `'${name}' has no tree '${plain}'.${hint}${holds}`, suggestion);
}

async function* readEntries(
  handle: FileHandle,
  tree: Tree,
  names: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Batch, void, undefined> {
  try {
    const branches = names.map((name) => {
      const branch = readableBranch(tree, name);
      return { name, branch, baskets: new BasketCursor(handle, tree.file, name, branch) };
    });
    const numbers = branches.flatMap(({ name, branch, baskets }) =>
      branch.kind === 'number'
        ? [{ name, values: new Float64Array(batchEvents), cursor: new NumberCursor(branch, baskets) }]
        : [],
    );
    const lists = branches.flatMap(({ name, branch, baskets }) =>
      branch.kind === 'list' ? [{ name, cursor: new ListCursor(name, branch, baskets, batchEvents) }] : [],
    );
    const whole = new Map(numbers.map(({ name, values }) => [name, values]));
    for (let entry = from; entry < to; entry += batchEvents) {
      const length = Math.min(batchEvents, to - entry);
      const [, read] = await Promise.all([
        Promise.all(numbers.map(({ values, cursor }) => cursor.fill(values, entry, length))),
        Promise.all(
          lists.map(async ({ name, cursor }): Promise<[string, ListColumn]> => [
            name,
            await cursor.fill(entry, length),
          ]),
        ),
      ]);
      const columns =
        length === batchEvents
          ? whole
          : new Map(numbers.map(({ name, values }) => [name, values.subarray(0, length)] as const));
      yield lists.length === 0 ? { length, columns } : { length, columns, lists: new Map(read) };
    }
  } catch (error) {
    throw damaged(error, tree.file);
  }
}

function readableBranch(tree: Tree, name: string): TreeBranch {
  const branch = tree.branches.get(name);
  if (branch === undefined) {
    const type = tree.columns.find((column) => column.name === name)?.type ?? 'object';
    throw new AnalysisError(
      'not-a-number',
      `Column '${name}' of ${tree.label} is ${type}: only columns of numbers can be read.`,
    );
  }
  if (branch.damage !== undefined) {
    throw new AnalysisError('damaged-file', `Column '${name}' of ${tree.label} is damaged: ${branch.damage}.`);
  }
  if (branch.entries !== tree.entries) {
    throw new AnalysisError(
      'damaged-file',
      `Column '${name}' of ${tree.label} has ${branch.entries} entries, the tree ${tree.entries}.`,
    );
  }
  return branch;
}

/**
 * Cuts where all branches begin a new basket, so that none is unpacked twice; where such places are far apart, in equal
 * pieces between them.
 */
function entrySpans({ entries, branches }: Tree, targetEvents: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  let from = 0;
  for (const edge of commonEdges(branches, entries)) {
    if (edge - from < targetEvents && edge < entries) continue;
    const pieces = Math.max(1, Math.round((edge - from) / targetEvents));
    const start = from;
    for (let piece = 1; piece <= pieces; piece++) {
      const to = start + Math.round(((edge - start) * piece) / pieces);
      if (to > from) spans.push({ from, to });
      from = to;
    }
  }
  return spans;
}

/** Entries where a basket of every branch begins, and the end. */
function commonEdges(branches: ReadonlyMap<string, TreeBranch>, entries: number): number[] {
  let common: Set<number> | undefined;
  for (const branch of branches.values()) {
    if (branch.damage !== undefined) continue;
    const starts = branch.baskets.map((basket) => basket.firstEntry);
    const known: Set<number> | undefined = common;
    common = new Set(known === undefined ? starts : starts.filter((start) => known.has(start)));
  }
  const edges = [...(common ?? [])].filter((edge) => edge > 0 && edge < entries).sort((a, b) => a - b);
  return entries > 0 ? [...edges, entries] : [];
}

import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { didYouMean, nearestName } from '../../config/nearestName';
import type { SourceFile } from '../eventSource';
import { notNumbers } from '../file/damagedFile';
import { FileError } from '../file/fileError';
import type { FileReader } from '../file/fileReader';
import { rowReader } from '../rowSource';
import { BasketRuns } from './basketRuns';
import { openRNTuple } from './rntuple';
import { BasketCursor } from './rootBaskets';
import { treeColumns, type TreeBranch, type TreeColumns } from './rootBranches';
import { compressionName } from './rootCompression';
import { BranchLists, BranchNumbers } from './rootCursors';
import { withRootHeader, type RootHeader, type StoredObject } from './rootFile';
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
  const entries = integer(object, 'fEntries');
  if (entries < 0) throw new Error('it has a negative number of entries');
  const { columns, branches } = withTimeLimit(() => treeColumns(object, header.memberType));
  const description: Tree = { label: `'${basename(file.path)}:${tree.path}'`, entries, columns, branches };
  const details = { format: 'ROOT TTree', tree: tree.path, compression: compressionName(header.compression) };
  return rowReader({
    file,
    label: description.label,
    columns,
    rows: entries,
    details: title === '' || title === tree.path ? details : { ...details, title },
    edges: () => commonEdges(branches, entries),
    open: (names) => {
      const runs = new BasketRuns(file);
      return names.map((name) => {
        const branch = readableBranch(description, name);
        const baskets = new BasketCursor(file, name, branch, runs);
        return branch.kind === 'number' ? new BranchNumbers(branch, baskets) : new BranchLists(name, branch, baskets);
      });
    },
  });
}

interface Tree extends TreeColumns {
  readonly label: string;
  readonly entries: number;
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

function readableBranch(tree: Tree, name: string): TreeBranch {
  const branch = tree.branches.get(name);
  if (branch === undefined) {
    const type = tree.columns.find((column) => column.name === name)?.type ?? 'object';
    throw notNumbers(name, type, tree.label);
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

/** The branches of a tree as columns, and where their bytes are. */
import type { Column } from '../eventSource';
import { branchColumns, type BranchLayout, type MemberType } from './rootBranchType';
import { integer, integers, object, objects, text, type RootObject } from './rootObject';

/** Entries that were written together: in the file, or unpacked inside the tree itself. */
export interface Basket {
  readonly firstEntry: number;
  readonly entries: number;
  /** Where in the file, with its key; undefined for one inside the tree. */
  readonly place: { readonly position: number; readonly length: number } | undefined;
  /** One inside the tree: its values, and where each entry begins if these differ in length. */
  readonly inside: { readonly bytes: Uint8Array; readonly entryStarts: readonly number[] | undefined } | undefined;
}

/** A branch, or a leaf of it, with numbers. */
export interface TreeBranch extends BranchLayout {
  readonly entries: number;
  readonly baskets: readonly Basket[];
  /** What is wrong with the list of baskets, which is empty then. */
  readonly damage: string | undefined;
}

export interface TreeColumns {
  readonly columns: readonly Column[];
  /** Those that can be read, by the column's name. */
  readonly branches: ReadonlyMap<string, TreeBranch>;
}

/** All branches with data, and those of split objects by their own names. */
export function treeColumns(tree: RootObject, memberType: MemberType): TreeColumns {
  const columns = new Map<string, Column>();
  const branches = new Map<string, TreeBranch>();
  const seen = new Set<RootObject>();
  const visit = (list: readonly (RootObject | undefined)[]): void => {
    for (const branch of list) {
      // In a damaged file a branch may be its own child.
      if (branch === undefined || seen.has(branch)) continue;
      seen.add(branch);
      const children = objects(branch, 'fBranches');
      if (children.length > 0) visit(children);
      else addBranch(branch);
    }
  };
  const addBranch = (branch: RootObject): void => {
    const found = branchColumns(branch, memberType);
    const stored = found.some(({ layout }) => layout !== undefined) ? storedEntries(branch) : undefined;
    for (const { suffix, type, layout } of found) {
      const name = text(branch, 'fName').replace(/\.$/, '') + suffix;
      if (columns.has(name)) continue;
      if (layout === undefined || stored === undefined) {
        columns.set(name, { name, type, kind: 'unreadable' });
        continue;
      }
      const { damage } = stored;
      columns.set(
        name,
        damage === undefined
          ? { name, type, kind: layout.kind }
          : { name, type: `${type} (damaged: ${damage})`, kind: 'unreadable' },
      );
      branches.set(name, { ...layout, ...stored });
    }
  };
  visit(objects(tree, 'fBranches'));
  return { columns: [...columns.values()], branches };
}

function storedEntries(branch: RootObject): Pick<TreeBranch, 'entries' | 'baskets' | 'damage'> {
  const entries = integer(branch, 'fEntries');
  try {
    return { entries, baskets: listBaskets(branch), damage: undefined };
  } catch (error) {
    // One broken branch is no reason to refuse the others.
    return { entries, baskets: [], damage: error instanceof Error ? error.message : String(error) };
  }
}

function listBaskets(branch: RootObject): Basket[] {
  const written = integer(branch, 'fWriteBasket');
  const entries = integer(branch, 'fEntries');
  const inside = objects(branch, 'fBaskets');
  const count = Math.max(written, inside.length);
  const positions = integers(branch, 'fBasketSeek', written);
  const lengths = integers(branch, 'fBasketBytes', written);
  const starts = integers(branch, 'fBasketEntry', Math.min(count, integer(branch, 'fMaxBaskets')));
  const baskets: Basket[] = [];
  let firstEntry = 0;
  for (let index = 0; index < count && firstEntry < entries; index++) {
    const length = lengths[index] ?? 0;
    const embedded = inside[index];
    if (length === 0 && embedded === undefined) continue;
    if (starts[index] !== undefined && starts[index] !== firstEntry) throw new Error('baskets leave a gap');
    if (length > 0) {
      const end = index + 1 < written ? starts[index + 1] : nextStart(starts, inside, index + 1, entries);
      if (end === undefined || end < firstEntry || end > entries) throw new Error('baskets are out of order');
      // Files that were merged may have baskets without entries.
      if (end === firstEntry) continue;
      const place = { position: positions[index] ?? 0, length };
      baskets.push({ firstEntry, entries: end - firstEntry, place, inside: undefined });
      firstEntry = end;
    } else if (embedded !== undefined) {
      const held = integer(embedded, 'fNevBuf');
      if (held <= 0) continue;
      baskets.push({ firstEntry, entries: held, place: undefined, inside: insideTree(embedded, held) });
      firstEntry += held;
    }
  }
  if (firstEntry !== entries) throw new Error(`baskets hold ${firstEntry} of ${entries} entries`);
  return baskets;
}

function insideTree(embedded: RootObject, entries: number): NonNullable<Basket['inside']> {
  const view = object(embedded, 'fBufferRef')?.['arr'];
  // One whose entries are all empty has no bytes at all.
  const bytes = view instanceof DataView ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : undefined;
  if (bytes === undefined && integer(embedded, 'fLast') > integer(embedded, 'fKeylen')) {
    throw new Error('a basket inside the tree has no data');
  }
  const keyLength = integer(embedded, 'fKeylen');
  const entryStarts =
    embedded['fEntryOffset'] === undefined
      ? undefined
      : integers(embedded, 'fEntryOffset', entries).map((place) => place - keyLength);
  return { bytes: bytes?.slice() ?? new Uint8Array(0), entryStarts };
}

/** Where the last basket in the file ends: at the one inside the tree, or with the branch. */
function nextStart(
  starts: readonly number[],
  inside: readonly (RootObject | undefined)[],
  index: number,
  entries: number,
): number | undefined {
  const embedded = inside[index];
  return embedded !== undefined && integer(embedded, 'fNevBuf') > 0 ? starts[index] : entries;
}

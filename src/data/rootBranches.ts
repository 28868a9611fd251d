/**
 * The branches of a tree as columns: which hold one number an event, and where their bytes are. What they hold is said
 * by their leaves (TLeafF, TLeafI, …) or, for members of split objects, by their streamer type.
 */
import type { Column } from './eventSource';
import { integer, integers, isRootObject, object, objects, text, type RootObject } from './rootObject';

export type NumberType =
  'bool' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64';

/** Entries that were written together: in the file, or unpacked inside the tree itself. */
export interface Basket {
  readonly firstEntry: number;
  readonly entries: number;
  /** Where in the file, with its key; undefined for one inside the tree. */
  readonly place: { readonly position: number; readonly length: number } | undefined;
  /** Big-endian values of one inside the tree. */
  readonly bytes: Uint8Array | undefined;
}

/** A branch with one number an event. */
export interface FlatBranch {
  readonly type: NumberType;
  readonly entries: number;
  readonly baskets: readonly Basket[];
  /** What is wrong with the list of baskets, which is empty then. */
  readonly damage: string | undefined;
}

export interface TreeColumns {
  readonly columns: readonly Column[];
  readonly flat: ReadonlyMap<string, FlatBranch>;
}

/** All branches with data, and those of split objects by their own names. */
export function treeColumns(tree: RootObject): TreeColumns {
  const columns = new Map<string, Column>();
  const flat = new Map<string, FlatBranch>();
  const seen = new Set<RootObject>();
  const visit = (branches: readonly (RootObject | undefined)[]): void => {
    for (const branch of branches) {
      // In a damaged file a branch may be its own child.
      if (branch === undefined || seen.has(branch)) continue;
      seen.add(branch);
      const children = objects(branch, 'fBranches');
      const name = text(branch, 'fName').replace(/\.$/, '');
      if (children.length > 0) {
        visit(children);
      } else if (!columns.has(name)) {
        const { type, number } = branchType(branch);
        const values = number === undefined ? undefined : flatBranch(branch, number);
        const damage = values?.damage;
        columns.set(name, {
          name,
          type: damage === undefined ? type : `${type} (damaged: ${damage})`,
          kind: values !== undefined && damage === undefined ? 'number' : 'unreadable',
        });
        if (values !== undefined) flat.set(name, values);
      }
    }
  };
  visit(objects(tree, 'fBranches'));
  return { columns: [...columns.values()], flat };
}

/** What people read of a branch, and its number type where it holds one number an event. */
function branchType(branch: RootObject): { readonly type: string; readonly number?: NumberType } {
  const leaves = objects(branch, 'fLeaves').filter(isRootObject);
  const [leaf] = leaves;
  if (leaf === undefined) return { type: text(branch, 'fClassName') || 'object' };
  if (leaves.length > 1) return { type: `struct {${leaves.map((each) => text(each, 'fName')).join(', ')}}` };
  const className = text(branch, 'fClassName');
  const ofElement = text(branch, '_typename') === 'TBranchElement';
  // A member of a split object names the object's class; a branch of its own names its own.
  const element = ofElement ? streamerTypes.get(Number(branch['fStreamerType'])) : leafType(leaf);
  if (element === undefined) return { type: text(leaf, '_typename') === 'TLeafC' ? 'text' : className || 'object' };
  const counter = object(leaf, 'fLeafCount') ?? object(branch, 'fBranchCount');
  if (counter !== undefined) return { type: `${element}[${text(counter, 'fName')}]` };
  const length = Number(leaf['fLen'] ?? 1);
  if (length > 1) return { type: `${element}[${length}]` };
  // Anything of variable length keeps offsets of its entries.
  if (Number(branch['fEntryOffsetLen'] ?? 0) > 0) return { type: `${element}[]` };
  if (element === 'Float16_t' || element === 'Double32_t') return { type: `${element} (truncated, not read yet)` };
  if (text(branch, 'fFileName') !== '') return { type: `${element} (in another file, not read)` };
  return { type: element, number: element };
}

function leafType(leaf: RootObject): NumberType | 'Float16_t' | 'Double32_t' | undefined {
  const unsigned = leaf['fIsUnsigned'] === true || leaf['fIsUnsigned'] === 1;
  switch (text(leaf, '_typename')) {
    case 'TLeafO':
      return 'bool';
    case 'TLeafB':
      return unsigned ? 'uint8' : 'int8';
    case 'TLeafS':
      return unsigned ? 'uint16' : 'int16';
    case 'TLeafI':
      return unsigned ? 'uint32' : 'int32';
    case 'TLeafL':
    case 'TLeafG':
      return unsigned ? 'uint64' : 'int64';
    case 'TLeafF':
      return 'float32';
    case 'TLeafD':
      return 'float64';
    case 'TLeafF16':
      return 'Float16_t';
    case 'TLeafD32':
      return 'Double32_t';
    default:
      return undefined;
  }
}

/** TVirtualStreamerInfo::EReadWrite, the basic types: https://root.cern/doc/master/classTVirtualStreamerInfo.html */
const streamerTypes: ReadonlyMap<number, NumberType | 'Float16_t' | 'Double32_t'> = new Map([
  [1, 'int8'],
  [2, 'int16'],
  [3, 'int32'],
  [4, 'int64'],
  [5, 'float32'],
  [6, 'int32'],
  [8, 'float64'],
  [9, 'Double32_t'],
  [11, 'uint8'],
  [12, 'uint16'],
  [13, 'uint32'],
  [14, 'uint64'],
  [16, 'int64'],
  [17, 'uint64'],
  [18, 'bool'],
  [19, 'Float16_t'],
]);

function flatBranch(branch: RootObject, type: NumberType): FlatBranch {
  const entries = integer(branch, 'fEntries');
  try {
    return { type, entries, baskets: listBaskets(branch), damage: undefined };
  } catch (error) {
    // One broken branch is no reason to refuse the others.
    return { type, entries, baskets: [], damage: error instanceof Error ? error.message : String(error) };
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
      if (end === undefined || end <= firstEntry || end > entries) throw new Error('baskets are out of order');
      const place = { position: positions[index] ?? 0, length };
      baskets.push({ firstEntry, entries: end - firstEntry, place, bytes: undefined });
      firstEntry = end;
    } else if (embedded !== undefined) {
      const held = integer(embedded, 'fNevBuf');
      if (held <= 0) continue;
      const view = object(embedded, 'fBufferRef')?.['arr'];
      if (!(view instanceof DataView)) throw new Error('a basket inside the tree has no data');
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
      baskets.push({ firstEntry, entries: held, place: undefined, bytes });
      firstEntry += held;
    }
  }
  if (firstEntry !== entries) throw new Error(`baskets hold ${firstEntry} of ${entries} entries`);
  return baskets;
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

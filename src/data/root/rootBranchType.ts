/**
 * What a branch of a tree holds: said by its leaves (TLeafF, TLeafI, …) or, for members of split objects and vectors,
 * by streamer types and class names.
 */
import { isRootObject, object, objects, text, type RootObject } from './rootObject';
import { vectorHeader } from './rootCursors';
import { widths, type NumberType } from './rootNumbers';

/** How the entries of a branch lie in its baskets. */
export interface BranchLayout {
  readonly kind: 'number' | 'list';
  readonly type: NumberType;
  /** Bytes of each entry; undefined where entries differ in length and each basket says where they begin. */
  readonly entryBytes: number | undefined;
  /** Bytes of an entry before the values. */
  readonly header: number;
  /** Values of each entry, where these are as many in all. */
  readonly count: number;
}

/** One column of a branch: a leaf of it. */
export interface BranchColumn {
  /** Appended to the branch's name: `.pt` where the branch is a struct. */
  readonly suffix: string;
  /** For people to read; where there is no layout, it says why. */
  readonly type: string;
  readonly layout?: BranchLayout;
}

/** The C++ type of a member, by its class and number; undefined where the file does not describe it. */
export type MemberType = (className: string, checksum: number, id: number) => string | undefined;

export function branchColumns(branch: RootObject, memberType: MemberType): readonly BranchColumn[] {
  const leaves = objects(branch, 'fLeaves').filter(isRootObject);
  const [leaf] = leaves;
  if (leaf === undefined) return [{ suffix: '', type: text(branch, 'fClassName') || 'object' }];
  if (leaves.length > 1) return structColumns(branch, leaves);
  const column = singleColumn(branch, leaf, memberType);
  if (column.layout !== undefined && text(branch, 'fFileName') !== '') {
    return [{ suffix: '', type: `${column.type} (in another file, not read)` }];
  }
  return [{ suffix: '', ...column }];
}

type TypedLayout = Omit<BranchColumn, 'suffix'>;

function singleColumn(branch: RootObject, leaf: RootObject, memberType: MemberType): TypedLayout {
  const className = text(branch, 'fClassName');
  const counter = object(leaf, 'fLeafCount') ?? object(branch, 'fBranchCount');
  const ofElement = text(branch, '_typename') === 'TBranchElement';
  const streamer = Number(branch['fStreamerType']);
  const element = ofElement ? streamerTypes.get(streamer % 20) : leafType(leaf);
  // A member of a split object names the object's class; a branch of its own names its own.
  if (ofElement && (streamer < 0 || streamer >= 60 || element === undefined)) {
    const id = Number(branch['fID']);
    const type = (id >= 0 ? memberType(className, Number(branch['fCheckSum']), id) : undefined) ?? className;
    // A vector for each object of a collection has one list more than can be read.
    return vectorOf(type, counter === undefined) ?? { type: type || 'object' };
  }
  if (element === undefined) {
    return { type: text(leaf, '_typename') === 'TLeafC' ? 'text' : className || 'object' };
  }
  if (element === 'Float16_t' || element === 'Double32_t') return { type: `${element} (truncated, not read yet)` };
  const length = lengthOf(leaf);
  const shape = length > 1 ? `[${length}]` : '';
  if (counter !== undefined) {
    // Members that point to an array have a byte before it that says whether there is one.
    const header = ofElement && streamer > 40 ? 1 : 0;
    return { type: `${element}[${text(counter, 'fName')}]${shape}`, layout: listLayout(element, header) };
  }
  return { type: `${element}${shape}`, layout: fixedLayout(element, length) };
}

/** Several leaves in one branch stand one after the other in each entry. */
function structColumns(branch: RootObject, leaves: readonly RootObject[]): readonly BranchColumn[] {
  const names = leaves.map((leaf) => text(leaf, 'fName'));
  const parts: { name: string; type: NumberType; length: number }[] = [];
  for (const leaf of leaves) {
    const type = leafType(leaf);
    const counted = object(leaf, 'fLeafCount') !== undefined;
    if (type === undefined || type === 'Float16_t' || type === 'Double32_t' || counted || text(branch, 'fFileName')) {
      return [{ suffix: '', type: `struct {${names.join(', ')}}` }];
    }
    parts.push({ name: text(leaf, 'fName'), type, length: lengthOf(leaf) });
  }
  const entryBytes = parts.reduce((sum, { type, length }) => sum + widths[type] * length, 0);
  let header = 0;
  return parts.map(({ name, type, length }) => {
    const layout = { ...fixedLayout(type, length), entryBytes, header };
    header += widths[type] * length;
    return { suffix: `.${name}`, type: length > 1 ? `${type}[${length}]` : type, layout };
  });
}

/** Values of a leaf, or for each that its counter counts; not every writer keeps the dimensions of the title elsewhere. */
function lengthOf(leaf: RootObject): number {
  const dimensions = [...text(leaf, 'fTitle').matchAll(/\[(\d+)\]/g)].map(([, size]) => Number(size));
  return Math.max(
    Number(leaf['fLen'] ?? 1),
    dimensions.reduce((product, size) => product * size, 1),
  );
}

function fixedLayout(type: NumberType, count: number): BranchLayout {
  return { kind: count > 1 ? 'list' : 'number', type, entryBytes: count * widths[type], header: 0, count };
}

function listLayout(type: NumberType, header: number): BranchLayout {
  return { kind: 'list', type, entryBytes: undefined, header, count: 0 };
}

/** `vector<float>`, and RVec, which is written like one. */
function vectorOf(className: string, readable: boolean): TypedLayout | undefined {
  const found = /^(?:(?:std::)?vector|ROOT::(?:VecOps::)?RVec)<\s*([\w ]+?)\s*(?:,.*)?>$/.exec(className);
  const type = found?.[1] === undefined ? undefined : plainTypes.get(found[1]);
  if (type === undefined || !readable) return undefined;
  return { type: `${type}[]`, layout: listLayout(type, vectorHeader) };
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

/**
 * TVirtualStreamerInfo::EReadWrite, the basic types; 20 more for an array of fixed length, 40 more for a pointer to one.
 * @see https://root.cern/doc/master/classTVirtualStreamerInfo.html
 */
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

/** C++ types of numbers. */
export const plainTypes: ReadonlyMap<string, NumberType> = new Map([
  ['bool', 'bool'],
  ['Bool_t', 'bool'],
  ['char', 'int8'],
  ['signed char', 'int8'],
  ['Char_t', 'int8'],
  ['int8_t', 'int8'],
  ['unsigned char', 'uint8'],
  ['UChar_t', 'uint8'],
  ['uint8_t', 'uint8'],
  ['short', 'int16'],
  ['Short_t', 'int16'],
  ['int16_t', 'int16'],
  ['unsigned short', 'uint16'],
  ['UShort_t', 'uint16'],
  ['uint16_t', 'uint16'],
  ['int', 'int32'],
  ['Int_t', 'int32'],
  ['int32_t', 'int32'],
  ['unsigned int', 'uint32'],
  ['unsigned', 'uint32'],
  ['UInt_t', 'uint32'],
  ['uint32_t', 'uint32'],
  ['long', 'int64'],
  ['long long', 'int64'],
  ['Long_t', 'int64'],
  ['Long64_t', 'int64'],
  ['int64_t', 'int64'],
  ['unsigned long', 'uint64'],
  ['unsigned long long', 'uint64'],
  ['ULong_t', 'uint64'],
  ['ULong64_t', 'uint64'],
  ['uint64_t', 'uint64'],
  ['float', 'float32'],
  ['Float_t', 'float32'],
  ['double', 'float64'],
  ['Double_t', 'float64'],
]);

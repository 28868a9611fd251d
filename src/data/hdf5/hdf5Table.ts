/** How an object of an HDF5 file is read as a table: a group of columns, a compound dataset, rows of numbers, a frame of pandas. */
import type { Hdf5Type } from '../../../node_modules/h5wasm/dist/node/hdf5_util.js';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { didYouMean, nearestName } from '../../config/nearestName';
import type { SourceFile } from '../eventSource';
import { FileError } from '../file/fileError';
import { fixedText, type Hdf5Dataset, type Hdf5File } from './hdf5File';
import { numberTypeName, type NumberFormat } from '../numberArray';

export interface Hdf5Table {
  /** Path in the file, without a slash in front; empty for the file's top. */
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly Hdf5Column[];
  /** Names of the filters in use. */
  readonly filters: readonly string[];
}

export interface Hdf5Column {
  readonly name: string;
  readonly type: string;
  /** Undefined where it cannot be read; `type` says why. */
  readonly place: Hdf5Place | undefined;
}

/** Numbers in the rows of a dataset. */
export interface Hdf5Place {
  readonly path: string;
  readonly dataset: Hdf5Dataset;
  readonly rowBytes: number;
  readonly offset: number;
  readonly format: NumberFormat;
}

/**
 * @param wanted path of a dataset or group; undefined for what the file is about
 * @param reference as written, for a suggestion
 * @throws FileError `unknown-tree`; AnalysisError `unsupported-format`
 */
export function hdf5Table(hdf5: Hdf5File, file: SourceFile, wanted: string | undefined, reference: string): Hdf5Table {
  const name = basename(file.path);
  const path = wanted?.replace(/^\/+|\/+$/g, '');
  const place: Place = { file: name, start: wanted === undefined ? reference : reference.slice(0, -wanted.length - 1) };
  if (path === undefined || path === '') return groupTable(hdf5, '', place, 0);
  // HDF5 itself fails on a path through something that is not there.
  const missing = path.split('/').findIndex((part, index, parts) => {
    const parent = parts.slice(0, index).join('/');
    return hdf5.kind(at(parent)) !== 'group' || !hdf5.names(at(parent)).includes(part);
  });
  const kind = missing < 0 ? hdf5.kind(at(path)) : 'other';
  if (kind === 'dataset') return datasetTable(hdf5, path, place);
  if (kind === 'group') return groupTable(hdf5, path, place, 0);
  const parent = path.split('/').slice(0, Math.max(0, missing)).join('/');
  const names = hdf5.kind(at(parent)) === 'group' ? hdf5.names(at(parent)).map((child) => join(parent, child)) : [];
  const near = nearestName(path, names) ?? (names.length === 1 ? names[0] : undefined);
  const holds = names.length === 0 ? '' : ` It holds ${someOf(names)}.`;
  throw new FileError(
    'unknown-tree',
    `'${name}' has no dataset or group '${path}'.${didYouMean(near)}${holds}`,
    near === undefined ? undefined : `${place.start}:${near}`,
  );
}

interface Place {
  readonly file: string;
  /** The reference without the object. */
  readonly start: string;
}

const deepestGroup = 8;

function groupTable(hdf5: Hdf5File, path: string, place: Place, depth: number): Hdf5Table {
  const pandas = hdf5.texts(at(path), 'pandas_type')?.[0];
  const children = hdf5
    .names(at(path))
    .map((child) => ({ name: child, path: join(path, child), kind: hdf5.kind(at(join(path, child))) }));
  if (pandas === 'frame_table' && children.some(({ name, kind }) => name === 'table' && kind === 'dataset')) {
    return datasetTable(hdf5, join(path, 'table'), place);
  }
  if (pandas === 'frame') return frameTable(hdf5, path);
  const datasets = children
    .filter(({ kind }) => kind === 'dataset')
    .map((child) => ({ ...child, dataset: hdf5.dataset(at(child.path)) }));
  const groups = children.filter(({ kind }) => kind === 'group');
  const tables = datasets.filter(({ dataset }) => dataset.type.type === compound && dataset.shape.length === 1);
  const [onlyTable] = tables;
  if (onlyTable !== undefined && tables.length === 1 && datasets.length === 1)
    return datasetTable(hdf5, onlyTable.path, place);
  if (onlyTable !== undefined)
    throw several(
      tables.map((table) => table.path),
      place,
    );
  const columns = datasets.filter(({ dataset }) => dataset.shape.length === 1 || dataset.shape.length === 2);
  const [onlyColumn] = columns;
  if (onlyColumn !== undefined && columns.length === 1) return datasetTable(hdf5, onlyColumn.path, place);
  if (columns.length > 1) return columnsTable(hdf5, path, columns);
  const [onlyGroup] = groups;
  if (onlyGroup !== undefined && groups.length === 1 && depth < deepestGroup)
    return groupTable(hdf5, onlyGroup.path, place, depth + 1);
  if (groups.length > 1)
    throw several(
      groups.map((group) => group.path),
      place,
    );
  throw new AnalysisError(
    'unsupported-format',
    `'${place.file}${path === '' ? '' : `:${path}`}' holds no dataset with a row for each event.`,
  );
}

function several(paths: readonly string[], { file, start }: Place): FileError {
  const [first = ''] = paths;
  const message = `'${file}' holds ${paths.length} tables: ${someOf(paths)}. Name one, as in ${file}:${first}.`;
  return new FileError('unknown-tree', message, /[*?[\]{}]/.test(start) ? undefined : `${start}:${first}`);
}

function someOf(names: readonly string[]): string {
  return `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
}

/** Datasets of a group side by side: all with as many rows as the longest. */
function columnsTable(
  hdf5: Hdf5File,
  path: string,
  datasets: readonly { readonly name: string; readonly path: string; readonly dataset: Hdf5Dataset }[],
): Hdf5Table {
  const rows = Math.max(...datasets.map(({ dataset }) => dataset.shape[0] ?? 0));
  const columns = datasets.flatMap(({ name, path: own, dataset }): readonly Hdf5Column[] => {
    const { shape } = dataset;
    if (shape[0] !== rows) {
      const type = `${typeName(dataset.type)} of shape (${shape.join(', ')}), others have ${rows} rows`;
      return [{ name, type, place: undefined }];
    }
    if (shape.length === 1) return datasetColumns(hdf5, own, dataset).map((column) => ({ ...column, name }));
    const given = givenNames(hdf5, own, shape[1] ?? 0);
    return datasetColumns(hdf5, own, dataset).map((column, index) => ({
      ...column,
      name: given?.[index] ?? `${name}_${index}`,
    }));
  });
  return { path, rows, columns: distinct(columns), filters: filterNames(datasets.map(({ dataset }) => dataset)) };
}

function datasetTable(hdf5: Hdf5File, path: string, { file }: Place): Hdf5Table {
  const dataset = hdf5.dataset(at(path));
  const { shape, type } = dataset;
  const [rows] = shape;
  if (rows === undefined || shape.length > 2 || (type.type === compound && shape.length > 1)) {
    throw new AnalysisError(
      'unsupported-format',
      `'${file}:${path}' has the shape (${shape.join(', ')}): only datasets with a row for each event are read.`,
    );
  }
  return { path, rows, columns: distinct(datasetColumns(hdf5, path, dataset)), filters: filterNames([dataset]) };
}

/** pandas' `fixed` format: blocks of columns of one type, with their names beside them. */
function frameTable(hdf5: Hdf5File, path: string): Hdf5Table {
  const names = hdf5.names(at(path));
  const blocks = names.filter((name) => /^block\d+_values$/.test(name)).map((name) => join(path, name));
  const datasets = blocks.map((block) => ({ block, dataset: hdf5.dataset(at(block)) }));
  const columns = datasets.flatMap(({ block, dataset }) => {
    const items = block.replace(/values$/, 'items');
    const labels = names.includes(basename(items)) ? textRows(hdf5, items) : [];
    return datasetColumns(hdf5, block, dataset).map((column, index) => ({
      ...column,
      name: labels[index] ?? `${basename(block)}_${index}`,
    }));
  });
  const rows = datasets[0]?.dataset.shape[0] ?? 0;
  if (datasets.some(({ dataset }) => dataset.shape[0] !== rows || dataset.shape.length !== 2)) {
    throw new Error('blocks of a frame have different lengths');
  }
  return { path, rows, columns: distinct(columns), filters: filterNames(datasets.map(({ dataset }) => dataset)) };
}

/** A dataset of texts of one length. */
function textRows(hdf5: Hdf5File, path: string): string[] {
  const dataset = hdf5.dataset(at(path));
  const [count = 0] = dataset.shape;
  const { size, type, vlen } = dataset.type;
  if (type !== text || vlen || dataset.shape.length !== 1 || count > mostColumns || count * size > 1 << 22) return [];
  const bytes = hdf5.rows(at(path), dataset, 0, count);
  return Array.from({ length: count }, (_, index) => fixedText(bytes.subarray(index * size, (index + 1) * size)));
}

const text = 3;
const compound = 6;
const array = 10;
const mostColumns = 20_000;
const longestRow = 1 << 24;
const largestChunk = 1 << 28;

/** The numbers in a row of a dataset. */
function datasetColumns(hdf5: Hdf5File, path: string, dataset: Hdf5Dataset): readonly Hdf5Column[] {
  const { shape, type } = dataset;
  const width = shape[1] ?? 1;
  const rowBytes = width * type.size;
  const unknown = dataset.filters.find(({ id }) => !knownFilters.has(id));
  const why =
    unknown !== undefined
      ? ` compressed with ${unknown.name.split(/[\s;:]/)[0] || `filter ${unknown.id}`}, which is not read`
      : dataset.chunkBytes > largestChunk
        ? ` in chunks of ${Math.round(dataset.chunkBytes / 2 ** 20)} MB`
        : '';
  if (width > mostColumns || rowBytes > longestRow || type.size <= 0) {
    return [{ name: basename(path), type: `${typeName(type)} in rows of ${width}`, place: undefined }];
  }
  const column = (name: string, found: FoundNumber, offset: number): Hdf5Column => ({
    name,
    type: `${found.type}${why}`,
    place:
      found.format === undefined || why !== ''
        ? undefined
        : { path, dataset, rowBytes, offset: offset + found.offset, format: found.format },
  });
  if (type.type === compound) {
    return numbersOf(hdf5, path, type, '', 0).map((found) => column(found.name, found, 0));
  }
  const [found] = numbersOf(hdf5, path, type, '', 0);
  if (found === undefined) return [];
  if (shape.length === 1) return [column(basename(path), found, 0)];
  const given = givenNames(hdf5, path, width);
  return Array.from({ length: width }, (_, index) => column(given?.[index] ?? `c${index}`, found, index * type.size));
}

/** What the library can undo by itself: deflate, shuffle, fletcher32, nbit, scaleoffset. */
const knownFilters: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);

function filterNames(datasets: readonly Hdf5Dataset[]): string[] {
  return [...new Set(datasets.flatMap(({ filters }) => filters.map(({ name }) => name)))];
}

interface FoundNumber {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly format: NumberFormat | undefined;
}

/** The numbers in a value of a type: of compounds by `outer.inner`, of arrays in it by `name_0`, … */
function numbersOf(hdf5: Hdf5File, path: string, type: Hdf5Type, name: string, offset: number): FoundNumber[] {
  if (type.type === compound && type.compound_type !== undefined) {
    return type.compound_type.members.flatMap((member) =>
      numbersOf(hdf5, path, member, name === '' ? member.name : `${name}.${member.name}`, offset + member.offset),
    );
  }
  if (type.type === array && type.array_type !== undefined) {
    const inner = type.array_type;
    const count = (inner.shape ?? []).reduce((product, length) => product * length, 1);
    if (!(count > 0 && count <= mostColumns && count * inner.size <= type.size))
      return [{ name, type: 'array', offset, format: undefined }];
    const labels = pandasNames(hdf5, path, name, count);
    return Array.from({ length: count }, (_, index) =>
      numbersOf(hdf5, path, inner, labels?.[index] ?? `${name}_${index}`, offset + index * inner.size),
    ).flat();
  }
  const format = formatOf(type);
  return [{ name, type: typeName(type), offset, format }];
}

/** pandas keeps the names of a block of columns as a pickled list of texts; only these are looked for. */
function pandasNames(hdf5: Hdf5File, path: string, member: string, count: number): readonly string[] | undefined {
  if (!/^values_block_\d+$/.test(member)) return undefined;
  const pickle = hdf5.texts(at(path), `${member}_kind`)?.[0] ?? '';
  const names = [...pickle.matchAll(/(?:^|\n)a?V([^\n]*)/g)].map((found) => found[1] ?? '');
  return names.length === count ? names : undefined;
}

const attributesWithNames = ['columns', 'column_names', 'names', 'feature_names', 'features', 'variables', 'labels'];

/** Names that a two-dimensional dataset has for its columns in an attribute, as texts or as one with commas. */
function givenNames(hdf5: Hdf5File, path: string, width: number): readonly string[] | undefined {
  for (const attribute of attributesWithNames) {
    const texts = hdf5.texts(at(path), attribute);
    if (texts?.length === width) return texts;
    const parts = texts?.length === 1 ? texts[0]?.split(',').map((part) => part.trim()) : undefined;
    if (parts?.length === width) return parts;
  }
  return undefined;
}

function formatOf({ type, size, signed, littleEndian, enum_type: labels }: Hdf5Type): NumberFormat | undefined {
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return undefined;
  // h5py writes bool as an enumeration, PyTables as a bit field.
  const isBool = (type === 8 && labels !== undefined && 'TRUE' in labels.members) || type === 4;
  if (isBool && size === 1) return { kind: 'bool', size, littleEndian };
  if (type === 0 || type === 8) return { kind: signed ? 'int' : 'uint', size, littleEndian };
  return type === 1 && size > 1 ? { kind: 'float', size, littleEndian } : undefined;
}

function typeName(type: Hdf5Type): string {
  const format = formatOf(type);
  if (format !== undefined) return numberTypeName(format);
  const { array_type: inner } = type;
  if (type.type === array && inner !== undefined) return `${typeName(inner)}[${(inner.shape ?? []).join(', ')}]`;
  const names: Readonly<Record<number, string>> = {
    0: `int${8 * type.size}`,
    1: `float${8 * type.size}`,
    2: 'time',
    3: 'text',
    5: 'bytes',
    6: 'compound',
    7: 'reference',
    9: 'list',
  };
  return names[type.type] ?? 'object';
}

function distinct(columns: readonly Hdf5Column[]): Hdf5Column[] {
  return [...new Map([...columns].reverse().map((column) => [column.name, column])).values()].reverse();
}

function at(path: string): string {
  return `/${path}`;
}

function join(group: string, name: string): string {
  return group === '' ? name : `${group}/${name}`;
}

/**
 * The columns of an Arrow file: which are numbers, and which of a batch's buffers are theirs.
 * @see https://github.com/apache/arrow/blob/main/format/Schema.fbs
 */
import type { FlatTable } from '../flatTable';
import { numberTypeName, type NumberFormat } from '../numberArray';

export interface ArrowColumn {
  readonly name: string;
  readonly type: string;
  /** Undefined where it is no number, and no list of numbers; `type` says why. */
  readonly place: ArrowPlace | undefined;
  /** Of a column of lists: where its elements are. */
  readonly list?: ArrowList;
}

/** How many elements a list has is said by where they begin (int32, int64), or is always the same. */
export interface ArrowList {
  readonly elements: ArrowPlace;
  readonly offsets: 'int32' | 'int64' | number;
}

export interface ArrowPlace {
  /** Number of its node and of its first buffer (which are null, of two) in every batch. */
  readonly node: number;
  readonly buffer: number;
  /** `bits` of bool are packed. */
  readonly format: NumberFormat | 'bits';
}

/** @throws Error */
export function arrowColumns(schema: FlatTable): ArrowColumn[] {
  const littleEndian = schema.int16(0) === 0;
  const columns = new Map<string, ArrowColumn>();
  let place: { readonly node: number; readonly buffer: number } | undefined = { node: 0, buffer: 0 };
  for (const field of schema.tables(1)) {
    const name = field.text(0);
    const { type, format, offsets, layout } = describeField(field, littleEndian, 0);
    if (!columns.has(name)) {
      const found = place === undefined || format === undefined ? undefined : { ...place, format };
      const why = place === undefined && format !== undefined ? ' behind a column of an unknown type' : '';
      const column = { name, type: `${type}${why}`, place: found };
      if (found === undefined || offsets === undefined) columns.set(name, column);
      else {
        const buffer = found.buffer + (typeof offsets === 'number' ? 1 : 2);
        columns.set(name, { ...column, list: { offsets, elements: { ...found, node: found.node + 1, buffer } } });
      }
    }
    place =
      place === undefined || layout === undefined
        ? undefined
        : { node: place.node + layout.nodes, buffer: place.buffer + layout.buffers };
  }
  return [...columns.values()];
}

interface FieldType {
  readonly type: string;
  /** Of its numbers, or of the numbers in its lists. */
  readonly format?: NumberFormat | 'bits';
  readonly offsets?: ArrowList['offsets'];
  /** Nodes and buffers of the field with its children; undefined where their number differs from batch to batch. */
  readonly layout: { readonly nodes: number; readonly buffers: number } | undefined;
}

const deepestField = 32;

function describeField(field: FlatTable, littleEndian: boolean, depth: number): FieldType {
  if (depth > deepestField) throw new Error('its columns are nested too deeply');
  const dictionary = field.table(4);
  const own = scalarType(field, littleEndian);
  // Indices are stored in place of values.
  if (dictionary !== undefined)
    return { type: `dictionary of ${own?.type ?? 'objects'}`, layout: { nodes: 1, buffers: 2 } };
  if (own !== undefined) return { ...own, layout: { nodes: 1, buffers: own.buffers } };
  const children = field
    .tables(5)
    .map((child) => ({ name: child.text(0), ...describeField(child, littleEndian, depth + 1) }));
  const [first] = children;
  const nested = nestedTypes[field.int8(2)];
  if (nested === undefined) return { type: 'object', layout: undefined };
  let nodes = 1;
  let { buffers } = nested;
  if (nested.name === 'union' && (field.table(3)?.int16(0) ?? 0) === 1) buffers++;
  for (const { layout } of children) {
    if (layout === undefined) return { type: nested.name, layout: undefined };
    nodes += layout.nodes;
    buffers += layout.buffers;
  }
  const names = children.map((child) => child.name);
  const type =
    nested.name === 'struct'
      ? `struct {${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}}`
      : nested.name === 'list'
        ? `list<${first?.type ?? 'object'}>`
        : nested.name;
  const offsets = littleEndian ? listOffsets(field) : undefined;
  // Elements that are lists, or point into a dictionary, are no numbers.
  if (offsets === undefined || first?.format === undefined || first.offsets !== undefined) {
    return { type, layout: { nodes, buffers } };
  }
  return { type, format: first.format, offsets, layout: { nodes, buffers } };
}

function listOffsets(field: FlatTable): ArrowList['offsets'] | undefined {
  const size = field.table(3)?.int32(0) ?? 0;
  switch (field.int8(2)) {
    case 12:
      return 'int32';
    case 21:
      return 'int64';
    case 16:
      return size >= 0 && size <= longestFixed ? size : undefined;
    default:
      return undefined;
  }
}

const longestFixed = 1 << 20;

/** By the number of the type in the union `Type`. */
const nestedTypes: Readonly<Record<number, { readonly name: string; readonly buffers: number }>> = {
  12: { name: 'list', buffers: 2 },
  13: { name: 'struct', buffers: 1 },
  14: { name: 'union', buffers: 1 },
  16: { name: 'list', buffers: 1 },
  17: { name: 'map', buffers: 2 },
  21: { name: 'list', buffers: 2 },
  22: { name: 'run ends', buffers: 0 },
  25: { name: 'list', buffers: 3 },
  26: { name: 'list', buffers: 3 },
};

function scalarType(
  field: FlatTable,
  littleEndian: boolean,
): { readonly type: string; readonly format?: NumberFormat | 'bits'; readonly buffers: number } | undefined {
  const details = field.table(3);
  switch (field.int8(2)) {
    case 1:
      return { type: 'null', buffers: 0 };
    case 2: {
      const size = (details?.int32(0) ?? 0) / 8;
      if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return { type: 'integer', buffers: 2 };
      const format = { kind: details?.int8(1) === 1 ? 'int' : 'uint', size, littleEndian } as const;
      return { type: numberTypeName(format), format, buffers: 2 };
    }
    case 3: {
      const size = ([2, 4, 8] as const)[details?.int16(0) ?? 0];
      if (size === undefined) return { type: 'float', buffers: 2 };
      const format = { kind: 'float', size, littleEndian } as const;
      return { type: numberTypeName(format), format, buffers: 2 };
    }
    case 4:
    case 19:
      return { type: 'bytes', buffers: 3 };
    case 5:
    case 20:
      return { type: 'text', buffers: 3 };
    case 6:
      return { type: 'bool', format: 'bits', buffers: 2 };
    case 7:
      return { type: `decimal(${details?.int32(0) ?? '?'}, ${details?.int32(1) ?? '?'})`, buffers: 2 };
    case 8:
      return { type: 'date', buffers: 2 };
    case 9:
      return { type: 'time', buffers: 2 };
    case 10:
      return { type: 'timestamp', buffers: 2 };
    case 11:
    case 18:
      return { type: 'duration', buffers: 2 };
    case 15:
      return { type: 'bytes', buffers: 2 };
    default:
      return undefined;
  }
}

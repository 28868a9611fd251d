/** The columns of a Parquet file: which hold one number a row, and how a stored value becomes that number. */
import { parquetSchema, type FileMetaData, type SchemaElement, type SchemaTree } from 'hyparquet';

export type StoredNumber =
  | 'bool'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  /** IEEE binary16 in two bytes. */
  | 'float16'
  /** Two's complement of `width` bytes, big-endian (decimals). */
  | 'integer-bytes';

/** How values of a column with at most one number a row are stored. */
export interface ParquetValues {
  readonly stored: StoredNumber;
  /** Bytes of a value; 0 for bool, which takes a bit. */
  readonly width: number;
  /** Values are divided by this: 10^scale of decimals. */
  readonly divisor: number;
  readonly nullable: boolean;
}

export interface ParquetColumn {
  readonly name: string;
  readonly type: string;
  /** Undefined where a row is no number, and no list of numbers. */
  readonly values: ParquetValues | undefined;
  /** Of a column of lists, whose elements `values` describes. */
  readonly list?: ListLevels;
}

/** Definition levels of a list: below `filled` it has no element, below `deepest` the element is null. */
export interface ListLevels {
  readonly filled: number;
  readonly deepest: number;
}

/** The columns at the top of the schema, in its order; of two with one name the first. */
export function parquetColumns(metadata: FileMetaData): ParquetColumn[] {
  const columns = new Map<string, ParquetColumn>();
  for (const child of parquetSchema(metadata).children) {
    // Whatever the types say, in a damaged footer there can be none.
    const name: unknown = child.element.name;
    if (typeof name !== 'string') throw new Error('a column has no name');
    if (!columns.has(name)) columns.set(name, { name, ...describe(child) });
  }
  return [...columns.values()];
}

function describe({ element, children }: SchemaTree): Omit<ParquetColumn, 'name'> {
  if (children.length > 0) {
    const listed = listedElement({ element, children });
    if (listed !== undefined) return listColumn(listed.leaf, listed.filled);
    return { type: nestedType(element, children), values: undefined };
  }
  return element.repetition_type === 'REPEATED' ? listColumn(element, 1) : leafColumn(element);
}

/** A list whose elements are no groups, in the form of three levels; undefined for anything else. */
function listedElement({
  element,
  children,
}: Pick<SchemaTree, 'element' | 'children'>): { readonly leaf: SchemaElement; readonly filled: number } | undefined {
  const [repeated, ...more] = children;
  if ((element.logical_type?.type ?? element.converted_type) !== 'LIST' || repeated === undefined) return undefined;
  if (more.length > 0 || repeated.element.repetition_type !== 'REPEATED') return undefined;
  const filled = element.repetition_type === 'REQUIRED' ? 1 : 2;
  // In the form of two levels what is repeated is the element itself.
  if (repeated.children.length === 0) return { leaf: repeated.element, filled };
  const [inner, ...others] = repeated.children;
  if (inner === undefined || others.length > 0 || inner.children.length > 0) return undefined;
  return inner.element.repetition_type === 'REPEATED' ? undefined : { leaf: inner.element, filled };
}

function listColumn(leaf: SchemaElement, filled: number): Omit<ParquetColumn, 'name'> {
  const { type, values } = leafColumn(leaf);
  if (values === undefined) return { type: `list<${type}>`, values };
  const deepest = leaf.repetition_type === 'OPTIONAL' ? filled + 1 : filled;
  return { type: `list<${type}>`, values, list: { filled, deepest } };
}

function leafColumn(element: SchemaElement): Omit<ParquetColumn, 'name'> {
  const { type, stored, divisor } = leafType(element);
  if (stored === undefined) return { type, values: undefined };
  const width = widthOf(stored, element);
  if (width === undefined) return { type: `${type} of an impossible width`, values: undefined };
  return { type, values: { stored, width, divisor: divisor ?? 1, nullable: element.repetition_type !== 'REQUIRED' } };
}

function nestedType(element: SchemaElement, children: readonly SchemaTree[]): string {
  const [repeated] = children;
  const annotation = element.logical_type?.type ?? element.converted_type;
  if (annotation === 'LIST' && repeated !== undefined) {
    // The three-level form has a group around the element.
    const inner = repeated.children.length === 1 ? repeated.children[0] : repeated;
    if (inner !== undefined) return `list<${inner === repeated ? leafType(inner.element).type : describe(inner).type}>`;
  }
  if (annotation === 'MAP' || annotation === 'MAP_KEY_VALUE') return 'map';
  const names = children.map((child) => child.element.name);
  const fields = `struct {${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}}`;
  return element.repetition_type === 'REPEATED' ? `list<${fields}>` : fields;
}

interface LeafType {
  readonly type: string;
  readonly stored?: StoredNumber;
  readonly divisor?: number;
}

function leafType(element: SchemaElement): LeafType {
  const logical = element.logical_type;
  const converted = element.converted_type;
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') return decimalType(element);
  if (logical?.type === 'TIMESTAMP') return { type: `timestamp[${logical.unit.toLowerCase()}]` };
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') return { type: 'timestamp' };
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') return { type: 'time' };
  if (logical?.type === 'DATE' || converted === 'DATE') return { type: 'date' };
  if (logical?.type === 'NULL') return { type: 'null' };
  const unsigned = (logical?.type === 'INTEGER' && !logical.isSigned) || converted?.startsWith('UINT_') === true;
  const bits = logical?.type === 'INTEGER' ? logical.bitWidth : Number(converted?.split('_')[1] ?? NaN);
  switch (element.type) {
    case 'BOOLEAN':
      return { type: 'bool', stored: 'bool' };
    case 'INT32':
      return { type: `${unsigned ? 'u' : ''}int${bits <= 32 ? bits : 32}`, stored: unsigned ? 'uint32' : 'int32' };
    case 'INT64':
      return unsigned ? { type: 'uint64', stored: 'uint64' } : { type: 'int64', stored: 'int64' };
    case 'FLOAT':
      return { type: 'float32', stored: 'float32' };
    case 'DOUBLE':
      return { type: 'float64', stored: 'float64' };
    case 'INT96':
      return { type: 'timestamp[nanos]' };
    case 'FIXED_LEN_BYTE_ARRAY':
      if (logical?.type === 'FLOAT16') return { type: 'float16', stored: 'float16' };
      return { type: logical?.type === 'UUID' ? 'uuid' : 'bytes' };
    case 'BYTE_ARRAY':
      return { type: logical?.type === 'STRING' || converted === 'UTF8' || converted === 'ENUM' ? 'text' : 'bytes' };
    default:
      // What a damaged schema says.
      return { type: 'object' };
  }
}

function decimalType({ type, precision, scale = 0, logical_type: logical }: SchemaElement): LeafType {
  const digits = logical?.type === 'DECIMAL' ? logical.scale : scale;
  const name = `decimal(${logical?.type === 'DECIMAL' ? logical.precision : (precision ?? '?')}, ${digits})`;
  const stored = ({ INT32: 'int32', INT64: 'int64', FIXED_LEN_BYTE_ARRAY: 'integer-bytes' } as const)[String(type)];
  if (stored === undefined || !(digits >= 0 && digits <= 300)) return { type: `${name} of ${String(type)}` };
  return { type: name, stored, divisor: 10 ** digits };
}

function widthOf(stored: StoredNumber, element: SchemaElement): number | undefined {
  switch (stored) {
    case 'bool':
      return 0;
    case 'int32':
    case 'uint32':
    case 'float32':
      return 4;
    case 'int64':
    case 'uint64':
    case 'float64':
      return 8;
    case 'float16':
      return element.type_length === 2 ? 2 : undefined;
    case 'integer-bytes': {
      const width = element.type_length ?? 0;
      return width >= 1 && width <= 32 ? width : undefined;
    }
  }
}

import type { NumberFormat } from '../numberArray';
import type { NpyArray } from './npyHeader';

/** Numbers of an array, one a row: rows of `rowBytes`, which begin at `planeOffset` from the first item. */
export interface NpyColumn {
  readonly name: string;
  readonly type: string;
  /** Undefined where it cannot be read; `type` says why. */
  readonly place: NpyPlace | undefined;
}

export interface NpyPlace {
  readonly planeOffset: number;
  readonly rowBytes: number;
  /** In a row. */
  readonly offset: number;
  readonly format: NumberFormat;
}

const mostColumns = 20_000;
const longestRow = 1 << 26;

/**
 * The columns of an array: fields, or `c0`, `c1`, … of rows of numbers.
 * @param nameOf what a column is called, from its index, or from the name of its field
 * @returns undefined for an array that does not have rows of numbers
 */
export function npyColumns(
  array: NpyArray,
  nameOf: (index: number, field: string, single: boolean) => string,
): readonly NpyColumn[] | undefined {
  const { shape, fields, itemBytes, structured, fortranOrder } = array;
  const [rows = 0, width = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || (structured && width !== 1)) return undefined;
  const count = structured ? fields.length : width;
  if (count > mostColumns || itemBytes * (fortranOrder ? 1 : width) > longestRow) return undefined;
  const columns: NpyColumn[] = [];
  for (let index = 0; index < count; index++) {
    const field = structured ? fields[index] : fields[0];
    if (field === undefined) return undefined;
    const { format, type } = field;
    const place = structured
      ? { planeOffset: 0, rowBytes: itemBytes, offset: field.offset }
      : fortranOrder
        ? { planeOffset: index * rows * itemBytes, rowBytes: itemBytes, offset: 0 }
        : { planeOffset: 0, rowBytes: width * itemBytes, offset: index * itemBytes };
    const name = nameOf(index, field.name, !structured && shape.length === 1);
    columns.push({ name, type, place: format === undefined ? undefined : { ...place, format } });
  }
  return columns;
}

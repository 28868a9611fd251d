/**
 * The header of an array in a .npy file: a Python dictionary as text.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { numberTypeName, type NumberFormat } from '../numberArray';
import { pythonLiteral, type PythonValue } from './pythonLiteral';

export interface NpyArray {
  /** Bytes before the first item. */
  readonly headerBytes: number;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** Bytes of an item. */
  readonly itemBytes: number;
  /** Of a structured array; one without a name of any other. */
  readonly fields: readonly NpyField[];
  readonly structured: boolean;
  /** True where the items are Python objects. */
  readonly pickled: boolean;
}

export interface NpyField {
  readonly name: string;
  readonly type: string;
  /** Bytes from the start of an item. */
  readonly offset: number;
  /** Undefined where the field is not a number. */
  readonly format: NumberFormat | undefined;
}

const npyMagic = '\x93NUMPY';
/** NumPy itself accepts 10000 characters from strangers. */
const largestNpyHeader = 1 << 20;

/** @returns bytes that the header takes as a whole, from the first twelve bytes of the file */
export function npyHeaderBytes(start: Buffer): number {
  if (start.length < 12 || start.toString('latin1', 0, 6) !== npyMagic) throw new Error('no header of an array');
  const version = start[6] ?? 0;
  if (version < 1 || version > 3) throw new Error(`version ${version} of the format`);
  const bytes = version === 1 ? 10 + start.readUInt16LE(8) : 12 + start.readUInt32LE(8);
  if (bytes > largestNpyHeader) throw new Error('its header has an impossible length');
  return bytes;
}

/**
 * @param header all bytes before the first item
 * @throws Error
 */
export function npyHeader(header: Buffer): NpyArray {
  const version = header[6] ?? 0;
  const text = header.toString(version === 3 ? 'utf8' : 'latin1', version === 1 ? 10 : 12);
  const value = pythonLiteral(text);
  if (!(value instanceof Map)) throw new Error('its header is no dictionary');
  const shape = value.get('shape');
  const descr = value.get('descr');
  const order = value.get('fortran_order');
  if (!Array.isArray(shape) || !shape.every(isCount) || descr === undefined || typeof order !== 'boolean') {
    throw new Error('its header is incomplete');
  }
  const { fields, bytes, pickled } = fieldsOf(descr, '', 0);
  const items = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(items * bytes)) throw new Error('its header has an impossible shape');
  return {
    headerBytes: header.length,
    shape,
    fortranOrder: order && shape.length > 1,
    itemBytes: bytes,
    fields,
    structured: Array.isArray(descr),
    pickled,
  };
}

interface Fields {
  readonly fields: readonly NpyField[];
  readonly bytes: number;
  readonly pickled: boolean;
}

/** The numbers in an item of a type: of nested structures by `outer.inner`, of arrays in it by `name_0`, … */
function fieldsOf(descr: PythonValue, name: string, offset: number): Fields {
  if (typeof descr === 'string') {
    const { type, format, bytes } = scalarType(descr);
    return { fields: [{ name, type, offset, format }], bytes, pickled: type === pickledType };
  }
  if (!Array.isArray(descr)) throw new Error('its header has an unknown type');
  const fields: NpyField[] = [];
  let bytes = 0;
  let pickled = false;
  for (const entry of descr) {
    if (!Array.isArray(entry)) throw new Error('its header has an unknown type');
    const [label, type, shape] = entry;
    // A title may stand beside the name.
    const own = Array.isArray(label) ? label[1] : label;
    if (typeof own !== 'string' || type === undefined) throw new Error('its header has an unknown type');
    if (shape !== undefined && (!Array.isArray(shape) || !shape.every(isCount))) {
      throw new Error('its header has an unknown type');
    }
    const count = shape?.reduce((product, length) => product * length, 1) ?? 1;
    if (count > mostFields) throw new Error('its header has an impossible type');
    const full = name === '' ? own : `${name}.${own}`;
    for (let index = 0; index < count; index++) {
      const inner = fieldsOf(type, shape === undefined ? full : `${full}_${index}`, offset + bytes);
      // Bytes without a name only fill up.
      if (own !== '') for (const field of inner.fields) fields.push(field);
      bytes += inner.bytes;
      pickled ||= inner.pickled;
      if (fields.length > mostFields) throw new Error('its header has an impossible type');
    }
  }
  return { fields, bytes, pickled };
}

const mostFields = 100_000;
const pickledType = 'Python object';

function scalarType(descr: string): { type: string; format: NumberFormat | undefined; bytes: number } {
  const parts = /^([<>|=])([a-zA-Z])(\d*)(\[.*\])?$/.exec(descr);
  if (parts === null) throw new Error(`its items are of the unknown type '${descr}'`);
  const [, order, letter = '', digits] = parts;
  const size = Number(digits === '' ? 8 : digits);
  if (letter === 'O') return { type: pickledType, format: undefined, bytes: 8 };
  const kind = ({ i: 'int', u: 'uint', f: 'float', b: 'bool' } as const)[letter];
  if (kind !== undefined && isNumberSize(size) && (kind !== 'float' || size > 1) && (kind !== 'bool' || size === 1)) {
    const format = { kind, size, littleEndian: order !== '>' };
    return { type: numberTypeName(format), format, bytes: size };
  }
  const named = (
    { f: 'float', c: 'complex', U: 'text', S: 'text', a: 'text', M: 'datetime', m: 'timedelta', V: 'bytes' } as const
  )[letter];
  if (named === undefined) throw new Error(`its items are of the unknown type '${descr}'`);
  const type = letter === 'f' || letter === 'c' ? `${named}${8 * size}` : named;
  return { type, format: undefined, bytes: letter === 'U' ? 4 * size : size };
}

function isNumberSize(size: number): size is 1 | 2 | 4 | 8 {
  return [1, 2, 4, 8].includes(size);
}

function isCount(value: PythonValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

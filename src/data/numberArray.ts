/** Numbers as NumPy, HDF5 and Arrow store them: of one type, at a fixed distance, in either order of bytes. */

export interface NumberFormat {
  readonly kind: 'int' | 'uint' | 'float' | 'bool';
  /** Bytes of a number. */
  readonly size: 1 | 2 | 4 | 8;
  readonly littleEndian: boolean;
}

/** `float32`, `uint8`, `bool`, … */
export function numberTypeName({ kind, size }: NumberFormat): string {
  return kind === 'bool' ? 'bool' : `${kind}${8 * size}`;
}

/** `out[at + i]` = the number at `offset + i * stride`; the caller knows that they are all inside the view. */
export type DecodeNumbers = (
  view: DataView,
  offset: number,
  stride: number,
  out: Float64Array,
  at: number,
  count: number,
) => void;

/** How numbers of a format become float64; integers beyond 2^53 are rounded. */
export function numberDecoder(format: NumberFormat): DecodeNumbers {
  const { size, littleEndian } = format;
  const strided = stridedDecoder(format);
  const TypedArray = arrayTypes[`${format.kind}${8 * size}`];
  if (TypedArray === undefined || (!littleEndian && size > 1)) return strided;
  return (view, offset, stride, out, at, count) => {
    const start = view.byteOffset + offset;
    // All machines that VS Code runs on are little-endian.
    if (start % size !== 0 || stride % size !== 0 || count === 0) {
      strided(view, offset, stride, out, at, count);
      return;
    }
    const step = stride / size;
    const values = new TypedArray(view.buffer as ArrayBuffer, start, (count - 1) * step + 1);
    if (step === 1) out.set(values, at);
    else for (let i = 0; i < count; i++) out[at + i] = values[i * step]!;
  };
}

const arrayTypes: Partial<
  Record<
    string,
    | typeof Int8Array
    | typeof Uint8Array
    | typeof Int16Array
    | typeof Uint16Array
    | typeof Int32Array
    | typeof Uint32Array
    | typeof Float32Array
    | typeof Float64Array
  >
> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};

function stridedDecoder({ kind, size, littleEndian: little }: NumberFormat): DecodeNumbers {
  switch (`${kind}${8 * size}`) {
    case 'int8':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getInt8(offset + i * stride);
      };
    case 'uint8':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getUint8(offset + i * stride);
      };
    case 'bool8':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getUint8(offset + i * stride) === 0 ? 0 : 1;
      };
    case 'int16':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getInt16(offset + i * stride, little);
      };
    case 'uint16':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getUint16(offset + i * stride, little);
      };
    case 'int32':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getInt32(offset + i * stride, little);
      };
    case 'uint32':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getUint32(offset + i * stride, little);
      };
    // Both halves are exact and only their sum is rounded.
    case 'int64':
      return (view, offset, stride, out, at, count) => {
        const [high, low] = little ? [4, 0] : [0, 4];
        for (let i = 0; i < count; i++) {
          const place = offset + i * stride;
          out[at + i] = view.getInt32(place + high, little) * 4294967296 + view.getUint32(place + low, little);
        }
      };
    case 'uint64':
      return (view, offset, stride, out, at, count) => {
        const [high, low] = little ? [4, 0] : [0, 4];
        for (let i = 0; i < count; i++) {
          const place = offset + i * stride;
          out[at + i] = view.getUint32(place + high, little) * 4294967296 + view.getUint32(place + low, little);
        }
      };
    case 'float16':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = halfFloat(view.getUint16(offset + i * stride, little));
      };
    case 'float32':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getFloat32(offset + i * stride, little);
      };
    case 'float64':
      return (view, offset, stride, out, at, count) => {
        for (let i = 0; i < count; i++) out[at + i] = view.getFloat64(offset + i * stride, little);
      };
    default:
      throw new Error(`numbers of the type ${kind}${8 * size}`);
  }
}

/** IEEE binary16. */
export function halfFloat(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

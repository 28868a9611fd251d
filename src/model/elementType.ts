/** The element types of tensors that a model may take numbers in or put them out as. */

export { halfFloat as fromFloat16 } from '../data/numberArray';

export type ElementType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

type DataType = new (length: number) => TensorData;

const dataTypes: Readonly<Record<ElementType, DataType>> = {
  float32: Float32Array,
  float64: Float64Array,
  // The bits: Node has no Float16Array before version 24.
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

/** Smallest and largest value of integers that an event's numbers, which are float64, can hold exactly. */
const ranges: Readonly<Partial<Record<ElementType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

export function isElementType(type: string): type is ElementType {
  return Object.hasOwn(dataTypes, type);
}

export function isFloat(type: string): boolean {
  return type === 'float32' || type === 'float64' || type === 'float16';
}

export function allocate(type: ElementType, length: number): TensorData {
  return new dataTypes[type](length);
}

/**
 * Writes numbers as elements of a tensor. Integers are cut towards zero, as numpy's `astype` does.
 * @param values [rows·width]
 * @param unusable [rows], set to 1 where a number cannot be written: NaN or out of range, of what is no float
 */
export function convert(
  type: ElementType,
  values: Float64Array,
  target: TensorData,
  width: number,
  unusable: Uint8Array,
): void {
  const n = values.length;
  if (target instanceof Float32Array || target instanceof Float64Array) {
    target.set(values);
    return;
  }
  if (type === 'float16') {
    for (let cell = 0; cell < n; cell++) target[cell] = toFloat16(values[cell]!);
    return;
  }
  const [low, high] = ranges[type] ?? [-Infinity, Infinity];
  const wide = target instanceof BigInt64Array || target instanceof BigUint64Array;
  for (let cell = 0; cell < n; cell++) {
    const value = Math.trunc(values[cell]!);
    const fits = value >= low && value <= high;
    if (!fits) unusable[Math.floor(cell / width)] = 1;
    const written = !fits ? 0 : type === 'bool' ? Number(values[cell] !== 0) : value;
    if (wide) target[cell] = BigInt(written);
    else target[cell] = written;
  }
}

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/** Bits of the nearest half-precision number, ties to even (IEEE 754 binary16). */
export function toFloat16(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From 65520 on the nearest is infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 numbers are multiples of 2^-24; the product is exact, and so is the rounding.
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(floatView[0]) * 2 ** 24);
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

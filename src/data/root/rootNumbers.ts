/** Numbers as ROOT's trees keep them, big-endian. */

export type NumberType =
  'bool' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float32' | 'float64';

/** Bytes of one number. */
export const widths: Record<NumberType, number> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** Values from `offset` of the view → `out` from `at`, `count` of them. */
export type Decode = (view: DataView, offset: number, out: Float64Array, at: number, count: number) => void;

/** One by one: what is fast for a few of them. */
const single: Record<NumberType, Decode> = {
  bool: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint8(offset + i) === 0 ? 0 : 1;
  },
  int8: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt8(offset + i);
  },
  uint8: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint8(offset + i);
  },
  int16: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt16(offset + 2 * i);
  },
  uint16: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint16(offset + 2 * i);
  },
  int32: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getInt32(offset + 4 * i);
  },
  uint32: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getUint32(offset + 4 * i);
  },
  // Both halves are exact and only their sum is rounded: the nearest double to any 64-bit number, without a BigInt.
  int64: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) {
      out[at + i] = view.getInt32(offset + 8 * i) * 4294967296 + view.getUint32(offset + 8 * i + 4);
    }
  },
  uint64: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) {
      out[at + i] = view.getUint32(offset + 8 * i) * 4294967296 + view.getUint32(offset + 8 * i + 4);
    }
  },
  float32: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getFloat32(offset + 4 * i);
  },
  float64: (view, offset, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = view.getFloat64(offset + 8 * i);
  },
};

/** Below this, swapping bytes in memory of their own costs more than it saves. */
const few = 32;
/** What stays near the processor. */
const most = 4096;

export const decode: Record<NumberType, Decode> = {
  ...single,
  int16: manyAtOnce(Int16Array, single.int16),
  uint16: manyAtOnce(Uint16Array, single.uint16),
  int32: manyAtOnce(Int32Array, single.int32),
  uint32: manyAtOnce(Uint32Array, single.uint32),
  float32: manyAtOnce(Float32Array, single.float32),
  float64: (view, offset, out, at, count) => {
    if (count < few) single.float64(view, offset, out, at, count);
    else swapInto(new Uint8Array(out.buffer, out.byteOffset + 8 * at, 8 * count), 8, view, offset);
  },
};

type SmallNumbers =
  typeof Int16Array | typeof Uint16Array | typeof Int32Array | typeof Uint32Array | typeof Float32Array;

/**
 * Node swaps the bytes of a whole block with vector instructions, which makes this two to three times as fast as reading
 * number by number. What is swapped is read as all machines that VS Code runs on have it: little-endian.
 */
function manyAtOnce(TypedArray: SmallNumbers, oneByOne: Decode): Decode {
  const width = TypedArray.BYTES_PER_ELEMENT;
  const values = new TypedArray(most);
  const bytes = new Uint8Array(values.buffer);
  return (view, offset, out, at, count) => {
    if (count < few) {
      oneByOne(view, offset, out, at, count);
      return;
    }
    for (let done = 0; done < count; done += most) {
      const length = Math.min(most, count - done);
      swapInto(bytes.subarray(0, length * width), width, view, offset + done * width);
      for (let i = 0, to = at + done; i < length; i++, to++) out[to] = values[i]!;
    }
  };
}

/** Fills `target` with the bytes at `offset` of the view, each number of `width` bytes the other way round. */
function swapInto(target: Uint8Array, width: number, view: DataView, offset: number): void {
  if (offset < 0 || offset + target.length > view.byteLength) throw new RangeError('numbers beyond their basket');
  target.set(new Uint8Array(view.buffer, view.byteOffset + offset, target.length));
  const buffer = Buffer.from(target.buffer, target.byteOffset, target.length);
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else buffer.swap64();
}

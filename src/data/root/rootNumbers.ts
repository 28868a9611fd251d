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

export const decode: Record<NumberType, Decode> = {
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

import { describe, expect, it } from 'vitest';
import { decode, widths, type NumberType } from '../../../src/data/root/rootNumbers';
import { generator, randomBytes } from './randomBytes';

/** As the language reads it: DataView is big-endian where nothing else is said. */
const read: Record<NumberType, (view: DataView, at: number) => number> = {
  bool: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at) => view.getInt16(at),
  uint16: (view, at) => view.getUint16(at),
  int32: (view, at) => view.getInt32(at),
  uint32: (view, at) => view.getUint32(at),
  int64: (view, at) => Number(view.getBigInt64(at)),
  uint64: (view, at) => Number(view.getBigUint64(at)),
  float32: (view, at) => view.getFloat32(at),
  float64: (view, at) => view.getFloat64(at),
};

describe.each(Object.keys(widths) as NumberType[])('%s of a basket', (type) => {
  const width = widths[type];
  // From a place that is no multiple of the width, in few numbers and in more than fit into a block.
  it.each([1, 31, 32, 4096, 4097, 9000])('is what the language reads, %i at a time', (count) => {
    const bytes = randomBytes(7 + count * width, generator(count));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const out = new Float64Array(count + 3).fill(-1);
    decode[type](view, 7, out, 2, count);
    expect(out).toEqual(
      Float64Array.from([-1, -1, ...Array.from({ length: count }, (_, i) => read[type](view, 7 + i * width)), -1]),
    );
  });

  it('is not read beyond the end', () => {
    const view = new DataView(new ArrayBuffer(64 * width));
    expect(() => {
      decode[type](view, width, new Float64Array(64), 0, 64);
    }).toThrow(RangeError);
  });
});

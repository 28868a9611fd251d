/** The values of a page, as they are encoded, taken little by little. */
import type { Encoding } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { halfFloat } from '../numberArray';
import type { ParquetValues, StoredNumber } from './parquetColumns';
import { ParquetRuns, type Dictionary } from './parquetRuns';

/** Writes the next `count` values to `out` from `at`. */
export type TakeValues = (out: Float64Array, at: number, count: number) => void;

/**
 * @param bytes of the values alone, unpacked
 * @param count values in them at most
 * @param dictionary of the column chunk, where it has one
 * @throws Error, also when values are taken that are not there
 */
export function pageValues(
  bytes: Uint8Array,
  encoding: Encoding,
  values: ParquetValues,
  count: number,
  dictionary: Dictionary | undefined,
): TakeValues {
  switch (encoding) {
    case 'PLAIN':
      return plainValues(bytes, values);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (dictionary === undefined) throw new Error('a dictionary is missing');
      const runs = new ParquetRuns(bytes, 1, bytes[0] ?? 0);
      return (out, at, length) => runs.lookUp(dictionary, out, at, length);
    }
    case 'RLE': {
      if (values.stored !== 'bool') break;
      const runs = new ParquetRuns(bytes, 4, 1);
      return (out, at, length) => runs.lookUp(falseAndTrue, out, at, length);
    }
    case 'BYTE_STREAM_SPLIT':
      return splitValues(bytes, values);
    case 'DELTA_BINARY_PACKED':
      return deltaValues(bytes, values, count);
    default:
  }
  throw new Error(`values of ${values.stored} in the encoding ${encoding}`);
}

/**
 * All values of a dictionary page.
 * @param bytes become the dictionary's where they are stored as it keeps them
 */
export function dictionaryValues(bytes: Uint8Array, values: ParquetValues, count: number): Dictionary {
  const { stored, width, divisor } = values;
  if (!(count >= 0 && count * width <= bytes.length) || stored === 'bool') {
    throw new Error('a dictionary has an impossible size');
  }
  if (divisor === 1 && bytes.byteOffset % width === 0) {
    if (stored === 'float32') return new Float32Array(bytes.buffer, bytes.byteOffset, count);
    if (stored === 'float64') return new Float64Array(bytes.buffer, bytes.byteOffset, count);
  }
  const dictionary = new Float64Array(count);
  plainValues(bytes, values)(dictionary, 0, count);
  return dictionary;
}

const falseAndTrue = Float64Array.of(0, 1);

function plainValues(bytes: Uint8Array, { stored, width, divisor }: ParquetValues): TakeValues {
  if (stored === 'bool') return plainBits(bytes);
  const decode = decoders[stored](bytes, width);
  const available = Math.floor(bytes.length / width);
  let taken = 0;
  return (out, at, count) => {
    if (taken + count > available) throw new Error('a page ends too early');
    decode(taken, out, at, count);
    if (divisor !== 1) for (let i = at; i < at + count; i++) out[i]! /= divisor;
    taken += count;
  };
}

function plainBits(bytes: Uint8Array): TakeValues {
  let taken = 0;
  return (out, at, count) => {
    if (taken + count > 8 * bytes.length) throw new Error('a page ends too early');
    for (let i = 0; i < count; i++) {
      const bit = taken + i;
      out[at + i] = (bytes[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
    }
    taken += count;
  };
}

/** First all first bytes, then all second bytes, … */
function splitValues(bytes: Uint8Array, values: ParquetValues): TakeValues {
  const { width } = values;
  if (width === 0) throw new Error('a page of bits is split into bytes');
  const available = Math.floor(bytes.length / width);
  let taken = 0;
  return (out, at, count) => {
    if (taken + count > available) throw new Error('a page ends too early');
    const joined = new Uint8Array(count * width);
    for (let byte = 0; byte < width; byte++) {
      const start = byte * available + taken;
      for (let i = 0; i < count; i++) joined[i * width + byte] = bytes[start + i]!;
    }
    plainValues(joined, values)(out, at, count);
    taken += count;
  };
}

/** Unlike in the other encodings values are unpacked at once; pages of so many do not occur. */
const mostDeltas = 1 << 24;

function deltaValues(bytes: Uint8Array, { stored, divisor }: ParquetValues, count: number): TakeValues {
  const wide = stored === 'int64' || stored === 'uint64';
  if (!wide && stored !== 'int32' && stored !== 'uint32') throw new Error(`differences of ${stored}`);
  if (count > mostDeltas) throw new Error(`a page of ${count} differences`);
  requireSmallBlocks(bytes);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const integers = wide ? new BigInt64Array(count) : new Int32Array(count);
  if (count > 0) deltaBinaryUnpack(reader, count, integers);
  const numbers = new Float64Array(count);
  decoders[stored](new Uint8Array(integers.buffer), wide ? 8 : 4)(0, numbers, 0, count);
  if (divisor !== 1) for (let i = 0; i < count; i++) numbers[i]! /= divisor;
  let taken = 0;
  return (out, at, length) => {
    if (taken + length > count) throw new Error('a page ends too early');
    out.set(numbers.subarray(taken, taken + length), at);
    taken += length;
  };
}

/** Blocks are of 128 values in 4 parts or a small multiple; the library allocates as many as it is told. */
function requireSmallBlocks(bytes: Uint8Array): void {
  const sizes = [0, 0];
  let at = 0;
  for (const index of [0, 1]) {
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at++] ?? 0;
      sizes[index] = (sizes[index] ?? 0) + (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
  }
  const [block = 0, parts = 0] = sizes;
  if (!(block > 0 && block <= 1 << 16 && parts > 0 && parts <= 1 << 10 && block % parts === 0)) {
    throw new Error('differences in impossible blocks');
  }
}

type Decode = (from: number, out: Float64Array, at: number, count: number) => void;

/** Little-endian, as all machines are that VS Code runs on. */
const decoders: Record<Exclude<StoredNumber, 'bool'>, (bytes: Uint8Array, width: number) => Decode> = {
  float32: (bytes) => converted(bytes, (...place) => new Float32Array(...place)),
  // Copied by their bytes, wherever these begin.
  float64: (bytes) => (from, out, at, count) => {
    new Uint8Array(out.buffer, out.byteOffset + 8 * at, 8 * count).set(bytes.subarray(8 * from, 8 * (from + count)));
  },
  int32: (bytes) => converted(bytes, (...place) => new Int32Array(...place)),
  uint32: (bytes) => converted(bytes, (...place) => new Uint32Array(...place)),
  // Both halves are exact and only their sum is rounded.
  int64: (bytes) => {
    const low = new Uint32Array(...aligned(bytes, 4));
    const high = new Int32Array(low.buffer, low.byteOffset, low.length);
    return (from, out, at, count) => {
      for (let i = 0; i < count; i++) out[at + i] = high[2 * (from + i) + 1]! * 4294967296 + low[2 * (from + i)]!;
    };
  },
  uint64: (bytes) => {
    const words = new Uint32Array(...aligned(bytes, 4));
    return (from, out, at, count) => {
      for (let i = 0; i < count; i++) out[at + i] = words[2 * (from + i) + 1]! * 4294967296 + words[2 * (from + i)]!;
    };
  },
  float16: (bytes) => (from, out, at, count) => {
    for (let i = 0; i < count; i++) out[at + i] = halfFloat(bytes[2 * (from + i)]! | (bytes[2 * (from + i) + 1]! << 8));
  },
  'integer-bytes': (bytes, width) => (from, out, at, count) => {
    for (let i = 0; i < count; i++) {
      const hex = Buffer.from(bytes.subarray((from + i) * width, (from + i + 1) * width)).toString('hex');
      out[at + i] = Number(BigInt.asIntN(8 * width, BigInt(`0x${hex}`)));
    }
  },
};

/** Numbers of four bytes. `set` converts twice as fast as a loop. */
function converted(
  bytes: Uint8Array,
  numbersIn: (buffer: ArrayBufferLike, offset: number, length: number) => Float32Array | Int32Array | Uint32Array,
): Decode {
  if (bytes.byteOffset % 4 === 0) {
    const values = numbersIn(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
    return (from, out, at, count) => out.set(values.subarray(from, from + count), at);
  }
  const values = numbersIn(moved.buffer, 0, moved.length / 4);
  return (from, out, at, count) => {
    for (let done = 0; done < count; done += values.length) {
      const length = Math.min(values.length, count - done);
      moved.set(bytes.subarray(4 * (from + done), 4 * (from + done + length)));
      out.set(values.subarray(0, length), at + done);
    }
  };
}

/** For bytes that do not begin at a multiple of the width. */
const moved = new Uint8Array(1 << 14);

/** What a typed array is made of; bytes that do not begin at a multiple of the width are moved. */
function aligned(bytes: Uint8Array, width: number): [ArrayBufferLike, number, number] {
  const placed = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return [placed.buffer, placed.byteOffset, Math.floor(placed.byteLength / width)];
}

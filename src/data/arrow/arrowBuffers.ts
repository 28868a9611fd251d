/** The buffers of a record batch: rows of them, unpacked, and the numbers in them. */
import type { FileHandle } from 'node:fs/promises';
import { largestUnpacked, unpackBytes } from '../compression/unpackBytes';
import type { SourceFile } from '../eventSource';
import { readFully } from '../file/fileStamp';
import { numberDecoder } from '../numberArray';
import type { ArrowBatch } from './arrowBatches';
import type { ArrowPlace } from './arrowSchema';

/** Values `first` to `first + count` → `out` from `at`. */
export type TakeNumbers = (values: DataView, first: number, out: Float64Array, at: number, count: number) => void;

export function numbersOf(format: ArrowPlace['format']): TakeNumbers {
  if (format === 'bits') {
    return (values, first, out, at, count) => {
      for (let i = 0; i < count; i++) out[at + i] = (values.getUint8((first + i) >> 3) >> ((first + i) & 7)) & 1;
    };
  }
  const decode = numberDecoder(format);
  const { size } = format;
  return (values, first, out, at, count) => {
    decode(values, first * size, size, out, at, count);
  };
}

export function bitsOf(format: ArrowPlace['format']): number {
  return format === 'bits' ? 1 : 8 * format.size;
}

/** Makes NaN of what a bit of 0 says is null. */
export function markNulls(
  validity: Uint8Array | undefined,
  first: number,
  out: Float64Array,
  at: number,
  count: number,
): void {
  if (validity === undefined) return;
  for (let i = 0; i < count; i++) if (!isValid(validity, first + i)) out[at + i] = Number.NaN;
}

export function isValid(validity: Uint8Array, index: number): boolean {
  return ((validity[index >> 3]! >> (index & 7)) & 1) === 1;
}

/** Bits of rows [first, end), `first` a multiple of 8; undefined where nothing is null. */
export async function readValidity(
  handle: FileHandle,
  file: SourceFile,
  batch: ArrowBatch,
  { node, buffer }: ArrowPlace,
  first: number,
  end: number,
): Promise<Uint8Array | undefined> {
  const stored = batch.buffers[buffer];
  // A column without nulls may leave its bits out.
  if (batch.nodes[node]?.nulls === 0 || stored === undefined || stored.from === stored.to) return undefined;
  return readRange(handle, file, batch, buffer, first, end, 1);
}

/** Bytes of rows [first, end) of a buffer; where it is compressed `first` is 0. */
export async function readRange(
  handle: FileHandle,
  file: SourceFile,
  batch: ArrowBatch,
  index: number,
  first: number,
  end: number,
  bits: number,
): Promise<Uint8Array> {
  const buffer = batch.buffers[index];
  if (buffer === undefined) throw new Error('a column has no values');
  const { from, to } = buffer;
  const start = (first * bits) / 8;
  const length = Math.ceil((end * bits) / 8) - start;
  if (batch.compression === 'none') {
    if (from + start + length > to) throw new Error('a column is shorter than its batch');
    return readFully(handle, file.path, from + start, length);
  }
  if (to - from < 8) throw new Error('a compressed column has no length');
  const packed = await readFully(handle, file.path, from, to - from);
  const size = Number(packed.readBigInt64LE(0));
  const body = packed.subarray(8);
  // Buffers that would grow are stored as they are.
  const unpacked = size === -1 ? body : unpackBytes(batch.compression, body, sizeWithin(size, length));
  if (unpacked.length < length) throw new Error('a column is shorter than its batch');
  return unpacked;
}

/** Buffers are filled up to a multiple of 64 bytes. */
function sizeWithin(size: number, needed: number): number {
  if (!(size >= needed && size <= needed + 4096 && size <= largestUnpacked)) {
    throw new Error('a compressed column has an impossible length');
  }
  return size;
}

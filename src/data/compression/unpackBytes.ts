/** Compressed bytes whose unpacked size is known, unpacked as a whole: pages, buffers, baskets. */
import * as zlib from 'node:zlib';
import { decompressLz4, decompressZstd } from 'hyparquet-compressors';
import { unpackLz4Block, unpackLz4Frame } from './lz4';
import { unpackSnappy } from './snappy';

export type Compression = 'SNAPPY' | 'GZIP' | 'ZLIB' | 'BROTLI' | 'ZSTD' | 'LZ4_RAW' | 'LZ4_HADOOP' | 'LZ4_FRAME';

/**
 * @param size of the bytes once unpacked
 * @param memory that may be used for them, where it is large enough
 * @throws Error where the bytes do not hold exactly that
 */
export function unpackBytes(
  compression: Compression,
  packed: Uint8Array,
  size: number,
  memory: Uint8Array = noMemory,
): Uint8Array {
  if (size === 0) return noMemory;
  const out = (): Uint8Array => (memory.length >= size ? memory.subarray(0, size) : Buffer.allocUnsafeSlow(size));
  const unpacked = unpackers[compression](packed, size, out);
  if (unpacked.length !== size) throw new Error(`compressed data (${compression}) do not hold what they say`);
  return unpacked;
}

/** Large pages are of some megabytes; a size beyond this is damage, or a file that one cannot read in little memory. */
export const largestUnpacked = 1 << 29;

const noMemory = new Uint8Array(0);

const unpackers: Record<Compression, (packed: Uint8Array, size: number, out: () => Uint8Array) => Uint8Array> = {
  GZIP: (packed, size) => zlib.gunzipSync(packed, inOnePiece(size)),
  ZLIB: (packed, size) => zlib.inflateSync(packed, inOnePiece(size)),
  BROTLI: (packed, size) => zlib.brotliDecompressSync(packed, inOnePiece(size)),
  // Node 22.15 and later brings it; before, fzstd writes into bytes of the known size.
  ZSTD: (packed, size, out) =>
    typeof zlib.zstdDecompressSync === 'function'
      ? zlib.zstdDecompressSync(packed, inOnePiece(size))
      : decompressZstd(packed, out()),
  SNAPPY: (packed, _size, out) => unpackSnappy(packed, out()),
  LZ4_RAW: (packed, _size, out) => unpackLz4Block(packed, out()),
  LZ4_HADOOP: decompressLz4,
  LZ4_FRAME: (packed, _size, out) => unpackLz4Frame(packed, out()),
};

/** Otherwise Node joins pieces of 16 kB; and where a piece is filled to its last byte, it asks for one more. */
function inOnePiece(size: number): { readonly maxOutputLength: number; readonly chunkSize: number } {
  return { maxOutputLength: size, chunkSize: Math.max(64, size + 1) };
}

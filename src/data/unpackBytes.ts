/** Compressed pages and buffers of Parquet and Arrow: of known size, unpacked as a whole. */
import * as zlib from 'node:zlib';
import { decompressLz4, decompressZstd } from 'hyparquet-compressors';
import { unpackLz4Block, unpackLz4Frame } from './lz4';
import { unpackSnappy } from './snappy';

export type Compression = 'SNAPPY' | 'GZIP' | 'BROTLI' | 'ZSTD' | 'LZ4_RAW' | 'LZ4_HADOOP' | 'LZ4_FRAME';

/**
 * @param size of the bytes once unpacked
 * @throws Error where the bytes do not hold exactly that
 */
export function unpackBytes(compression: Compression, packed: Uint8Array, size: number): Uint8Array {
  if (size === 0) return new Uint8Array(0);
  const unpacked = unpackers[compression](packed, size);
  if (unpacked.length !== size) throw new Error(`compressed data (${compression}) do not hold what they say`);
  return unpacked;
}

/** Large pages are of some megabytes; a size beyond this is damage, or a file that one cannot read in little memory. */
export const largestUnpacked = 1 << 29;

const unpackers: Record<Compression, (packed: Uint8Array, size: number) => Uint8Array> = {
  GZIP: (packed, size) => zlib.gunzipSync(packed, { maxOutputLength: size }),
  BROTLI: (packed, size) => zlib.brotliDecompressSync(packed, { maxOutputLength: size }),
  // Node 22.15 and later brings it; before, fzstd writes into bytes of the known size.
  ZSTD: (packed, size) =>
    typeof zlib.zstdDecompressSync === 'function'
      ? zlib.zstdDecompressSync(packed, { maxOutputLength: size })
      : decompressZstd(packed, new Uint8Array(size)),
  SNAPPY: unpackSnappy,
  LZ4_RAW: unpackLz4Block,
  LZ4_HADOOP: decompressLz4,
  LZ4_FRAME: unpackLz4Frame,
};

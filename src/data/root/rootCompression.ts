/** Compressed bytes in ROOT files: blocks of up to 16 MB, each after nine bytes that name the method and both sizes. */
import { R__unzip } from 'jsroot/io';
import { unpackBytes } from '../compression/unpackBytes';
import { captureConsole } from '../consoleCapture';

const headerBytes = 9;
/** Before a block of LZ4. */
const checksumBytes = 8;

/**
 * @param packed blocks one after the other
 * @param size of everything once unpacked
 * @param memory that may be used for them, where it is large enough
 * @throws Error that says what is wrong; the caller knows file and place
 */
export async function unpack(packed: Uint8Array, size: number, memory: Uint8Array = noMemory): Promise<Uint8Array> {
  // What the blocks say of themselves is added up before that much memory is taken.
  const blocks: Block[] = [];
  for (let at = 0, filled = 0; filled < size;) {
    const block = blockAt(packed, at);
    blocks.push(block);
    filled += block.size;
    at += headerBytes + block.packedSize;
    if (filled > size) throw new Error('a compressed block holds more than its key says');
  }
  const [only] = blocks;
  if (only !== undefined && blocks.length === 1) {
    return unpackBlock(packed.subarray(0, headerBytes + only.packedSize), only, memory);
  }
  const unpacked = memory.length >= size ? memory.subarray(0, size) : new Uint8Array(size);
  let at = 0;
  let filled = 0;
  for (const block of blocks) {
    const bytes = packed.subarray(at, at + headerBytes + block.packedSize);
    const target = unpacked.subarray(filled, filled + block.size);
    const result = await unpackBlock(bytes, block, target);
    if (result.buffer !== target.buffer || result.byteOffset !== target.byteOffset) target.set(result);
    filled += block.size;
    at += bytes.length;
  }
  return unpacked;
}

/** `zlib`, `LZ4`, … and the level, from the number that ROOT keeps (`100 * method + level`). */
export function compressionName(setting: number): string {
  const level = setting % 100;
  if (level === 0) return 'none';
  const method = ['zlib', 'zlib', 'LZMA', 'deflate', 'LZ4', 'ZSTD'][Math.floor(setting / 100)];
  return method === undefined ? `unknown (${setting})` : `${method} (level ${level})`;
}

const noMemory = new Uint8Array(0);

interface Block {
  readonly method: string;
  readonly packedSize: number;
  readonly size: number;
}

function blockAt(packed: Uint8Array, at: number): Block {
  if (at + headerBytes > packed.length) throw new Error('compressed data ends too early');
  const header = packed.subarray(at, at + headerBytes);
  const method = String.fromCharCode(header[0] ?? 0, header[1] ?? 0);
  const packedSize = threeBytes(header, 3);
  const size = threeBytes(header, 6);
  if (!['ZL', 'CS', 'L4', 'XZ', 'ZS'].includes(method)) throw new Error('compressed data has no known method');
  if (size === 0 || at + headerBytes + packedSize > packed.length) throw new Error('compressed data ends too early');
  return { method, packedSize, size };
}

async function unpackBlock(block: Uint8Array, { method, size }: Block, memory: Uint8Array): Promise<Uint8Array> {
  const data = block.subarray(headerBytes);
  // Node verifies the checksum that zlib ends with.
  if (method === 'ZL') return unpackBytes('ZLIB', data, size, memory);
  if (method === 'ZS') return unpackBytes('ZSTD', data, size, memory);
  if (method === 'L4') return unpackBytes('LZ4_RAW', data.subarray(checksumBytes), size, memory);
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const { result, messages } = await captureConsole(() => R__unzip(view, size));
  if (result === null) throw new Error(messages[0] ?? `compressed data (${method}) cannot be unpacked`);
  if (result.byteLength !== size) throw new Error('a compressed block does not hold what it says');
  return new Uint8Array(result.buffer, result.byteOffset, result.byteLength);
}

function threeBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

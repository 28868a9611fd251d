/**
 * Compressed bytes in ROOT files: blocks of up to 16 MB, each after nine bytes that name the method and both sizes.
 * Node unpacks zlib (and verifies its checksum) and, from 22.15, ZSTD; jsroot the others.
 */
import * as zlib from 'node:zlib';
import { R__unzip } from 'jsroot/io';
import { captureConsole } from '../consoleCapture';

const headerBytes = 9;

/**
 * @param packed blocks one after the other
 * @param size of everything once unpacked
 * @throws Error that says what is wrong; the caller knows file and place
 */
export async function unpack(packed: Uint8Array, size: number): Promise<Uint8Array> {
  // What the blocks say of themselves is added up before that much memory is taken.
  const blocks: Block[] = [];
  for (let at = 0, filled = 0; filled < size;) {
    const block = blockAt(packed, at);
    blocks.push(block);
    filled += block.size;
    at += headerBytes + block.packedSize;
    if (filled > size) throw new Error('a compressed block holds more than its key says');
  }
  const unpacked = new Uint8Array(size);
  let at = 0;
  let filled = 0;
  for (const block of blocks) {
    unpacked.set(await unpackBlock(packed.subarray(at, at + headerBytes + block.packedSize), block), filled);
    filled += block.size;
    at += headerBytes + block.packedSize;
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

async function unpackBlock(block: Uint8Array, { method, size }: Block): Promise<Uint8Array> {
  const data = block.subarray(headerBytes);
  if (method === 'ZL') return expectSize(zlib.inflateSync(data, { maxOutputLength: size }), size);
  // Node 22.15 and later; before, jsroot brings ZSTD as WebAssembly.
  if (method === 'ZS' && typeof zlib.zstdDecompressSync === 'function') {
    return expectSize(zlib.zstdDecompressSync(data, { maxOutputLength: size }), size);
  }
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const { result, messages } = await captureConsole(() => R__unzip(view, size));
  if (result === null) throw new Error(messages[0] ?? `compressed data (${method}) cannot be unpacked`);
  return expectSize(new Uint8Array(result.buffer, result.byteOffset, result.byteLength), size);
}

function expectSize(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size) throw new Error('a compressed block does not hold what it says');
  return bytes;
}

function threeBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

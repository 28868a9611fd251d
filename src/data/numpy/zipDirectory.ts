/**
 * The files in a ZIP archive, from the directory at its end; of archives beyond 4 GB, too.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import { readFully } from '../file/fileStamp';

export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated' | 'other';
  readonly encrypted: boolean;
  /** Range of its bytes in the file. */
  readonly from: number;
  readonly to: number;
  /** Bytes once unpacked. */
  readonly size: number;
}

const mostEntries = 10_000;
const largestDirectory = 1 << 24;

/** @throws Error, AnalysisError `damaged-file` */
export async function zipEntries(handle: FileHandle, file: SourceFile): Promise<ZipEntry[]> {
  const { count, position, length } = await findDirectory(handle, file);
  if (count > mostEntries || length > largestDirectory || position + length > file.size) {
    throw new Error('the directory of the archive is impossible');
  }
  const bytes = await readFully(handle, file.path, position, length);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > length || bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('the directory of the archive');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const end = extraEnd + bytes.readUInt16LE(at + 32);
    if (end > length) throw new Error('the directory of the archive');
    const sizes = largeSizes(bytes.subarray(nameEnd, extraEnd), [
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]);
    const [size = 0, packedSize = 0, header = 0] = sizes;
    const method = ({ 0: 'stored', 8: 'deflated' } as const)[bytes.readUInt16LE(at + 10)] ?? 'other';
    if (header + 30 > file.size) throw new Error('a part of the archive lies outside the file');
    const local = await readFully(handle, file.path, header, 30);
    if (local.readUInt32LE(0) !== 0x04034b50) throw new Error('a part of the archive has no header');
    const from = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (from + packedSize > file.size || (method === 'stored' && packedSize !== size)) {
      throw new Error('a part of the archive lies outside the file');
    }
    const name = bytes.toString('utf8', at + 46, nameEnd);
    const encrypted = (bytes.readUInt16LE(at + 8) & 1) === 1;
    entries.push({ name, method, encrypted, from, to: from + packedSize, size });
    at = end;
  }
  return entries;
}

async function findDirectory(
  handle: FileHandle,
  file: SourceFile,
): Promise<{ readonly count: number; readonly position: number; readonly length: number }> {
  // A comment of up to 65535 bytes may follow.
  const start = Math.max(0, file.size - 22 - 65_535);
  const tail = await readFully(handle, file.path, start, file.size - start);
  const end = tail.lastIndexOf('PK\x05\x06', tail.length, 'latin1');
  if (end < 0 || end + 22 > tail.length) throw new Error('its end is missing');
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const position = tail.readUInt32LE(end + 16);
  if (count < 0xffff && length < 0xffffffff && position < 0xffffffff) return { count, position, length };
  const locator = end - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) throw new Error('its end is incomplete');
  const place = Number(tail.readBigUInt64LE(locator + 8));
  if (place + 56 > file.size) throw new Error('its end is incomplete');
  const large = await readFully(handle, file.path, place, 56);
  if (large.readUInt32LE(0) !== 0x06064b50) throw new Error('its end is incomplete');
  return {
    count: Number(large.readBigUInt64LE(32)),
    length: Number(large.readBigUInt64LE(40)),
    position: Number(large.readBigUInt64LE(48)),
  };
}

/** What does not fit 32 bits follows in an extra field, in this order. */
function largeSizes(extra: Buffer, sizes: readonly number[]): number[] {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  at += 4;
  return sizes.map((size) => {
    if (size !== 0xffffffff) return size;
    if (at + 8 > extra.length) throw new Error('a size is missing in the directory of the archive');
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  });
}

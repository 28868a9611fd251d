import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import type { SourceFile } from '../eventSource';
import { leaveIdle, takeIdle } from './idleFiles';

/**
 * What identifies the content of a file without reading it.
 * @throws AnalysisError `file-not-found`, `not-permitted`, `unsupported-format` (a folder)
 */
export async function fileStamp(path: string): Promise<SourceFile> {
  const { size, mtimeMs, isFile } = await stat(path).then(
    (found) => ({ size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() }),
    (error: unknown) => {
      throw readingError(error, path);
    },
  );
  if (!isFile) throw new AnalysisError('unsupported-format', `'${basename(path)}' is a folder, not a file of events.`);
  return { path, size, mtime: mtimeMs };
}

/**
 * Hands a file over, open, and takes care of it afterwards, whatever happens.
 * @throws AnalysisError `file-changed` if the file is not, or no longer at the end, the one that was stamped
 */
export async function* withUnchangedFile<Item>(
  file: SourceFile,
  use: (handle: FileHandle) => AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  const handle = takeIdle(file.path) ?? (await openUnchanged(file));
  let unchanged = false;
  try {
    let failure: { readonly error: unknown } | undefined;
    try {
      yield* use(handle);
    } catch (error) {
      failure = { error };
    }
    // A file that is being written, or replaced, explains whatever else went wrong.
    requireStamp(await fileStamp(file.path), file);
    if (failure !== undefined) throw failure.error;
    unchanged = true;
  } finally {
    await (unchanged ? leaveIdle(file.path, handle) : handle.close());
  }
}

async function openUnchanged(file: SourceFile): Promise<FileHandle> {
  const handle = await openFile(file.path);
  try {
    const { size, mtimeMs } = await handle.stat();
    requireStamp({ size, mtime: mtimeMs }, file);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws AnalysisError `file-not-found`, `not-permitted` */
export async function openFile(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: unknown) => {
    throw readingError(error, path);
  });
}

/**
 * Reads exactly `length` bytes.
 * @throws AnalysisError `damaged-file` if the file ends before, or the disk fails
 */
export function readFully(handle: FileHandle, path: string, position: number, length: number): Promise<Buffer> {
  return fillFrom(handle, path, Buffer.allocUnsafeSlow(length), position);
}

/**
 * Fills all of `bytes` from the file, and gives them back.
 * @throws AnalysisError `damaged-file` if the file ends before, or the disk fails
 */
export async function fillFrom(handle: FileHandle, path: string, bytes: Buffer, position: number): Promise<Buffer> {
  if ((await readInto(handle, path, bytes, position)) === bytes.length) return bytes;
  const end = position + bytes.length;
  throw new AnalysisError('damaged-file', `'${basename(path)}' ends before byte ${end}: it is truncated.`);
}

/** Fills `bytes` from the file as far as it goes; @returns how many bytes that were. */
export async function readInto(handle: FileHandle, path: string, bytes: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle
      .read(bytes, filled, bytes.length - filled, position + filled)
      .catch((error: unknown) => {
        throw readingError(error, path);
      });
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** A failure of the file system in the words of a user; what is no such failure stays as it is. */
export function readingError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const name = basename(path);
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return new AnalysisError('file-not-found', `There is no file '${name}'.`);
    case 'EACCES':
    case 'EPERM':
      return new AnalysisError('not-permitted', `'${name}' may not be read: its permissions forbid it.`);
    case 'EISDIR':
      return new AnalysisError('unsupported-format', `'${name}' is a folder, not a file of events.`);
    default:
      return new AnalysisError('damaged-file', `'${name}' cannot be read from its disk (${error.code}).`);
  }
}

function requireStamp({ size, mtime }: Pick<SourceFile, 'size' | 'mtime'>, file: SourceFile): void {
  if (size !== file.size || mtime !== file.mtime) {
    throw new AnalysisError('file-changed', `'${basename(file.path)}' changed while it was read; run again.`);
  }
}

import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import { damagedFile } from '../file/damagedFile';
import type { SourceFile } from '../eventSource';
import { readFully } from '../file/fileStamp';

const pieceBytes = 1 << 18;

/**
 * Bytes [from, to) of a file as they are unpacked, from their start, in pieces: memory does not grow with the file.
 * @param unpacker of node:zlib
 * @throws AnalysisError `damaged-file`
 */
export async function* unpackedPieces(
  handle: FileHandle,
  file: SourceFile,
  from: number,
  to: number,
  unpacker: Transform,
): AsyncGenerator<Buffer, void, undefined> {
  // What goes wrong on either side ends the loop below with it.
  pipeline(Readable.from(packedPieces(handle, file, from, to)), unpacker, (error) => {
    if (error instanceof Error && !unpacker.destroyed) unpacker.destroy(error);
  });
  try {
    for await (const piece of unpacker) yield piece as Buffer;
  } catch (error) {
    throw damagedFile(error, file);
  }
}

async function* packedPieces(
  handle: FileHandle,
  file: SourceFile,
  from: number,
  to: number,
): AsyncGenerator<Buffer, void, undefined> {
  for (let position = from; position < to; position += pieceBytes) {
    yield await readFully(handle, file.path, position, Math.min(pieceBytes, to - position));
  }
}

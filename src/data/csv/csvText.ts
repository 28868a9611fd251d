import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { AnalysisError } from '../../config/analysisError';
import { csvHead, sampleBytes, type CsvHead } from './csvHead';
import { lineFeed } from './csvRows';
import type { SourceFile } from '../eventSource';
import { openFile, readFully, readInto } from '../file/fileStamp';
import { unpackedPieces } from '../compression/unpackedPieces';

const chunkBytes = 1 << 20;
const longestLine = 1 << 26;

/** Complete lines in `bytes[0, end)`; `offset` is where `bytes` begin in the text. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly offset: number;
}

/** The lines of an open file of text, without its header. */
export interface CsvText {
  /** The lines that begin in [from, to), in pieces; the bytes of a piece are overwritten by the next. */
  chunks(from: number, to: number): AsyncGenerator<Chunk, void, undefined>;
  /** From 1; counted only when something is wrong. */
  lineNumber(offset: number): Promise<number>;
}

/** Text as it lies in the file: any range of bytes can be read. */
export class PlainText implements CsvText {
  constructor(
    private readonly handle: FileHandle,
    private readonly file: SourceFile,
    private readonly dataStart: number,
  ) {}

  async *chunks(from: number, to: number): AsyncGenerator<Chunk, void, undefined> {
    const stop = await this.lineStart(to);
    let offset = await this.lineStart(from);
    // One byte to spare: the last line of a file need not end in a line feed.
    let buffer: Buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, Math.max(0, stop - offset)) + 1);
    let kept = 0;
    while (offset + kept < stop) {
      const room = Math.min(buffer.length - 1 - kept, stop - offset - kept);
      const filled = await readInto(this.handle, this.file.path, buffer.subarray(kept, kept + room), offset + kept);
      if (filled < room)
        throw new AnalysisError('file-changed', `${this.name} became shorter while it was read; run again.`);
      let available = kept + filled;
      if (offset + available === stop && buffer[available - 1] !== lineFeed) buffer[available++] = lineFeed;
      const end = buffer.lastIndexOf(lineFeed, available - 1) + 1;
      if (end === 0) {
        buffer = enlarged(buffer, available, this.name);
        kept = available;
        continue;
      }
      yield { bytes: buffer, end, offset };
      buffer.copyWithin(0, end, available);
      kept = available - end;
      offset += end;
    }
  }

  private get name(): string {
    return `'${basename(this.file.path)}'`;
  }

  /** The start of the first line that begins at or after a byte; the file's size where there is none. */
  private async lineStart(at: number): Promise<number> {
    if (at <= this.dataStart) return this.dataStart;
    // The line feed before it may be the byte just ahead.
    const buffer = Buffer.allocUnsafe(4096);
    for (let position = at - 1; position < this.file.size; position += buffer.length) {
      const filled = await readInto(this.handle, this.file.path, buffer, position);
      const feed = buffer.subarray(0, filled).indexOf(lineFeed);
      if (feed >= 0) return Math.min(this.file.size, position + feed + 1);
      if (filled < buffer.length) break;
    }
    return this.file.size;
  }

  async lineNumber(offset: number): Promise<number> {
    let lines = 1;
    for (let position = 0; position < offset; position += chunkBytes) {
      const length = Math.min(chunkBytes, offset - position);
      for (const byte of await readFully(this.handle, this.file.path, position, length)) if (byte === lineFeed) lines++;
    }
    return lines;
  }
}

/** Text that is compressed with gzip: only its whole can be read, from the start. Offsets are those of the text. */
export class GzipText implements CsvText {
  constructor(
    private readonly handle: FileHandle,
    private readonly file: SourceFile,
    private readonly dataStart: number,
  ) {}

  async *chunks(): AsyncGenerator<Chunk, void, undefined> {
    let buffer: Buffer = Buffer.allocUnsafeSlow(chunkBytes);
    let kept = 0;
    // Of the first byte in the buffer; what comes before the data is dropped.
    let offset = 0;
    for await (const piece of gunzipped(this.handle, this.file)) {
      const bytes = piece.subarray(Math.min(piece.length, Math.max(0, this.dataStart - offset - kept)));
      if (kept === 0) offset += piece.length - bytes.length;
      // One byte to spare: the last line need not end in a line feed.
      while (kept + bytes.length >= buffer.length) buffer = enlarged(buffer, kept, `'${basename(this.file.path)}'`);
      bytes.copy(buffer, kept);
      const available = kept + bytes.length;
      const end = buffer.lastIndexOf(lineFeed, available - 1) + 1;
      kept = available;
      if (end <= 0 || available === 0) continue;
      yield { bytes: buffer, end, offset };
      buffer.copyWithin(0, end, available);
      kept = available - end;
      offset += end;
    }
    if (kept === 0) return;
    buffer[kept] = lineFeed;
    yield { bytes: buffer, end: kept + 1, offset };
  }

  async lineNumber(offset: number): Promise<number> {
    let lines = 1;
    let position = 0;
    for await (const piece of gunzipped(this.handle, this.file)) {
      for (const byte of piece.subarray(0, Math.max(0, offset - position))) if (byte === lineFeed) lines++;
      position += piece.length;
      if (position >= offset) break;
    }
    return lines;
  }
}

/** @throws AnalysisError `empty-file`, `damaged-file`, `unsupported-format` */
export async function readGzipHead(file: SourceFile): Promise<CsvHead> {
  const handle = await openFile(file.path);
  try {
    const start = Buffer.alloc(sampleBytes);
    let filled = 0;
    for await (const piece of gunzipped(handle, file)) {
      filled += piece.copy(start, filled);
      if (filled === start.length) break;
    }
    if (start.subarray(0, filled).includes(0)) {
      throw new AnalysisError(
        'unsupported-format',
        `'${basename(file.path)}' holds something other than text, compressed: unpack it first (gunzip).`,
      );
    }
    return csvHead(start.subarray(0, filled), filled < start.length, basename(file.path));
  } finally {
    await handle.close();
  }
}

/** The text from its start, in pieces. */
function gunzipped(handle: FileHandle, file: SourceFile): AsyncGenerator<Buffer, void, undefined> {
  return unpackedPieces(handle, file, 0, file.size, createGunzip({ chunkSize: chunkBytes / 4 }));
}

/** A larger buffer with the same beginning. */
function enlarged(buffer: Buffer, used: number, name: string): Buffer {
  if (buffer.length > longestLine) {
    throw new AnalysisError('damaged-file', `${name} has a line of more than ${longestLine >> 20} MB: is it CSV?`);
  }
  const larger = Buffer.allocUnsafeSlow(2 * buffer.length + 1);
  buffer.copy(larger, 0, 0, used);
  return larger;
}

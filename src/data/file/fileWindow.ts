import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import { fillFrom } from './fileStamp';

/** Bytes read at least, where there are so many. */
const readAhead = 1 << 16;
/** What follows a page is mostly the header of the next. */
const nextHeader = 4096;

/** A piece of a file in memory that moves forward; the memory is used again and again. */
export class FileWindow {
  private start = 0;
  private memory: Buffer = Buffer.alloc(0);
  private bytes: Buffer = this.memory;

  constructor(private readonly file: SourceFile) {}

  /**
   * Bytes of the file, valid until the next call; some more up to `end` may be read for it.
   * @throws AnalysisError where the file ends before; Error where the range does
   */
  async read(handle: FileHandle, position: number, length: number, end: number): Promise<Buffer> {
    if (!(position >= 0 && length >= 0 && position + length <= Math.min(end, this.file.size))) {
      throw new Error(`it points to bytes ${position} to ${position + length}, which do not exist`);
    }
    const from = position - this.start;
    if (from >= 0 && from + length <= this.bytes.length) return this.bytes.subarray(from, from + length);
    const wanted = Math.min(Math.max(length + nextHeader, readAhead), Math.min(end, this.file.size) - position);
    if (wanted > this.memory.length) this.memory = Buffer.allocUnsafeSlow(wanted);
    this.bytes = this.memory.subarray(0, 0);
    this.bytes = await fillFrom(handle, this.file.path, this.memory.subarray(0, wanted), position);
    this.start = position;
    return this.bytes.subarray(0, length);
  }
}

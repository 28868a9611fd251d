import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import { fillFrom } from './fileStamp';

/** Bytes read at least, where there are so many. */
const leastAhead = 1 << 16;
/** What follows a page is mostly the header of the next. */
const nextHeader = 4096;
const nothing = Buffer.alloc(0);

/**
 * A piece of a file in memory that moves forward; the memory is used again and again. Where it goes on and on it reads
 * more and more ahead: each read is a round trip to another thread.
 */
export class FileWindow {
  private start = 0;
  private memory: Buffer = nothing;
  private bytes: Buffer = nothing;
  private ahead = leastAhead;

  /** @param mostAhead bytes read at once at most, where less is asked for */
  constructor(
    private readonly file: SourceFile,
    private readonly mostAhead: number,
  ) {}

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
    const goesOn = this.bytes.length > 0 && from >= 0 && from <= this.bytes.length;
    // Memory that a large page has needed is there in any case.
    const mostAhead = Math.max(leastAhead, this.mostAhead, this.memory.length);
    this.ahead = goesOn ? Math.min(2 * this.ahead, mostAhead) : leastAhead;
    const wanted = Math.min(Math.max(length + nextHeader, this.ahead), Math.min(end, this.file.size) - position);
    const kept = goesOn ? this.bytes.subarray(from) : nothing;
    this.bytes = nothing;
    const memory = wanted > this.memory.length ? Buffer.allocUnsafeSlow(wanted) : this.memory;
    // What is here already goes to the front.
    memory.set(kept);
    this.memory = memory;
    await fillFrom(handle, this.file.path, memory.subarray(kept.length, wanted), position + kept.length);
    this.bytes = memory.subarray(0, wanted);
    this.start = position;
    return this.bytes.subarray(0, length);
  }
}

import type { FileHandle } from 'node:fs/promises';
import type { SourceFile } from '../eventSource';
import { fillFrom } from '../file/fileStamp';
import type { Basket } from './rootBranches';

/** A branch whose baskets are read one after the other. */
export interface BasketList {
  /** The basket that is read next, and those behind it whose entries begin before one. */
  upcoming(entry: number): readonly Basket[];
}

/** Bytes of the file with baskets that lie side by side, read at once. */
interface Run {
  readonly position: number;
  readonly bytes: Promise<Buffer>;
  readonly length: number;
  /** Baskets in it that somebody may still want. */
  users: number;
}

/** Between two baskets that are read at once, there may be as many bytes that nobody wants. */
const largestGap = 16_384;
const smallestRun = 1 << 16;
const largestRun = 1 << 20;
/** Of all branches together. */
const largestRuns = 1 << 25;
/** What is kept to be used again. */
const mostSpare = 1 << 23;

/**
 * The baskets of all branches that are read together. ROOT writes baskets of the same entries side by side: they are
 * fetched at once, whichever branch asks first, into memory that is used again and again.
 */
export class BasketRuns {
  private readonly lists: BasketList[] = [];
  /** By the position of each basket in it. */
  private readonly runs = new Map<number, Run>();
  private spare: Buffer[] = [];

  constructor(private readonly file: SourceFile) {}

  add(list: BasketList): void {
    this.lists.push(list);
  }

  /** Bytes of a basket in the file, valid until it is released as often as lists have it. */
  async read(handle: FileHandle, basket: Basket, position: number, length: number): Promise<Buffer> {
    let run = this.runs.get(position);
    if (run === undefined || position - run.position + length > run.length) {
      run = this.start(handle, basket, position, length);
    }
    const bytes = await run.bytes;
    const from = position - run.position;
    return bytes.subarray(from, from + length);
  }

  /** Says that a list needs the bytes of a basket no more. */
  async release(position: number): Promise<void> {
    const run = this.runs.get(position);
    if (run === undefined || --run.users > 0) return;
    for (const [place, other] of this.runs) if (other === run) this.runs.delete(place);
    this.keep(await run.bytes);
  }

  private start(handle: FileHandle, basket: Basket, position: number, length: number): Run {
    const { places, end } = this.neighbours(basket, position, length);
    const bytes = this.memory(end - position).subarray(0, end - position);
    const run: Run = {
      position,
      length: end - position,
      bytes: fillFrom(handle, this.file.path, bytes, position),
      users: places.length,
    };
    for (const place of places) this.runs.set(place, run);
    return run;
  }

  /** Baskets of about the same entries that lie behind one. */
  private neighbours(
    basket: Basket,
    position: number,
    length: number,
  ): { readonly places: readonly number[]; readonly end: number } {
    const most = Math.max(smallestRun, Math.min(largestRun, largestRuns / this.lists.length));
    const until = basket.firstEntry + basket.entries;
    const wanted = this.lists
      .flatMap((list) => list.upcoming(until))
      .flatMap(({ place }) => (place === undefined ? [] : [place]))
      .sort((a, b) => a.position - b.position);
    const places: number[] = [];
    let end = position + length;
    for (const place of wanted) {
      if (place.position < position) continue;
      const next = place.position + place.length;
      if (place.position > position) {
        if (place.position - end > largestGap || next - position > most || next > this.file.size) break;
        // What another run has, or what overlaps, is damaged or has been read.
        if (place.position < end && place.position !== places.at(-1)) continue;
        if (this.runs.has(place.position)) continue;
      }
      places.push(place.position);
      end = Math.max(end, next);
    }
    return { places, end };
  }

  private memory(length: number): Buffer {
    const index = this.spare.findIndex((buffer) => buffer.length >= length);
    const [found] = index < 0 ? [] : this.spare.splice(index, 1);
    // Runs differ a little in length; a power of two does for many.
    return found ?? Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(length)));
  }

  private keep(bytes: Buffer): void {
    const whole = Buffer.from(bytes.buffer);
    const kept = this.spare.reduce((sum, buffer) => sum + buffer.length, whole.length);
    if (kept <= mostSpare) this.spare.push(whole);
  }
}

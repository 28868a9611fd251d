import { fillKernel, kernelEvents, type FillKernel } from './kernel/fillKernel';
import { hashOfEvent, mix } from './hash';

/** Events that are looked at in one go. */
export const sievedEvents = kernelEvents;
/** Fewer are hashed sooner than they are copied. */
const fewestTogether = 64;

/** The events of a batch whose hashes are small: of a large sample hardly any, so nothing else is done for the others. */
export class SmallHashes {
  /** Of those that were found: number in the batch, ascending, and hash. */
  readonly events = new Int32Array(sievedEvents);
  readonly hashes = new Uint32Array(sievedEvents);
  private all = new Uint32Array(0);

  /**
   * Looks at n events, no more than `sievedEvents`, by `hashOfEvent`.
   * @param file,from hash of the file, and number in it of the first event
   * @param largest hash that is small
   * @returns how many were found
   */
  ofEvents(file: number, from: number, n: number, largest: number): number {
    const kernel = n >= fewestTogether ? fillKernel() : undefined;
    if (kernel !== undefined) {
      kernel.hashPositions(file, from, n);
      return this.take(kernel, n, largest);
    }
    const all = this.reserve(n);
    for (let event = 0; event < n; event++) all[event] = hashOfEvent(file, from + event);
    return this.sieve(all, n, largest);
  }

  /**
   * Looks at the events from one number to another, `sievedEvents` at most, by a hash of their values; `events` are
   * numbered from the first of them. One kind of zero, and one of nothing: −0 is 0, ±∞ is NaN.
   * @param columns of what is hashed
   * @returns how many were found
   */
  ofValues(columns: readonly Float64Array[], from: number, to: number, largest: number): number {
    const n = to - from;
    const kernel = n >= fewestTogether ? fillKernel() : undefined;
    if (kernel !== undefined) {
      kernel.hashNothing(n);
      for (const column of columns) kernel.hashColumn(column.subarray(from, to), n);
      return this.take(kernel, n, largest);
    }
    const all = this.reserve(n).fill(0);
    for (const column of columns) hashColumn(column, from, n, all);
    for (let event = 0; event < n; event++) all[event] = mix(all[event]!);
    return this.sieve(all, n, largest);
  }

  private take(kernel: FillKernel, n: number, largest: number): number {
    const { events, hashes } = this;
    const count = kernel.findSmallHashes(n, largest);
    for (let entry = 0; entry < count; entry++) {
      const event = kernel.asked[entry]!;
      events[entry] = event;
      hashes[entry] = kernel.hashes[event]!;
    }
    return count;
  }

  private sieve(all: Uint32Array, n: number, largest: number): number {
    let count = 0;
    for (let event = 0; event < n; event++) {
      if (all[event]! > largest) continue;
      this.events[count] = event;
      this.hashes[count++] = all[event]!;
    }
    return count;
  }

  private reserve(n: number): Uint32Array {
    if (this.all.length < n) this.all = new Uint32Array(n);
    return this.all;
  }
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

/** Takes one more column into the hashes of n events. */
function hashColumn(values: Float64Array, from: number, n: number, hashes: Uint32Array): void {
  for (let event = 0; event < n; event++) {
    number[0] = plainValue(values[from + event]!);
    let state = Math.imul(hashes[event]! ^ words[0]!, 0xcc9e2d51);
    state = (state << 13) | (state >>> 19);
    state = Math.imul(state ^ words[1]!, 0x85ebca6b);
    hashes[event] = state ^ (state >>> 16);
  }
}

/** One kind of zero, and one of nothing. */
export function plainValue(value: number): number {
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

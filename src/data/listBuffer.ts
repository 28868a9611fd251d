import { batchEvents, type ListColumn } from './eventSource';

/** Lists of one batch, appended event by event into memory that is used again. */
export class ListBuffer {
  private readonly offsets = new Int32Array(batchEvents + 1);
  private values = new Float64Array(0);
  private events = 0;
  private end = 0;

  clear(): void {
    this.events = 0;
    this.end = 0;
  }

  /**
   * @param values of all the events
   * @param counts how many of them each event has, from `first` on
   */
  append(values: Float64Array, counts: ArrayLike<number>, first: number, events: number): void {
    const start = this.end;
    const end = start + values.length;
    if (end > this.values.length) {
      const larger = new Float64Array(Math.ceil(1.25 * end));
      larger.set(this.values.subarray(0, start));
      this.values = larger;
    }
    this.values.set(values, start);
    for (let i = 0, at = start; i < events; i++) {
      at += counts[first + i] ?? 0;
      this.offsets[++this.events] = at;
    }
    this.end = end;
  }

  /** @returns arrays that the next batch overwrites */
  column(events: number): ListColumn {
    return { offsets: this.offsets.subarray(0, events + 1), values: this.values };
  }
}

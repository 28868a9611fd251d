import type { FileHandle } from 'node:fs/promises';
import { batchEvents, type Batch } from './eventSource';

/** One column of a file whose rows are read in order. */
export interface RowCursor {
  /** The first row that it can still give. */
  readonly row: number;
  /** Fills `out[0, count)` with rows `from` to `from + count`; `from` is never below `row`. */
  fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void>;
}

/**
 * Rows of a file in batches. Cursors wait between reads: the next span goes on in the page that the last one had
 * unpacked.
 */
export class RowSource {
  private waiting: ReadonlyMap<string, RowCursor> = new Map();

  constructor(private readonly makeCursor: (column: string) => RowCursor) {}

  async *read(
    handle: FileHandle,
    names: readonly string[],
    from: number,
    to: number,
  ): AsyncGenerator<Batch, void, undefined> {
    const waiting = this.waiting;
    // A second read at the same time makes its own.
    this.waiting = new Map();
    const outputs = names.map((name) => {
      const kept = waiting.get(name);
      const cursor = kept !== undefined && kept.row <= from ? kept : this.makeCursor(name);
      return { name, cursor, values: new Float64Array(batchEvents) };
    });
    const columns = new Map(outputs.map(({ name, values }) => [name, values]));
    let failed = true;
    try {
      for (let row = from; row < to; row += batchEvents) {
        const length = Math.min(batchEvents, to - row);
        await Promise.all(outputs.map(({ cursor, values }) => cursor.fill(handle, values, row, length)));
        if (length === batchEvents) yield { length, columns };
        else
          yield { length, columns: new Map([...columns].map(([name, values]) => [name, values.subarray(0, length)])) };
      }
      failed = false;
    } finally {
      if (!failed) this.waiting = new Map(outputs.map(({ name, cursor }) => [name, cursor]));
    }
  }
}

/** Rows that are kept as long as they may be among the smallest: their values have a place each, and never move. */

/** Room for more rows than stay, so that the smallest are found only now and then. */
export const roomForRow = 1.5;

/** Of tables that were left: those of the rows of a sample, and of its different rows. */
const leftNumbers: Float64Array[] = [];
const mostLeft = 2;

/**
 * Numbers row by row. When nobody reads them any more, the next table has their place: megabytes that are new each time are
 * slow to get, and to be rid of.
 */
export class RowTable {
  private numbers: Float64Array | undefined;
  private left = false;

  /**
   * @param length of `values`, or less
   * @param leftBefore what tables that were left hand on
   */
  constructor(
    private readonly length: number,
    private readonly leftBefore = leftNumbers,
  ) {}

  /** Anything, where nothing was written. */
  get values(): Float64Array {
    if (this.left) throw new Error('the rows of a table that was left are those of another');
    return (this.numbers ??= this.take());
  }

  leave(): void {
    this.left = true;
    if (this.numbers === undefined) return;
    this.leftBefore.push(this.numbers);
    // Smaller ones give way.
    this.leftBefore.sort((a, b) => a.length - b.length);
    if (this.leftBefore.length > mostLeft) this.leftBefore.shift();
    this.numbers = undefined;
  }

  private take(): Float64Array {
    const found = this.leftBefore.findIndex(({ length }) => length >= this.length);
    return this.leftBefore.splice(found, found < 0 ? 0 : 1)[0] ?? new Float64Array(this.length);
  }
}

/** 0, 1, 2, … */
export function freePlaces(room: number): Int32Array {
  const places = new Int32Array(room);
  for (let place = 0; place < room; place++) places[place] = place;
  return places;
}

/** Rows of one batch that have a place, and whose values are not written there yet. A table has `columns` values a row. */
export class WaitingRows {
  count = 0;
  private places = new Int32Array(0);
  private events = new Int32Array(0);

  /** A place that was given before to another row is this one's. */
  add(place: number, event: number): void {
    if (this.count === this.places.length) {
      this.places = longer(this.places);
      this.events = longer(this.events);
    }
    this.places[this.count] = place;
    this.events[this.count++] = event;
  }

  /** @returns whether all values are finite */
  write(values: Float64Array, into: Float64Array, column: number, columns: number): boolean {
    const { count, places, events } = this;
    let nothing = 0;
    for (let row = 0; row < count; row++) {
      const value = values[events[row]!]!;
      into[places[row]! * columns + column] = value;
      // NaN of what is not finite, and then for good.
      nothing += value - value;
    }
    return nothing === 0;
  }

  /** Loops of their own: a loop over arrays and functions alike is several times slower. */
  find(valueOf: (event: number) => number, into: Float64Array, column: number, columns: number): void {
    const { count, places, events } = this;
    for (let row = 0; row < count; row++) into[places[row]! * columns + column] = valueOf(events[row]!);
  }

  fill(value: number, into: Float64Array, column: number, columns: number): void {
    const { count, places } = this;
    for (let row = 0; row < count; row++) into[places[row]! * columns + column] = value;
  }

  /** Makes NaN of what was written and is no value: what is not finite, and sentinels. */
  clear(sentinels: readonly number[], into: Float64Array, column: number, columns: number): void {
    const { count, places } = this;
    for (let row = 0; row < count; row++) {
      const at = places[row]! * columns + column;
      const value = into[at]!;
      if (!Number.isFinite(value) || sentinels.includes(value)) into[at] = Number.NaN;
    }
  }
}

/**
 * Puts the places of hashes up to a threshold before the others.
 * @param places of some rows
 * @param rows how many of them
 * @param hashes by place
 * @returns how many stay
 */
export function stayingFirst(places: Int32Array, rows: number, hashes: Uint32Array, threshold: number): number {
  let stay = 0;
  for (let row = 0; row < rows; row++) {
    const place = places[row]!;
    if (hashes[place]! > threshold) continue;
    places[row] = places[stay]!;
    places[stay++] = place;
  }
  return stay;
}

/** The rows at some places, column by column. */
export function columnsOf(table: Float64Array, columns: number, places: Int32Array): Float64Array[] {
  const found = Array.from({ length: columns }, () => new Float64Array(places.length));
  // Row by row, since what belongs to a row lies together.
  for (let row = 0; row < places.length; row++) {
    const from = places[row]! * columns;
    for (let column = 0; column < columns; column++) found[column]![row] = table[from + column]!;
  }
  return found;
}

/** The numbers of some rows; loops of their own for each kind of them. */
export function picked(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let to = 0; to < rows.length; to++) values[to] = column[rows[to]!]!;
  return values;
}

/** The numbers of some rows; loops of their own for each kind of them. */
export function pickedHashes(column: Uint32Array, rows: Int32Array): Uint32Array {
  const values = new Uint32Array(rows.length);
  for (let to = 0; to < rows.length; to++) values[to] = column[rows[to]!]!;
  return values;
}

function longer(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(2 * numbers.length, 64));
  more.set(numbers);
  return more;
}

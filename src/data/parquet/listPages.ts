/** The lists of a page, whole. */
export interface ListPage {
  /** Elements in front, of the row that began in the page before. */
  readonly continued: number;
  /** Elements of each row that begins here. */
  readonly counts: readonly number[] | Int32Array;
  readonly values: Float64Array;
}

/** Rows of a page: `counts[first]` up to `counts[first + rows]` say how many of the values each has. */
export interface ListRows {
  readonly rows: number;
  readonly counts: ArrayLike<number>;
  readonly first: number;
  readonly values: Float64Array;
}

export const nothing: ListRows = { rows: 0, counts: [], first: 0, values: new Float64Array(0) };

/** The rows of consecutive pages; one that begins in a page may go on in the next. */
export class ListPages {
  private page: ListPage = { continued: 0, counts: [], values: new Float64Array(0) };
  private row = 0;
  private element = 0;
  private next: ListPage | undefined;

  /** @param load the next page; undefined behind the last */
  constructor(private readonly load: () => Promise<ListPage | undefined>) {}

  /** Some of the next rows: one at least, `most` at most; undefined where there is none. */
  async take(most: number): Promise<ListRows | undefined> {
    for (;;) {
      const { page, row } = this;
      const left = page.counts.length - row;
      // The last row of a page may not be all.
      if (left > 1) return this.advance(Math.min(most, left - 1));
      this.next ??= await this.load();
      const { next } = this;
      if (left === 1 && (next === undefined || next.continued === 0)) return this.advance(1);
      if (next === undefined) return undefined;
      if (left === 0 && next.continued > 0) throw new Error('a page goes on with a list that did not begin');
      this.page = left === 0 ? next : joined(page, row, this.element, next);
      this.next = undefined;
      this.row = 0;
      this.element = 0;
    }
  }

  private advance(rows: number): ListRows {
    const { page, row, element } = this;
    for (let i = row; i < row + rows; i++) this.element += page.counts[i] ?? 0;
    this.row += rows;
    return { rows, counts: page.counts, first: row, values: page.values.subarray(element, this.element) };
  }
}

/** The rows that are left of a page, the last of them with what the next page has of it, and the rows of that. */
function joined({ counts, values }: ListPage, row: number, element: number, next: ListPage): ListPage {
  const left = values.subarray(element);
  const all = new Float64Array(left.length + next.values.length);
  all.set(left);
  all.set(next.values, left.length);
  const rows = Array.from(counts.slice(row));
  rows[rows.length - 1]! += next.continued;
  return { continued: 0, counts: [...rows, ...next.counts], values: all };
}

/**
 * How the same events move between bins when they are varied: a migration matrix, kept sparse.
 *
 * Nominal and varied sums of the same events are almost fully correlated. Their covariance is fixed by three sums for
 * each pair (nominal bin, varied bin): Σw², Σww' and Σw'², from which every paired error and the null distribution of
 * every binned distance follow. The sums add, so migrations of parts of a sample merge.
 */

/** Entries of a migration matrix. The bin number `bins` (one past the last) stands for "not selected". */
export interface MigrationCells {
  readonly bins: number;
  /** Nominal bin of each cell. */
  readonly from: Int32Array;
  /** Varied bin of each cell. */
  readonly to: Int32Array;
  /** Σw² of the nominal weights. */
  readonly nominal: Float64Array;
  /** Σww'. */
  readonly cross: Float64Array;
  /** Σw'² of the varied weights. */
  readonly varied: Float64Array;
  /**
   * Σw²w'² of the events that change their bin, of w⁴ or w'⁴ where one of the weights is 0: how few made the other sums. 0
   * in cells on the diagonal; undefined where no event changes its bin, or it is not known.
   */
  readonly fourths?: Float64Array;
  /** What rounding took from each, where that is kept to add further parts exactly. */
  readonly rests?: Readonly<
    Record<'nominal' | 'cross' | 'varied', readonly Float64Array[]> & { readonly fourths?: readonly Float64Array[] }
  >;
}

/** A power of two. */
const fewestSlots = 1024;
/** Keys of so many have 32 bits. */
const mostBins = 2 ** 16 - 1;

/** Numbers for the cells of a migration: those on the diagonal first, the others as they are met. */
export class CellNumbers {
  /** Keys of the cells off the diagonal, as they were met. */
  private readonly keys: number[] = [];
  /** Hash table, at most half full, of keys and numbers beside each other: 0 for none, which is the number of no such cell. */
  private table = new Int32Array(2 * fewestSlots);

  /** @throws RangeError for more than 65,535 bins */
  constructor(readonly bins: number) {
    if (bins > mostBins) throw new RangeError(`A migration has ${mostBins} bins at most, not ${bins}.`);
  }

  /** How many numbers were given away; `bins` itself is the number of events on neither side. */
  get count(): number {
    return this.bins + 1 + this.keys.length;
  }

  of(from: number, to: number): number {
    if (from === to) return from;
    const key = from * (this.bins + 1) + to;
    const known = this.table[slotOf(key, this.table) + 1]!;
    return known === 0 ? this.add(key) : known;
  }

  /**
   * Cells in the order of (from, to), so that equal content gives equal bytes.
   * @param filled whether there is anything in a cell of the diagonal
   */
  ordered(filled: (cell: number) => boolean): { from: Int32Array; to: Int32Array; cells: Int32Array } {
    const { bins } = this;
    const filledBins: number[] = [];
    for (let bin = 0; bin < bins; bin++) if (filled(bin)) filledBins.push(bin);
    const keys = new Float64Array(filledBins.length + this.keys.length);
    filledBins.forEach((bin, index) => (keys[index] = bin * (bins + 2)));
    let next = filledBins.length;
    for (const key of this.keys) keys[next++] = key;
    keys.sort();
    const from = new Int32Array(keys.length);
    const to = new Int32Array(keys.length);
    const cells = new Int32Array(keys.length);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!;
      const bin = Math.floor(key / (bins + 1));
      from[index] = bin;
      to[index] = key - bin * (bins + 1);
      cells[index] = this.of(bin, to[index]!);
    }
    return { from, to, cells };
  }

  private add(key: number): number {
    const number = this.bins + this.keys.push(key);
    if (4 * this.keys.length > this.table.length) {
      this.table = new Int32Array(2 * this.table.length);
      this.keys.forEach((known, index) => {
        enter(known, this.bins + 1 + index, this.table);
      });
    } else enter(key, number, this.table);
    return number;
  }
}

/** Where a key stands in a table, or is to stand: from the place of its hash on (Knuth's multiplication), what is free. */
function slotOf(key: number, table: Int32Array): number {
  const mask = table.length - 2;
  // What the table holds of a key from 2^31 on is negative.
  const entry = key | 0;
  let slot = (Math.imul(entry, 0x9e3779b1) >>> 11) & mask;
  while (table[slot] !== entry && table[slot + 1] !== 0) slot = (slot + 2) & mask;
  return slot;
}

function enter(key: number, number: number, table: Int32Array): void {
  const slot = slotOf(key, table);
  table[slot] = key;
  table[slot + 1] = number;
}

/** Adds up sums that are known for cells. */
export class Migration {
  private readonly numbers: CellNumbers;
  private nominal: Float64Array;
  private cross: Float64Array;
  private varied: Float64Array;
  private fourths: Float64Array | undefined;

  constructor(readonly bins: number) {
    this.numbers = new CellNumbers(bins);
    this.nominal = new Float64Array(bins + 64);
    this.cross = new Float64Array(bins + 64);
    this.varied = new Float64Array(bins + 64);
  }

  /**
   * Adds sums of many events to one cell.
   * @param from nominal bin, or `bins` where not selected
   * @param to varied bin, or `bins`
   * @param fourths not kept of events that stay in their bin
   */
  addSums(from: number, to: number, nominal: number, cross: number, varied: number, fourths = 0): void {
    const cell = this.numbers.of(from, to);
    if (cell === this.bins) return;
    if (cell >= this.nominal.length) {
      [this.nominal, this.cross, this.varied] = [this.nominal, this.cross, this.varied].map(doubled) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      this.fourths &&= doubled(this.fourths);
    }
    this.nominal[cell]! += nominal;
    this.cross[cell]! += cross;
    this.varied[cell]! += varied;
    if (fourths === 0 || from === to) return;
    this.fourths ??= new Float64Array(this.nominal.length);
    this.fourths[cell]! += fourths;
  }

  addCells(cells: MigrationCells): void {
    if (cells.bins !== this.bins) throw new RangeError('migrations of different binnings cannot be added');
    for (let cell = 0; cell < cells.from.length; cell++) {
      this.addSums(
        cells.from[cell]!,
        cells.to[cell]!,
        cells.nominal[cell]!,
        cells.cross[cell]!,
        cells.varied[cell]!,
        cells.fourths?.[cell],
      );
    }
  }

  cells(): MigrationCells {
    const { nominal, cross, varied, fourths } = this;
    const { from, to, cells } = this.numbers.ordered((cell) => nominal[cell] !== 0 || varied[cell] !== 0);
    const of = (sums: Float64Array): Float64Array => Float64Array.from(cells, (cell) => sums[cell]!);
    return {
      bins: this.bins,
      from,
      to,
      nominal: of(nominal),
      cross: of(cross),
      varied: of(varied),
      ...(fourths && { fourths: of(fourths) }),
    };
  }
}

function doubled(old: Float64Array): Float64Array {
  const grown = new Float64Array(old.length * 2);
  grown.set(old);
  return grown;
}

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
}

/** Collects a migration event by event. Cells on the diagonal are dense, the others are made when first met. */
export class Migration {
  private readonly diagonalNominal: Float64Array;
  private readonly diagonalCross: Float64Array;
  private readonly diagonalVaried: Float64Array;
  private readonly offDiagonal = new Map<number, number>();
  private offNominal = new Float64Array(64);
  private offCross = new Float64Array(64);
  private offVaried = new Float64Array(64);

  constructor(readonly bins: number) {
    this.diagonalNominal = new Float64Array(bins);
    this.diagonalCross = new Float64Array(bins);
    this.diagonalVaried = new Float64Array(bins);
  }

  /**
   * Adds one event.
   * @param from nominal bin, or `bins` when the event is not selected
   * @param to varied bin, or `bins`
   * @param weight nominal weight; 0 where not selected
   * @param variedWeight varied weight; 0 where not selected
   */
  add(from: number, to: number, weight: number, variedWeight: number): void {
    this.addSums(from, to, weight * weight, weight * variedWeight, variedWeight * variedWeight);
  }

  /** Adds sums of many events to one cell. */
  addSums(from: number, to: number, nominal: number, cross: number, varied: number): void {
    if (from === to) {
      if (from === this.bins) return;
      this.diagonalNominal[from]! += nominal;
      this.diagonalCross[from]! += cross;
      this.diagonalVaried[from]! += varied;
      return;
    }
    const key = from * (this.bins + 1) + to;
    let cell = this.offDiagonal.get(key);
    if (cell === undefined) {
      cell = this.offDiagonal.size;
      this.offDiagonal.set(key, cell);
      if (cell === this.offNominal.length) this.grow();
    }
    this.offNominal[cell]! += nominal;
    this.offCross[cell]! += cross;
    this.offVaried[cell]! += varied;
  }

  addCells(cells: MigrationCells): void {
    if (cells.bins !== this.bins) throw new RangeError('migrations of different binnings cannot be added');
    for (let cell = 0; cell < cells.from.length; cell++) {
      this.addSums(cells.from[cell]!, cells.to[cell]!, cells.nominal[cell]!, cells.cross[cell]!, cells.varied[cell]!);
    }
  }

  /** The non-empty cells, ordered by (from, to) so that equal content gives equal bytes. */
  cells(): MigrationCells {
    const keys: number[] = [];
    for (let bin = 0; bin < this.bins; bin++) {
      if (this.diagonalNominal[bin] !== 0 || this.diagonalVaried[bin] !== 0) keys.push(bin * (this.bins + 2));
    }
    keys.push(...this.offDiagonal.keys());
    keys.sort((a, b) => a - b);
    const cells: MigrationCells = {
      bins: this.bins,
      from: new Int32Array(keys.length),
      to: new Int32Array(keys.length),
      nominal: new Float64Array(keys.length),
      cross: new Float64Array(keys.length),
      varied: new Float64Array(keys.length),
    };
    keys.forEach((key, index) => {
      const from = Math.floor(key / (this.bins + 1));
      const to = key - from * (this.bins + 1);
      const off = from === to ? undefined : this.offDiagonal.get(key);
      cells.from[index] = from;
      cells.to[index] = to;
      cells.nominal[index] = (off === undefined ? this.diagonalNominal[from] : this.offNominal[off])!;
      cells.cross[index] = (off === undefined ? this.diagonalCross[from] : this.offCross[off])!;
      cells.varied[index] = (off === undefined ? this.diagonalVaried[from] : this.offVaried[off])!;
    });
    return cells;
  }

  private grow(): void {
    const larger = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.offNominal = larger(this.offNominal);
    this.offCross = larger(this.offCross);
    this.offVaried = larger(this.offVaried);
  }
}

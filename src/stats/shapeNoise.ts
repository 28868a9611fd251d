/**
 * What the difference of two normalised cumulative distributions looks like when there is none: Gaussian noise with
 * the covariance of a contrast, made a bridge. The null distribution of every binned distance comes from here.
 *
 * The textbook p-value of Kolmogorov's test, also with effective events, is wrong once weights depend on the variable;
 * this one keeps its size (docs/statistics.md).
 */
import { squares, sum, type Contrast } from './contrast';
import type { Random } from './random';

/** One draw of noise of the normalised per-bin differences s'/W' − s/W. */
export class ShapeNoise {
  private readonly bins: number;
  private readonly pooled: Float64Array;
  private readonly drawn: Float64Array;
  private readonly diagonalBins: Int32Array;
  private readonly diagonalSigma: Float64Array;
  private readonly offFrom: Int32Array;
  private readonly offTo: Int32Array;
  /** Cholesky factor of the 2×2 covariance of a cell that moves: nominal; varied along nominal; varied alone. */
  private readonly offNominal: Float64Array;
  private readonly offAlong: Float64Array;
  private readonly offAlone: Float64Array;

  /** @throws RangeError when a side's total is not positive: a shape is not defined then */
  constructor(contrast: Contrast) {
    const total = sum(contrast.nominal);
    const variedTotal = sum(contrast.varied);
    if (!(total > 0) || !(variedTotal > 0))
      throw new RangeError('a shape needs a positive sum of weights on both sides');
    const { cells } = contrast;
    this.bins = cells.bins;
    this.drawn = new Float64Array(this.bins);
    this.pooled = pooledShape(contrast, total, variedTotal);

    const diagonal: number[] = [];
    const off: number[] = [];
    for (let cell = 0; cell < cells.from.length; cell++) {
      (cells.from[cell] === cells.to[cell] ? diagonal : off).push(cell);
    }
    this.diagonalBins = Int32Array.from(diagonal, (cell) => cells.from[cell]!);
    this.diagonalSigma = Float64Array.from(diagonal, (cell) =>
      Math.sqrt(
        Math.max(
          cells.nominal[cell]! / total ** 2 -
            (2 * cells.cross[cell]!) / (total * variedTotal) +
            cells.varied[cell]! / variedTotal ** 2,
          0,
        ),
      ),
    );
    this.offFrom = Int32Array.from(off, (cell) => cells.from[cell]!);
    this.offTo = Int32Array.from(off, (cell) => cells.to[cell]!);
    this.offNominal = Float64Array.from(off, (cell) => Math.sqrt(cells.nominal[cell]!) / total);
    this.offAlong = Float64Array.from(off, (cell) =>
      cells.nominal[cell]! > 0 ? cells.cross[cell]! / Math.sqrt(cells.nominal[cell]!) / variedTotal : 0,
    );
    this.offAlone = Float64Array.from(off, (cell) => {
      const along = cells.nominal[cell]! > 0 ? cells.cross[cell]! ** 2 / cells.nominal[cell]! : 0;
      return Math.sqrt(Math.max(cells.varied[cell]! - along, 0)) / variedTotal;
    });
  }

  /** Writes one draw of the cumulative difference at the upper edge of each bin. */
  draw(random: Random, cumulative: Float64Array): void {
    const drawn = this.drawn;
    drawn.fill(0);
    for (let index = 0; index < this.diagonalBins.length; index++) {
      drawn[this.diagonalBins[index]!]! += this.diagonalSigma[index]! * random.normal();
    }
    for (let index = 0; index < this.offFrom.length; index++) {
      const from = this.offFrom[index]!;
      const to = this.offTo[index]!;
      const first = random.normal();
      if (from < this.bins) drawn[from]! -= this.offNominal[index]! * first;
      if (to < this.bins) {
        drawn[to]! += this.offAlong[index]! * first;
        if (this.offAlone[index]! > 0) drawn[to]! += this.offAlone[index]! * random.normal();
      }
    }
    const total = sum(drawn);
    let running = 0;
    let share = 0;
    for (let bin = 0; bin < this.bins; bin++) {
      running += drawn[bin]!;
      share += this.pooled[bin]!;
      cumulative[bin] = running - share * total;
    }
  }
}

/** The shape both sides share under the null, pooled by effective events. */
function pooledShape(contrast: Contrast, total: number, variedTotal: number): Float64Array {
  const nominalEvents = total ** 2 / sum(squares(contrast, 'nominal'));
  const variedEvents = variedTotal ** 2 / sum(squares(contrast, 'varied'));
  const share = nominalEvents / (nominalEvents + variedEvents);
  return contrast.nominal.map(
    (content, bin) => (share * content) / total + ((1 - share) * contrast.varied[bin]!) / variedTotal,
  );
}

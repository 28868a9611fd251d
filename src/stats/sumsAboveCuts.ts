/** Sums of weights above cuts on either side of a contrast, and the variance of what is linear in them. */
import { squares, type Contrast } from './contrast';

/** A multiple of Σw of the bins from `cut` on, of one side. */
export interface SumAboveCut {
  readonly side: 'nominal' | 'varied';
  /** First bin that counts. */
  readonly cut: number;
  readonly coefficient: number;
}

/** What sums of the same terms may differ by, relatively. */
const rounding = 1e-13;

export class SumsAboveCuts {
  /** Σw² of the bins from each bin on, of each side. */
  private readonly tails: Readonly<Record<SumAboveCut['side'], Float64Array>>;
  private readonly positions: ReadonlyMap<number, number>;
  private readonly width: number;
  /** Σww' of the events that are above the nominal cut (row) and the varied one (column). */
  private readonly cross: Float64Array;

  /**
   * Goes through the cells of the migration once; a variance then takes no time.
   * @param cuts all that will be asked for, in 0..bins
   */
  constructor(contrast: Contrast, cuts: readonly number[]) {
    const { cells } = contrast;
    this.tails = { nominal: tailsOf(squares(contrast, 'nominal')), varied: tailsOf(squares(contrast, 'varied')) };
    const distinct = [...new Set(cuts)].sort((a, b) => a - b);
    this.positions = new Map(distinct.map((cut, position) => [cut, position + 1]));
    const reached = new Int32Array(cells.bins + 1);
    for (let bin = 0, above = 0; bin < cells.bins; bin++) {
      if (distinct[above] === bin) above++;
      reached[bin] = above;
    }
    const width = distinct.length + 1;
    const cross = new Float64Array(width * width);
    for (let cell = 0; cell < cells.from.length; cell++) {
      // Events that are not selected on one side are above no cut there.
      cross[reached[cells.from[cell]!]! * width + reached[cells.to[cell]!]!]! += cells.cross[cell]!;
    }
    for (let row = width - 1; row >= 0; row--) {
      for (let column = width - 1, along = 0; column >= 0; column--) {
        const here = row * width + column;
        along += cross[here]!;
        cross[here] = along + (row + 1 < width ? cross[here + width]! : 0);
      }
    }
    this.width = width;
    this.cross = cross;
  }

  /**
   * Of the sum of the terms, where events are Poisson distributed: Σ over events of the square of what each adds.
   * @throws RangeError for a cut that was not named before
   */
  variance(terms: readonly SumAboveCut[]): number {
    let variance = 0;
    let size = 0;
    for (const one of terms) {
      for (const other of terms) {
        const product = one.coefficient * other.coefficient * this.covariance(one, other);
        variance += product;
        size += Math.abs(product);
      }
    }
    // Where the sides cancel, rounding leaves a tiny number of either sign.
    return variance > rounding * size ? variance : 0;
  }

  private covariance(one: SumAboveCut, other: SumAboveCut): number {
    if (one.side === other.side) return this.tails[one.side][Math.max(one.cut, other.cut)]!;
    const [nominal, varied] = one.side === 'nominal' ? [one, other] : [other, one];
    const [row, column] = [this.positions.get(nominal.cut), this.positions.get(varied.cut)];
    if (row === undefined || column === undefined) throw new RangeError('a cut that was not named before');
    return this.cross[row * this.width + column]!;
  }
}

/** Of the values from each on, and none after the last. */
export function tailsOf(values: Float64Array): Float64Array {
  const tails = new Float64Array(values.length + 1);
  for (let index = values.length - 1; index >= 0; index--) tails[index] = tails[index + 1]! + values[index]!;
  return tails;
}

/**
 * What the difference of two normalised cumulative distributions looks like when there is none: Gaussian noise with
 * the covariance of a contrast, made a bridge. The null distribution of every binned distance comes from here.
 *
 * The textbook p-value of Kolmogorov's test, also with effective events, is wrong once weights depend on the variable;
 * this one keeps its size (docs/statistics.md).
 */
import { squares, sum, type Contrast } from './contrast';
import type { MigrationCells } from './migration';
import type { NormalTable } from './normalTable';

/** Draws of noise, one after the other; overwritten by the next ones. */
export interface NoiseDraws {
  /** Noise of F' − F at the upper edge of each bin, if F' = F; `bins` entries a draw. */
  readonly cumulative: Float64Array;
  /**
   * Relative noise τ of the totals, one a draw. If F' ≠ F, the noise is smaller by (F' − F)·τ: of events that all move by
   * the same distance, their number moves nothing.
   */
  readonly totals: Float64Array;
}

/** Some megabytes, which would be thrown away after each test. */
let scratch = new Float64Array(0);

/** Draws noise of the normalised per-bin differences s'/W' − s/W, summed up along the axis. */
export class ShapeNoise {
  readonly bins: number;
  /** Pooled distribution at the upper edge of each bin. */
  private readonly pooled: Float64Array;
  /** Share of the nominal side in the pooled shape. */
  private readonly share: number;
  /** Standard deviation of each bin, where no event changes its bin: the bins are independent then. */
  private readonly sigmas: Float64Array | undefined;
  /** Then, how the nominal total hangs on each bin. */
  private readonly slopes: Float64Array | undefined;
  /** What the nominal total scatters by if all bins are known. */
  private readonly rest: number;
  /** Cholesky factor of the covariance otherwise. */
  private readonly factor: Factor | undefined;

  /** @throws RangeError when a side's total is not positive: a shape is not defined then */
  constructor(contrast: Contrast) {
    const total = sum(contrast.nominal);
    const variedTotal = sum(contrast.varied);
    if (!(total > 0) || !(variedTotal > 0))
      throw new RangeError('a shape needs a positive sum of weights on both sides');
    this.bins = contrast.cells.bins;
    this.share = nominalShare(contrast, total, variedTotal);
    let running = 0;
    this.pooled = pooledShape(contrast, total, variedTotal, this.share).map((fraction) => (running += fraction));
    const { triangle, moves } = differenceCovariance(contrast.cells, total, variedTotal);
    if (moves) {
      this.factor = cholesky(triangle, this.bins + 1);
      this.rest = triangle[rowOf(this.bins) + this.bins]!;
      return;
    }
    const last = rowOf(this.bins);
    const variances = Float64Array.from({ length: this.bins }, (_, bin) => triangle[rowOf(bin) + bin]!);
    this.sigmas = variances.map(Math.sqrt);
    this.slopes = variances.map((variance, bin) => (variance > 0 ? triangle[last + bin]! / variance : 0));
    const explained = variances.reduce((all, variance, bin) => all + variance * this.slopes![bin]! ** 2, 0);
    this.rest = Math.sqrt(Math.max(triangle[last + this.bins]! - explained, 0));
  }

  drawMany(table: NormalTable): NoiseDraws {
    const { bins } = this;
    const { draws } = table;
    const { values, stride } = table.rows(bins);
    if (scratch.length < draws * bins) scratch = new Float64Array(draws * bins);
    const cumulative = scratch;
    const totals = new Float64Array(draws);
    if (this.factor === undefined) this.drawAlone(values, stride, cumulative, totals);
    else this.drawTogether(this.factor, values, stride, cumulative, totals);
    for (let draw = 0; draw < draws; draw++) {
      totals[draw]! += this.tie(cumulative, draw * bins) + this.rest * values[(draw + 1) * stride - 1]!;
    }
    return { cumulative, totals };
  }

  /** Writes noise of independent bins, and what of the nominal totals hangs on them. */
  private drawAlone(values: Float64Array, stride: number, drawn: Float64Array, totals: Float64Array): void {
    const { sigmas, slopes, bins } = this;
    if (sigmas === undefined || slopes === undefined) return;
    for (let draw = 0; draw < totals.length; draw++) {
      let nominalTotal = 0;
      for (let bin = 0; bin < bins; bin++) {
        const noise = sigmas[bin]! * values[draw * stride + bin]!;
        drawn[draw * bins + bin] = noise;
        nominalTotal += slopes[bin]! * noise;
      }
      totals[draw] = nominalTotal;
    }
  }

  /** The same for bins that hang together; four draws at a time, so that the factor is read a quarter as often. */
  private drawTogether(
    { triangle, first }: Factor,
    values: Float64Array,
    stride: number,
    drawn: Float64Array,
    totals: Float64Array,
  ): void {
    const { bins } = this;
    const draws = totals.length;
    for (let draw = 0; draw < draws; draw += 4) {
      // The last of them may be drawn twice.
      const rows = [0, 1, 2, 3].map((next) => Math.min(draw + next, draws - 1)) as [number, number, number, number];
      const [a, b, c, d] = rows.map((row) => row * stride) as [number, number, number, number];
      for (let row = 0; row <= bins; row++) {
        const start = rowOf(row);
        const end = Math.min(row, bins - 1);
        let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
        for (let column = first[row]!; column <= end; column++) {
          const factor = triangle[start + column]!;
          sumA += factor * values[a + column]!;
          sumB += factor * values[b + column]!;
          sumC += factor * values[c + column]!;
          sumD += factor * values[d + column]!;
        }
        if (row < bins) {
          drawn[rows[0] * bins + row] = sumA;
          drawn[rows[1] * bins + row] = sumB;
          drawn[rows[2] * bins + row] = sumC;
          drawn[rows[3] * bins + row] = sumD;
        } else {
          [totals[rows[0]], totals[rows[1]], totals[rows[2]], totals[rows[3]]] = [sumA, sumB, sumC, sumD];
        }
      }
    }
  }

  /** Makes a bridge of the cumulative noise of one draw, in its place, and gives the pooled part of the totals' noise. */
  private tie(noise: Float64Array, offset: number): number {
    const { bins, pooled } = this;
    let total = 0;
    for (let bin = 0; bin < bins; bin++) {
      total += noise[offset + bin]!;
      noise[offset + bin] = total;
    }
    for (let bin = 0; bin < bins; bin++) noise[offset + bin]! -= pooled[bin]! * total;
    return this.share * total;
  }
}

/** Where a row of a packed lower triangle starts. */
export function rowOf(row: number): number {
  return (row * (row + 1)) / 2;
}

/**
 * Covariance of the per-bin differences s'/W' − s/W and, in the last row, of the relative nominal total, as a packed
 * lower triangle; and whether any event changes its bin.
 */
export function differenceCovariance(
  cells: MigrationCells,
  total: number,
  variedTotal: number,
): { triangle: Float64Array; moves: boolean } {
  const { bins } = cells;
  const triangle = new Float64Array(rowOf(bins + 1));
  const last = rowOf(bins);
  let moves = false;
  for (let cell = 0; cell < cells.from.length; cell++) {
    const from = cells.from[cell]!;
    const to = cells.to[cell]!;
    const both = cells.cross[cell]! / (total * variedTotal);
    if (from < bins) triangle[rowOf(from) + from]! += cells.nominal[cell]! / total ** 2;
    if (to < bins) triangle[rowOf(to) + to]! += cells.varied[cell]! / variedTotal ** 2;
    if (from < bins) {
      triangle[last + from]! -= cells.nominal[cell]! / total ** 2;
      triangle[last + bins]! += cells.nominal[cell]! / total ** 2;
      if (to < bins) triangle[last + to]! += both;
    }
    if (from === to) {
      triangle[rowOf(from) + from]! -= 2 * both;
    } else if (from < bins && to < bins && both !== 0) {
      triangle[rowOf(Math.max(from, to)) + Math.min(from, to)]! -= both;
      moves = true;
    }
  }
  // Where the two sides cancel, rounding leaves a tiny number of either sign.
  for (let bin = 0; bin < bins; bin++) {
    const variance = rowOf(bin) + bin;
    triangle[variance] = Math.max(triangle[variance]!, 0);
  }
  return { triangle, moves };
}

/** A pivot this small beside the variance it came from is rounding: the row hangs on the ones before it. */
const negligiblePivot = 1e-12;

/** Rows of a lower triangle, one after the other, and the first column of each row that is not zero. */
interface Factor {
  readonly triangle: Float64Array;
  readonly first: Int32Array;
}

/**
 * Factor L of a covariance LLᵀ that may be singular, in the place of its packed lower triangle. Most events move by a
 * few bins, which leaves few columns in a row; those before the first are zero in the factor as well.
 */
function cholesky(triangle: Float64Array, size: number): Factor {
  const first = new Int32Array(size);
  for (let row = 0; row < size; row++) {
    const start = rowOf(row);
    const variance = triangle[start + row]!;
    let from = 0;
    while (from < row && triangle[start + from] === 0) from++;
    first[row] = from;
    for (let column = from; column <= row; column++) {
      const other = rowOf(column);
      let rest = triangle[start + column]!;
      for (let k = Math.max(from, first[column]!); k < column; k++) rest -= triangle[start + k]! * triangle[other + k]!;
      if (column === row) {
        triangle[start + row] = rest > negligiblePivot * variance ? Math.sqrt(rest) : 0;
      } else {
        const pivot = triangle[other + column]!;
        triangle[start + column] = pivot > 0 ? rest / pivot : 0;
      }
    }
  }
  return { triangle, first };
}

/** Share of the nominal side, by effective events, in the shape that both sides have under the null. */
function nominalShare(contrast: Contrast, total: number, variedTotal: number): number {
  const nominalEvents = total ** 2 / sum(squares(contrast, 'nominal'));
  const variedEvents = variedTotal ** 2 / sum(squares(contrast, 'varied'));
  return nominalEvents / (nominalEvents + variedEvents);
}

function pooledShape(contrast: Contrast, total: number, variedTotal: number, share: number): Float64Array {
  return contrast.nominal.map(
    (content, bin) => (share * content) / total + ((1 - share) * contrast.varied[bin]!) / variedTotal,
  );
}

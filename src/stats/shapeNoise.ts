/**
 * What the difference of two normalised cumulative distributions looks like when there is none: Gaussian noise with
 * the covariance of a contrast, made a bridge. The null distribution of every binned distance comes from here.
 *
 * The textbook p-value of Kolmogorov's test, also with effective events, is wrong once weights depend on the variable;
 * this one keeps its size (docs/statistics.md).
 */
import { squares, sum, type Contrast } from './contrast';
import type { IndependentNoise } from './kernel/noiseKernel';
import type { MigrationCells } from './migration';
import type { Normals } from './normalTable';

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
  /** Where no event changes its bin: the bins are independent then. */
  readonly independent: IndependentNoise | undefined;
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
    if (changesBins(contrast.cells)) {
      const triangle = differenceCovariance(contrast.cells, total, variedTotal);
      this.factor = cholesky(triangle, this.bins + 1);
      this.rest = triangle[rowOf(this.bins) + this.bins]!;
      return;
    }
    const { variances, hung, ofTotal } = ownCovariance(contrast.cells, total, variedTotal);
    const sigmas = variances.map(Math.sqrt);
    const slopes = variances.map((variance, bin) => (variance > 0 ? hung[bin]! / variance : 0));
    const explained = variances.reduce((all, variance, bin) => all + variance * slopes[bin]! ** 2, 0);
    this.rest = Math.sqrt(Math.max(ofTotal - explained, 0));
    this.independent = { sigmas, slopes, pooled: this.pooled, share: this.share, rest: this.rest };
  }

  drawMany(table: Normals): NoiseDraws {
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
    if (this.independent === undefined) return;
    const { sigmas, slopes } = this.independent;
    const { bins } = this;
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
 * lower triangle.
 */
export function differenceCovariance(cells: MigrationCells, total: number, variedTotal: number): Float64Array {
  const { bins } = cells;
  const triangle = new Float64Array(rowOf(bins + 1));
  const last = rowOf(bins);
  const { variances, hung, ofTotal } = ownCovariance(cells, total, variedTotal);
  variances.forEach((variance, bin) => (triangle[rowOf(bin) + bin] = variance));
  triangle.set(hung, last);
  triangle[last + bins] = ofTotal;
  for (let cell = 0; cell < cells.from.length; cell++) {
    const [from, to] = [cells.from[cell]!, cells.to[cell]!];
    if (from === to || from >= bins || to >= bins) continue;
    triangle[rowOf(Math.max(from, to)) + Math.min(from, to)]! -= cells.cross[cell]! / (total * variedTotal);
  }
  return triangle;
}

/** Whether any event changes its bin. */
function changesBins({ bins, from, to, cross }: MigrationCells): boolean {
  return from.some((bin, cell) => bin !== to[cell] && bin < bins && to[cell]! < bins && cross[cell] !== 0);
}

/** Of the same differences the variances, and of the relative nominal total the covariances with them and the variance. */
function ownCovariance(
  cells: MigrationCells,
  total: number,
  variedTotal: number,
): { readonly variances: Float64Array; readonly hung: Float64Array; readonly ofTotal: number } {
  const { bins } = cells;
  const [variances, hung] = [new Float64Array(bins), new Float64Array(bins)];
  let ofTotal = 0;
  for (let cell = 0; cell < cells.from.length; cell++) {
    const from = cells.from[cell]!;
    const to = cells.to[cell]!;
    const both = cells.cross[cell]! / (total * variedTotal);
    if (from < bins) variances[from]! += cells.nominal[cell]! / total ** 2;
    if (to < bins) variances[to]! += cells.varied[cell]! / variedTotal ** 2;
    if (from < bins) {
      hung[from]! -= cells.nominal[cell]! / total ** 2;
      ofTotal += cells.nominal[cell]! / total ** 2;
      if (to < bins) hung[to]! += both;
    }
    if (from === to) variances[from]! -= 2 * both;
  }
  // Where the two sides cancel, rounding leaves a tiny number of either sign.
  return { variances: variances.map((variance) => Math.max(variance, 0)), hung, ofTotal };
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

/**
 * What the difference of two normalised cumulative distributions looks like when there is none: Gaussian noise with
 * the covariance of a contrast, made a bridge. The null distribution of every binned distance comes from here.
 *
 * The textbook p-value of Kolmogorov's test, also with effective events, is wrong once weights depend on the variable;
 * this one keeps its size (docs/statistics.md).
 */
import { squares, sum, type Contrast } from './contrast';
import type { MigrationCells } from './migration';
import type { Random } from './random';

/** Draws of noise, one after the other. */
export interface NoiseDraws {
  /** Noise of F' − F at the upper edge of each bin, if F' = F; `bins` entries a draw. */
  readonly cumulative: Float64Array;
  /**
   * Relative noise τ of the totals, one a draw. If F' ≠ F, the noise is smaller by (F' − F)·τ: of events that all move by
   * the same distance, their number moves nothing.
   */
  readonly totals: Float64Array;
}

/** Draws noise of the normalised per-bin differences s'/W' − s/W, summed up along the axis. */
export class ShapeNoise {
  readonly bins: number;
  private readonly pooled: Float64Array;
  /** Share of the nominal side in the pooled shape. */
  private readonly share: number;
  private readonly drawn: Float64Array;
  private readonly normals: Float64Array;
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
    this.drawn = new Float64Array(this.bins);
    this.normals = new Float64Array(this.bins);
    this.share = nominalShare(contrast, total, variedTotal);
    this.pooled = pooledShape(contrast, total, variedTotal, this.share);
    const { triangle, moves } = covarianceOf(contrast.cells, total, variedTotal);
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

  drawMany(random: Random, draws: number): NoiseDraws {
    const cumulative = new Float64Array(draws * this.bins);
    const totals = new Float64Array(draws);
    for (let draw = 0; draw < draws; draw++) {
      totals[draw] = this.draw(random, cumulative.subarray(draw * this.bins, (draw + 1) * this.bins));
    }
    for (let draw = 0; draw < draws; draw++) totals[draw]! += this.rest * random.normal();
    return { cumulative, totals };
  }

  /** Writes one draw of the cumulative difference at the upper edge of each bin, and gives the noise of the totals. */
  private draw(random: Random, cumulative: Float64Array): number {
    const { drawn, normals, sigmas, slopes, factor, bins } = this;
    random.fillNormal(normals);
    let nominalTotal = 0;
    if (factor !== undefined) {
      const { triangle, first } = factor;
      for (let row = 0; row <= bins; row++) {
        const start = rowOf(row);
        const end = Math.min(row, bins - 1);
        let value = 0;
        for (let column = first[row]!; column <= end; column++) value += triangle[start + column]! * normals[column]!;
        if (row < bins) drawn[row] = value;
        else nominalTotal = value;
      }
    } else if (sigmas !== undefined && slopes !== undefined) {
      for (let bin = 0; bin < bins; bin++) {
        drawn[bin] = sigmas[bin]! * normals[bin]!;
        nominalTotal += slopes[bin]! * drawn[bin]!;
      }
    }
    let total = 0;
    for (let bin = 0; bin < bins; bin++) total += drawn[bin]!;
    let running = 0;
    let share = 0;
    for (let bin = 0; bin < bins; bin++) {
      running += drawn[bin]!;
      share += this.pooled[bin]!;
      cumulative[bin] = running - share * total;
    }
    return nominalTotal + this.share * total;
  }
}

/** Where a row of a packed lower triangle starts. */
function rowOf(row: number): number {
  return (row * (row + 1)) / 2;
}

/**
 * Covariance of the per-bin differences s'/W' − s/W and, in the last row, of the relative nominal total, as a packed
 * lower triangle; and whether any event changes its bin.
 */
function covarianceOf(
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

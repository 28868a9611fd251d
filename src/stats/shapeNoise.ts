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

/** Draws noise of the normalised per-bin differences s'/W' − s/W, summed up along the axis. */
export class ShapeNoise {
  private readonly bins: number;
  private readonly pooled: Float64Array;
  private readonly drawn: Float64Array;
  private readonly normals: Float64Array;
  /** Standard deviation of each bin, where no event changes its bin: the bins are independent then. */
  private readonly sigmas: Float64Array | undefined;
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
    this.pooled = pooledShape(contrast, total, variedTotal);
    const covariance = covarianceOf(contrast.cells, total, variedTotal);
    if (covariance.moves) this.factor = cholesky(covariance.triangle, this.bins);
    else
      this.sigmas = Float64Array.from({ length: this.bins }, (_, bin) =>
        Math.sqrt(covariance.triangle[rowOf(bin) + bin]!),
      );
  }

  /** Writes one draw of the cumulative difference at the upper edge of each bin. */
  draw(random: Random, cumulative: Float64Array): void {
    const { drawn, normals, sigmas, factor } = this;
    random.fillNormal(normals);
    if (sigmas !== undefined) {
      for (let bin = 0; bin < this.bins; bin++) drawn[bin] = sigmas[bin]! * normals[bin]!;
    } else if (factor !== undefined) {
      const { triangle, first } = factor;
      for (let bin = 0; bin < this.bins; bin++) {
        const row = rowOf(bin);
        let value = 0;
        for (let column = first[bin]!; column <= bin; column++) value += triangle[row + column]! * normals[column]!;
        drawn[bin] = value;
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

/** Where a row of a packed lower triangle starts. */
function rowOf(row: number): number {
  return (row * (row + 1)) / 2;
}

/** Covariance of the per-bin differences, as a packed lower triangle, and whether any event changes its bin. */
function covarianceOf(
  cells: MigrationCells,
  total: number,
  variedTotal: number,
): { triangle: Float64Array; moves: boolean } {
  const { bins } = cells;
  const triangle = new Float64Array(rowOf(bins));
  let moves = false;
  for (let cell = 0; cell < cells.from.length; cell++) {
    const from = cells.from[cell]!;
    const to = cells.to[cell]!;
    const both = cells.cross[cell]! / (total * variedTotal);
    if (from < bins) triangle[rowOf(from) + from]! += cells.nominal[cell]! / total ** 2;
    if (to < bins) triangle[rowOf(to) + to]! += cells.varied[cell]! / variedTotal ** 2;
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

/** The shape both sides share under the null, pooled by effective events. */
function pooledShape(contrast: Contrast, total: number, variedTotal: number): Float64Array {
  const nominalEvents = total ** 2 / sum(squares(contrast, 'nominal'));
  const variedEvents = variedTotal ** 2 / sum(squares(contrast, 'varied'));
  const share = nominalEvents / (nominalEvents + variedEvents);
  return contrast.nominal.map(
    (content, bin) => (share * content) / total + ((1 - share) * contrast.varied[bin]!) / variedTotal,
  );
}

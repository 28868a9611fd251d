import { describe, expect, it } from 'vitest';
import { sideNoise } from '../../../src/checks/inference/sideNoise';
import { contrastOf } from '../../../src/stats/contrast';
import type { NoiseMatrix } from '../../../src/inference/noiseMatrix';
import { Migration } from '../../../src/stats/migration';

/** Row by row. */
function dense({ rows, columns, values }: NoiseMatrix, bins: number): number[] {
  const all = new Array<number>(bins * bins).fill(0);
  values.forEach((value, at) => (all[rows[at]! * bins + columns[at]!]! += value));
  return all;
}

/** L·Lᵀ */
function covarianceOf(root: NoiseMatrix, bins: number): number[] {
  const all = dense(root, bins);
  return all.map((_, at) => {
    const [row, column] = [Math.floor(at / bins), at % bins];
    let sum = 0;
    for (let k = 0; k < bins; k++) sum += all[row * bins + k]! * all[column * bins + k]!;
    return sum;
  });
}

const sums = (...values: number[]): Float64Array => Float64Array.from(values);

describe('the noise of a side', () => {
  it('of other events is their own: the difference loses what nominal has', () => {
    const contrast = contrastOf(2, [
      {
        kind: 'independent',
        nominal: sums(10, 20),
        nominalSquares: sums(10, 20),
        varied: sums(12, 18),
        variedSquares: sums(6, 9),
      },
    ]);
    const { along, weighted, crossing } = sideNoise(2, [contrast]);
    expect(dense(along, 2)).toEqual([-1, 0, 0, -1]);
    expect([...weighted]).toEqual([0, 0]);
    expect(dense(crossing, 2)).toEqual([expect.closeTo(Math.sqrt(6), 12), 0, 0, expect.closeTo(3, 12)]);
  });

  it('of the same events with one factor is none beside that of nominal', () => {
    const migration = new Migration(1);
    for (const weight of [1, 2, 3]) migration.addSums(0, 0, weight ** 2, 1.1 * weight ** 2, (1.1 * weight) ** 2);
    const contrast = contrastOf(1, [{ kind: 'paired', nominal: sums(6), varied: sums(6.6), cells: migration.cells() }]);
    const { along, weighted, crossing } = sideNoise(1, [contrast]);
    expect(dense(along, 1)[0]).toBeCloseTo(0.1, 12);
    expect(weighted[0]).toBeCloseTo(0, 12);
    expect(covarianceOf(crossing, 1)[0]).toBeCloseTo(0, 10);
  });

  it('of events that move is Σw² of those which leave and enter, less what nominal tells of it', () => {
    const migration = new Migration(2);
    migration.addSums(0, 0, 8, 8, 8);
    migration.addSums(0, 1, 2, 2, 2);
    const contrast = contrastOf(2, [
      { kind: 'paired', nominal: sums(10, 0), varied: sums(8, 2), cells: migration.cells() },
    ]);
    const { along, crossing } = sideNoise(2, [contrast]);
    // What the first bin loses the second gains: variances 2, covariances ∓2 with a content of variance 10.
    expect(dense(along, 2)).toEqual([expect.closeTo(-0.2, 12), 0, expect.closeTo(0.2, 12), 0]);
    const left = 2 - 4 / 10;
    const expected = [left, -left, -left, left];
    covarianceOf(crossing, 2).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 12));
  });

  it('of events that stay with other weights does not mix with that of those which leave', () => {
    const migration = new Migration(2);
    // Weights 1 that become 0.5 and 1.5; four that leave with 2 for 1.
    for (const weight of [0.5, 1.5, 0.5, 1.5]) migration.addSums(0, 0, 1, weight, weight ** 2);
    migration.addSums(0, 1, 4, 8, 16);
    const contrast = contrastOf(2, [
      { kind: 'paired', nominal: sums(8, 0), varied: sums(4, 8), cells: migration.cells() },
    ]);
    const { along, weighted, crossing } = sideNoise(2, [contrast]);
    // D₀ = Σ(w' − 1) − leaving, D₁ = 2 leaving; N₀ of variance 8, of which 4 leave.
    expect(weighted[0]).toBeCloseTo(1, 12);
    expect(dense(along, 2)).toEqual([expect.closeTo(-0.5, 12), 0, expect.closeTo(1, 12), 0]);
    const expected = [4 - 2, -8 + 4, -8 + 4, 16 - 8];
    covarianceOf(crossing, 2).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 10));
  });
});

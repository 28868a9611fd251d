import { describe, expect, it } from 'vitest';
import { sideNoise } from '../../../src/checks/inference/sideNoise';
import { contrastOf } from '../../../src/stats/contrast';
import { Migration } from '../../../src/stats/migration';

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
    expect([...along]).toEqual([-1, -1]);
    expect([...weighted]).toEqual([0, 0]);
    expect([...crossing]).toEqual([6, 9]);
  });

  it('of the same events with one factor is none beside that of nominal', () => {
    const migration = new Migration(1);
    for (const weight of [1, 2, 3]) migration.addSums(0, 0, weight ** 2, 1.1 * weight ** 2, (1.1 * weight) ** 2);
    const contrast = contrastOf(1, [{ kind: 'paired', nominal: sums(6), varied: sums(6.6), cells: migration.cells() }]);
    const { along, weighted, crossing } = sideNoise(1, [contrast]);
    expect(along[0]).toBeCloseTo(0.1, 12);
    expect(weighted[0]).toBeCloseTo(0, 12);
    expect(crossing[0]).toBe(0);
  });

  it('of events that move is Σw² of those which leave and enter, less what nominal tells of it', () => {
    const migration = new Migration(2);
    migration.addSums(0, 0, 8, 8, 8);
    migration.addSums(0, 1, 2, 2, 2);
    const contrast = contrastOf(2, [
      { kind: 'paired', nominal: sums(10, 0), varied: sums(8, 2), cells: migration.cells() },
    ]);
    const { along, crossing } = sideNoise(2, [contrast]);
    expect(along[0]).toBeCloseTo(-0.2, 12);
    // Var 2, covariance −2 with a content of variance 10.
    expect(crossing[0]).toBeCloseTo(2 - 4 / 10, 12);
    expect(crossing[1]).toBe(2);
  });
});

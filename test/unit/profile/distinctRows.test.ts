import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DistinctRowKeeper, mergeDistinctRows, type DistinctRows } from '../../../src/profile/distinctRows';
import { column } from '../checks/judging';

const n = 2000;
const most = 128;
/** 400 different rows or so, each about five times. */
const x = column('x', n, (random) => Math.floor(20 * random.uniform()) / 7);
const y = column('y', n, (random) => Math.floor(20 * random.uniform()) - 3);
const weight = column('w', n, (random) => (random.uniform() < 0.1 ? Number.NaN : 1));

function kept(from: number, to: number, cuts: readonly number[] = [], keep = most): DistinctRows {
  const keeper = new DistinctRowKeeper([20, 20], keep);
  const borders = [from, ...cuts.filter((cut) => cut > from && cut < to), to];
  borders.slice(1).forEach((end, index) => {
    const start = borders[index]!;
    const part = (values: readonly number[]): Float64Array => Float64Array.from(values.slice(start, end));
    keeper.add([part(x), part(y)], new Float64Array(end - start).fill(1), part(weight), end - start);
  });
  return keeper.finish();
}

describe('the different rows of a sample', () => {
  it('are kept with the number of their events, weights that are no numbers apart', () => {
    const rows = kept(0, n);
    expect([rows.complete, rows.keys.length]).toEqual([false, most]);
    rows.counts.forEach((count, row) => {
      const same = x.filter(
        (value, event) =>
          value === rows.features[0]![row] && y[event] === rows.features[1]![row] && Number.isFinite(weight[event]),
      );
      expect(count).toBe(same.length);
    });
  });

  it('are all of them where there are few', () => {
    const rows = kept(0, n, [], 1000);
    expect(rows.complete).toBe(true);
    expect(rows.counts.reduce((sum, count) => sum + count, 0)).toBe(weight.filter(Number.isFinite).length);
  });

  it('do not depend on batches', () => {
    const whole = kept(0, n);
    const cuts = fc
      .array(fc.integer({ min: 1, max: n - 1 }), { maxLength: 20 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, (list) => {
        expect(kept(0, n, list)).toEqual(whole);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('of a sample are those of its parts, in any order', () => {
    const whole = kept(0, n);
    const parts = [kept(0, 300), kept(300, 1100), kept(1100, n)] as const;
    const [a, b, c] = parts;
    expect(mergeDistinctRows(mergeDistinctRows(a, b, most), c, most)).toEqual(whole);
    expect(mergeDistinctRows(c, mergeDistinctRows(b, a, most), most)).toEqual(whole);
  });

  it('are told apart by features that decide nothing about which are kept', () => {
    // Two features have more bins than the third: rows that differ in the third alone are kept or left together.
    const third = column('third', n, (random) => Math.floor(3 * random.uniform()));
    const columns = [x, y, third].map((values) => Float64Array.from(values));
    const [selected, finite] = [new Float64Array(n).fill(1), Float64Array.from(weight)];
    const filled = (sizes: readonly number[]): DistinctRows => {
      const keeper = new DistinctRowKeeper([20, 20, 3], 4 * n);
      let from = 0;
      for (const size of sizes) {
        const part = (values: Float64Array): Float64Array => values.subarray(from, from + size);
        const features = columns.map(part);
        keeper.choose(features, part(selected), part(finite), size);
        keeper.writeFeature(0, features[0]!);
        keeper.write(features);
        from += size;
      }
      return keeper.finish();
    };
    const counts = new Map<string, number>();
    x.forEach((value, event) => {
      const row = [value, y[event], third[event]].join();
      if (Number.isFinite(weight[event])) counts.set(row, (counts.get(row) ?? 0) + 1);
    });
    const rows = filled([n]);
    expect(rows.keys.length).toBe(counts.size);
    rows.counts.forEach((count, row) => {
      expect(count).toBe(counts.get(rows.features.map((values) => values[row]).join()));
    });
    expect(filled(Array<number>(40).fill(n / 40))).toEqual(rows);
  });

  it('are the same for both zeros, and for all that is no value', () => {
    const keeper = new DistinctRowKeeper([2], most);
    const values = Float64Array.of(0, -0, Number.NaN, Infinity, -Infinity);
    keeper.add([values], new Float64Array(5).fill(1), new Float64Array(5).fill(1), 5);
    expect([...keeper.finish().counts].sort()).toEqual([2, 3]);
    const negative = new DistinctRowKeeper([2], most);
    negative.add([Float64Array.of(-0)], Float64Array.of(1), Float64Array.of(1), 1);
    expect(negative.finish().features).toEqual([Float64Array.of(0)]);
  });

  it('are none where nothing is measured', () => {
    const keeper = new DistinctRowKeeper([]);
    keeper.add([], new Float64Array(3).fill(1), new Float64Array(3).fill(1), 3);
    expect(keeper.finish()).toMatchObject({ complete: true, features: [] });
  });
});

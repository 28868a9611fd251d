import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRows, RowKeeper, type RowBatch, type RowSample } from '../../../src/profile/rowSample';
import { hash, hashOfEvent } from '../../../src/stats/hash';
import { column } from '../checks/judging';
import { fillProfile, identity, type Recipe } from './filling';

const n = 3000;
const most = 100;
const x = column('x', n, (random) => random.normal());
const weight = column('w', n, (random) => (random.uniform() < 0.2 ? -1 : 1) * random.uniform());

function kept(cuts: readonly number[], most: number, file = 5): RowSample {
  const keeper = new RowKeeper([[-9]], 1, ['z'], most);
  const borders = [0, ...cuts, n];
  borders.slice(1).forEach((to, index) => {
    const from = borders[index]!;
    keeper.add(batchOf(from, to), file, from, to - from);
  });
  return keeper.finish();
}

function batchOf(from: number, to: number): RowBatch {
  const values = Float64Array.from(x.slice(from, to));
  return {
    select: new Float64Array(to - from).fill(1),
    weight: Float64Array.from(weight.slice(from, to)),
    label: undefined,
    features: [values],
    scores: [values.map((value) => value + 1)],
    extra: [values.map((value) => value + 2)],
  };
}

describe('a row sample', () => {
  it('has the events with the smallest hashes, each as it is', () => {
    const rows = kept([], most);
    const hashes = x.map((_, position) => hashOfEvent(5, position)).sort((a, b) => a - b);
    expect([...rows.hashes]).toEqual(hashes.slice(0, most));
    rows.positions.forEach((position, row) => {
      expect(rows.features[0]?.[row]).toBe(x[position]);
      expect(rows.weights[row]).toBe(weight[position]);
      expect(rows.scores[0]?.[row]).toBe(x[position]! + 1);
      expect(rows.extra.get('z')?.[row]).toBe(x[position]! + 2);
    });
    expect(rows.events).toBe(n);
  });

  it('does not depend on batches', () => {
    const whole = kept([], most);
    const cuts = fc.array(fc.integer({ min: 0, max: n }), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, (list) => {
        expect(kept(list, most)).toEqual(whole);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is the same if features are written one by one', () => {
    const keeper = new RowKeeper([[-9]], 1, ['z'], most);
    for (let from = 0; from < n; from += n / 10) {
      const batch = batchOf(from, from + n / 10);
      keeper.choose(batch, n / 10, 5, from, n / 10);
      keeper.writeFeature(0, batch.features[0]!);
      keeper.write(batch);
    }
    expect(keeper.finish()).toEqual(kept([], most));
  });

  it('of a sample is that of its parts, merged in any order', () => {
    const part = (file: number): RowSample => kept([], most, file);
    const whole = new RowKeeper([[-9]], 1, ['z'], most);
    for (const file of [1, 2, 3]) whole.add(batchOf(0, n), file, 0, n);
    const merged = whole.finish();
    expect(mergeRows(mergeRows(part(1), part(2), most), part(3), most)).toEqual(merged);
    expect(mergeRows(part(3), mergeRows(part(2), part(1), most), most)).toEqual(merged);
  });

  it('keeps every event of a small sample', () => {
    expect([...kept([], 2 * n).positions].sort((a, b) => a - b)).toEqual(x.map((_, position) => position));
  });

  it('favours no events: whether one is kept has nothing to do with its place in the file', () => {
    const { positions } = kept([], 1000);
    const mean = positions.reduce((sum, position) => sum + position, 0) / positions.length;
    // 1000 of 3000 without replacement: n/√12 · √(2/3)/√1000
    expect(Math.abs(mean - (n - 1) / 2)).toBeLessThan(4 * (n / Math.sqrt(12)) * Math.sqrt(2 / 3 / 1000));
  });

  it('refuses to merge samples of other variables', () => {
    const other = new RowKeeper([], 1, ['z'], most).finish();
    expect(() => mergeRows(other, kept([], most))).toThrow(RangeError);
  });
});

describe('the row sample of a profile', () => {
  const recipe: Recipe = {
    weight: 'w',
    select: 'x > 0',
    label: 'kind',
    features: ['x'],
    sentinels: [[7]],
    models: [identity()],
  };
  const events = { x: [-1, 0.5, 7, 0.25, 0.75], w: [1, 2, 3, Number.NaN, 5], kind: [0, 0, 1, 1, 1] };
  const byPosition = ({ positions }: RowSample, values: Float64Array): Map<number, number> =>
    new Map([...positions].map((position, row) => [position, values[row]!]));

  it('holds selected events of a finite weight, with their labels', async () => {
    const { rows } = (await fillProfile(recipe, events)).nominal;
    expect(rows.events).toBe(3);
    expect([...rows.files]).toEqual([hash('tt'), hash('tt'), hash('tt')]);
    expect(byPosition(rows, rows.weights)).toEqual(
      new Map([
        [1, 2],
        [2, 3],
        [4, 5],
      ]),
    );
    expect(byPosition(rows, rows.labels).get(4)).toBe(1);
  });

  it('has NaN for a sentinel, which a model is given as it stands', async () => {
    const { rows } = (await fillProfile(recipe, events)).nominal;
    expect(byPosition(rows, rows.features[0]!).get(2)).toBeNaN();
    expect(byPosition(rows, rows.scores[0]!).get(2)).toBe(7);
  });
});

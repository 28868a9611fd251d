import { describe, expect, it } from 'vitest';
import { fillProfile, type Columns } from './filling';
import type { ListColumn } from '../../../src/data/eventSource';
import { lookAt } from '../../../src/profile/keptEvents';
import type { FeatureValues } from '../../../src/model/packInputs';
import { FakeModel } from './filling';

const events: Columns = {
  HT: [0.2, -9, 0.4, Number.NaN],
  pt: [[0.1, 0.3], [], [0.5], [-9, 0.7]],
};

describe('values that are missing', () => {
  it.each<[string, Readonly<Record<string, number>>, number, number, number, number]>([
    ['HT', {}, 1, -8.4, -9, 0],
    ['HT', { HT: -9 }, 2, 0.6, 0.2, 1],
    ['HT / 2', { HT: -9 }, 2, 0.3, 0.1, 1],
    ['HT > -5 ? HT : 0.9', { HT: -9 }, 1, 1.5, 0.2, 1],
    ['HT / 2', {}, 1, -4.2, -4.5, 0],
    ['pt[0]', {}, 1, -8.4, -9, 0],
    ['pt[0]', { pt: -9 }, 2, 0.6, 0.1, 1],
    ['pt[1]', {}, 2, 1, 0.3, 0],
    ['min(pt)', { pt: -9 }, 2, 0.6, 0.1, 1],
    ['sum(pt > 0.2)', { pt: -9 }, 0, 3, 0, 0],
    ['pt[0] + HT', { HT: -9 }, 2, 1.2, 0.3, 1],
  ])('never enter a moment or a histogram: %s with %j', async (feature, missing, ...expected) => {
    const { nominal } = await fillProfile({ features: [feature], missing }, events);
    const { sums, histogram } = nominal.classes[0]!.features[0]!;
    const [missingEvents, sum, low, declaredEvents] = expected;
    expect(sums.missingEvents).toBe(missingEvents);
    expect(sums.sumWeights).toBe(4 - missingEvents);
    expect(histogram.counts.reduce((total, count) => total + count, 0)).toBe(4 - missingEvents);
    expect(sums.sumWeightedX + sums.origin * sums.sumWeights).toBeCloseTo(sum, 12);
    expect(sums.low).toBeCloseTo(low, 12);
    expect(sums.declaredMissingEvents).toBe(declaredEvents);
  });

  it('are recognised in columns of single precision', async () => {
    const column = [Math.fround(-9.9), 0.5];
    const { nominal } = await fillProfile({ features: ['x', 'x + 1'], missing: { x: -9.9 } }, { x: column });
    expect(nominal.classes[0]!.features.map(({ sums }) => sums.missingEvents)).toEqual([1, 1]);
  });

  it('still reach the model as they are', async () => {
    const seen: number[][] = [];
    const model = new FakeModel([0, 1], (values) => {
      seen.push([...values]);
      return 0.5;
    });
    await fillProfile({ features: ['HT', 'HT * 2'], missing: { HT: -9 }, models: [model] }, { HT: [0.25, -9] });
    expect(seen).toEqual([
      [0.25, 0.5],
      [-9, -18],
    ]);
  });
});

describe('features that are lists', () => {
  it('are measured by the mean of their values, of which those that are missing are none', async () => {
    const { nominal } = await fillProfile(
      { features: ['pt'], missing: { pt: -9 } },
      { pt: [[0.1, 0.3], [], [-9, 0.7]] },
    );
    const { sums } = nominal.classes[0]!.features[0]!;
    expect(sums.missingEvents).toBe(1);
    expect(sums.low).toBeCloseTo(0.2, 12);
    expect(sums.high).toBeCloseTo(0.7, 12);
  });

  it('reach the model as lists', async () => {
    const given: FeatureValues[] = [];
    const model = {
      name: 'sequence',
      features: [0],
      score: (values: readonly FeatureValues[], n: number) => {
        given.push(...values);
        return Promise.resolve(new Float64Array(n));
      },
    };
    await fillProfile({ features: ['pt * 2'], models: [model as never] }, { pt: [[1, 2], [], [3]] });
    const [list] = given as ListColumn[];
    expect([...list!.offsets]).toEqual([0, 2, 2, 3]);
    expect([...list!.values.subarray(0, 3)]).toEqual([2, 4, 6]);
  });
});

describe('the first look at a sample', () => {
  it('keeps copies of lists, as long as they are', async () => {
    const offsets = Int32Array.of(0, 2, 3, 9);
    const values = Float64Array.of(1, 2, 3, 0, 0);
    const batch = { length: 2, columns: new Map(), lists: new Map([['pt', { offsets, values }]]) };
    const source = {
      files: [],
      names: [],
      columns: [],
      events: 2,
      details: {},
      spans: () => [{ file: 0, from: 0, to: 2 }],
      read: async function* () {
        yield await Promise.resolve(batch);
      },
      close: () => Promise.resolve(),
    };
    const { batches } = await lookAt(source, ['pt'], () => Promise.resolve());
    values.fill(99);
    offsets.fill(99);
    expect(batches[0]!.lists!.get('pt')).toEqual({ offsets: Int32Array.of(0, 2, 3), values: Float64Array.of(1, 2, 3) });
  });
});

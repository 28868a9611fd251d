import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { addVariables, type SampleProfile } from '../../../src/profile/profile';
import { Random } from '../../../src/stats/random';
import { Binning, uniformEdges } from '../../../src/stats/binning';
import { SampleFiller } from '../../../src/profile/fillSample';
import { FakeModel, fillProfile, identity, passOf, type Columns, type Recipe } from './filling';

describe('a profile', () => {
  const events = pseudoEvents(500);
  const recipe = (): Recipe => ({
    weight: 'w*f',
    select: 'x > 0.1',
    label: 'kind',
    features: ['x', 'y'],
    models: [new FakeModel([0, 1], ([x, y]) => 1 / (1 + Math.exp(2 - 3 * x! - y!)))],
    variations: { weight: { f: 'f_up' }, scale: { x: 'x*1.1' }, nothing: { f: 'f' } },
  });

  it('holds the sums over the selected events, class by class', async () => {
    const { nominal } = await fillProfile(recipe(), events);
    expect(nominal.events).toBe(500);
    for (const one of nominal.classes) {
      const own = rows(events).filter(({ x, kind }) => x > 0.1 && kind === one.label);
      expect(one.events).toBe(own.length);
      expect(one.negativeEvents).toBe(own.filter(({ w, f }) => w * f < 0).length);
      expect(one.sumWeights).toBeCloseTo(total(own.map(({ w, f }) => w * f)), 12);
      expect(one.sumWeights2).toBeCloseTo(total(own.map(({ w, f }) => (w * f) ** 2)), 12);
    }
  });

  it('keeps the rows of the nominal events with the scores of a variation, where these are asked for', async () => {
    const asked = { ...recipe(), variedRows: true };
    const { nominal, variations } = await fillProfile(asked, events);
    const rowsOf = variations.get('scale')?.rows;
    expect(rowsOf?.hashes).toEqual(nominal.rows.hashes);
    expect(rowsOf?.positions).toEqual(nominal.rows.positions);
    expect(rowsOf?.scores[0]).toEqual(
      Float64Array.from(nominal.rows.positions, (event) => {
        const [x, y] = [Math.fround(events['x'][event]! * 1.1), Math.fround(events['y'][event]!)];
        return 1 / (1 + Math.exp(2 - 3 * x - y));
      }),
    );
    const { variations: unasked } = await fillProfile(recipe(), events);
    expect([...unasked.values()].map(({ rows: none }) => none)).toEqual([undefined, undefined, undefined]);
  });

  it('does not depend on how the events come in batches, to the last bit', async () => {
    const whole = await fillProfile(recipe(), events);
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, async (batchSizes) => {
        expect(await fillProfile(recipe(), events, batchSizes)).toEqual(whole);
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('of a sample is the sum of those of its parts', async () => {
    const whole = await fillProfile(recipe(), events);
    const parts = await Promise.all(
      [cut(events, 0, 123), cut(events, 123, 500)].map((part) => fillProfile(recipe(), part)),
    );
    for (const one of whole.nominal.classes) {
      const pieces = parts.map(({ nominal }) => nominal.classes.find(({ label }) => label === one.label)!);
      expect(total(pieces.map((piece) => piece.events))).toBe(one.events);
      for (const kind of ['features', 'scores'] as const) {
        one[kind].forEach((variable, index) => {
          const added = addVariables(pieces.map((piece) => piece[kind][index]!))!;
          expect(added.histogram.counts).toEqual(variable.histogram.counts);
          variable.histogram.sumWeights.forEach((content, bin) => {
            expect(Math.abs(added.histogram.sumWeights[bin]! - content)).toBeLessThan(1e-12);
            expect(Math.abs(added.histogram.sumWeights2[bin]! - variable.histogram.sumWeights2[bin]!)).toBeLessThan(
              1e-12,
            );
          });
          expect([added.sums.low, added.sums.high]).toEqual([variable.sums.low, variable.sums.high]);
          expect(Math.abs(added.sums.sumWeightedX2 - variable.sums.sumWeightedX2)).toBeLessThan(1e-12);
        });
      }
    }
  });

  it('keeps the same rows and different rows where its features are known already', async () => {
    const fill = async (profiled: boolean): Promise<SampleProfile> => {
      const edges = Float64Array.of(0, 0.5, 1);
      const binning = { binning: new Binning(edges), edges: { edges, plot: edges, origin: 0 } };
      const features = ['x', 'y'];
      const filler = new SampleFiller(passOf({ features }), [], [[], []], [binning, binning], [], ['tt'], [], profiled);
      const columns = features.map((name): [string, Float64Array] => [
        name,
        Float64Array.from(events[name as 'x' | 'y']),
      ]);
      await filler.add({ length: 500, columns: new Map(columns) });
      return filler.finish().nominal;
    };
    const [whole, known] = [await fill(true), await fill(false)];
    expect(known.classes[0]?.features).toEqual([]);
    expect([known.rows, known.distinct]).toEqual([whole.rows, whole.distinct]);
  });

  it('keeps the scores of the first five events, selected or not', async () => {
    const { nominal } = await fillProfile({ features: ['x'], select: 'x > 0.5', models: [identity()] }, events, [2]);
    expect(nominal.firstScores).toEqual([events.x.slice(0, 5).map(Math.fround)]);
  });
});

describe('scoring', () => {
  const events = pseudoEvents(100);
  const scored = async (replace: Record<string, string>): Promise<number> => {
    const model = new FakeModel([0], ([x]) => x!);
    await fillProfile(
      { weight: 'w*f', features: ['x', 'y'], models: [model], variations: { up: replace } },
      events,
      [32],
    );
    return model.rows;
  };

  it('is done once for each event when a variation changes weights alone', async () => {
    expect(await scored({ f: 'f_up' })).toBe(100);
  });

  it('is done again for a variation of a feature of the model', async () => {
    expect(await scored({ x: 'x*1.1' })).toBe(200);
  });

  it('is not done again for a variation of a feature of another model', async () => {
    expect(await scored({ y: 'y*1.1' })).toBe(100);
  });

  it('is not done for events whose scores are known', async () => {
    const model = identity();
    const binning = {
      binning: new Binning(Float64Array.of(0, 1)),
      edges: { edges: Float64Array.of(0, 1), plot: Float64Array.of(0, 1), origin: 0 },
    };
    const filler = new SampleFiller(passOf({ features: ['x'] }), [model], [[]], [binning], [binning]);
    const x = Float64Array.of(0.1, 0.9);
    await filler.add({ length: 2, columns: new Map([['x', x]]), scores: [Float64Array.of(0.25, 0.5)] });
    expect(model.rows).toBe(0);
    expect(filler.finish().nominal.firstScores).toEqual([[0.25, 0.5]]);
  });
});

describe('a variation', () => {
  // Bins 0.5 wide from 0 to 2: the event at 0.2 comes in, that at 1.2 moves a bin up, that at 1.7 leaves.
  const events = { x: [0.2, 0.7, 1.2, 1.7], w: [1, 2, 4, 8], move: [0.5, 0, 0.5, -1.5], label: [0, 0, 1, 1] };
  const recipe: Recipe = {
    weight: 'w',
    select: 'x > 0.5',
    features: ['x'],
    models: [identity()],
    edges: Float64Array.of(0, 0.5, 1, 1.5, 2),
    variations: { up: { x: 'x + move' } },
  };
  const outside = 6;

  it('that moves events in and out of the selection has the sum of weights of those inside', async () => {
    const { nominal, variations } = await fillProfile(recipe, events);
    expect(nominal.classes[0]?.sumWeights).toBe(2 + 4 + 8);
    expect(variations.get('up')?.classes[0]?.sumWeights).toBe(1 + 2 + 4);
    expect([...variations.get('up')!.classes[0]!.scores[0]!.histogram.sumWeights]).toEqual([0, 0, 3, 0, 4, 0]);
  });

  it('tells from which bin to which its events moved', async () => {
    const { variations } = await fillProfile(recipe, events);
    const { bins, from, to, nominal, cross, varied } = variations.get('up')!.classes[0]!.scores[0]!.migration;
    expect(bins).toBe(outside);
    expect([...from].map((bin, cell) => [bin, to[cell], nominal[cell], cross[cell], varied[cell]])).toEqual([
      [2, 2, 4, 4, 4],
      [3, 4, 16, 16, 16],
      [4, outside, 64, 0, 0],
      [outside, 2, 0, 0, 1],
    ]);
  });

  it('counts the events that differ in anything', async () => {
    const { variations } = await fillProfile(recipe, events);
    expect(variations.get('up')?.changedEvents).toBe(3);
  });

  it('that changes no event counts none', async () => {
    const variations = { same: { w: 'w*1' }, unused: { label: 'label + 1' }, equal: { x: 'x + 0*move' } };
    const filled = await fillProfile({ ...recipe, variations }, events);
    expect([...filled.variations].map(([key, { changedEvents }]) => [key, changedEvents])).toEqual([
      ['same', 0],
      ['unused', 0],
      ['equal', 0],
    ]);
  });

  it('that changes no event counts none either where the model has no score', async () => {
    const blind = new FakeModel([0], () => Number.NaN);
    const filled = await fillProfile({ ...recipe, models: [blind], variations: { up: { x: 'x + 0*move' } } }, events);
    expect(filled.variations.get('up')?.changedEvents).toBe(0);
  });

  it('keeps the classes of the nominal events', async () => {
    const { variations } = await fillProfile({ ...recipe, label: 'label' }, events);
    expect(variations.get('up')?.classes.map(({ label, sumWeights }) => [label, sumWeights])).toEqual([
      [0, 3],
      [1, 4],
    ]);
  });

  it('with a weight that is no number is counted as such, and left out', async () => {
    const { variations } = await fillProfile({ ...recipe, variations: { up: { w: 'w/(w - 2)' } } }, events);
    const up = variations.get('up')!;
    expect(up.invalidWeights).toBe(1);
    expect(up.classes[0]?.sumWeights).toBeCloseTo(4 / 2 + 8 / 6, 12);
    expect(up.classes[0]?.scores[0]?.sums.sumWeights).toBeCloseTo(4 / 2 + 8 / 6, 12);
  });
});

describe('a variation of weights alone', () => {
  const random = new Random('reweighted');
  const n = 2 * 4096 + 1001;
  const column = (of: (event: number) => number): number[] => Array.from({ length: n }, (_, event) => of(event));
  const events = {
    x: column((event) => (event % 97 === 0 ? Number.NaN : random.uniform())),
    w: column(() => Math.exp(0.3 * random.normal()) * (random.uniform() < 0.1 ? -1 : 1)),
    f: column(() => 1 + 0.1 * random.normal()),
    label: column(() => Math.floor(3 * random.uniform())),
    cut: column((event) => (event === 9000 ? 1 : random.uniform())),
    // An event of the third batch has no weight there.
    broken: column((event) => (event === 9000 ? Number.NaN : 1)),
  };
  const recipe: Recipe = {
    weight: 'w',
    select: 'cut > 0.2',
    label: 'label',
    features: ['x', 'f'],
    models: [identity(), new FakeModel([1], ([f]) => f! - 0.5)],
    edges: uniformEdges(0, 1, 50),
    variations: {
      up: { w: 'w*f' },
      some: { w: 'w*(x > 0.5 ? f : 1)' },
      none: { w: 'w*1' },
      zero: { w: 'w*(cut > 0.5)' },
      wide: { w: 'w*exp(20*(f - 1))' },
      broken: { w: 'w*broken' },
    },
  };

  // Of batches of 200 events each sum is filled on its own, number by number.
  it.each<[batches: string, sizes: number[]]>([
    ['large batches', [4096]],
    ['odd batches', [4095, 1111, 3333, 4096]],
    ['large and small batches', [50, 4096, 100, 4096]],
    ['one batch', [Infinity]],
  ])('gives the bytes of small batches in %s', async (_batches, sizes) => {
    const expected = await fillProfile(recipe, events, [200]);
    const { variations } = await fillProfile(recipe, events, sizes);
    expect(variations).toEqual(expected.variations);
    expect(variations.get('up')!.changedEvents).toBe(events.cut.filter((cut) => cut > 0.2).length);
    expect(variations.get('broken')!.invalidWeights).toBe(1);
  });
});

describe('events that cannot be used', () => {
  const nothing = [Number.NaN, Infinity, -Infinity];

  it.each(nothing)('of weight %d are counted, and stand in no sum', async (bad) => {
    const recipe = { weight: 'w', features: ['x'], models: [identity()] };
    const { nominal } = await fillProfile(recipe, { x: [0.1, 0.2, 0.3], w: [1, bad, 2] });
    const [one] = nominal.classes;
    expect([nominal.events, nominal.invalidWeights, one?.events, one?.sumWeights]).toEqual([3, 1, 2, 3]);
    expect(one?.features[0]?.sums).toMatchObject({ sumWeights: 3, missingEvents: 0, low: 0.1, high: 0.3 });
    expect(total([...one!.scores[0]!.histogram.counts])).toBe(2);
  });

  it('are not counted where they are not selected', async () => {
    const recipe = { weight: 'w', select: 'x > 0.2', features: ['x'] };
    const { nominal } = await fillProfile(recipe, { x: [0.1, 0.3], w: [Number.NaN, 2] });
    expect(nominal.invalidWeights).toBe(0);
  });

  it.each(nothing)('of feature value %d are missing from that feature alone', async (bad) => {
    const { nominal } = await fillProfile(
      { weight: 'w', features: ['x', 'y'] },
      { x: [0.1, bad], y: [0.5, 0.6], w: [1, 2] },
    );
    const [x, y] = nominal.classes[0]!.features;
    expect(x?.sums).toMatchObject({ missingEvents: 1, missingWeight: 2, sumWeights: 1 });
    expect(y?.sums).toMatchObject({ missingEvents: 0, sumWeights: 3 });
    expect(total([...x!.histogram.sumWeights])).toBe(1);
  });

  it('are those at a sentinel, which stands in no bin', async () => {
    const recipe = { weight: 'w', features: ['x'], sentinels: [[-9, -999]] };
    const { nominal } = await fillProfile(recipe, { x: [0.5, -9, -999, 0.6], w: [1, 2, 4, 8] });
    const [x] = nominal.classes[0]!.features;
    expect(x?.sums).toMatchObject({ missingEvents: 2, missingWeight: 6, low: 0.5 });
    expect(total([...x!.histogram.sumWeights])).toBe(9);
  });

  it.each(nothing)('of score %d stand neither in its histogram nor in a migration', async (bad) => {
    const model = new FakeModel([0], ([x]) => (x === 0.75 ? bad : x!));
    const recipe = { weight: 'w', features: ['x'], models: [model], variations: { up: { w: 'w*2', x: 'x*1' } } };
    const { nominal, variations } = await fillProfile(recipe, { x: [0.25, 0.75], w: [1, 4] });
    const [score] = nominal.classes[0]!.scores;
    expect(score?.sums).toMatchObject({ missingEvents: 1, missingWeight: 4, sumWeights: 1 });
    const { migration } = variations.get('up')!.classes[0]!.scores[0]!;
    expect([migration.nominal, migration.cross, migration.varied].map((sums) => total([...sums]))).toEqual([1, 2, 4]);
  });
});

describe('labels', () => {
  const events = { x: [0.1, 0.2, 0.3, 0.4], kind: [0, 1, 1, 2] };
  const classesOf = async (label: string | undefined): Promise<unknown[]> => {
    const { nominal } = await fillProfile({ features: ['x'], ...(label === undefined ? {} : { label }) }, events, [3]);
    return nominal.classes.map((one) => [one.label, one.events]);
  };

  it('may be one number for all', async () => {
    expect(await classesOf('1')).toEqual([[1, 4]]);
  });

  it('may be a column', async () => {
    expect(await classesOf('kind')).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
    ]);
  });

  it('may be an expression', async () => {
    expect(await classesOf('kind > 0')).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it('may be left out: then all events are of one class without a label', async () => {
    expect(await classesOf(undefined)).toEqual([[undefined, 4]]);
  });

  it.each([
    ['kind/2', '0.5 for event 1'],
    ['kind > 0 ? 1 : sqrt(-1)', 'NaN for event 0'],
  ])('that are no whole numbers stop the run, with sample and event: %s', async (label, said) => {
    const failure = classesOf(label);
    await expect(failure).rejects.toThrow(AnalysisError);
    await expect(failure).rejects.toMatchObject({ code: 'label', message: expect.stringContaining(said) as string });
  });

  it('of more than 64 kinds are none', async () => {
    const x = Array.from({ length: 100 }, (_, event) => event);
    await expect(fillProfile({ features: ['x'], label: 'x' }, { x })).rejects.toMatchObject({ code: 'label' });
  });

  it('of events that are not selected may be anything', async () => {
    const recipe = { features: ['x'], label: 'kind', select: 'kind >= 0', variations: { up: { x: 'x*2' } } };
    const { nominal } = await fillProfile(recipe, { x: [0.1, 0.2, 0.3], kind: [Number.NaN, 1, 0] });
    expect(nominal.classes.map((one) => [one.label, one.events])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('of events that only a variation selects must be whole numbers', async () => {
    const recipe = { features: ['x'], label: 'kind', select: 'x > 0.15', variations: { up: { x: 'x*2' } } };
    const failure = fillProfile(recipe, { x: [0.1, 0.2], kind: [0.5, 1] });
    await expect(failure).rejects.toMatchObject({ code: 'label' });
  });
});

function pseudoEvents(n: number): Record<'x' | 'y' | 'w' | 'f' | 'f_up' | 'kind', number[]> {
  const random = new Random('events');
  const column = (of: () => number): number[] => Array.from({ length: n }, of);
  return {
    x: column(() => random.uniform()),
    y: column(() => random.normal()),
    w: column(() => (random.uniform() < 0.2 ? -1 : 1) * random.uniform()),
    f: column(() => 0.9 + 0.2 * random.uniform()),
    f_up: column(() => 0.9 + 0.25 * random.uniform()),
    kind: column(() => Math.floor(2 * random.uniform())),
  };
}

function rows<Name extends string>(columns: Readonly<Record<Name, readonly number[]>>): Record<Name, number>[] {
  const names = Object.keys(columns) as Name[];
  return columns[names[0]!].map(
    (_, event) => Object.fromEntries(names.map((name) => [name, columns[name][event]!])) as Record<Name, number>,
  );
}

function cut(columns: Columns, from: number, to: number): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(from, to)]));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

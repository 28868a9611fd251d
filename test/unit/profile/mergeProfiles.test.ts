import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FilledSample } from '../../../src/profile/fillSample';
import { mergeFilled } from '../../../src/profile/mergeProfiles';
import { meanOf, varianceOf } from '../../../src/profile/profile';
import { Random } from '../../../src/stats/random';
import { FakeModel, fillFiles, fillProfile, type Columns, type Recipe } from './filling';

/** A probability as the mean of three members, of which one is none now and then. */
function probability(): FakeModel {
  const model = new FakeModel([0, 1], ([x, y]) => 1 / (1 + Math.exp(2 - 3 * x! - y!)));
  const scores = (): Float64Array[] => [
    model.last,
    model.last.map((p) => p ** 2),
    model.last.map((p) => (p > 0.95 ? 1.1 : Math.sqrt(p))),
  ];
  return Object.assign(model, { calibrated: true, ensemble: { members: 3, scores } });
}

const recipe = (): Recipe => ({
  weight: 'w*f',
  select: 'x > 0.1',
  label: 'kind',
  features: ['x', 'y', 'mass'],
  sentinels: [[], [-9], []],
  models: [
    new FakeModel([0, 1], ([x, y]) => 1 / (1 + Math.exp(2 - 3 * x! - y!))),
    new FakeModel([0], ([x]) => (x! > 0.9 ? Number.NaN : x!)),
  ],
  variedRows: true,
  variations: { weight: { f: 'f_up' }, scale: { x: 'x*1.1' }, nothing: { f: 'f' } },
  grids: { scan: ['weight', 'scale'] },
  conditions: [{ name: 'mass' }, { name: 'y', prior: { mean: 0, sigma: 1 } }],
  thresholds: [[0.5], []],
});

/** What is measured of scores that are probabilities, of ensembles, and of models that are told the value of a nuisance. */
const scoresRecipe = (): Recipe => ({
  weight: 'w*f',
  select: 'x > 0.1',
  label: 'kind',
  features: ['x', 'y'],
  models: [probability(), new FakeModel([0, 2], ([x, z]) => (x! > 0.9 ? Number.NaN : x! + 0.1 * z!))],
  told: ['z'],
  variations: { scale: { x: 'x*1.1' } },
  hypotheses: [{ key: 'varied', model: 1, hypothesis: 0, asked: [-1], variation: 'scale', slice: { from: -1, to: 2 } }],
  thresholds: [[0.5, 0.2], []],
});

describe('profiles of parts of a sample', () => {
  describe.each([
    ['what every analysis measures', recipe, 5],
    ['probabilities, ensembles and hypotheses', scoresRecipe, 3],
  ])('with %s', (_what, asked, events) => {
    it.each([1, 2, 7, 64])(
      'merge to the bytes of the whole, from %d parts in any order and any tree',
      async (shards) => {
        const files = inFiles(80, events);
        const whole = unordered(await fillFiles(asked(), new Map(files)));
        await fc.assert(
          fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), async (stream) => {
            const pick = (below: number): number => (stream.next().value as number) % below;
            // Files are dealt out, so that parts are of different size and in another order.
            const dealt = Array.from({ length: shards }, (): [string, Columns][] => []);
            for (const file of files) {
              const part = dealt[pick(shards)]!;
              part.splice(pick(part.length + 1), 0, file);
            }
            let parts = await Promise.all(dealt.map((part) => fillFiles(asked(), new Map(part), [1 + pick(5), 3])));
            while (parts.length > 1) {
              const [a] = parts.splice(pick(parts.length), 1);
              const [b] = parts.splice(pick(parts.length), 1);
              parts = [...parts, mergeFilled(a!, b!)];
            }
            // To the last bit: numbers as by Object.is, arrays byte by byte.
            expect(isDeepStrictEqual(unordered(parts[0]!), whole)).toBe(true);
          }),
          { seed: 4, numRuns: shards === 64 ? 1 : 4 },
        );
      },
      30_000,
    );
  });

  it('keep the scores of the first events in the order given', async () => {
    const events = pseudoEvents(20);
    const parts = await Promise.all(
      [
        [0, 1, 2],
        [3, 4, 5, 6, 7],
      ].map((rows) => fillProfile(recipe(), chosen(events, rows))),
    );
    const whole = await fillProfile(recipe(), events);
    expect(mergeFilled(parts[0]!, parts[1]!).nominal.firstScores).toEqual(whole.nominal.firstScores);
  });

  it('merge means and widths without cancellation, far from zero and with weights of both signs', async () => {
    const n = 1000;
    const random = new Random('merge');
    const noise = Array.from({ length: n }, () => random.normal());
    const events = {
      x: noise.map((value) => 1e9 + value),
      w: noise.map((_, event) => (event % 3 === 0 ? -0.7 : 1.1)),
    };
    const edges = Float64Array.of(1e9 - 5, 1e9, 1e9 + 5);
    const fill = (rows: number[]): Promise<FilledSample> =>
      fillProfile({ weight: 'w', features: ['x'], edges }, chosen(events, rows));
    const [even, odd] = await Promise.all(
      [0, 1].map((side) => fill(noise.map((_, e) => e).filter((e) => e % 2 === side))),
    );
    const { sums } = mergeFilled(even!, odd!).nominal.classes[0]!.features[0]!;
    const total = events.w.reduce((sum, w) => sum + w, 0);
    const values = events.x.map((x) => x - 1e9);
    const mean = values.reduce((sum, x, event) => sum + events.w[event]! * x, 0) / total;
    const variance = values.reduce((sum, x, event) => sum + events.w[event]! * (x - mean) ** 2, 0) / total;
    expect(meanOf(sums)! - 1e9).toBeCloseTo(mean, 6);
    expect(varianceOf(sums)).toBeCloseTo(variance, 12);
  });

  it('are not put together when something else was measured', async () => {
    const events = pseudoEvents(20);
    const filled = await fillProfile(recipe(), events);
    const others: Recipe[] = [
      { ...recipe(), sentinels: [[], [-99], []] },
      { ...recipe(), variations: {}, grids: {} },
    ];
    for (const other of others) {
      const part = await fillProfile(other, events);
      expect(() => mergeFilled(filled, part)).toThrow(RangeError);
    }
  });
});

/** All but the first scores, which follow the order of the parts. */
function unordered(filled: FilledSample): FilledSample {
  return { ...filled, nominal: { ...filled.nominal, firstScores: [] } };
}

function inFiles(files: number, eventsOfEach: number): [string, Columns][] {
  const events = pseudoEvents(files * eventsOfEach);
  const rowsOf = (file: number): number[] =>
    Array.from({ length: eventsOfEach }, (_, event) => file * eventsOfEach + event);
  return Array.from({ length: files }, (_, file): [string, Columns] => [`${file}.root`, chosen(events, rowsOf(file))]);
}

function chosen(events: Columns, rows: readonly number[]): Columns {
  return Object.fromEntries(Object.entries(events).map(([name, values]) => [name, rows.map((row) => values[row]!)]));
}

/** Weights of very different size and both signs; some missing values, some weights that are none. */
function pseudoEvents(n: number): Record<'x' | 'y' | 'z' | 'mass' | 'w' | 'f' | 'f_up' | 'kind', number[]> {
  const random = new Random('shards');
  const column = (of: () => number): number[] => Array.from({ length: n }, of);
  return {
    x: column(() => random.uniform()),
    y: column(() => (random.uniform() < 0.05 ? -9 : random.normal())),
    z: column(() => random.normal()),
    mass: column(() => (random.uniform() < 0.02 ? Number.NaN : 91e3 * Math.exp(random.normal()))),
    w: column(() => (random.uniform() < 0.3 ? -1 : 1) * Math.exp(6 * random.normal())),
    f: column(() => (random.uniform() < 0.01 ? Infinity : 1 + 0.1 * random.normal())),
    f_up: column(() => 1 + 0.2 * random.normal()),
    kind: column(() => Math.floor(3 * random.uniform())),
  };
}

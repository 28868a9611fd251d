/** What a pass leaves behind of continuous nuisances and protected variables. */
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/data/expression/expression';
import { SampleFiller, type FilledSample } from '../../../src/profile/fillSample';
import { mergeFilled } from '../../../src/profile/mergeProfiles';
import type { Pass } from '../../../src/profile/pass';
import { Binning, uniformEdges } from '../../../src/stats/binning';
import { ratiosOf } from '../../../src/stats/ratioGrid';
import { Random } from '../../../src/stats/random';
import { identity, passOf } from './filling';

const n = 60;
const random = new Random('continuous');
const numbers = (): Float64Array => Float64Array.from({ length: n }, () => Math.fround(random.uniform()));
const columns = {
  x: numbers(),
  w: numbers().map((w) => (w < 0.2 ? -w : w)),
  y: Float64Array.from({ length: n }, (_, event) => event % 2),
  mass: numbers().map((mass, event) => (event === 7 ? Number.NaN : mass)),
};
const edges = uniformEdges(0, 1, 10);
const masses = new Binning(uniformEdges(0, 1, 4));

function pass(): Pass {
  const recipe = {
    weight: 'w',
    label: 'y',
    features: ['x'],
    variations: { low: { x: 'x*0.9' }, high: { x: 'x*1.1' } },
  };
  const made = passOf(recipe);
  return {
    ...made,
    nominal: { ...made.nominal, extra: [parseExpression('mass')] },
    grids: new Map([['grid', ['low', 'high']]]),
    conditions: [{ name: 'mass', prior: { mean: 0.5, sigma: 0.1 } }],
    thresholds: [[0.5]],
  };
}

async function filled(from: number, to: number): Promise<FilledSample> {
  const axis = { binning: new Binning(edges), edges: { edges, plot: edges, origin: 0.5 } };
  const filler = new SampleFiller(pass(), [identity()], [[]], [axis], [axis], undefined, [masses]);
  const part = Object.entries(columns).map(([name, values]): [string, Float64Array] => [name, values.slice(from, to)]);
  await filler.add({ length: to - from, columns: new Map(part) });
  return filler.finish();
}

/** Events of a class, by number. */
const ofClass = (label: number): number[] => [...columns.y.keys()].filter((event) => columns.y[event] === label);

describe('the profile of a grid', () => {
  it('has the efficiency and the mean score at each point, and at nominal as the last', async () => {
    const { grids } = await filled(0, n);
    for (const { label, yields, scores } of grids.get('grid')!.classes) {
      const events = ofClass(label!);
      const total = events.reduce((sum, event) => sum + columns.w[event]!, 0);
      [0.9, 1.1, 1].forEach((factor, point) => {
        const score = (event: number): number => Math.fround(columns.x[event]! * factor);
        const passing = events
          .filter((event) => score(event) >= 0.5)
          .reduce((sum, event) => sum + columns.w[event]!, 0);
        const mean = events.reduce((sum, event) => sum + columns.w[event]! * score(event), 0) / total;
        expect(ratiosOf(scores[0]!.efficiencies[0]!)?.values[point]).toBeCloseTo(passing / total, 12);
        expect(ratiosOf(scores[0]!.mean)?.values[point]).toBeCloseTo(mean, 12);
        expect(ratiosOf(yields)?.values[point]).toBeCloseTo(1, 12);
      });
    }
  });
});

describe('the profile of a protected variable', () => {
  it('has the weights of events by score and variable, and counts those without a value', async () => {
    const [condition] = (await filled(0, n)).nominal.conditions;
    const scores = new Binning(edges);
    for (const { label, missingEvents, scores: models } of condition!.classes) {
      const events = ofClass(label!);
      expect(missingEvents).toBe(label === 1 ? 1 : 0);
      const expected = new Float64Array(scores.bins * masses.bins);
      const fourths = expected.slice();
      for (const event of events.filter((one) => !Number.isNaN(columns.mass[one]))) {
        const cell = scores.index(columns.x[event]!) * masses.bins + masses.index(columns.mass[event]!);
        expected[cell]! += columns.w[event]!;
        fourths[cell]! += columns.w[event]! ** 4;
      }
      models[0]!.joint.sumWeights.forEach((content, cell) => {
        expect(content).toBeCloseTo(expected[cell]!, 12);
        expect(models[0]!.joint.sumWeights4[cell]).toBeCloseTo(fourths[cell]!, 12);
      });
      const valid = events.filter((one) => !Number.isNaN(columns.mass[one]));
      const moment = valid.reduce((sum, event) => sum + columns.w[event]! * ((columns.mass[event]! - 0.5) / 0.1), 0);
      expect(models[0]!.regressions?.mean.w[1]).toBeCloseTo(moment, 10);
    }
  });
});

describe('profiles of two parts of a sample', () => {
  it('add up to that of the whole, grids and variables too', async () => {
    const whole = await filled(0, n);
    const merged = mergeFilled(await filled(0, 25), await filled(25, n));
    const close = (a: unknown, b: unknown): void => {
      if (a instanceof Float64Array && b instanceof Float64Array) {
        expect(a.length).toBe(b.length);
        a.forEach((value, index) => {
          expect(value).toBeCloseTo(b[index]!, 10);
        });
      } else if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
        expect(Object.keys(a)).toEqual(Object.keys(b));
        Object.entries(a).forEach(([key, value]) => {
          close(value, (b as Record<string, unknown>)[key]);
        });
      } else expect(a).toEqual(b);
    };
    close(merged.nominal.conditions, whole.nominal.conditions);
    close(merged.grids.get('grid'), whole.grids.get('grid'));
  });

  it('are not put together where they have other grids', async () => {
    const part = await filled(0, 25);
    const other = { ...(await filled(25, n)), grids: new Map() };
    expect(() => mergeFilled(part, other)).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import {
  reliability,
  reliabilityGroups,
  type MixedClass,
  type ReliabilityBin,
  type ScoreSums,
} from '../../../src/stats/calibration';
import { Random } from '../../../src/stats/random';

function sums(w: readonly number[], p: readonly number[]): ScoreSums {
  const of = (value: (bin: number) => number): Float64Array => Float64Array.from(w, (_, bin) => value(bin));
  return {
    w: of((bin) => w[bin]!),
    ww: of((bin) => Math.abs(w[bin]!)),
    www: of((bin) => w[bin]!),
    wwww: of((bin) => Math.abs(w[bin]!)),
    wp: of((bin) => w[bin]! * p[bin]!),
    wwp: of((bin) => Math.abs(w[bin]!) * p[bin]!),
    wwpp: of((bin) => Math.abs(w[bin]!) * p[bin]! ** 2),
  };
}

/** One bin of events of one score. */
function binOf(events: readonly { readonly w: number; readonly y: number }[], score = 0.4): ReliabilityBin {
  const classes = ([0, 1] as const).map((truth): MixedClass => {
    const own = events.filter(({ y }) => y === truth);
    const power = (exponent: number, scores = 0): Float64Array =>
      Float64Array.of(own.reduce((sum, { w }) => sum + w ** exponent * score ** scores, 0));
    const sums = {
      w: power(1),
      ww: power(2),
      www: power(3),
      wwww: power(4),
      wp: power(1, 1),
      wwp: power(2, 1),
      wwpp: power(2, 2),
    };
    return { truth, factor: 1, sums };
  });
  return reliability(classes)![0]!;
}

describe('reliability', () => {
  it('of unit weights has the binomial error of its fraction', () => {
    const [bin] = reliability([
      { truth: 0, factor: 1, sums: sums([300], [0.25]) },
      { truth: 1, factor: 1, sums: sums([100], [0.25]) },
    ])!;
    expect(bin!.observed.value).toBe(0.25);
    // With n/(n − 1) for the fraction that residuals are of.
    expect(bin!.observed.error).toBeCloseTo(Math.sqrt((0.25 * 0.75) / 399), 6);
    expect(bin!.difference.value).toBeCloseTo(0, 12);
  });

  it('has the error with which it scatters where few heavy events make it up', () => {
    const random = new Random('heavy');
    const weights = Array.from({ length: 40 }, () => Math.exp(random.normal()));
    const found = Array.from({ length: 3000 }, () =>
      binOf(weights.map((w) => ({ w, y: random.uniform() < 0.4 ? 1 : 0 }))),
    );
    for (const of of [(bin: ReliabilityBin) => bin.observed, (bin: ReliabilityBin) => bin.difference]) {
      const values = found.map((bin) => of(bin).value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const scatter = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const stated = found.reduce((sum, bin) => sum + of(bin).error ** 2, 0) / found.length;
      // Residuals as they are say 0.8.
      expect(stated / scatter).toBeGreaterThan(0.93);
      expect(stated / scatter).toBeLessThan(1.15);
    }
  });

  it('differs from the score by no more than it does where events of one class are heavier', () => {
    const random = new Random('heavier');
    // Of the weight of 3·0.25 + 0.75 signal has a half.
    const score = 0.5;
    const drawn = Array.from({ length: 4000 }, () =>
      Array.from({ length: 30 }, () => (random.uniform() < 0.25 ? { w: 3, y: 1 } : { w: 1, y: 0 })),
    );
    const bins = drawn.map((events) => binOf(events, score));
    const mean = (of: (bin: ReliabilityBin) => number): number => bins.reduce((sum, bin) => sum + of(bin), 0) / 4000;
    expect(Math.abs(mean(({ difference }) => difference.value))).toBeLessThan(0.005);
    expect(Math.abs(mean(({ observed }) => observed.value - score))).toBeGreaterThan(0.01);
  });

  it('is undefined where a bin has no positive sum of weights', () => {
    expect(reliability([{ truth: 0, factor: 1, sums: sums([10, -1], [0.2, 0.8]) }])).toBeUndefined();
  });
});

describe('the bins of a reliability diagram', () => {
  const side = (w: readonly number[], ww: readonly number[] = w) => ({
    w: Float64Array.from(w),
    ww: Float64Array.from(ww),
  });

  it('are merged until each holds enough effective events of every side', () => {
    const groups = reliabilityGroups([side([20, 5, 8, 30, 2]), side([20, 20, 20, 20, 20])], 10);
    expect([...groups!]).toEqual([0, 1, 1, 2, 2]);
  });

  it('hold a negative bin together with one that outweighs it', () => {
    const groups = reliabilityGroups([side([50, 50, -20], [60, 40, 20])], 10);
    expect([...groups!]).toEqual([0, 1, 1]);
  });

  it('are none where all together are not enough', () => {
    expect(reliabilityGroups([side([4, 3, 2])], 10)).toBeUndefined();
  });
});

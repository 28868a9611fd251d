import { describe, expect, it } from 'vitest';
import { extremes, randomShift, worstShift, type ShiftedEvents } from '../../../src/profile/worstShift';
import { Random } from '../../../src/stats/random';

const n = 2000;
/** Evenly spread, so that every number is known. */
const even = Float64Array.from({ length: n }, (_, event) => (event + 0.5) / n);

function drawn(name: string): Float64Array {
  const random = new Random(name);
  return Float64Array.from({ length: n }, () => random.uniform());
}

function eventsOf(
  features: readonly Float64Array[],
  score: (values: readonly number[]) => number,
  limits: { bound: number; ks?: number; correlation?: number },
): ShiftedEvents & { readonly scorings: () => number } {
  let scorings = 0;
  const scoreAll = (of: readonly Float64Array[]): Float64Array =>
    Float64Array.from({ length: n }, (_, event) => score(of.map((values) => values[event]!)));
  return {
    features,
    scores: scoreAll(features),
    weights: new Float64Array(n).fill(1),
    bounds: features.map(() => new Float64Array(n).fill(limits.bound)),
    ks: limits.ks ?? 1,
    correlation: limits.correlation ?? 1,
    score: (of) => {
      scorings++;
      return Promise.resolve(scoreAll(of));
    },
    scorings: () => scorings,
  };
}

const first = ([x]: readonly number[]): number => x!;

describe('the worst shift', () => {
  it('takes every event across that can cross', async () => {
    const events = eventsOf([even], first, { bound: 0.1 });
    const lowered = await worstShift(events, await extremes(events, 'lowers'), 0.5);
    const raised = await worstShift(events, await extremes(events, 'raises'), 0.5);
    // What lies within 0.1 above the threshold leaves, what lies within 0.1 below it comes.
    expect(lowered?.change.value).toBeCloseTo(-0.2, 2);
    expect(raised?.change.value).toBeCloseTo(0.2, 2);
  });

  it('is limited by the KS distance where the score is the feature itself', async () => {
    const events = eventsOf([even], first, { bound: 0.1, ks: 0.02 });
    const shift = await worstShift(events, await extremes(events, 'lowers'), 0.5);
    // The efficiency is one minus the distribution function at the threshold: KS/ε = 0.02/0.5.
    expect(shift?.change.value).toBeCloseTo(-0.04, 3);
    expect(shift?.ks).toBeLessThanOrEqual(0.02);
    expect(shift?.unlimited).toBeCloseTo(-0.2, 2);
  });

  it('goes further where other events can make up for what moves', async () => {
    // The threshold cuts along x + y: events on one side take the places of those on the other.
    const events = eventsOf([drawn('x'), drawn('y')], ([x, y]) => x! + y!, { bound: 0.1, ks: 0.001, correlation: 1 });
    const shift = await worstShift(events, await extremes(events, 'lowers'), 1);
    expect(shift?.ks).toBeLessThanOrEqual(0.001);
    // Without that −0.015 is all that so small a KS distance allows.
    expect(shift?.change.value).toBeLessThan(-0.1);
  });

  it('stays within the bounds and the limits', async () => {
    const events = eventsOf([drawn('x'), drawn('y')], ([x, y]) => x! * y!, {
      bound: 0.05,
      ks: 0.01,
      correlation: 0.005,
    });
    for (const direction of ['lowers', 'raises'] as const) {
      const shift = await worstShift(events, await extremes(events, direction), 0.3);
      expect(shift?.ks).toBeLessThanOrEqual(0.01);
      expect(shift?.correlation).toBeLessThanOrEqual(0.005);
      const farthest = shift!.features.map((values, feature) =>
        Math.max(...values.map((value, event) => Math.abs(value - events.features[feature]![event]!))),
      );
      expect(Math.max(...farthest)).toBeLessThanOrEqual(0.05 + 1e-12);
      expect(direction === 'lowers' ? -shift!.change.value : shift!.change.value).toBeGreaterThan(0.005);
    }
  });

  it('needs no slope: steps of trees are found', async () => {
    const events = eventsOf([even], ([x]) => Math.floor(10 * x!) / 10, { bound: 0.1 });
    const shift = await worstShift(events, await extremes(events, 'lowers'), 0.5);
    expect(shift?.change.value).toBeCloseTo(-0.2, 2);
  });

  it('does what random signs do not', async () => {
    const events = eventsOf([even], first, { bound: 0.1 });
    const scores = await randomShift(events, new Random('signs'));
    const passing = scores.filter((score) => score >= 0.5).length;
    expect(Math.abs(passing / (n / 2) - 1)).toBeLessThan(0.02);
    expect(events.scorings()).toBe(1);
  });

  it('is none where no event passes', async () => {
    const events = eventsOf([even], first, { bound: 0.1 });
    expect(await worstShift(events, await extremes(events, 'lowers'), 2)).toBeUndefined();
  });
});

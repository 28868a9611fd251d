import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effectiveEvents,
  emptyMoments,
  mean,
  meanError,
  mergeMoments,
  momentsOf,
  negativeFraction,
  standardDeviation,
  variance,
} from '../../../src/stats/moments';
import reference from '../../fixtures/reference/stats.json';

const [sample] = reference.samples as [(typeof reference.samples)[number]];
const values = Float64Array.from(sample.value);

describe('moments', () => {
  it.each(['positive', 'signed'] as const)('agree with extended precision for %s weights', (kind) => {
    const moments = momentsOf(values, Float64Array.from(sample[kind]), values.length);
    expect(mean(moments)).toBeCloseTo(reference.moments[kind].mean, 13);
    expect(variance(moments)).toBeCloseTo(reference.moments[kind].variance, 12);
    expect(meanError(moments)).toBeCloseTo(reference.moments[kind].meanError, 13);
  });

  it('keep their digits far from zero, also in pieces', () => {
    const far = values.map((x) => x + 1e8);
    const weights = Float64Array.from(sample.signed);
    let moments = emptyMoments;
    for (let from = 0; from < far.length; from += 100) {
      moments = mergeMoments(moments, momentsOf(far.subarray(from), weights.subarray(from), 100));
    }
    expect(variance(moments) / reference['moments-far'].variance).toBeCloseTo(1, 10);
    expect(meanError(moments) / reference['moments-far'].meanError).toBeCloseTo(1, 10);
  });

  it('survive a Σw that passes through zero on the way', () => {
    const weights = Float64Array.of(1, -1, 1, 1);
    const x = Float64Array.of(1, 2, 3, 5);
    const parts = mergeMoments(momentsOf(x, weights, 2), momentsOf(x.subarray(2), weights.subarray(2), 2));
    expect(mean(parts)).toBeCloseTo(3.5, 14);
    expect(variance(parts)).toBeCloseTo((6.25 - 2.25 + 0.25 + 2.25) / 2, 14);
  });

  it('of two parts are those of the whole', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        const merged = mergeMoments(moments(a), moments(b));
        const whole = moments([...a, ...b]);
        for (const key of Object.keys(whole) as (keyof typeof whole)[]) {
          expect(merged[key]).toBeCloseTo(whole[key], 6);
        }
      }),
      { seed: 1 },
    );
  });

  it('do not depend on the order of events, the scale of weights, or an event in two halves', () => {
    fc.assert(
      fc.property(events, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (list, factor) => {
        const plain = moments(list);
        fc.pre(Math.abs(plain.sumWeights) > 0.1 * plain.sumAbsolute);
        const others = [
          moments([...list].reverse()),
          moments(list.map(([x, w]) => [x, w * factor])),
          moments(list.flatMap(([x, w]) => [[x, w / 2] as const, [x, w / 2] as const])),
        ];
        const size = Math.max(1, ...list.map(([x]) => Math.abs(x)));
        for (const other of others) {
          expect(Math.abs(mean(other) - mean(plain)) / size).toBeLessThan(1e-12);
          expect(Math.abs(variance(other) - variance(plain)) / size ** 2).toBeLessThan(1e-12);
        }
      }),
      { seed: 1 },
    );
  });

  it('leave out values that are not finite', () => {
    const x = Float64Array.of(1, Number.NaN, 3, Infinity);
    const result = momentsOf(x, Float64Array.of(1, 1, 1, 1), 4);
    expect(result.events).toBe(2);
    expect(mean(result)).toBe(2);
  });

  it('have no mean where the weights cancel', () => {
    expect(() =>
      mean(
        moments([
          [1, 1],
          [2, -1],
        ]),
      ),
    ).toThrow(RangeError);
    expect(() => variance(emptyMoments)).toThrow(RangeError);
    expect(() => meanError(emptyMoments)).toThrow(RangeError);
  });

  it('have no width where signed weights make it imaginary', () => {
    expect(
      standardDeviation(
        moments([
          [-1, -1],
          [0, 3],
          [1, -1],
        ]),
      ),
    ).toBeUndefined();
    expect(
      standardDeviation(
        moments([
          [-1, 1],
          [1, 1],
        ]),
      ),
    ).toBe(1);
    expect(
      standardDeviation(
        moments([
          [3, 0.1],
          [3, 0.2],
          [3, 0.3],
        ]),
      ),
    ).toBe(0);
  });

  it('count negative weights', () => {
    expect(
      negativeFraction(
        moments([
          [1, 1],
          [2, -0.1],
          [3, 2],
          [4, 0],
        ]),
      ),
    ).toBe(0.25);
    expect(negativeFraction(emptyMoments)).toBe(0);
  });

  it('give effective events', () => {
    expect(effectiveEvents(10, 10)).toBe(10);
    expect(effectiveEvents(-3, 9)).toBe(1);
    expect(effectiveEvents(0, 0)).toBe(0);
  });
});

type Event = readonly [value: number, weight: number];

// Denormal weights have no digits to lose, and their squares vanish.
const weight = fc.double({ min: -1, max: 2, noNaN: true }).map((w) => (Math.abs(w) < 1e-100 ? 0 : w));

const events = fc.array(fc.tuple(fc.double({ min: -100, max: 100, noNaN: true }), weight), {
  maxLength: 40,
}) satisfies fc.Arbitrary<Event[]>;

function moments(list: readonly Event[]): ReturnType<typeof momentsOf> {
  return momentsOf(
    Float64Array.from(list, ([x]) => x),
    Float64Array.from(list, ([, w]) => w),
    list.length,
  );
}

import { describe, expect, it } from 'vitest';
import { fractionLimits } from '../../../src/stats/fractionLimits';
import { fractionsOf, type Fraction } from '../../../src/stats/fractions';
import reference from '../../fixtures/reference/fractionLimits.json';

/** The first events are inside. */
function fractionOf(weights: readonly number[], inside: number): Fraction {
  const side = {
    weights: Float64Array.from(weights),
    holds: Float64Array.from(weights, (_, at) => (at < inside ? 1 : 0)),
  };
  return fractionsOf(side, side, new Int32Array(weights.length).fill(-1))!.applied;
}

function ofCount(inside: number, events: number, weight = 1): Fraction {
  return fractionOf(new Array<number>(events).fill(weight), inside);
}

describe('the interval of a fraction', () => {
  it.each(reference.counts as [number, number, number, number, number][])(
    'that is %d of %d events is, of %d standard errors, that of Jeffreys by scipy',
    (k, n, sigmas, low, high) => {
      const limits = fractionLimits(ofCount(k, n), sigmas);
      expect(limits.low).toBeCloseTo(low, 9);
      expect(limits.high).toBeCloseTo(high, 9);
    },
  );

  it('does not depend on the unit of weights', () => {
    const [one, other] = [ofCount(3, 50), ofCount(3, 50, 0.5)].map((fraction) => fractionLimits(fraction, 2));
    expect(other!.low).toBeCloseTo(one!.low, 12);
    expect(other!.high).toBeCloseTo(one!.high, 12);
  });

  it('of weighted events is that of Student and Hall by scipy, within 0 and 1', () => {
    for (const { weights, inside, limits } of reference.samples) {
      for (const [sigmas, low, high] of limits) {
        const found = fractionLimits(fractionOf(weights, inside), sigmas!);
        expect(found.low).toBeCloseTo(Math.max(low!, 0), 9);
        expect(found.high).toBeCloseTo(Math.min(high!, 1), 9);
      }
    }
  });

  it('of nothing in weighted events is that of as many effective ones', () => {
    const weights = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 1 : 2));
    const { low, high } = fractionLimits(fractionOf(weights, 0), 1);
    // 40 of them are worth 60²/100, so that the limit is as of 36: between those of 35 and 37.
    expect(low).toBe(0);
    expect(high).toBeLessThan(fractionLimits(ofCount(0, 35), 1).high);
    expect(high).toBeGreaterThan(fractionLimits(ofCount(0, 37), 1).high);
  });

  it('holds a value that signed weights carry below 0', () => {
    const fraction = fractionOf([-1, ...new Array<number>(30).fill(1)], 1);
    const { low, high } = fractionLimits(fraction, 1);
    expect(fraction.value).toBeLessThan(0);
    expect(low).toBe(fraction.value);
    expect(high).toBeGreaterThan(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concordance,
  decisionOrdering,
  modelPairs,
  orderingGain,
  orderingWhereDisagreeing,
  reversedPairs,
  type Ordering,
} from '../../../src/stats/decisionOrdering';
import type { Estimate } from '../../../src/stats/estimate';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/decisionOrdering.json';

type Side = Readonly<Record<'model' | 'observable' | 'other' | 'after' | 'weights', readonly (number | null)[]>>;
interface Toy {
  readonly signal: Side;
  readonly background: Side;
}

function orderingIn({ signal, background }: Toy, name: keyof Side): Ordering {
  const values = (side: Side): Float64Array => Float64Array.from(side[name], (value) => value ?? Number.NaN);
  return { signal: values(signal), background: values(background) };
}

function expectEstimate(found: Estimate | undefined, expected: Estimate): void {
  expect(found?.value).toBeCloseTo(expected.value, 12);
  expect(found?.error).toBeCloseTo(expected.error, 12);
}

describe.each(Object.entries(reference.toys))('%s events', (_name, toy) => {
  const weights = orderingIn(toy, 'weights');
  const model = orderingIn(toy, 'model');
  const pairs = modelPairs(model, weights);
  const judged = (name: 'observable' | 'other') => {
    const values = orderingIn(toy, name);
    return { values, withModel: concordance(model, values, weights) };
  };

  it('have the average decision ordering of a loop over pairs', () => {
    expectEstimate(decisionOrdering(pairs, judged('observable').withModel), toy.observable);
    expectEstimate(decisionOrdering(pairs, judged('other').withModel), toy.other);
  });

  it('have it on the pairs that a list orders otherwise', () => {
    const found = orderingWhereDisagreeing(pairs, judged('observable'), judged('other'));
    expectEstimate(found, toy.otherWhereDisagreeing);
  });

  it('have as many reversed pairs', () => {
    expectEstimate(reversedPairs(model, orderingIn(toy, 'after'), weights), toy.reversed);
  });
});

const events = fc.array(
  fc.record({ f: fc.integer({ min: -4, max: 4 }), w: fc.double({ min: 0.1, max: 3, noNaN: true }) }),
  {
    minLength: 1,
    maxLength: 30,
  },
);

describe('average decision ordering', () => {
  const ordering = (
    signal: readonly { f: number; w: number }[],
    background: readonly { f: number; w: number }[],
    of: (event: { f: number; w: number }) => number,
  ): Ordering => ({ signal: Float64Array.from(signal, of), background: Float64Array.from(background, of) });

  it('is 1 with any rising function of the score and 0 with any falling one', () => {
    fc.assert(
      fc.property(events, events, (signal, background) => {
        const weights = ordering(signal, background, ({ w }) => w);
        const model = ordering(signal, background, ({ f }) => f);
        const pairs = modelPairs(model, weights);
        const withAny = (of: (f: number) => number) =>
          decisionOrdering(
            pairs,
            concordance(
              model,
              ordering(signal, background, ({ f }) => of(f)),
              weights,
            ),
          );
        const rising = withAny((f) => Math.exp(f));
        if (!(pairs.ordered.value > 1e-9)) return;
        expect(rising?.value).toBeCloseTo(1, 9);
        expect(withAny((f) => -(f ** 3))?.value).toBeCloseTo(0, 9);
        expect(withAny(() => 7)?.value).toBeCloseTo(0.5, 9);
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it('gains nothing from the same number', () => {
    const weights = { signal: Float64Array.of(1, 2), background: Float64Array.of(1, -0.5, 3) };
    const model = { signal: Float64Array.of(3, 1), background: Float64Array.of(2, 0, 1) };
    const same = concordance(model, model, weights);
    expect(orderingGain(modelPairs(model, weights), same, same)).toEqual({ value: 0, error: 0 });
  });

  it('is not defined without a positive sum of weights in both classes', () => {
    const weights = { signal: Float64Array.of(1, -1), background: Float64Array.of(1) };
    const model = { signal: Float64Array.of(1, 2), background: Float64Array.of(0) };
    expect(() => modelPairs(model, weights)).toThrow(RangeError);
  });

  it('has the scatter of repeated samples as its error', () => {
    // Poisson replicas of events with negative weights among them.
    const random = new Random('scatter');
    const side = (of: () => number): Ordering => ({
      signal: Float64Array.from({ length: 250 }, of),
      background: Float64Array.from({ length: 300 }, of),
    });
    const weights = side(() => (random.uniform() < 0.15 ? -1 : 1));
    const model = side(() => random.normal());
    const observable = {
      signal: model.signal.map((value) => value + random.normal()),
      background: model.background.map((value) => value + random.normal()),
    };
    const promised = decisionOrdering(modelPairs(model, weights), concordance(model, observable, weights))!.error;
    const poisson = (): number => {
      let count = 0;
      for (let product = random.uniform(); product > Math.exp(-1); product *= random.uniform()) count++;
      return count;
    };
    const values = Array.from({ length: 300 }, () => {
      const drawn = {
        signal: weights.signal.map((w) => w * poisson()),
        background: weights.background.map((w) => w * poisson()),
      };
      return decisionOrdering(modelPairs(model, drawn), concordance(model, observable, drawn))!.value;
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const scatter = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    expect(scatter / promised).toBeGreaterThan(0.85);
    expect(scatter / promised).toBeLessThan(1.15);
  });
});

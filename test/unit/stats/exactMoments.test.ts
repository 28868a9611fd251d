import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactMoments } from '../../../src/stats/exactMoments';
import { Parts } from '../../../src/stats/exactParts';
import { ExactSums } from '../../../src/stats/exactSums';

/** Of ordinary and of very different size. */
const number = fc
  .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, 0, 0, -3, 8, -60, 90, -300))
  .map(([mantissa, exponent]) => mantissa * 2 ** exponent);
const events = fc.array(fc.tuple(number, number), { maxLength: 40 }).chain((few) =>
  // Repeated until there are more than one block.
  fc.constantFrom(1, 50).map((times) => Array.from({ length: times }, () => few).flat()),
);

describe('exact moments', () => {
  it('are the sums of the products, whatever their size', () => {
    fc.assert(
      fc.property(events, number, (list, origin) => {
        const x = Float64Array.from(list, ([value]) => value);
        const weights = Float64Array.from(list, ([, weight]) => weight);
        const once = x.map((value, i) => weights[i]! * (value - origin));
        const twice = once.map((value, i) => value * (x[i]! - origin));
        const expected = new ExactSums(2);
        expected.addTotal(0, new Parts().cut(once, x.length));
        expected.addTotal(1, new Parts().cut(twice, x.length));
        const moments = new ExactMoments(origin);
        moments.add(x, weights, x.length, largest(weights), largest(x.map((value) => value - origin)));
        expect(moments.rounded()).toEqual(expected.rounded());
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('are infinite where a product is', () => {
    const moments = new ExactMoments(0);
    moments.add(Float64Array.of(1, 1e200), Float64Array.of(1, 1), 2, 1, 1e200);
    expect([...moments.rounded().nearest]).toEqual([1e200, Infinity]);
  });
});

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

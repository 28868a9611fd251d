import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactHistogram } from '../../../src/stats/exactHistogram';
import { Parts } from '../../../src/stats/exactParts';
import { ExactSums } from '../../../src/stats/exactSums';

const bins = 4;
const weight = fc.oneof(
  fc.constantFrom(1, -1, 0.5, 0),
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -90, max: 90 })).map(([w, k]) => w * 2 ** k),
  fc.constantFrom(1e300, Infinity),
);

describe('an exact histogram', () => {
  it.each([
    ['ones', fc.constant(1)],
    ['weights of a few bits', fc.constantFrom(1, -0.5, 3)],
    ['any weights', weight],
  ])('of %s is that of sums that are filled one after the other', (_, weights) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(weights, fc.nat(bins - 1)), { maxLength: 50 }), (list) => {
        const [w, at] = [Float64Array.from(list, ([one]) => one), Int32Array.from(list, ([, bin]) => bin)];
        const parts = new Parts().cut(w, w.length);
        const squares = new Parts().cut(
          w.map((one) => one * one),
          w.length,
        );
        const histogram = new ExactHistogram(bins);
        const [expected, expectedSquares] = [new ExactSums(bins), new ExactSums(bins)];
        for (let twice = 0; twice < 2; twice++) {
          histogram.add(at, parts, squares);
          expected.add(at, parts);
          expectedSquares.add(at, squares);
        }
        expect(histogram.roundedWeights()).toEqual(expected.rounded());
        expect(histogram.roundedSquares(bins)).toEqual(expectedSquares.rounded());
        const counts = Array.from({ length: bins }, (_each, bin) => 2 * at.filter((one) => one === bin).length);
        expect([...histogram.counts]).toEqual(counts);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('leaves Σw² alone where no squares are given', () => {
    const histogram = new ExactHistogram(bins);
    histogram.add(Int32Array.of(2, 2), new Parts().cut(Float64Array.of(0.1, 0.2), 2));
    expect([...histogram.roundedSquares(bins).nearest]).toEqual([0, 0, 0, 0]);
    expect(histogram.roundedWeights().nearest[2]).toBeCloseTo(0.3, 15);
  });
});

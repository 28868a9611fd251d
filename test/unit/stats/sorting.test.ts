import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedFinite } from '../../../src/stats/sorting';

const length = 5000;

describe('numbers in ascending order', () => {
  it('are those that comparing them gives, zeros of both signs among them, and nothing that is not finite', () => {
    const special = fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 2 ** -149, -(2 ** -149));
    const number = fc.oneof(fc.float({ noNaN: true }), special, fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), (list) => {
        // Repeated and scaled by powers of two, so that there are enough of them.
        const values = Float64Array.from({ length }, (_, i) => Math.fround(list[i % list.length]! * 2 ** (i % 7)));
        const given = values.slice();
        expect(sortedFinite(given)).toEqual(values.filter(Number.isFinite).sort());
        expect(given).toEqual(values);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('keep all digits of numbers that float32 cannot hold', () => {
    const values = Float64Array.from({ length }, (_, i) => Math.sin(i));
    expect(sortedFinite(values)).toEqual(values.slice().sort());
  });

  it('do not remember the numbers that were sorted before', () => {
    const [long, short] = [2 * length, length].map((n) => Float64Array.from({ length: n }, (_, i) => (7 * i) % n));
    sortedFinite(long!);
    expect(sortedFinite(short!)).toEqual(short!.slice().sort());
  });
});

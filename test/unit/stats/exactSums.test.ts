import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Parts } from '../../../src/stats/exactParts';
import { ExactSums, largestOf, type RoundedSums } from '../../../src/stats/exactSums';

describe('an exact sum', () => {
  it('is the sum of its terms as fractions of whole numbers, rounded once or by a hair more', () => {
    fc.assert(
      fc.property(terms, (values) => {
        const { nearest, rests } = sumOf(values);
        const parts = [nearest[0]!, ...rests.map((list) => list[0]!)];
        expect(exactly(parts)).toBe(exactly(values));
        expect(Math.abs(nearest[0]! - nearestDouble(exactly(values)))).toBeLessThanOrEqual(
          2 ** -52 * Math.abs(nearest[0]!),
        );
      }),
      { seed: 1 },
    );
  });

  it('has the same bytes in whatever order its terms come, and in whatever parts', () => {
    const shuffled = terms.chain((values) =>
      fc.tuple(
        fc.constant(values),
        fc.shuffledSubarray(values, { minLength: values.length }),
        fc.array(fc.nat(values.length)),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([values, others, cuts]) => {
        const whole = new ExactSums(1);
        const borders = [0, ...cuts.sort((a, b) => a - b), others.length];
        borders.slice(1).forEach((to, index) => {
          whole.addSums(sumOf(others.slice(borders[index], to)));
        });
        expect(bytes(whole.rounded())).toEqual(bytes(sumOf(values)));
      }),
      { seed: 1 },
    );
  });

  it('is the same term by term, all at once, and without keeping parts', () => {
    fc.assert(
      fc.property(terms, (list) => {
        const values = Float64Array.from(list);
        const [total, alone] = [new ExactSums(1), new ExactSums(1)];
        total.addTotal(0, new Parts().cut(values, values.length));
        alone.addValues(0, values, values.length, Math.max(0, ...list.map(Math.abs)));
        expect(bytes(total.rounded())).toEqual(bytes(sumOf(list)));
        expect(bytes(alone.rounded())).toEqual(bytes(sumOf(list)));
      }),
      { seed: 1 },
    );
  });

  it('of products is that of the terms that they are', () => {
    fc.assert(
      fc.property(terms, terms, (first, second) => {
        const n = Math.min(first.length, second.length);
        const [a, b] = [Float64Array.from(first.slice(0, n)), Float64Array.from(second.slice(0, n))];
        const products = Array.from(a, (value, index) => value * b[index]!);
        const sums = new ExactSums(1);
        sums.addProducts(0, a, b, n, largestOf(a) * largestOf(b));
        expect(bytes(sums.rounded())).toEqual(bytes(sumOf(products)));
      }),
      { seed: 1 },
    );
  });

  it('is the same without keeping parts for more terms than one block has, small ones among them', () => {
    const list = Array.from({ length: 1700 }, (_, i) => Math.sin(i) * 2 ** (i % 97 === 0 ? -70 : 0));
    const alone = new ExactSums(1);
    alone.addValues(0, Float64Array.from(list), list.length, 1);
    expect(bytes(alone.rounded())).toEqual(bytes(sumOf(list)));
  });

  it('does not lose what lies far below, nor cancel', () => {
    expect(sumOf([1e270, 1, -1e270]).nearest[0]).toBe(1);
    expect(sumOf([1, 2 ** -1074, -1]).nearest[0]).toBe(2 ** -1074);
    expect(sumOf(new Array<number>(1000).fill(0.1)).nearest[0]).toBe(100);
  });

  it('goes on beyond the terms that a level holds', () => {
    const n = 3 * 2 ** 17 + 5;
    const value = 2 ** 11 - 2 ** -20;
    expect(sumOf(new Float64Array(n).fill(value)).nearest[0]).toBe(n * value);
  });

  it.each([
    [[1, Infinity], Infinity],
    [[-Infinity, 1e270], -Infinity],
    [[Infinity, 1, -Infinity], Number.NaN],
    [[1, Number.NaN], Number.NaN],
    [[1e308, 1e308], Infinity],
  ])('of %j is %d', (values, expected) => {
    expect(sumOf(values).nearest[0]).toBe(expected);
  });

  it('stands beside others that do not touch it', () => {
    const sums = new ExactSums(2);
    sums.add(Int32Array.of(0, 1, 0, 1), new Parts().cut(Float64Array.of(1, 10, 2, Infinity), 4));
    sums.resize(3);
    sums.add(Int32Array.of(2), new Parts().cut(Float64Array.of(0.5), 1));
    expect([...sums.rounded().nearest]).toEqual([3, Infinity, 0.5]);
  });
});

/** Of very different size, and some that cancel. */
const terms = fc
  .array(
    fc
      .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -90, max: 90 }), fc.boolean())
      .map(([mantissa, exponent, near]) => mantissa * 2 ** (near ? exponent >> 4 : exponent)),
    { maxLength: 200, size: 'max' },
  )
  .map((values) => [...values, ...values.filter((_, index) => index % 3 === 0).map((value) => -value)]);

function sumOf(values: ArrayLike<number>): RoundedSums {
  const sums = new ExactSums(1);
  sums.add(new Int32Array(values.length), new Parts().cut(Float64Array.from(values), values.length));
  return sums.rounded();
}

function bytes({ nearest, rests }: RoundedSums): string[] {
  return [nearest, ...rests].map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength).toString('hex'));
}

/** Σ in units of 2^-1200. */
function exactly(values: readonly number[]): bigint {
  return values.reduce((sum, value) => {
    let [whole, exponent] = [value, 0];
    while (!Number.isInteger(whole)) [whole, exponent] = [whole * 2, exponent + 1];
    return sum + BigInt(whole) * 2n ** BigInt(1200 - exponent);
  }, 0n);
}

function nearestDouble(sum: bigint): number {
  // Beyond the range of doubles as a whole number, but not after division.
  const excess = Math.max(sum.toString(2).length - 120, 0);
  return Number(sum >> BigInt(excess)) * 2 ** (excess - 600) * 2 ** -600;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert, fromFloat16, toFloat16 } from '../../../src/model/elementType';

describe('half precision', () => {
  it('reads and writes every number that there is', () => {
    for (let bits = 0; bits < 65_536; bits++) {
      const value = fromFloat16(bits);
      if (Number.isNaN(value)) expect(Number.isNaN(fromFloat16(toFloat16(value)))).toBe(true);
      else if (toFloat16(value) !== bits) throw new Error(`${bits} became ${toFloat16(value)}`);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    // Between neighbours and exactly in the middle of them; 65520 is the middle to what would come after the largest.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), fc.double({ min: 0, max: 1, noNaN: true }), (bits, part) => {
        const [low, high] = [fromFloat16(bits), fromFloat16(bits + 1)];
        const value = Math.fround(low + part * (high - low));
        const nearest =
          value - low < high - value || (value - low === high - value && bits % 2 === 0) ? bits : bits + 1;
        expect(toFloat16(value)).toBe(nearest);
        expect(toFloat16(-value)).toBe(nearest | 0x8000);
      }),
      { seed: 1, numRuns: 2000 },
    );
    expect([65519.99, 65520, 1e300].map((value) => fromFloat16(toFloat16(value)))).toEqual([65504, Infinity, Infinity]);
  });
});

describe('numbers that a type cannot hold', () => {
  it.each([
    ['int32', new Int32Array(4), [1.9, -1.9, 2 ** 31, NaN], [1, -1, 0, 0], [0, 0, 1, 1]],
    ['uint8', new Uint8Array(4), [255, -1, 256, 0.5], [255, 0, 0, 0], [0, 1, 1, 0]],
    ['bool', new Uint8Array(4), [0, 0.5, -2, NaN], [0, 1, 1, 0], [0, 0, 0, 1]],
  ] as const)('are marked, not invented: %s', (type, target, values, written, marks) => {
    const unusable = new Uint8Array(4);
    convert(type, Float64Array.from(values), target, 1, unusable);
    expect([...target]).toEqual(written);
    expect([...unusable]).toEqual(marks);
  });

  it('are marked at the event that has them', () => {
    const unusable = new Uint8Array(2);
    const target = new BigInt64Array(4);
    convert('int64', Float64Array.of(1, 2, 3, Infinity), target, 2, unusable);
    expect([...target]).toEqual([1n, 2n, 3n, 0n]);
    expect([...unusable]).toEqual([0, 1]);
  });
});

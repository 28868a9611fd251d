import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParquetRuns } from '../../../src/data/parquet/parquetRuns';

describe('runs of indices into a dictionary', () => {
  it('gives the values that were packed, in any number of bits, wherever they begin and however they are taken', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.array(fc.nat(), { minLength: 8, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (width, offset, runs, takes, single) => {
          // A run of packed bits holds a multiple of eight values.
          const indices = runs.map((run) =>
            run.slice(0, run.length - (run.length % 8)).map((index) => index % Math.min(2 ** width, 1000)),
          );
          const bytes = Uint8Array.from([...new Array<number>(offset).fill(255), ...indices.flatMap(packed(width))]);
          const values = Float64Array.from({ length: 1000 }, (_, index) => index + 0.5);
          const dictionary = single ? new Float32Array(values) : values;
          const expected = indices.flat().map((index) => index + 0.5);
          expect(taken(new ParquetRuns(bytes, offset, width), dictionary, expected.length, takes)).toEqual(expected);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('refuses an index outside the dictionary, in whatever place it is packed', () => {
    const indices = new Array<number>(16).fill(2);
    for (let wrong = 0; wrong < indices.length; wrong++) {
      const bytes = Uint8Array.from(packed(7)(indices.with(wrong, 3)));
      const runs = new ParquetRuns(bytes, 0, 7);
      expect(() => runs.lookUp(Float64Array.of(0, 1, 2), new Float64Array(16), 0, 16)).toThrow(
        'outside its dictionary',
      );
    }
  });

  it('refuses bits that end before their values', () => {
    for (const width of [1, 7, 18, 25, 31]) {
      const bytes = Uint8Array.from(packed(width)(new Array<number>(16).fill(0)));
      const runs = new ParquetRuns(bytes.subarray(0, -1), 0, width);
      expect(() => runs.lookUp(Float64Array.of(0), new Float64Array(16), 0, 16)).toThrow('ends too early');
    }
  });
});

/** A run of packed bits with its header: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE */
function packed(width: number): (indices: readonly number[]) => number[] {
  return (indices) => {
    const bits = indices.flatMap((index) =>
      Array.from({ length: width }, (_, bit) => Math.floor(index / 2 ** bit) % 2),
    );
    const bytes = Array.from({ length: bits.length / 8 }, (_, byte) =>
      bits.slice(8 * byte, 8 * byte + 8).reduce((sum, bit, place) => sum + bit * 2 ** place, 0),
    );
    return [(indices.length / 8) * 2 + 1, ...bytes];
  };
}

function taken(
  runs: ParquetRuns,
  dictionary: Float64Array | Float32Array,
  count: number,
  takes: readonly number[],
): number[] {
  const out = new Float64Array(count);
  for (let at = 0, turn = 0; at < count; turn++) {
    const length = Math.min(takes[turn % takes.length]!, count - at);
    runs.lookUp(dictionary, out, at, length);
    at += length;
  }
  return [...out];
}

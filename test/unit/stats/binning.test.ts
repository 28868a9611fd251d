import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Binning, mergeEdges, quantileEdges, uniformEdges } from '../../../src/stats/binning';
import { Random } from '../../../src/stats/random';

describe('Binning.index', () => {
  it('counts the edges at or below the value, for every double', () => {
    fc.assert(
      fc.property(anyEdges, fc.array(fc.double()), (edges, values) => {
        const binning = new Binning(edges);
        const beside = Array.from(edges).flatMap((edge) => [edge, edge * (1 + 2 ** -52), edge * (1 - 2 ** -52)]);
        for (const x of [...beside, ...values, Infinity, -Infinity, 0, -0, Number.MIN_VALUE]) {
          expect(binning.index(x)).toBe(Number.isNaN(x) ? -1 : edges.filter((edge) => edge <= x).length);
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('does so for edges of very unequal distances', () => {
    const edges = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : -1) * 1.3 ** i).sort();
    const binning = new Binning(edges);
    const random = new Random(1);
    for (let i = 0; i < 20_000; i++) {
      const x = (random.uniform() - 0.5) * 10 ** (random.uniform() * 48);
      expect(binning.index(x)).toBe(edges.filter((edge) => edge <= x).length);
    }
  });

  it('numbers the underflow 0 and the overflow last, and takes an edge into the bin above', () => {
    const binning = new Binning(Float64Array.of(0, 1, 2));
    expect(binning.bins).toBe(4);
    expect([-0.1, 0, 0.9, 1, 1.9, 2, 3].map((x) => binning.index(x))).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expect(binning.index(Number.NaN)).toBe(-1);
  });

  it('works with a single edge, with denormal and with huge ones', () => {
    expect([-1, 5, 6].map((x) => new Binning(Float64Array.of(5)).index(x))).toEqual([0, 1, 1]);
    const tiny = new Binning(Float64Array.of(0, 5e-324, 1e-323));
    expect([-5e-324, 0, 5e-324, 1e-323].map((x) => tiny.index(x))).toEqual([0, 1, 2, 3]);
    const huge = new Binning(Float64Array.of(-1.7e308, 0, 1.7e308));
    expect([-Infinity, -1e308, 1e308, 1.75e308].map((x) => huge.index(x))).toEqual([0, 1, 2, 3]);
  });

  it('looks up many values as it looks up one', () => {
    const binning = new Binning(uniformEdges(-2, 2, 100));
    const values = new Float64Array(1000);
    new Random(2).fillNormal(values);
    const out = new Int32Array(1000).fill(-7);
    binning.fillIndices(values, 900, out);
    expect(Array.from(out.subarray(0, 900))).toEqual(Array.from(values.subarray(0, 900), (x) => binning.index(x)));
    expect(out[900]).toBe(-7);
    expect(() => binning.fillIndices(values, 1001, out)).toThrow(RangeError);
  });

  it('looks up every double so, beside every edge too, and tells which lie outside', () => {
    fc.assert(
      fc.property(anyEdges, fc.array(fc.double()), (edges, others) => {
        const binning = new Binning(edges);
        const beside = Array.from(edges).flatMap((edge) => [edge, edge * (1 + 2 ** -52), edge * (1 - 2 ** -52)]);
        const middles = Array.from(edges.subarray(1), (edge, index) => edge / 2 + edges[index]! / 2);
        const values = Float64Array.from([...beside, ...middles, ...others, Infinity, -Infinity, 0, -0, Number.NaN]);
        const [out, outside] = [new Int32Array(values.length), new Int32Array(values.length)];
        const found = binning.fillIndices(values, values.length, out, outside);
        expect(Array.from(out)).toEqual(Array.from(values, (x) => binning.index(x)));
        const [low, high] = [edges[0]!, edges.at(-1)!];
        const expected = Array.from(values.keys()).filter((i) => !(values[i]! >= low && values[i]! < high));
        expect(Array.from(outside.subarray(0, found))).toEqual(expected);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([[[]], [[1, 1]], [[2, 1]], [[0, Number.NaN]], [[0, Infinity]], [[-0, 0]]])(
    'refuses the edges %j',
    (edges) => {
      expect(() => new Binning(Float64Array.from(edges))).toThrow(RangeError);
    },
  );
});

describe('quantileEdges', () => {
  it('gives bins of equal population', () => {
    const values = new Float64Array(10_000);
    new Random(4).fillNormal(values);
    const counts = population(values, quantileEdges(values, 256));
    expect(counts).toHaveLength(258);
    expect(counts[0]).toBe(0);
    expect(counts[257]).toBe(0);
    expect(Math.min(...counts.slice(1, -1))).toBe(39);
    expect(Math.max(...counts.slice(1, -1))).toBe(40);
  });

  it('gives each number of jets its own bin, centred on it', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => 5 + (i % 3) + (i === 999 ? 1 : 0));
    expect(Array.from(quantileEdges(values, 256))).toEqual([4.5, 5.5, 6.5, 7.5]);
    expect(Array.from(quantileEdges(Float64Array.of(3, 1, 10, 3), 4))).toEqual([0, 2, 6.5, 13.5]);
  });

  it('gives a sentinel its own bin', () => {
    const values = new Float64Array(3000).fill(-999);
    new Random(5).fillNormal(values.subarray(1000));
    const counts = population(values, quantileEdges(values, 64));
    expect(counts[1]).toBe(1000);
    expect(counts[2]).toBeLessThan(100);
  });

  it('gives a value in the middle that fills many bins its own', () => {
    const values = new Float64Array(3000);
    new Random(6).fillNormal(values.subarray(1000));
    const edges = quantileEdges(values, 64);
    expect(population(values, edges)[new Binning(edges).index(0)]).toBe(1000);
  });

  it('encloses all values, never parts equal ones, and keeps to the number of bins', () => {
    const values = fc.oneof(
      fc.array(fc.double({ noNaN: true }), { minLength: 1 }),
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 60 }),
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (list, bins) => {
        const column = Float64Array.from(list);
        const edges = quantileEdges(column, bins);
        const counts = population(column, edges);
        const finite = column.filter(Number.isFinite);
        const distinct = new Set(finite).size;
        if (distinct === 0) return;
        // A value next to the largest double cannot be enclosed by a finite edge.
        if (finite.some((x) => Math.abs(x) > 1e307)) return;
        expect(edges.length - 1).toBeLessThanOrEqual(bins);
        if (distinct <= bins) expect(edges.length - 1).toBe(distinct);
        expect(counts[0]).toBe(column.filter((x) => x === -Infinity).length);
        expect(counts.at(-1)).toBe(column.filter((x) => x === Infinity).length);
        expect(counts.slice(1, -1).every((count) => count > 0)).toBe(true);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('survives the largest and the smallest doubles', () => {
    for (const list of [[1.7e308, -1.7e308], [Number.MAX_VALUE], [5e-324, 0], [-5e-324], [0], [1e300, 1e-300]]) {
      expect(() => new Binning(quantileEdges(Float64Array.from(list), 4))).not.toThrow();
    }
  });

  it('does not depend on the order of the events', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (list) => {
        const reversed = quantileEdges(Float64Array.from(list).reverse(), 8);
        expect(reversed).toEqual(quantileEdges(Float64Array.from(list), 8));
      }),
      { seed: 1 },
    );
  });

  it('keeps a constant feature together when it is rounded to float32, and sees it shift', () => {
    const binning = new Binning(quantileEdges(Float64Array.of(0.1, 0.1), 256));
    expect(binning.index(Math.fround(0.1))).toBe(1);
    expect(binning.index(0.1001)).toBe(2);
  });

  it('gives a feature without a finite value one edge', () => {
    expect(Array.from(quantileEdges(Float64Array.of(Number.NaN, Infinity), 256))).toEqual([0]);
    expect(Array.from(quantileEdges(new Float64Array(), 256))).toEqual([0]);
  });
});

describe('mergeEdges', () => {
  it('is the sorted union', () => {
    const merged = mergeEdges(Float64Array.of(1, 3), Float64Array.of(0.5, 3), Float64Array.of(-2));
    expect(Array.from(merged)).toEqual([-2, 0.5, 1, 3]);
    expect(Array.from(mergeEdges())).toEqual([]);
  });
});

describe('uniformEdges', () => {
  it('ends exactly where told', () => {
    uniformEdges(0, 1, 10).forEach((edge, i) => expect(edge).toBeCloseTo(i / 10, 15));
    const edges = uniformEdges(-0.1, 0.7, 7);
    expect([edges[0], edges[7]]).toEqual([-0.1, 0.7]);
    expect(uniformEdges(-1.7e308, 1.7e308, 2)[1]).toBe(0);
  });

  it.each([
    [1, 1, 3],
    [0, Infinity, 3],
    [0, 1, 0],
    [0, 1, 1.5],
    [1, 1 + 2 ** -52, 3],
  ])('refuses %d to %d in %d bins', (low, high, bins) => {
    expect(() => uniformEdges(low, high, bins)).toThrow(RangeError);
  });
});

const anyEdges = fc
  .oneof(
    fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }),
    fc.uniqueArray(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 1, maxLength: 60 }),
    fc.uniqueArray(fc.double({ noNaN: true, min: 1, max: 1 + 1e-13 }), { minLength: 1, maxLength: 60 }),
    fc.uniqueArray(fc.double({ noNaN: true, min: -1e-320, max: 1e-320 }), { minLength: 1, maxLength: 60 }),
  )
  .map((list) => mergeEdges(Float64Array.from(list)));

function population(values: Float64Array, edges: Float64Array): number[] {
  const binning = new Binning(edges);
  const counts = new Array<number>(binning.bins).fill(0);
  for (const x of values) if (!Number.isNaN(x)) counts[binning.index(x)]! += 1;
  return counts;
}

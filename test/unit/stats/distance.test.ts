import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Binning, quantileEdges } from '../../../src/stats/binning';
import { ksDistance, wassersteinDistance } from '../../../src/stats/distance';
import { emptyHistogram, fill } from '../../../src/stats/histogram';
import reference from '../../fixtures/reference/stats.json';

const [first, second] = reference.samples as [Sample, Sample];
const edges = quantileEdges(Float64Array.from(first.value), 256);
const everything = [...first.value, ...second.value];
const low = Math.min(...everything);
const high = Math.max(...everything);

describe.each(['positive', 'signed'] as const)('with 256 bins and %s weights', (kind) => {
  const a = contents(first, kind);
  const b = contents(second, kind);

  it('KS is the unbinned one to 0.002, and never above it', () => {
    expect(ksDistance(a, b)).toBeLessThanOrEqual(reference.ks[kind]);
    expect(ksDistance(a, b)).toBeGreaterThan(reference.ks[kind] - 0.002);
  });

  // What remains is the tail: few events in wide bins, over which the binned distance spreads their content evenly.
  it('Wasserstein is the unbinned one to 0.005 standard deviations', () => {
    const distance = wassersteinDistance(a, b, edges, low, high);
    const sigma = Math.sqrt(reference.moments[kind].variance);
    expect(Math.abs(distance - reference.wasserstein[kind]) / sigma).toBeLessThan(0.005);
  });
});

describe('ksDistance', () => {
  it('is 0 for the same shape and 1 for shapes apart', () => {
    expect(ksDistance(Float64Array.of(1, 2), Float64Array.of(2, 4))).toBe(0);
    expect(ksDistance(Float64Array.of(1, 0), Float64Array.of(0, 3))).toBe(1);
  });

  it('refuses a sample without weight and other binnings', () => {
    expect(() => ksDistance(Float64Array.of(1, -1), Float64Array.of(1, 1))).toThrow(RangeError);
    expect(() => ksDistance(Float64Array.of(1), Float64Array.of(1, 1))).toThrow(RangeError);
  });
});

describe('wassersteinDistance', () => {
  it('is the shift of a block', () => {
    const a = Float64Array.of(0, 1, 0, 0, 0, 0);
    const b = Float64Array.of(0, 0, 0, 0, 5, 0);
    expect(wassersteinDistance(a, b, Float64Array.of(0, 1, 2, 3, 4), 0, 4)).toBeCloseTo(3, 14);
  });

  it('spreads under- and overflow to the ends of the variable', () => {
    const distance = wassersteinDistance(Float64Array.of(1, 0), Float64Array.of(0, 1), Float64Array.of(0), -2, 6);
    expect(distance).toBeCloseTo(4, 14);
  });

  it('is that of scipy for whole numbers, though the distributions cross', () => {
    const { jets } = reference.wasserstein;
    const borders = Float64Array.of(-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5);
    const [few, many] = [jets.a, jets.b].map((contents) => Float64Array.of(0, ...contents, 0));
    expect(wassersteinDistance(few!, many!, borders, -0.5, 5.5)).toBeCloseTo(jets.scipy, 14);
  });

  it('refuses a sample without weight, edges that do not fit, and an infinite range', () => {
    const a = Float64Array.of(1, 1);
    const edge = Float64Array.of(0);
    expect(() => wassersteinDistance(a, Float64Array.of(1, -1), edge, -1, 1)).toThrow(RangeError);
    expect(() => wassersteinDistance(a, a, Float64Array.of(0, 1), -1, 1)).toThrow(RangeError);
    expect(() => wassersteinDistance(a, a, edge, -Infinity, 1)).toThrow(RangeError);
  });
});

describe('every distance', () => {
  const distances = {
    ks: ksDistance,
    wasserstein: (a: Float64Array, b: Float64Array) =>
      wassersteinDistance(a, b, Float64Array.of(0, 1, 3, 4, 10), -1, 11),
  };

  it.each(Object.entries(distances))('%s is a metric, and blind to the scale of weights', (_, distance) => {
    fc.assert(
      fc.property(shape, shape, shape, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (a, b, c, factor) => {
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBeCloseTo(distance(b, a), 12);
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c) + 1e-9);
        expect(Number.isFinite(distance(a, b))).toBe(true);
        const scaled = a.map((content) => content * factor);
        expect(Math.abs(distance(scaled, b) - distance(a, b))).toBeLessThan(1e-12 * (1 + distance(a, b)) * 100);
        expect(
          distance(
            a.map((content) => content * 1024),
            b,
          ),
        ).toBe(distance(a, b));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

interface Sample {
  value: number[];
  positive: number[];
  signed: number[];
}

/** Six bins of either sign whose total is not small. */
const shape = fc
  .array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 })
  .filter((list) => Math.abs(list.reduce((sum, content) => sum + content, 0)) > 0.5)
  .map((list) => Float64Array.from(list));

function contents(sample: Sample, kind: 'positive' | 'signed'): Float64Array {
  const binning = new Binning(edges);
  const histogram = emptyHistogram(binning);
  const indices = new Int32Array(sample.value.length);
  binning.fillIndices(Float64Array.from(sample.value), indices.length, indices);
  fill(histogram, indices, Float64Array.from(sample[kind]), indices.length);
  return histogram.sumWeights;
}

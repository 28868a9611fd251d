import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc, aucInfluence } from '../../../src/stats/auc';
import { Binning, mergeEdges, quantileEdges } from '../../../src/stats/binning';
import { emptyHistogram, fill, type Histogram } from '../../../src/stats/histogram';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/stats.json';

const [background, signal] = reference.samples as [Sample, Sample];
const everyScore = new Binning(mergeEdges(Float64Array.from([...background.value, ...signal.value])));
const coarse = new Binning(quantileEdges(Float64Array.from(background.value), 256));
const unweighted = reference['auc-unweighted'];

describe('auc', () => {
  it.each(['positive', 'signed'] as const)('counts pairs of events with %s weights', (kind) => {
    const exact = auc(
      histogram(everyScore, background, kind).sumWeights,
      histogram(everyScore, signal, kind).sumWeights,
    );
    expect(exact).toBeCloseTo(reference.auc[kind], 12);
    const binned = auc(histogram(coarse, background, kind).sumWeights, histogram(coarse, signal, kind).sumWeights);
    expect(Math.abs(binned - reference.auc[kind])).toBeLessThan(1e-4);
  });

  it('is the Mann-Whitney statistic without weights', () => {
    const [b, s] = [histogram(everyScore, background), histogram(everyScore, signal)];
    expect(auc(b.sumWeights, s.sumWeights)).toBeCloseTo(unweighted.mannWhitney, 12);
  });

  it('is 1 for perfect separation, 0 for the reverse, one half for none', () => {
    expect(auc(Float64Array.of(1, 0), Float64Array.of(0, 2))).toBe(1);
    expect(auc(Float64Array.of(0, 1), Float64Array.of(2, 0))).toBe(0);
    expect(auc(Float64Array.of(3), Float64Array.of(2))).toBe(0.5);
  });

  it('refuses a class without weight', () => {
    expect(() => auc(Float64Array.of(1, -1), Float64Array.of(1, 1))).toThrow(RangeError);
    expect(() => auc(Float64Array.of(1), Float64Array.of(1, 1))).toThrow(RangeError);
  });

  it('is turned round by exchanging the classes, and blind to the scale of weights', () => {
    fc.assert(
      fc.property(shape, shape, (b, s) => {
        expect(auc(b, s) + auc(s, b)).toBeCloseTo(1, 10);
        expect(
          auc(
            b.map((w) => w * 2),
            s.map((w) => w * 0.125),
          ),
        ).toBe(auc(b, s));
        expect(
          auc(
            b.map((w) => w * 1.7),
            s,
          ),
        ).toBeCloseTo(auc(b, s), 10);
      }),
      { seed: 1 },
    );
  });
});

describe('aucInfluence', () => {
  it('gives the variance of DeLong but for its n/(n − 1)', () => {
    const [b, s] = [histogram(everyScore, background), histogram(everyScore, signal)];
    const influence = aucInfluence(b.sumWeights, s.sumWeights);
    const [nb, ns] = [background.value.length, signal.value.length];
    const variance =
      (squares(influence.background, b) * nb) / (nb - 1) + (squares(influence.signal, s) * ns) / (ns - 1);
    expect(variance / unweighted.delong).toBeCloseTo(1, 10);
  });

  it('is the derivative', () => {
    fc.assert(
      fc.property(shape, shape, (b, s) => {
        const influence = aucInfluence(b, s);
        for (let bin = 0; bin < b.length; bin++) {
          expect(influence.background[bin]).toBeCloseTo(
            slope(b, bin, () => auc(b, s)),
            5,
          );
          expect(influence.signal[bin]).toBeCloseTo(
            slope(s, bin, () => auc(b, s)),
            5,
          );
        }
      }),
      { seed: 1 },
    );
  });

  it('is centred: giving every event the same factor moves nothing', () => {
    fc.assert(
      fc.property(shape, shape, (b, s) => {
        const influence = aucInfluence(b, s);
        expect(influence.background.reduce((sum, value, bin) => sum + value * b[bin]!, 0)).toBeCloseTo(0, 10);
        expect(influence.signal.reduce((sum, value, bin) => sum + value * s[bin]!, 0)).toBeCloseTo(0, 10);
      }),
      { seed: 1 },
    );
  });

  it('gives the scatter of repeated experiments with signed weights', () => {
    const random = new Random('auc');
    const areas: number[] = [];
    let predicted = 0;
    const repetitions = 400;
    for (let i = 0; i < repetitions; i++) {
      const b = toy(random, 0);
      const s = toy(random, 1);
      areas.push(auc(b.sumWeights, s.sumWeights));
      const influence = aucInfluence(b.sumWeights, s.sumWeights);
      predicted += (squares(influence.background, b) + squares(influence.signal, s)) / repetitions;
    }
    const mean = areas.reduce((sum, area) => sum + area, 0) / repetitions;
    const observed = areas.reduce((sum, area) => sum + (area - mean) ** 2, 0) / (repetitions - 1);
    // The scatter of a variance from 400 draws is 7 per cent.
    expect(Math.abs(observed / predicted - 1)).toBeLessThan(0.2);
  });
});

interface Sample {
  value: number[];
  positive: number[];
  signed: number[];
}

/** Five bins of either sign whose total is not small. */
const shape = fc
  .array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 })
  .filter((list) => Math.abs(list.reduce((sum, content) => sum + content, 0)) > 1)
  .map((list) => Float64Array.from(list));

function histogram(binning: Binning, sample: Sample, kind?: 'positive' | 'signed'): Histogram {
  const result = emptyHistogram(binning);
  const indices = new Int32Array(sample.value.length);
  binning.fillIndices(Float64Array.from(sample.value), indices.length, indices);
  const weights = kind === undefined ? new Float64Array(indices.length).fill(1) : Float64Array.from(sample[kind]);
  fill(result, indices, weights, indices.length);
  return result;
}

function squares(influence: Float64Array, { sumWeights2 }: Histogram): number {
  return influence.reduce((sum, value, bin) => sum + value ** 2 * sumWeights2[bin]!, 0);
}

function slope(contents: Float64Array, bin: number, value: () => number): number {
  const at = contents[bin]!;
  const step = 1e-5;
  contents[bin] = at + step;
  const above = value();
  contents[bin] = at - step;
  const below = value();
  contents[bin] = at;
  return (above - below) / (2 * step);
}

function toy(random: Random, shift: number): Histogram {
  const result = emptyHistogram(new Binning(Float64Array.from({ length: 60 }, (_, i) => (i - 30) / 8)));
  const n = 400;
  const indices = new Int32Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    indices[i] = result.binning.index(random.normal() + shift);
    weights[i] = random.uniform() < 0.15 ? -1 : 1;
  }
  fill(result, indices, weights, n);
  return result;
}

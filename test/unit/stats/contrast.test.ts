import { describe, expect, it } from 'vitest';
import { Binning } from '../../../src/stats/binning';
import { contrastOf, meanDifferenceError, rebin, yieldRatio, type Contrast } from '../../../src/stats/contrast';
import { contrastEfficiency, efficiencyRatio } from '../../../src/stats/efficiencyRatio';
import type { Estimate } from '../../../src/stats/estimate';
import { emptyHistogram, fill, type Histogram } from '../../../src/stats/histogram';
import { Migration } from '../../../src/stats/migration';
import { NormalTable } from '../../../src/stats/normalTable';
import { Random } from '../../../src/stats/random';
import { binCentres, shapeTest } from '../../../src/stats/shapeTest';
import reference from '../../fixtures/reference/contrast.json';

const axis = { edges: Float64Array.from(reference.edges), low: reference.low, high: reference.high };
const binning = new Binning(axis.edges);

describe('a variation of the same events', () => {
  const contrast = paired(0, reference.x.length);
  const expected = reference.paired;

  it('has the yield ratio of a sum over events, and its paired error', () => {
    expectEstimate(yieldRatio(contrast), expected.yieldRatio);
  });

  it('has the efficiencies of a sum over events', () => {
    expectEstimate(contrastEfficiency(contrast, 'nominal', reference.threshold), expected.efficiency);
    expectEstimate(contrastEfficiency(contrast, 'varied', reference.threshold), expected.variedEfficiency);
  });

  it('has the efficiency ratio of a sum over events, and its paired error', () => {
    expectEstimate(efficiencyRatio(contrast, reference.threshold), expected.efficiencyRatio);
  });

  it('has the paired error of a difference of means', () => {
    expect(meanDifferenceError(contrast, binCentres(axis)) / expected.meanDifference.error).toBeCloseTo(1, 10);
  });

  it('is the sum of its parts', () => {
    const parts = contrastOf(binning.bins, [pairedPart(0, 700), pairedPart(700, reference.x.length)]);
    expectEstimate(yieldRatio(parts), expected.yieldRatio);
    expectEstimate(efficiencyRatio(parts, reference.threshold), expected.efficiencyRatio);
  });

  it('keeps its errors in fewer bins', () => {
    const group = Int32Array.from({ length: binning.bins }, (_, bin) => (bin >= reference.threshold ? 1 : 0));
    expectEstimate(efficiencyRatio(rebin(contrast, group, 2), 1), expected.efficiencyRatio);
  });

  it('has distances, and noise of them, as a Poisson bootstrap of the events finds', () => {
    expectShape(contrast, expected);
  });
});

describe('a contrast with other events', () => {
  const contrast = independent(
    filled(reference.x, reference.w, binning),
    filled(reference.otherX, reference.otherW, binning),
  );

  it('has the yield ratio of a sum over events, and independent errors', () => {
    expectEstimate(yieldRatio(contrast), reference.independent.yieldRatio);
  });

  it('has distances, and noise of them, as a Poisson bootstrap of the events finds', () => {
    expectShape(contrast, reference.independent);
  });
});

describe('the p-value of KS', () => {
  const models: [string, (x: number, random: Random) => number][] = [
    ['equal weights', () => 1],
    ['log-normal weights', (_, random) => Math.exp(0.8 * random.normal())],
    ['20 % negative weights', (_, random) => (random.uniform() < 0.2 ? -1 : 1)],
    ['weights exp(x)', (x) => Math.exp(x)],
    [
      'a negative fraction that rises with x',
      (x, random) => (random.uniform() < 0.4 / (1 + Math.exp(-2 * x)) ? -1 : 1),
    ],
  ];

  // 300 pseudo-experiments of the same distribution: a fraction of 0.05 ± 0.0126 should lie below 0.05.
  it.each(models)('keeps its size for %s', (name, weightOf) => {
    const random = new Random(`size ${name}`);
    const axis = { edges: Float64Array.from({ length: 31 }, (_, i) => (i - 15) / 7), low: -4, high: 4 };
    const bins = new Binning(axis.edges);
    let below = 0;
    for (let experiment = 0; experiment < 300; experiment++) {
      const [a, b] = [0, 1].map(() => {
        const x = Array.from({ length: 1000 }, () => random.normal());
        return filled(
          x,
          x.map((value) => weightOf(value, random)),
          bins,
        );
      }) as [Histogram, Histogram];
      if (shapeTest(independent(a, b), axis, new NormalTable(`size ${name} ${experiment}`)).pValue < 0.05) below++;
    }
    expect(below / 300).toBeGreaterThan(0.05 - 3 * 0.0126);
    expect(below / 300).toBeLessThan(0.05 + 3 * 0.0126);
  });

  it('does not depend on the scale of the weights', () => {
    const scaled = (factor: number): Contrast =>
      independent(
        filled(reference.x, reference.w, binning),
        filled(
          reference.otherX,
          reference.otherW.map((w) => w * factor),
          binning,
        ),
      );
    const [plain, larger] = [1, 64].map((factor) => shapeTest(scaled(factor), axis, new NormalTable('scale')));
    expect(larger?.pValue).toBe(plain?.pValue);
    expect(larger?.ks).toBe(plain?.ks);
  });

  it('is 1 for a variation that changes nothing', () => {
    const nominal = filled(reference.x, reference.w, binning);
    const part = { kind: 'unchanged', nominal: nominal.sumWeights, nominalSquares: nominal.sumWeights2 } as const;
    const test = shapeTest(contrastOf(binning.bins, [part]), axis, new NormalTable('nothing'));
    expect([test.ks, test.wasserstein, test.pValue]).toEqual([0, 0, 1]);
  });
});

function expectEstimate(actual: Estimate | undefined, expected: Estimate): void {
  expect(actual?.value).toBeCloseTo(expected.value, 10);
  expect((actual?.error ?? 0) / expected.error).toBeCloseTo(1, 10);
}

function expectShape(contrast: Contrast, expected: typeof reference.paired | typeof reference.independent): void {
  const test = shapeTest(contrast, axis, new NormalTable('bootstrap'));
  expect(test.ks).toBeCloseTo(expected.ks, 12);
  expect(test.wasserstein).toBeCloseTo(expected.wasserstein, 12);
  // 999 draws: the p-value scatters by up to 0.016, the quantiles by 2 to 5 per cent.
  expect(Math.abs(test.pValue - expected.ksProbability)).toBeLessThan(0.03);
  reference.quantiles.forEach((p, i) => {
    expect(Math.abs(test.ksNoise(p) / expected.ksNoise[i]! - 1)).toBeLessThan(0.1);
    expect(Math.abs(test.wassersteinNoise(p) / expected.wassersteinNoise[i]! - 1)).toBeLessThan(0.1);
  });
}

function paired(from: number, to: number): Contrast {
  return contrastOf(binning.bins, [pairedPart(from, to)]);
}

/** Events of weight 0 are not selected on that side. */
function pairedPart(from: number, to: number) {
  const migration = new Migration(binning.bins);
  const nominal = new Float64Array(binning.bins);
  const varied = new Float64Array(binning.bins);
  for (let i = from; i < to; i++) {
    const [w, variedW] = [reference.w[i]!, reference.variedW[i]!];
    const bin = w === 0 ? binning.bins : binning.index(reference.x[i]!);
    const variedBin = variedW === 0 ? binning.bins : binning.index(reference.variedX[i]!);
    if (w !== 0) nominal[bin]! += w;
    if (variedW !== 0) varied[variedBin]! += variedW;
    migration.addSums(bin, variedBin, w * w, w * variedW, variedW * variedW);
  }
  return { kind: 'paired', nominal, varied, cells: migration.cells() } as const;
}

function independent(a: Histogram, b: Histogram): Contrast {
  return contrastOf(a.binning.bins, [
    {
      kind: 'independent',
      nominal: a.sumWeights,
      nominalSquares: a.sumWeights2,
      varied: b.sumWeights,
      variedSquares: b.sumWeights2,
    },
  ]);
}

function filled(x: readonly number[], weights: readonly number[], into: Binning): Histogram {
  const result = emptyHistogram(into);
  const indices = new Int32Array(x.length);
  into.fillIndices(Float64Array.from(x), x.length, indices);
  fill(result, indices, Float64Array.from(weights), x.length);
  return result;
}

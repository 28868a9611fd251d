import { describe, expect, it } from 'vitest';
import { fitEmulator, type EmulatorFit } from '../../../src/inference/emulator/emulatorFit';
import type { EmulatorProblem } from '../../../src/inference/emulator/emulatorProblem';
import { EmulatedLikelihood } from '../../../src/inference/emulator/emulatedLikelihood';
import { minimiseMany } from '../../../src/inference/emulator/minimiseMany';
import type { Spectrum } from '../../../src/inference/emulator/spectrum';
import { poissonDrawer } from '../../../src/inference/poissonDrawer';
import { chiSquaredQuantile } from '../../../src/stats/gammaFunction';
import { Random } from '../../../src/stats/random';

type Model = (point: Float64Array) => readonly number[];

function predictor(size: number, model: Model): EmulatorProblem['predict'] {
  return (points, n) =>
    Promise.resolve(
      Float64Array.from([...Array(n).keys()].flatMap((row) => model(points.subarray(row * size, (row + 1) * size)))),
    );
}

async function fit(
  model: Model,
  spectrum: Spectrum,
  parameters: EmulatorProblem['parameters'],
  nuisances: EmulatorProblem['nuisances'] = [],
): Promise<EmulatorFit> {
  const predict = predictor(parameters.length + nuisances.length, model);
  const found = await fitEmulator({
    predict,
    spectrum,
    parameters,
    nuisances,
    seed: 'test',
    onProgress: () => undefined,
  });
  return found!;
}

function counts(...values: readonly number[]): Spectrum {
  return { values: Float64Array.from(values), likelihood: 'poisson' };
}

describe('a count whose expectation is the parameter', async () => {
  const n = 9;
  const { parameters, chiSquared, degreesOfFreedom, pValue } = await fit(([mu = 0]) => [mu], counts(n), [
    { name: 'mu', low: 0.01, high: 60 },
  ]);
  const { value, low, high, marginal } = parameters[0]!;

  it('fits where it was counted, without a degree of freedom', () => {
    expect(value).toBeCloseTo(n, 3);
    expect([chiSquared, degreesOfFreedom, pValue]).toEqual([expect.closeTo(0, 5), 0, undefined]);
  });

  it('has the ends where 2(μ − n + n ln n/μ) is 1', () => {
    for (const mu of [low.at, high.at]) expect(2 * (mu - n + n * Math.log(n / mu))).toBeCloseTo(1, 5);
    for (const mu of [low.at95, high.at95]) {
      expect(2 * (mu - n + n * Math.log(n / mu))).toBeCloseTo(3.841458820694124, 4);
    }
  });

  it('has a posterior that is a gamma distribution', () => {
    for (const [quantile, p] of [
      [marginal!.low, 0.15865525393145707],
      [marginal!.median, 0.5],
      [marginal!.high, 0.8413447460685429],
    ] as const) {
      expect(quantile.value).toBeCloseTo(chiSquaredQuantile(p, 2 * (n + 1)) / 2, 3);
    }
    expect(marginal!.mean).toBeCloseTo(n + 1, 2);
  });
});

describe('a measurement of a product, of which one factor is known to a fifth', async () => {
  const [observed, error] = [6, 0.1];
  const { parameters, nuisances } = await fit(
    ([a = 0, b = 0]) => [a * b],
    { values: Float64Array.of(observed), likelihood: 'gaussian', errors: Float64Array.of(error) },
    [{ name: 'a', low: 0.5, high: 12 }],
    [{ name: 'b', prior: { kind: 'normal', mean: 2, sigma: 0.4 }, step: 0.02, trained: { low: 0.4, high: 4 } }],
  );
  const { value, low, high, marginal, without } = parameters[0]!;

  /** ∫ N(6 | ab, 0.1) N(b | 2, 0.4) db, by Simpson's rule. */
  const density = (a: number): number => {
    const steps = 4000;
    let sum = 0;
    for (let i = 0; i <= steps; i++) {
      const b = 0.4 + (3.6 * i) / steps;
      const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
      sum += weight * Math.exp(-(((observed - a * b) / error) ** 2) / 2 - ((b - 2) / 0.4) ** 2 / 2);
    }
    return sum;
  };

  it('fits at the quotient', () => {
    expect(value).toBeCloseTo(3, 3);
    expect(nuisances[0]!.value).toBeCloseTo(2, 3);
  });

  it('has the profile that is left when b is solved for', () => {
    // min over b of ((6 − ab)/0.1)² + ((b − 2)/0.4)² = (6 − 2a)²/(0.1² + 0.4²a²)
    for (const a of [low.at, high.at]) {
      expect((observed - 2 * a) ** 2 / (error ** 2 + 0.16 * a * a)).toBeCloseTo(1, 4);
    }
  });

  it('has the posterior of an integral done otherwise, to a thousandth of its width', () => {
    const xs = Array.from({ length: 1151 }, (_, i) => 0.5 + i * 0.01);
    const heights = xs.map(density);
    const cumulative = [0];
    for (let i = 1; i < xs.length; i++) cumulative.push(cumulative[i - 1]! + (heights[i - 1]! + heights[i]!) / 2);
    const quantile = (p: number): number => {
      const wanted = p * cumulative.at(-1)!;
      const i = cumulative.findIndex((content) => content >= wanted);
      return xs[i - 1]! + (0.01 * (wanted - cumulative[i - 1]!)) / (cumulative[i]! - cumulative[i - 1]!);
    };
    const width = marginal!.high.value - marginal!.low.value;
    expect(Math.abs(marginal!.low.value - quantile(0.15865525)) / width).toBeLessThan(1e-3);
    expect(Math.abs(marginal!.median.value - quantile(0.5)) / width).toBeLessThan(1e-3);
    expect(Math.abs(marginal!.high.value - quantile(0.84134475)) / width).toBeLessThan(1e-3);
  });

  it('is an error of the measurement alone with b held', () => {
    expect(without[0]!.high - without[0]!.low).toBeCloseTo((2 * error) / 2, 3);
  });
});

describe('what an emulator cannot tell', () => {
  it('is an interval that the range ends', async () => {
    const { parameters } = await fit(
      ([a = 0]) => [a],
      { values: Float64Array.of(0.2), likelihood: 'gaussian', errors: Float64Array.of(1) },
      [{ name: 'a', low: 0, high: 10 }],
    );
    const { low, high } = parameters[0]!;
    expect(low).toMatchObject({ at: 0, reached: false, rise: expect.closeTo(0.04, 6) as number });
    expect(high.at).toBeCloseTo(1.2, 5);
  });

  it('is which of two solutions it is', async () => {
    const { parameters } = await fit(
      ([a = 0]) => [a * a],
      { values: Float64Array.of(4), likelihood: 'gaussian', errors: Float64Array.of(0.4) },
      [{ name: 'a', low: -5, high: 5 }],
    );
    const { value, high, low, otherRegion, marginal } = parameters[0]!;
    expect(Math.abs(value)).toBeCloseTo(2, 4);
    expect(high.at - low.at).toBeCloseTo(0.2, 2);
    expect(otherRegion).toBeCloseTo(-value, 1);
    // Half of it lies on either side: the end has 31.7 % of that beyond.
    const xs = Array.from({ length: 4000 }, (_, i) => 1 + (i + 0.5) / 2000);
    const heights = xs.map((a) => Math.exp(-(((a * a - 4) / 0.4) ** 2) / 2));
    const beyond = (from: number): number => heights.reduce((sum, one, i) => (xs[i]! > from ? sum + one : sum), 0);
    expect(beyond(marginal!.high.value) / beyond(0)).toBeCloseTo(0.3173, 2);
    expect(marginal!.low.value).toBeCloseTo(-marginal!.high.value, 3);
  });

  it('is a parameter that changes nothing', async () => {
    const nothing = fitEmulator({
      predict: predictor(2, ([a = 0]) => [a, 2 * a]),
      spectrum: { values: Float64Array.of(1, 2), likelihood: 'gaussian', errors: Float64Array.of(1, 1) },
      parameters: [
        { name: 'a', low: 0, high: 2 },
        { name: 'b', low: 0, high: 2 },
      ],
      nuisances: [],
      seed: 'test',
      onProgress: () => undefined,
    });
    await expect(nothing).resolves.toBeUndefined();
  });
});

describe('a parabola, whose height goes with both of its branches', () => {
  /** What b would be if a were as measured, 0.5 ± 0.7, and b = a² ± error. */
  const exact = (error: number): ((p: number) => number) => {
    const heights: number[] = [];
    const step = 0.01;
    for (let b = -1; b < 14; b += step) {
      let sum = 0;
      for (let a = -3.5; a < 4.5; a += step) {
        sum += Math.exp(-(((a - 0.5) / 0.7) ** 2) / 2 - ((b - a * a) / error) ** 2 / 2);
      }
      heights.push(sum);
    }
    const total = heights.reduce((sum, one) => sum + one, 0);
    return (p) => {
      let content = 0;
      const i = heights.findIndex((height) => (content += height) >= p * total);
      return -1 + (i + 0.5 - (content - p * total) / heights[i]!) * step;
    };
  };
  const fitted = (error: number): Promise<EmulatorFit> =>
    fit(
      ([a = 0, b = 0]) => [b - a * a, a],
      { values: Float64Array.of(0, 0.5), likelihood: 'gaussian', errors: Float64Array.of(error, 0.7) },
      [
        { name: 'a', low: -3.5, high: 4.5 },
        { name: 'b', low: -1, high: 14 },
      ],
    );

  it('has the posterior of both branches', async () => {
    const { marginal } = (await fitted(0.4)).parameters[1]!;
    const quantile = exact(0.4);
    const width = marginal!.high.value - marginal!.low.value;
    expect(Math.abs(marginal!.low.value - quantile(0.15865525)) / width).toBeLessThan(0.01);
    expect(Math.abs(marginal!.median.value - quantile(0.5)) / width).toBeLessThan(0.01);
    expect(Math.abs(marginal!.high.value - quantile(0.84134475)) / width).toBeLessThan(0.01);
  });

  it('tells how wrong it may be where it is too sharp to be followed', async () => {
    const [a, b] = (await fitted(0.02)).parameters;
    const quantile = exact(0.02);
    expect(a!.marginal!.high.value).toBeCloseTo(1.2, 4);
    expect(a!.marginal!.high.error).toBeLessThan(1e-4);
    for (const [found, p] of [
      [b!.marginal!.low, 0.15865525],
      [b!.marginal!.median, 0.5],
      [b!.marginal!.high, 0.84134475],
    ] as const) {
      expect(found.error).toBeGreaterThan(Math.abs(found.value - quantile(p)) / 3);
    }
  });
});

describe('data whose errors are correlated', () => {
  it('have the weighted mean of their covariance', async () => {
    // V = [[1, 0.5], [0.5, 2]]: (1ᵀV⁻¹d)/(1ᵀV⁻¹1) with V⁻¹ = [[2, −0.5], [−0.5, 1]]/1.75.
    const { parameters } = await fit(
      ([a = 0]) => [a, a],
      { values: Float64Array.of(1, 3), likelihood: 'gaussian', covariance: Float64Array.of(1, 0.5, 0.5, 2) },
      [{ name: 'a', low: -5, high: 8 }],
    );
    expect(parameters[0]!.value).toBeCloseTo((1.5 * 1 + 0.5 * 3) / 2, 5);
    expect(parameters[0]!.high.at - parameters[0]!.value).toBeCloseTo(Math.sqrt(1.75 / 2), 5);
  });
});

describe('profile intervals of many data sets', () => {
  it('hold the truth in 68.3 % of them, to two per cent', async () => {
    const toys = 1500;
    const random = new Random('coverage of an emulator');
    const truth = Float64Array.of(1, 0);
    const bins = 12;
    // A falling spectrum whose slope is the parameter and whose height a nuisance.
    const model: Model = ([slope = 0, height = 0]) =>
      Array.from({ length: bins }, (_, i) => 80 * (1 + height) * Math.exp((-slope * i) / 8));
    const expected = model(truth);
    let covered = 0;
    for (let toy = 0; toy < toys; toy++) {
      const likelihood = new EmulatedLikelihood(
        [
          { name: 'slope', low: -2, high: 4, step: 0.002 },
          // The mean of the prior stands for a measurement of its own.
          { name: 'height', low: -0.9, high: 2, step: 0.002, prior: { mean: 0.1 * random.normal(), sigma: 0.1 } },
        ],
        counts(...expected.map((mean) => poissonDrawer(mean)(random))),
        predictor(2, model),
      );
      const { values } = await minimiseMany(likelihood, Float64Array.of(...truth, ...truth), Uint8Array.of(0, 0, 1, 0));
      if (2 * (values[1]! - values[0]!) < 1) covered += 1;
    }
    expect(Math.abs(covered / toys - 0.6827)).toBeLessThan(0.02);
  });
});

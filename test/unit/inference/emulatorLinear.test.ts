import { describe, expect, it } from 'vitest';
import { fitEmulator, type EmulatorFit } from '../../../src/inference/emulator/emulatorFit';
import { cholesky, solve } from '../../../src/inference/cholesky';
import { Random } from '../../../src/stats/random';

/** μ = a + J·z with two parameters and two nuisances: everything has a closed form. */
const observables = 12;
const size = 4;
const random = new Random('a linear emulator');
const slopes = Array.from({ length: observables * size }, () => random.normal());
const offsets = Array.from({ length: observables }, () => 5 * random.normal());
const errors = Float64Array.from({ length: observables }, () => 0.5 + random.uniform());
const truth = [1.2, -0.4, 0.3, 2.1];
const mean = [0, 0, 0.1, 2];
const sigma = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0.4, 0.7];

const predictOne = (z: ArrayLike<number>, i: number): number =>
  offsets[i]! + [...Array(size).keys()].reduce((sum, k) => sum + slopes[i * size + k]! * z[k]!, 0);
const values = Float64Array.from(
  { length: observables },
  (_, i) => predictOne(truth, i) + errors[i]! * random.normal(),
);

const predict = (points: Float64Array, n: number): Promise<Float64Array> =>
  Promise.resolve(
    Float64Array.from({ length: n * observables }, (_, index) => {
      const row = Math.floor(index / observables);
      return predictOne(points.subarray(row * size, (row + 1) * size), index % observables);
    }),
  );

function fit(known: boolean): Promise<EmulatorFit | undefined> {
  return fitEmulator({
    predict,
    spectrum: { values, likelihood: 'gaussian', errors },
    parameters: [
      { name: 'a', low: -20, high: 20 },
      { name: 'b', low: -20, high: 20 },
    ],
    nuisances: [2, 3].map((k) => ({
      name: `n${k}`,
      step: 0.1,
      prior: known
        ? { kind: 'known' as const, value: mean[k]! }
        : { kind: 'normal' as const, mean: mean[k]!, sigma: sigma[k]! },
    })),
    seed: 'linear',
    onProgress: () => undefined,
  });
}

/** Generalised least squares: (JᵀV⁻¹J + prior)⁻¹ over those of `free`. */
function closedForm(free: readonly number[]): { at: number[]; sigma: number[]; chiSquared: number } {
  const many = free.length;
  const information = new Float64Array(many * many);
  const right = new Float64Array(many);
  for (const [a, k] of free.entries()) {
    for (const [b, l] of free.entries()) {
      for (let i = 0; i < observables; i++) {
        information[a * many + b]! += (slopes[i * size + k]! * slopes[i * size + l]!) / errors[i]! ** 2;
      }
    }
    information[a * many + a]! += 1 / sigma[k]! ** 2;
    for (let i = 0; i < observables; i++) {
      right[a]! += (slopes[i * size + k]! * (values[i]! - predictOne(mean, i))) / errors[i]! ** 2;
    }
  }
  cholesky(information, many);
  const shift = right.slice();
  solve(information, many, shift);
  const at = [...mean];
  for (const [a, k] of free.entries()) at[k]! += shift[a]!;
  const sigmas = free.map((_, a) => {
    const column = new Float64Array(many);
    column[a] = 1;
    solve(information, many, column);
    return Math.sqrt(column[a]);
  });
  let chiSquared = 0;
  for (let i = 0; i < observables; i++) chiSquared += ((values[i]! - predictOne(at, i)) / errors[i]!) ** 2;
  for (const k of free) chiSquared += ((at[k]! - mean[k]!) / sigma[k]!) ** 2;
  return { at, sigma: sigmas, chiSquared };
}

describe('a linear emulator with normal errors and priors', async () => {
  const loose = (await fit(false))!;
  const exact = closedForm([0, 1, 2, 3]);

  it('has the best fit of generalised least squares', () => {
    for (const [k, { value }] of [...loose.parameters, ...loose.nuisances].entries()) {
      expect(value).toBeCloseTo(exact.at[k]!, 7);
    }
    expect(loose.chiSquared).toBeCloseTo(exact.chiSquared, 7);
    expect(loose.degreesOfFreedom).toBe(observables - 2);
  });

  it('has profile intervals of the analytic covariance, for 68 % and 95 %', () => {
    for (const [k, { value, low, high }] of loose.parameters.entries()) {
      expect((high.at - value) / exact.sigma[k]!).toBeCloseTo(1, 6);
      expect((value - low.at) / exact.sigma[k]!).toBeCloseTo(1, 6);
      expect((high.at95 - value) / exact.sigma[k]!).toBeCloseTo(1.959963985, 6);
    }
  });

  it('has marginal intervals that equal them', () => {
    for (const [k, { marginal }] of loose.parameters.entries()) {
      expect((marginal!.high.value - exact.at[k]!) / exact.sigma[k]!).toBeCloseTo(1, 6);
      expect((marginal!.low.value - exact.at[k]!) / exact.sigma[k]!).toBeCloseTo(-1, 6);
      expect((marginal!.median.value - exact.at[k]!) / exact.sigma[k]!).toBeCloseTo(0, 6);
      expect(marginal!.sigma / exact.sigma[k]!).toBeCloseTo(1, 5);
      expect(marginal!.high.error).toBeLessThan(1e-6 * exact.sigma[k]!);
    }
  });

  it('knows what of the width a nuisance makes: that of the covariance with it held', () => {
    const { without, dataAlone } = loose.parameters[0]!;
    for (const [position, held] of [2, 3].entries()) {
      const expected = closedForm([0, 1, 2, 3].filter((k) => k !== held)).sigma[0]!;
      expect((without[position]!.high - without[position]!.low) / 2 / expected).toBeCloseTo(1, 6);
    }
    expect((dataAlone.high - dataAlone.low) / 2 / closedForm([0, 1]).sigma[0]!).toBeCloseTo(1, 6);
  });

  it('has the errors of nuisances after the fit', () => {
    for (const [position, nuisance] of loose.nuisances.entries()) {
      expect(nuisance.sigma / exact.sigma[position + 2]!).toBeCloseTo(1, 6);
    }
  });

  it('holds nuisances that are known', async () => {
    const { parameters, degreesOfFreedom } = (await fit(true))!;
    const alone = closedForm([0, 1]);
    expect((parameters[0]!.high.at - alone.at[0]!) / alone.sigma[0]!).toBeCloseTo(1, 6);
    expect((parameters[0]!.marginal!.high.value - alone.at[0]!) / alone.sigma[0]!).toBeCloseTo(1, 6);
    expect(parameters[0]!.without).toEqual([]);
    expect(degreesOfFreedom).toBe(observables - 2);
  });

  it('draws contours of two parameters through the ends of their ellipse', () => {
    const { contours } = loose.planes[0]!;
    const inner = contours.filter(({ height }) => height < 3).flatMap(({ points }) => points);
    const most = Math.max(...inner.map(({ x }) => x));
    expect((most - exact.at[0]!) / exact.sigma[0]! / Math.sqrt(2.295748928898636)).toBeCloseTo(1, 2);
  });
});

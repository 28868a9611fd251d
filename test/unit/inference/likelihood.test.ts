import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FitModel, strengthIndex } from '../../../src/inference/fitModel';
import { cramerRao } from '../../../src/inference/information';
import { halfWidth, profileInterval } from '../../../src/inference/interval';
import {
  linearCurve,
  rateCurve,
  rateSpline,
  segmentOf,
  smoothCurve,
  splineCurve,
  type BinCurve,
  type RateCurve,
} from '../../../src/inference/interpolation';
import { contourLines, likelihoodPlane, profileCurve } from '../../../src/inference/profileCurve';
import type { Templates } from '../../../src/inference/templates';
import { referenceCases, waysToFit } from './reference';

/** One process of signal and one of background, and a nuisance that scales the background. */
function counting(
  signal: readonly number[],
  background: readonly number[],
  size: number,
  squares: readonly number[] = background.map(() => 0),
): Templates {
  const contents = Float64Array.from(background);
  const none = new Float64Array(contents.length);
  return {
    bins: signal.length,
    processes: [
      { name: 's', signal: true, contents: Float64Array.from(signal), squares: none },
      { name: 'b', signal: false, contents, squares: Float64Array.from(squares) },
    ],
    nuisances: [
      {
        name: 'rate',
        shifts: [
          undefined,
          {
            up: contents.map((content) => content * (1 + size)),
            down: contents.map((content) => content * (1 - size)),
            upNoise: undefined,
            downNoise: undefined,
          },
        ],
      },
    ],
  };
}

describe('interpolation', () => {
  const one = (value: number): Float64Array => Float64Array.of(value);
  const sides = [
    { value: -1, contents: one(-1) },
    { value: 0, contents: one(0) },
    { value: 1, contents: one(3) },
  ];
  const grid = [{ value: -2, contents: one(0.5) }, ...sides, { value: 1.5, contents: one(2) }];
  /** Value and derivatives, of a curve with one bin or of a rate. */
  const jetOf =
    (curve: BinCurve | RateCurve, kinks = new Float64Array()) =>
    (theta: number): number[] => {
      curve.place(theta, segmentOf(kinks, theta));
      if ('jet' in curve) return [...curve.jet];
      return [0, 1, 2].map((order) =>
        curve.parts.reduce((total, part, index) => total + curve.jets[index]![order]! * part[0]!, 0),
      );
    };
  const straight = Float64Array.of(0);
  const bent = Float64Array.of(-1, 0, 1);

  it.each([
    ['code 4', jetOf(rateCurve(1.3, 0.8)), 1, 1.3, 0.8],
    ['code 4p', jetOf(smoothCurve(one(3), one(-1))), 0, 3, -1],
    ['code 0', jetOf(linearCurve(sides, straight), straight), 0, 3, -1],
    ['code 0 on a grid', jetOf(linearCurve(grid, bent), bent), 0, 3, -1],
    ['a spline', jetOf(splineCurve(grid)), 0, 3, -1],
    ['an exponential spline', jetOf(rateSpline([-1, 0, 1, 2], [0.8, 1, 1.3, 1.1])), 1, 1.3, 0.8],
  ] as const)('%s goes through nominal, up and down', (_name, at, nominal, up, down) => {
    expect(at(0)[0]).toBeCloseTo(nominal, 12);
    expect(at(1)[0]).toBeCloseTo(up, 12);
    expect(at(-1)[0]).toBeCloseTo(down, 12);
  });

  it.each([
    ['code 4', jetOf(rateCurve(1.3, 0.8))],
    ['code 4p', jetOf(smoothCurve(one(3), one(-1)))],
    ['a spline', jetOf(splineCurve(grid))],
    ['an exponential spline', jetOf(rateSpline([-1, 0, 1, 2], [0.8, 1, 1.3, 1.1]))],
  ] as const)('%s has the derivatives that it says', (_name, at) => {
    for (const theta of [-2.3, -0.98, -0.6, -1e-3, 0.2, 0.99, 1.4, 1.6, 2.5]) {
      const step = 1e-5;
      const [, slope, curvature] = at(theta);
      const [high, low] = [at(theta + step), at(theta - step)];
      expect(slope).toBeCloseTo((high[0]! - low[0]!) / (2 * step), 6);
      expect(curvature).toBeCloseTo((high[1]! - low[1]!) / (2 * step), 4);
    }
  });
});

describe('−ln L', () => {
  it('has the gradient and the second derivatives that it says', () => {
    for (const { templates, data } of referenceCases) {
      for (const { options } of waysToFit) {
        const model = new FitModel(templates, options);
        const { likelihood } = model;
        likelihood.data = model.data(Float64Array.from(data));
        const at = model.nominal(1.2).map((x, index) => x + 0.3 * index * (index % 2 === 0 ? -1 : 1));
        const sides = likelihood.expectation.segments(at);
        const size = at.length;
        likelihood.evaluate(at, sides);
        const [gradient, hessian] = [likelihood.gradient.slice(), likelihood.hessian.slice()];
        for (let i = 0; i < size; i++) {
          const step = 1e-5;
          const moved = [step, -step].map((by) => {
            likelihood.evaluate(
              at.map((x, index) => (index === i ? x + by : x)),
              sides,
            );
            return { value: likelihood.value, gradient: likelihood.gradient.slice() };
          });
          expect(gradient[i]).toBeCloseTo((moved[0]!.value - moved[1]!.value) / (2 * step), 4);
          for (let j = 0; j < size; j++) {
            const expected = (moved[0]!.gradient[j]! - moved[1]!.gradient[j]!) / (2 * step);
            expect(Math.abs(hessian[i * size + j]! - expected)).toBeLessThan(1e-4 * Math.max(Math.abs(expected), 1));
          }
        }
      }
    }
  });

  it('is that of the best scale of each bin', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        fc.integer({ min: 0, max: 250 }),
        fc.double({ min: 0.01, max: 0.8, noNaN: true }),
        (expected, count, error) => {
          const templates = counting([0], [expected], 0, [(error * expected) ** 2]);
          const model = new FitModel(
            { ...templates, nuisances: [] },
            { interpolation: 'linear', templateErrors: true },
          );
          const { value } = model.fit(model.data(Float64Array.of(count)), new Map([[strengthIndex, 1]]));
          const at = (scale: number): number => {
            const lambda = expected * scale;
            const poisson = count === 0 ? lambda : lambda - count + count * Math.log(count / lambda);
            return poisson + (scale - 1) ** 2 / (2 * error ** 2);
          };
          let lowest = Infinity;
          for (let scale = 1e-4; scale < 60; scale *= 1.001) lowest = Math.min(lowest, at(scale));
          expect(value).toBeLessThan(lowest + 1e-6);
          expect(value).toBeGreaterThan(lowest - 1e-2);
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it('leads back from where no events are expected', () => {
    const model = new FitModel(counting([10, 1], [3, 4], 0.1), { interpolation: 'linear', templateErrors: false });
    const best = model.fit(model.data(Float64Array.of(9, 5)), undefined, Float64Array.of(-20, 0));
    expect(best.converged).toBe(true);
    expect(best.at[strengthIndex]).toBeGreaterThan(0);
  });
});

describe('the fit of one bin', () => {
  const [s, b, size] = [20, 100, 0.15];
  const model = new FitModel(counting([s], [b], size), { interpolation: 'linear', templateErrors: false });

  it('has the variance (s + b + (b·size)²)/s² of a counting experiment', () => {
    const bound = cramerRao(model.templates, model.options)![strengthIndex]!;
    expect(bound).toBeCloseTo(Math.sqrt(s + b + (b * size) ** 2) / s, 10);
    // Not quite symmetric: Poisson.
    const data = model.asimov(1);
    const interval = profileInterval(model, data, model.fit(data), strengthIndex, bound);
    expect(halfWidth(interval) / bound).toBeCloseTo(1, 2);
  });

  it('has the discovery significance of G. Cowan et al. where the background is known', () => {
    const known = new FitModel({ ...model.templates, nuisances: [] }, model.options);
    const data = known.asimov(1);
    const [ratio] = profileCurve(known, data, known.fit(data), strengthIndex, [0]);
    expect(Math.sqrt(ratio!)).toBeCloseTo(Math.sqrt(2 * ((s + b) * Math.log(1 + s / b) - s)), 6);
  });

  it('has the bound of a bin with an uncertain template', () => {
    const templates = { ...counting([s], [b], 0, [(b * size) ** 2]), nuisances: [] };
    const bound = cramerRao(templates, { interpolation: 'linear', templateErrors: true })![strengthIndex]!;
    expect(bound).toBeCloseTo(Math.sqrt(s + b + (b * size) ** 2) / s, 10);
  });
});

describe('the plane of strength and nuisance', () => {
  it('has contours that touch the profile interval where −2 ln L is 1', () => {
    const model = new FitModel(counting([30, 5], [100, 120], 0.2), {
      interpolation: 'exponential',
      templateErrors: false,
    });
    const data = model.asimov(1);
    const best = model.fit(data);
    const interval = profileInterval(model, data, best, strengthIndex, 0.4);
    const grid = (from: number, to: number): number[] =>
      Array.from({ length: 61 }, (_, index) => from + ((to - from) * index) / 60);
    const [strengths, values] = [grid(-0.5, 2.5), grid(-2, 2)];
    const [line, ...others] = contourLines(
      likelihoodPlane(model, data, best, 1, strengths, values),
      strengths,
      values,
      1,
    );
    expect(others).toEqual([]);
    expect(line!.at(-1)).toEqual(line![0]);
    const xs = line!.map(({ x }) => x);
    expect(Math.min(...xs)).toBeCloseTo(interval.low, 2);
    expect(Math.max(...xs)).toBeCloseTo(interval.high, 2);
  });
});

describe('a nuisance whose sides both raise the background', () => {
  it('is found at the lower of its two minima', () => {
    const templates = counting([0, 10], [100, 100], 0);
    const shift = {
      ...templates.nuisances[0]!.shifts[1]!,
      up: Float64Array.of(110, 100),
      down: Float64Array.of(130, 100),
    };
    const model = new FitModel(
      { ...templates, nuisances: [{ name: 'both', shifts: [undefined, shift] }] },
      { interpolation: 'linear', templateErrors: false },
    );
    for (const from of [0, 0.5, -0.5]) {
      const { at } = model.fit(model.data(Float64Array.of(130, 110)), undefined, Float64Array.of(1, from));
      expect(at[1]).toBeLessThan(-0.5);
    }
  });
});

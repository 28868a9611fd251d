/** Fits over templates at many values of a nuisance, against numpy and scipy: test/fixtures/reference/measurement_aware.py. */
import { describe, expect, it } from 'vitest';
import { FitModel, strengthIndex, type Fit, type FitOptions } from '../../../src/inference/fitModel';
import { halfWidth, profileInterval } from '../../../src/inference/interval';
import type { Observation } from '../../../src/inference/likelihood';
import { noNoise, type Shift, type TemplateNuisance, type Templates } from '../../../src/inference/templates';
import { movedTemplates, ToldFit } from '../../../src/inference/toldFit';
import reference from '../../fixtures/reference/measurement_aware.json';

type Known = (typeof reference)['models']['aware']['templates'][number];

const options: FitOptions = { interpolation: 'linear', templateErrors: true };
const { grid, models } = reference;
const array = (values: readonly number[]): Float64Array => Float64Array.from(values);
const none = new Float64Array(20);

function backgroundRate(b: Float64Array): TemplateNuisance {
  const shift: Shift = {
    up: b.map((content) => 1.05 * content),
    down: b.map((content) => 0.95 * content),
    upNoise: undefined,
    downNoise: undefined,
  };
  return { name: 'background_rate', shifts: [undefined, shift] };
}

/** Signal with some z, and background; squares of both together. */
function templatesOf(s: Float64Array, b: Float64Array, squares: Float64Array, z?: Shift): Templates {
  return {
    bins: s.length,
    processes: [
      { name: 'signal', signal: true, contents: s, squares },
      { name: 'background', signal: false, contents: b, squares: none },
    ],
    nuisances: [{ name: 'z', shifts: [z, undefined] }, backgroundRate(b)],
  };
}

/** Templates of one observable at all points of the grid. */
function fixed(templates: readonly Known[]): Templates {
  const at = (value: number): Known => templates[grid.indexOf(value)]!;
  const nominal = at(0);
  return templatesOf(array(nominal.s), array(nominal.b), array(nominal.squares), {
    up: array(at(1).s),
    down: array(at(-1).s),
    upNoise: undefined,
    downNoise: undefined,
    points: grid.flatMap((value, index) =>
      [-1, 0, 1].includes(value) ? [] : [{ value, contents: array(templates[index]!.s), noise: noNoise(none.length) }],
    ),
  });
}

/** Of each point of the grid templates of an observable of its own. */
function told(templates: readonly Known[]): ToldFit {
  return new ToldFit(
    1,
    grid.map((value, index) => {
      const { s, b, squares, s0 } = templates[index]!;
      const nominal = templatesOf(array(s0), array(b), none);
      const own = [
        { contents: array(s), squares: array(squares) },
        { contents: array(b), squares: none },
      ];
      return { value, nominal, fit: new FitModel(movedTemplates(nominal, own, 'linear'), options) };
    }),
  );
}

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function expectAgreement(fit: Fit, data: Observation, expected: Interval, tolerance: number): void {
  const interval = profileInterval(fit, data, fit.fit(data), strengthIndex, 0.2);
  for (const end of ['value', 'low', 'high'] as const) {
    const difference = Math.abs(interval[end] - expected[end]) / halfWidth(expected);
    expect(difference, `${end}: ${interval[end]}, ${expected[end]}`).toBeLessThan(tolerance);
  }
}

describe('a model that is told the nuisance', () => {
  const { templates, expected, observed } = models.aware;
  const fit = told(templates);

  it('has the expected interval of scipy', () => {
    expectAgreement(fit, fit.asimov(1), expected, 0.01);
  });

  it('has the interval of scipy for data that are scored anew at each value', () => {
    const counts = templates.map(({ data }) => array(data));
    expectAgreement(fit, fit.data(counts[grid.indexOf(0)]!, counts), observed, 0.01);
  });

  it('follows −ln L between the points of its grid, and keeps to them', () => {
    const data = fit.asimov(1);
    const at = (value: number): number => fit.fit(data, new Map([[1, value]])).value;
    expect(at(0.375)).toBeGreaterThan(at(0.25));
    expect(at(0.375)).toBeLessThan(at(0.5));
    expect(fit.rangeOf(1)).toEqual({ low: -2, high: 2 });
    expect(fit.fit(data).at[1]).toBeCloseTo(models.aware.expected.z, 2);
  });
});

describe.each(['baseline', 'pivot'] as const)('templates of %s on a grid', (name) => {
  const { templates, expected, observed } = models[name];
  const fit = new FitModel(fixed(templates), options);

  it('have the expected interval of scipy between straight lines', () => {
    expectAgreement(fit, fit.asimov(1), expected, 0.01);
  });

  it('have the observed one', () => {
    const { data } = templates[grid.indexOf(0)]!;
    expectAgreement(fit, fit.data(array(data)), observed, 0.01);
  });
});

import { describe, expect, it } from 'vitest';
import { FitModel, strengthIndex } from '../../../src/inference/fitModel';
import { impactsOf } from '../../../src/inference/impacts';
import { halfWidth, profileInterval, profileRatio } from '../../../src/inference/interval';
import type { Observation } from '../../../src/inference/likelihood';
import { likelihoodPlane } from '../../../src/inference/profileCurve';
import { referenceCases, waysToFit, type ReferenceFit } from './reference';

describe.each(referenceCases.map((one) => [one.bins, one] as const))('templates with %i bins', (_, reference) => {
  describe.each(waysToFit.map((way) => [way.name, way] as const))('%s', (name, { options }) => {
    const { templates } = reference;
    const results = reference.results[name]!;
    const model = new FitModel(templates, options);

    it('expects the events that pyhf expects, far from nominal too', () => {
      const at = model.nominal();
      at[strengthIndex] = results.point['mu']!;
      templates.nuisances.forEach((nuisance, index) => (at[index + 1] = results.point[nuisance.name]!));
      model.expected(at).forEach((content, bin) => {
        expect(content / results.expected[bin]!).toBeCloseTo(1, 10);
      });
    });

    it.each([
      ['expected', results.asimov, model.asimov(1)],
      ['observed', results.observed, model.data(Float64Array.from(reference.data))],
    ] as const)('fits %s data as pyhf does', (_title, expected, data) => {
      const best = model.fit(data);
      expect(best.converged).toBe(true);
      const interval = profileInterval(model, data, best, strengthIndex, 0.3);
      const sigma = halfWidth(expected.strength);
      expectClose(interval, expected.strength, sigma);
      for (const [strength, ratio] of expected.profile) {
        expect(profileRatio(model, data, best, strengthIndex, strength).ratio).toBeCloseTo(ratio, 3);
      }
      expect(profileRatio(model, data, best, strengthIndex, 0).ratio / expected.discovery).toBeCloseTo(1, 4);
      expectImpacts(model, data, expected, sigma);
    });

    it.each([
      ['expected', results.asimov, model.asimov(1)],
      ['observed', results.observed, model.data(Float64Array.from(reference.data))],
    ] as const)('scans the strength and a nuisance of %s data as pyhf does', (_title, { plane }, data) => {
      const index = 1 + templates.nuisances.findIndex((nuisance) => nuisance.name === plane.nuisance);
      const found = likelihoodPlane(model, data, model.fit(data), index, plane.strengths, plane.values);
      plane.ratios.flat().forEach((ratio, point) => {
        // What the reference's minimiser leaves matters where there is nearly nothing.
        expect(Math.abs(found[point]! - ratio), `${found[point]!}, ${ratio}`).toBeLessThan(0.01 * ratio + 1e-4);
      });
    });

    it.each([
      ['expected', results.asimov, undefined],
      ['observed', results.observed, reference.data],
    ] as const)('has the statistical error of pyhf for %s data', (_title, { statistical }, counts) => {
      const plain = new FitModel({ ...templates, nuisances: [] }, { ...options, templateErrors: false });
      const data = counts === undefined ? plain.asimov(1) : plain.data(Float64Array.from(counts));
      expectClose(
        profileInterval(plain, data, plain.fit(data), strengthIndex, 0.3),
        statistical,
        halfWidth(statistical),
      );
    });
  });
});

type Interval = ReferenceFit['strength'];

/** To a thousandth of the standard error. */
function expectClose(found: Interval, expected: Interval, sigma: number): void {
  for (const end of ['value', 'low', 'high'] as const) {
    expect(Math.abs(found[end] - expected[end]) / sigma, `${end}: ${found[end]}, ${expected[end]}`).toBeLessThan(2e-3);
  }
}

function expectImpacts(model: FitModel, data: Observation, expected: ReferenceFit, sigma: number): void {
  for (const { name, nuisance, up, down } of impactsOf(model, data, model.fit(data))) {
    const reference = expected.nuisances[name]!;
    expectClose(nuisance, reference, 1);
    expect(Math.abs(up - reference.up) / sigma, name).toBeLessThan(5e-3);
    expect(Math.abs(down - reference.down) / sigma, name).toBeLessThan(5e-3);
  }
}

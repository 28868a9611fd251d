/** Continuous nuisances of files and models against numpy, event by event: test/fixtures/reference/slopes.py. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../src/engine';
import type { Measured, Report } from '../../../src/report/report';
import type { Estimate } from '../../../src/stats/estimate';
import reference from '../../fixtures/reference/slopes.json';
import { errorOf, evidenceOf, exampleReport, examples, outcomesOf, quietly, valueOf } from './runs';

const code = 'nuisance/slope';

function expectEstimate(found: Measured | undefined, wanted: { value: number; error: number }, digits = 9): void {
  expect(valueOf(found)).toBeCloseTo(wanted.value, 9);
  expect(errorOf(found)).toBeCloseTo(wanted.error, digits);
}

describe('a column of a sample, in examples/pivot', () => {
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('pivot/pullscope.yaml');
  });

  describe.each(['baseline', 'pivot', 'aware'] as const)('%s', (model) => {
    it.each([0, 1] as const)('follows z as the regression over events says, in class %s', (label) => {
      const expected = reference.pivot[model][label];
      const target = { model, class: label };
      const efficiency = evidenceOf(report, code, { ...target, workingPoint: 'half' });
      // About 10,000 events: Student's t is wider than the normal by 1/(2·9,998).
      const wider = ({ value, error }: Estimate): Estimate => ({ value, error: error * (1 + 0.5 / 9_998) });
      expectEstimate(efficiency['slope'], wider(expected.efficiency.slope), 8);
      expectEstimate(efficiency['efficiency'], wider(expected.efficiency.centre), 8);
      const mean = evidenceOf(report, code, target, 'meanScore');
      expectEstimate(mean['slope'], wider(expected.mean.slope), 8);
    });
  });

  it.each([0, 1] as const)('has the distance correlation of z and score, in class %s', (label) => {
    for (const model of ['baseline', 'pivot', 'aware'] as const) {
      const found = evidenceOf(report, 'decorrelation/dependence', { model, class: label });
      const expected = reference.pivot[model][label].distanceCorrelationSquared;
      const { distanceCorrelationSquared: value } = found;
      // Half of the events are kept: the other half scatters as much again.
      expect(Math.abs(valueOf(value) - expected)).toBeLessThan(2 * errorOf(value));
    }
  });

  it('the pivot depends on z half as much as the baseline, or less', () => {
    const [pivot, baseline] = ['pivot', 'baseline'].map((model) =>
      valueOf(evidenceOf(report, code, { model, class: 1 }, 'meanShift')['meanShift']),
    );
    expect(pivot! / baseline!).toBeLessThan(0.5);
  });
});

describe('a parameter in expressions', () => {
  const cache = mkdtempSync(join(tmpdir(), 'pullscope slopes-'));
  afterAll(() => {
    rmSync(cache, { recursive: true, force: true });
  });
  const path = join(examples, 'pivot/pullscope.yaml');
  const run = (grid: string): Promise<Report> => {
    const text = readFileSync(path, 'utf8')
      // One model of the three says all that is asked here.
      .replace(/^ {2}(pivot|aware): .*\n/gm, '')
      .replace(
        /nuisances:\n[^]*/,
        `nuisances:\n  scale: { parameter: s, prior: 'normal(1, 0.05)', grid: [${grid}], replace: { x1: x1*s } }\n`,
      );
    return runAnalysis({ path, text }, { ...quietly, cache });
  };
  const target = { nuisance: 'scale', model: 'baseline', class: 1, workingPoint: 'half' };

  it('has the slope of the events on a grid, with the error of the same events', async () => {
    const evidence = evidenceOf(await run('0.85, 1.15, 7'), code, target);
    const { slope, relative, curvature, centre } = reference.pivot.scaled;
    expectEstimate(evidence['slope'], { value: slope.value / 0.05, error: slope.error / 0.05 });
    expectEstimate(evidence['efficiencyRatio'], { value: 1 + relative.value, error: relative.error });
    expectEstimate(evidence['curvature'], {
      value: curvature.value / centre.value,
      error: curvature.error / centre.value,
    });
  }, 60_000);

  it('is the same from the cache, and with another grid some points of which are known', async () => {
    const again = await run('0.85, 1.15, 7');
    const fresh = (report: Report): unknown => outcomesOf(report, code, { nuisance: 'scale' });
    const other = await run('0.95, 1.05, 3');
    rmSync(cache, { recursive: true, force: true });
    expect(fresh(again)).toEqual(fresh(await run('0.85, 1.15, 7')));
    rmSync(cache, { recursive: true, force: true });
    expect(fresh(other)).toEqual(fresh(await run('0.95, 1.05, 3')));
  }, 60_000);
});

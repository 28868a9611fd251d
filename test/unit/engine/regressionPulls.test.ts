/** Models that predict their own uncertainty, against numpy: test/fixtures/reference/regressionPulls.py. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Interval, Measured, Outcome, Report } from '../../../src/report/report';
import { Random } from '../../../src/stats/random';
import { weightedMeanAndWidth } from '../../../src/stats/pulls';
import { limitsOf } from '../../../src/stats/studentisedLimits';
import reference from '../../fixtures/reference/regressionPulls.json';
import { intervalOf, outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';

const code = 'pull/regression';
const folder = workspace();

function text(output: string, more = ''): string {
  return `pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: model.onnx, features: [a, b, c], ${output} }
nominal: [tt]
${more}`;
}

const regression = 'output: { mean: mu, sigma: sigma }, truth: truth';

beforeAll(() => {
  folder.csv('tt.csv', reference.columns);
});

function copyModel(name: string): void {
  copyFileSync(join(__dirname, `../../fixtures/models/${name}.onnx`), join(folder.path, 'model.onnx'));
}

function expectInterval(found: Measured | undefined, wanted: Interval): void {
  const { value, low, high } = intervalOf(found);
  expect(value).toBeCloseTo(wanted.value, 5);
  expect(low).toBeCloseTo(wanted.low, 5);
  expect(high).toBeCloseTo(wanted.high, 5);
}

/** Of all events, without bins. */
function whole(report: Report): Outcome {
  return outcomesOf(report, code).find(({ target }) => target.feature === undefined)!;
}

describe('a regression that predicts its uncertainty', () => {
  let report: Report;
  beforeAll(async () => {
    copyModel('regression');
    report = await folder.run(text(regression, 'protected: [mass]'));
  });

  it('has the mean and the width of its pulls, with their intervals and signed weights', () => {
    const { evidence } = whole(report);
    expectInterval(evidence['mean'], reference.regression.mean);
    expectInterval(evidence['width'], reference.regression.width);
    expect(evidence['effectiveEvents']).toBeCloseTo(reference.regression.effectiveEvents, 6);
  });

  it('is a finding that says what is wrong with its uncertainty', () => {
    const found = whole(report);
    expect(found).toMatchObject({ status: 'finding', severity: 'warning', at: { path: ['model'], on: 'key' } });
    expect(found.message).toMatch(
      /^For 'tt', \(prediction − truth\)\/σ has the mean \+0\.\d+ ± 0\.\d+ and the width 1\.\d+ ± 0\.\d+: .*σ is too small: errors are 1\.\d+ times as large\./,
    );
  });

  it('is looked at in bins of a protected variable', () => {
    const bins = outcomesOf(report, code, { feature: 'mass' });
    expect(bins).toHaveLength(5);
    const [lowest] = bins.sort((a, b) => valueOf(a.evidence['from']) - valueOf(b.evidence['from']));
    expectInterval(lowest?.evidence['mean'], reference.lowestMass.mean);
    expectInterval(lowest?.evidence['width'], reference.lowestMass.width);
  });

  it('has a plot of its pulls, and one along the protected variable', () => {
    const figures = report.figures.filter(({ id }) => id.startsWith('pull/regression/'));
    expect(figures.map(({ kind }) => kind)).toEqual(['pulls', 'histogram']);
  });

  it('is skipped where its truth is not told', async () => {
    const [outcome, ...others] = outcomesOf(await folder.run(text('output: { mean: mu, sigma: sigma }')), code);
    expect(others).toEqual([]);
    expect(outcome).toMatchObject({ status: 'skipped' });
    expect(outcome?.message).toContain('add `truth:` with a column');
  });

  it('complains of a truth that is no column', async () => {
    const { outcomes } = await folder.run(text(regression.replace('truth: truth', 'truth: trueth')));
    expect(outcomes.find(({ code: one }) => one === 'config/unknown-column')?.message).toContain(
      "has no column 'trueth'. Did you mean 'truth'?",
    );
  });
});

describe('a mixture that predicts its widths', () => {
  it('has the standard deviation of all its components as its uncertainty', async () => {
    copyModel('mixture');
    const output = 'activation: softmax, output: { weights: pi, means: mu, sigmas: sigma }, truth: truth';
    const { evidence } = whole(await folder.run(text(output)));
    expectInterval(evidence['mean'], reference.mixture.mean);
    expectInterval(evidence['width'], reference.mixture.width);
  });
});

describe('the intervals of mean and width', () => {
  const weightOf = {
    'of which some are negative': (random: Random) => (random.uniform() < 0.1 ? -1 : 1),
    // Most of the error is that of a few events.
    'that are log-normal': (random: Random) => Math.exp(random.normal()),
  };
  it.each(Object.entries(weightOf))('hold the truth as often as they say with weights %s', (name, weight) => {
    const random = new Random(`pulls ${name}`);
    const experiments = 3000;
    const held = { mean: [0, 0], width: [0, 0] };
    for (let experiment = 0; experiment < experiments; experiment++) {
      const pulls = Float64Array.from({ length: 300 }, () => 0.3 + 1.5 * random.normal());
      const summary = weightedMeanAndWidth(
        pulls,
        pulls.map(() => weight(random)),
      )!;
      for (const [quantity, truth] of [
        ['mean', 0.3],
        ['width', 1.5],
      ] as const) {
        for (const sigmas of [1, 2]) {
          const { low, high } = limitsOf(summary[quantity], sigmas);
          if (low < truth && truth < high) held[quantity][sigmas - 1]! += 1 / experiments;
        }
      }
    }
    for (const [one, two] of Object.values(held)) {
      expect(Math.abs(one! - 0.683)).toBeLessThan(0.025);
      expect(Math.abs(two! - 0.954)).toBeLessThan(0.015);
    }
  });

  it('are 1/√n and 1/√(2n) for pulls from N(0, 1)', () => {
    const random = new Random('unit pulls');
    const n = 100_000;
    const { mean, width } = weightedMeanAndWidth(
      Float64Array.from({ length: n }, () => random.normal()),
      new Float64Array(n).fill(1),
    )!;
    expect(mean.error * Math.sqrt(n)).toBeCloseTo(1, 1);
    expect(width.error * Math.sqrt(2 * n)).toBeCloseTo(1, 1);
  });

  it('are not defined where weights cancel or all pulls are the same', () => {
    expect(weightedMeanAndWidth(Float64Array.of(1, 2), Float64Array.of(1, -1))).toBeUndefined();
    expect(weightedMeanAndWidth(Float64Array.of(1, 1), Float64Array.of(1, 1))).toBeUndefined();
  });
});

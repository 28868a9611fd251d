/** Coverage and CRPS of a regression against scipy: test/fixtures/reference/coverage.py. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Measured, Report } from '../../../src/report/report';
import conformal from '../../fixtures/reference/conformal.json';
import reference from '../../fixtures/reference/coverage.json';
import mixtures from '../../fixtures/reference/normalMixture.json';
import pulls from '../../fixtures/reference/regressionPulls.json';
import { errorOf, exampleReport, outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';

const code = 'calibration/coverage';
const folder = workspace();

beforeAll(() => {
  folder.csv('tt.csv', pulls.columns);
});

function run(model: string, text: string): Promise<Report> {
  copyFileSync(join(__dirname, `../../fixtures/models/${model}.onnx`), join(folder.path, 'model.onnx'));
  return folder.run(`pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: model.onnx, features: [a, b, c], ${text} }
nominal: [tt]
`);
}

function expectEstimate(found: Measured | undefined, wanted: { value: number; error: number }): void {
  expect(valueOf(found)).toBeCloseTo(wanted.value, 5);
  expect(errorOf(found)).toBeCloseTo(wanted.error, 5);
}

describe('a regression that is said to know its error', () => {
  let report: Report;

  beforeAll(async () => {
    report = await run('regression', 'output: { mean: mu, sigma: sigma }, truth: truth, calibrated: true');
  });

  it('has the coverage of the events at each level, with signed weights', () => {
    const [found] = outcomesOf(report, code);
    for (const level of [0.5, 0.6827, 0.9, 0.9545] as const) {
      expectEstimate(found?.evidence[`coverage@${level}`], reference[`coverage@${level}`]);
    }
  });

  it('has the CRPS of its definition, integrated', () => {
    expectEstimate(outcomesOf(report, code)[0]?.evidence['crps'], reference.crps);
  });

  it('is a finding where σ is too small, with the interval that would hold', () => {
    const [found] = outcomesOf(report, code);
    expect(found?.status).toBe('finding');
    expect(found?.message).toContain('σ is too small there');
    expect(found?.message).toContain('void under a shift');
    // Truth scatters by 1.3 σ around a bias of 0.2 σ.
    expect(valueOf(found?.evidence['conformalFactor'])).toBeGreaterThan(1.645 * 1.2);
  });

  it('is asked about no probability', () => {
    expect(outcomesOf(report, 'calibration/off')).toEqual([]);
  });

  it('is drawn: coverage against what is stated, and the probability integral transform', () => {
    const ids = report.figures.map(({ id }) => id).filter((id) => /^(coverage|pit)\//.test(id));
    expect(ids).toEqual(['coverage/model/all', 'pit/model/all']);
    const pit = report.figures.find(({ id }) => id === 'pit/model/all');
    if (pit?.kind !== 'histogram') throw new Error('there is no histogram');
    // Too narrow a prediction: the ends are fuller than the middle.
    const [values] = pit.series.map((one) => one.values);
    expect(values!.at(0)! + values!.at(-1)!).toBeGreaterThan((3 * (values![9]! + values![10]!)) / 2);
  });
});

describe('a mixture of normal distributions', () => {
  let report: Report;

  beforeAll(async () => {
    report = await run(
      'mixture',
      'output: { weights: pi, means: mu, sigmas: sigma }, activation: softmax, truth: truth, calibrated: true',
    );
    copyFileSync(join(folder.path, 'model.onnx'), join(folder.path, 'mixture.onnx'));
  });

  it('has the CRPS of its definition, and the coverage of its quantiles', () => {
    const [found] = outcomesOf(report, code);
    expectEstimate(found?.evidence['crps'], mixtures.crps);
    for (const level of [0.5, 0.6827, 0.9, 0.9545] as const) {
      expectEstimate(found?.evidence[`coverage@${level}`], mixtures[`coverage@${level}`]);
    }
  });

  it('is a finding where it is too narrow, with the quantiles that would hold', () => {
    const [found] = outcomesOf(report, code);
    expect(found?.status).toBe('finding');
    expect(found?.message).toContain('the predicted distribution is too narrow there');
    expect(found?.message).toMatch(/Conformal intervals between the predicted quantiles at [\d.]+ % and 9[\d.]+ %/);
  });

  it('of an ensemble is that of its members together', async () => {
    const twice = await folder.run(`pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { files: [mixture.onnx, mixture.onnx], features: [a, b, c], output: { weights: pi, means: mu, sigmas: sigma }, activation: softmax, truth: truth, calibrated: true }
nominal: [tt]
`);
    expectEstimate(outcomesOf(twice, code)[0]?.evidence['crps'], mixtures.crps);
  });

  it('is drawn: its distribution function at the truth', () => {
    const pit = report.figures.find(({ id }) => id === 'pit/model/all');
    expect(pit?.caption).toContain('Distribution function of the predicted mixture at the truth');
  });
});

describe('conformal intervals where the model is applied', () => {
  const regression = 'output: { mean: mu, sigma: sigma }, truth: truth, calibrated: true';
  const applied = (more = ''): string => `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, data: { file: data.csv, weight: w }, blind: { file: blind.csv }, same: { file: tt.csv, weight: w, select: mass > 60 } }
model: { file: model.onnx, features: [a, b, c], ${regression} }
nominal: [tt]
${more}`;

  beforeAll(() => {
    const { truth: _, ...blind } = conformal.data;
    folder.csv('data.csv', conformal.data);
    folder.csv('blind.csv', blind);
    copyFileSync(join(__dirname, '../../fixtures/models/regression.onnx'), join(folder.path, 'model.onnx'));
  });

  it('hold of the events what numpy says, with the error of the factor', async () => {
    const [found] = outcomesOf(await folder.run(applied('application: { data: data }')), code, { sample: 'data' });
    expect(valueOf(found?.evidence['conformalFactor'])).toBeCloseTo(conformal.factor, 5);
    expectEstimate(found?.evidence['conformalCoverage'], conformal.coverage);
    expect(found).toMatchObject({ status: 'finding', at: { path: ['application', 'data'] } });
    expect(found?.message).toContain('a shift voids what they promise');
  });

  it('cannot be tried where the truth is not known, which is said', async () => {
    const [found] = outcomesOf(await folder.run(applied('application: { data: blind }')), code, { sample: 'blind' });
    expect(found?.status).toBe('skipped');
    expect(found?.message).toContain("it has no 'truth'. They do for events distributed as the nominal ones");
  });

  it('are not tried on the events that set them', async () => {
    const [found] = outcomesOf(await folder.run(applied('application: { data: same }')), code, { sample: 'same' });
    // Of 1,200 events with a mass from 50 to 150, nine tenths are selected and half of them are left.
    expect(valueOf(found?.evidence['events'])).toBeGreaterThan(480);
    expect(valueOf(found?.evidence['events'])).toBeLessThan(600);
    expect(found?.status).not.toBe('finding');
  });
});

describe('what cannot be told', () => {
  it.each([
    [
      'a mixture without widths',
      'mixture',
      'output: { weights: pi, means: mu }, activation: softmax, truth: truth',
      'no `sigmas`',
    ],
    ['a regression without an uncertainty', 'regression', 'output: { mean: mu }, truth: truth', 'no `sigma`'],
    ['a regression without a truth', 'regression', 'output: { mean: mu, sigma: sigma }', 'add `truth:`'],
  ])('of %s is said', async (_, model, text, why) => {
    const [outcome] = outcomesOf(await run(model, `${text}, calibrated: true`), code);
    expect(outcome?.status).toBe('skipped');
    expect(outcome?.message).toContain(why);
  });

  it('is not asked where nothing is said to be calibrated', async () => {
    const report = await run('regression', 'output: { mean: mu, sigma: sigma }, truth: truth');
    expect(outcomesOf(report, code)).toEqual([]);
    expect(report.figures.filter(({ id }) => /^(coverage|pit)\//.test(id))).toEqual([]);
  });
});

describe('the example', () => {
  it('finds an error that is too small for forward jets', async () => {
    const report = await exampleReport('regression/pullscope.yaml');
    expect(outcomesOf(report, code).map(({ status }) => status)).toEqual(['finding', 'finding']);
    expect(outcomesOf(report, 'pull/regression').some(({ status }) => status === 'finding')).toBe(true);
  });
});

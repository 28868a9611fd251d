/** Several models on the same samples against numpy, event by event: test/fixtures/reference/examples.py. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Measured, Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/examples.json';
import comparison from '../../fixtures/reference/modelComparison.json';
import { errorOf, evidenceOf, exampleReport, outcomesOf, valueOf } from './runs';

const classes = [0, 1] as const;

/** Binned against unbinned distances. */
const distance = 2e-3;

describe('generators', () => {
  const { samples, models } = reference.generators;
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('generators/pullscope.yaml');
  });

  it.each(['pythia', 'herwig', 'sherpa'] as const)('%s has the sums of its signed weights', (sample) => {
    const found = evidenceOf(report, 'data/negative-weights', { sample });
    expect(found['events']).toBe(samples[sample].events);
    expect(found['negativeFraction']).toBe(samples[sample].negativeFraction);
    expect(valueOf(found['sumWeights']) / samples[sample].sumWeights).toBeCloseTo(1, 12);
    expect(valueOf(found['effectiveEvents']) / samples[sample].effectiveEvents).toBeCloseTo(1, 12);
  });

  describe.each(['plain', 'decorrelated'] as const)('%s', (model) => {
    it('has the AUC of the events, with signed weights', () => {
      const found = evidenceOf(report, 'model/output', { model }, 'auc')['auc'];
      expect(Math.abs(valueOf(found) - models[model].pythia.auc.value)).toBeLessThan(1e-4);
      expect(errorOf(found) / models[model].pythia.auc.error).toBeCloseTo(1, 2);
      const other = evidenceOf(report, 'nuisance/large', { model, nuisance: 'generator', class: 0 }, 'auc')['auc'];
      expect(Math.abs(valueOf(other) - models[model].herwig.auc.value)).toBeLessThan(1e-4);
    });

    it.each(classes)('has the efficiency of the events of class %i, and its ratio', (number) => {
      const nominal = evidenceOf(report, 'model/output', { model, class: number }, 'efficiency')['efficiency'];
      expectEstimate(nominal, models[model].pythia.classes[number]!.efficiency);
      const varied = evidenceOf(
        report,
        'nuisance/large',
        { model, class: number, nuisance: 'generator' },
        'efficiencyRatio',
      );
      // The number that passes is a little skewed, and so is its interval.
      expectEstimate(varied['efficiencyRatio'], models[model].herwig.classes[number]!.efficiencyRatio, 3);
    });

    it.each(classes)('has the apparent and the actual KS distance of the events of class %i', (number) => {
      const found = evidenceOf(report, 'decorrelation/apparent', { model, class: number });
      const { herwig, sherpa } = models[model];
      expect(Math.abs(valueOf(found['apparent']) - herwig.classes[number]!.ks)).toBeLessThan(distance);
      expect(Math.abs(valueOf(found['actual']) - sherpa.classes[number]!.ks)).toBeLessThan(distance);
      expect(found['ratio']).toBe(valueOf(found['actual']) / valueOf(found['apparent']));
    });
  });

  it('the decorrelated model hides the difference that its training saw: 9 times, said once', () => {
    const found = outcomesOf(report, 'decorrelation/apparent').filter(
      ({ status, severity }) => status === 'finding' && severity !== 'hint',
    );
    expect(found).toHaveLength(1);
    const [warning] = found;
    expect(warning).toMatchObject({
      severity: 'warning',
      target: { model: 'decorrelated', nuisance: 'generator', class: 0 },
    });
    expect(Math.abs(valueOf(warning?.evidence['apparent']) - 0.0198)).toBeLessThan(distance);
    expect(Math.abs(valueOf(warning?.evidence['actual']) - 0.1807)).toBeLessThan(distance);
    expect(warning?.message).toMatch(/the uncertainty you would quote is (8|9|10)\.?\d* times too small/);
  });

  it('the plain model is not accused', () => {
    const statuses = outcomesOf(report, 'decorrelation/apparent', { model: 'plain' }).map(({ status }) => status);
    expect(statuses).not.toContain('finding');
  });

  it('draws apparent beside actual size', () => {
    const figure = report.figures.find(({ kind }) => kind === 'comparison');
    const rows = figure?.kind === 'comparison' ? figure.rows : [];
    expect(rows.map(({ label }) => label)).toEqual([
      'plain, class 0',
      'plain, class 1',
      'decorrelated, class 0',
      'decorrelated, class 1',
    ]);
    for (const { apparent, actual } of rows) {
      for (const { low, value, high } of [apparent, actual!]) {
        expect(low).toBeLessThanOrEqual(value);
        expect(value).toBeLessThanOrEqual(high);
      }
    }
  });
});

describe('pivot', () => {
  const { models } = reference.pivot;
  const sides = [
    ['up', 'z_up'],
    ['down', 'z_down'],
  ] as const;
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('pivot/pullscope.yaml');
  });

  describe.each(['baseline', 'pivot', 'aware'] as const)('%s', (model) => {
    it('has the AUC of the events at z = 0', () => {
      const found = evidenceOf(report, 'model/output', { model }, 'auc')['auc'];
      expect(Math.abs(valueOf(found) - models[model].nominal.auc.value)).toBeLessThan(2e-4);
    });

    it.each(sides)('has the AUC of the events with z %s', (side, sample) => {
      const found = evidenceOf(report, 'nuisance/large', { model, side, class: 1 }, 'auc')['auc'];
      expect(Math.abs(valueOf(found) - models[model][sample].auc.value)).toBeLessThan(2e-4);
    });

    it.each(sides)('has the KS distance of the events with z %s, in each class', (side, sample) => {
      for (const number of classes) {
        const found = evidenceOf(report, 'nuisance/large', { model, side, class: number }, 'ks')['ks'];
        expect(Math.abs(valueOf(found) - models[model][sample].classes[number]!.ks)).toBeLessThan(distance);
      }
    });

    it.each(sides)('has the Wasserstein distance of the events with z %s, in units of their σ', (side, sample) => {
      for (const number of classes) {
        const found = evidenceOf(report, 'nuisance/large', { model, side, class: number }, 'wasserstein')[
          'wasserstein'
        ];
        const { wasserstein } = models[model][sample].classes[number]!;
        const { sigma } = models[model].nominal.classes[number]!;
        expect(Math.abs(valueOf(found) - wasserstein / sigma)).toBeLessThan(distance);
      }
    });

    it('has the scores of the events', () => {
      for (const sample of ['nominal', 'z_up', 'z_down'] as const) {
        const found = evidenceOf(report, 'model/output', { model, sample }, 'meanScore');
        expect(found['meanScore']).toBeCloseTo(models[model][sample].meanScore, 6);
        const [first] = report.provenance.firstScores.filter((one) => one.model === model && one.sample === sample);
        first?.scores.forEach((score, event) => {
          expect(score).toBeCloseTo(models[model][sample].firstScores[event]!, 6);
        });
      }
    });
  });

  it('the pivot moves less with z than the baseline', () => {
    for (const side of ['up', 'down'] as const) {
      const [pivot, baseline] = ['pivot', 'baseline'].map((model) =>
        valueOf(evidenceOf(report, 'nuisance/large', { model, side, class: 1 }, 'ks')['ks']),
      );
      expect(pivot).toBeLessThan(baseline!);
    }
  });
});

function expectEstimate(found: Measured | undefined, wanted: { value: number; error: number }, digits = 9): void {
  expect(valueOf(found) / wanted.value).toBeCloseTo(1, 9);
  expect(errorOf(found) / wanted.error).toBeCloseTo(1, digits);
}

describe('a model against the first one', () => {
  it.each([
    ['pivot', 'pivot', comparison.pivot.pivot],
    ['pivot', 'aware', comparison.pivot.aware],
    ['generators', 'decorrelated', comparison.generators.decorrelated],
  ] as const)(
    'in %s, %s has the AUC difference of the same events, and its paired error',
    async (example, model, expected) => {
      const report = await exampleReport(`${example}/pullscope.yaml`);
      const found = evidenceOf(report, 'model/comparison', { model })['aucDifference'];
      expect(Math.abs(valueOf(found) - expected.difference)).toBeLessThan(1e-4);
      expect(errorOf(found) / expected.error).toBeCloseTo(1, 1);
      // Without what the models share the error would be several times as large.
      expect(errorOf(found)).toBeLessThan(0.0035);
    },
  );
});

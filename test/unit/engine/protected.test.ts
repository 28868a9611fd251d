/** Protected variables of real events, against sums over all pairs in numpy: test/fixtures/reference/protected.py. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/protected.json';
import { evidenceOf, exampleReport, outcomesOf, valueOf } from './runs';

describe('examples/protected', () => {
  let report: Report;
  beforeAll(async () => {
    report = await exampleReport('protected/pullscope.yaml');
  });

  describe.each(['plain', 'linear'] as const)('of %s', (model) => {
    const expected = reference[model].distanceCorrelationSquared;

    it.each([
      ['HT_all', 0],
      ['HT_all', 1],
      ['HT_all/nJets', 0],
      ['HT_all/nJets', 1],
    ] as const)('has the dependence on %s that all pairs of events of class %d have', (feature, label) => {
      const evidence = evidenceOf(report, 'decorrelation/dependence', { model, feature, class: label });
      expect(valueOf(evidence['distanceCorrelationSquared'])).toBeCloseTo(expected[label][feature], 6);
    });
  });

  it('finds that a score without covariance still depends on the variable, and sculpts it', () => {
    expect(Math.abs(reference.linear.correlationOfLogit['0'])).toBeLessThan(1e-4);
    const target = { model: 'linear', feature: 'HT_all' };
    expect(outcomesOf(report, 'decorrelation/dependence', target).map(({ status }) => status)).toEqual([
      'finding',
      'finding',
    ]);
    const inverse = (model: string): number =>
      valueOf(evidenceOf(report, 'decorrelation/sculpting', { model, feature: 'HT_all' })['inverseJsd']);
    expect(inverse('linear')).toBeGreaterThan(2 * inverse('plain'));
    expect(inverse('linear')).toBeLessThan(100);
  });

  it('tells what the decorrelation costs', () => {
    const { evidence } = outcomesOf(report, 'model/comparison', { model: 'linear' })[0]!;
    expect(valueOf(evidence['aucDifference'])).toBeCloseTo(reference.linear.auc - reference.plain.auc, 3);
  });

  it('draws each protected variable where a cut passes and where it fails', () => {
    const drawn = report.figures.map(({ id }) => id);
    for (const model of ['plain', 'linear']) {
      for (const variable of ['HT_all', 'HT_all/nJets']) {
        expect(drawn).toContain(`sculpting/${variable}/${model}`);
      }
    }
  });
});

/** What a model has learned, from files and models, against loops over all pairs in numpy: decisionOrdering.py. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Measured, Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/decisionOrdering.json';
import { errorOf, evidenceOf, exampleReport, outcomesOf, valueOf } from './runs';

describe('examples/tth-learned', () => {
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('tth-learned/pullscope.yaml');
  });

  function expectEstimate(found: Measured | undefined, wanted: { value: number; error: number }): void {
    expect(valueOf(found)).toBeCloseTo(wanted.value, 7);
    expect(errorOf(found)).toBeCloseTo(wanted.error, 7);
  }

  it('has the decision ordering of each readable number', () => {
    const evidence = evidenceOf(report, 'learned/observables', { model: 'tth' });
    expect(evidence['events']).toBe(reference.atlas.events);
    for (const [name, expected] of Object.entries(reference.atlas.alone)) {
      expectEstimate(evidence[`averageDecisionOrdering@${name}`], expected);
    }
  });

  it('says that the features together order nearly all pairs as the model does', () => {
    const [found] = outcomesOf(report, 'learned/observables', { model: 'tth' });
    expect(found?.status).toBe('pass');
    expect(found?.message).toMatch(/^By 'nJets' 89\.52 ± 0\.13 %, with 'HT_all' 98\.\d+ ± [\d.]+ %/);
  });

  it('has the reversed pairs of a scale', () => {
    const evidence = evidenceOf(report, 'learned/flips', { model: 'tth', nuisance: 'ht_scale', side: 'up' });
    expectEstimate(evidence['reversedPairs'], reference.atlas.reversedByHtScale);
  });

  it('draws the models beside the observables', () => {
    const figure = report.figures.find(({ id }) => id === 'learned/alone/tth');
    const labels = figure?.kind === 'intervals' ? figure.rows.map(({ label, note }) => [label, note]) : [];
    expect(labels.slice(0, 2)).toEqual([
      ['retrained', 'a model'],
      ['nJets', undefined],
    ]);
  });
});

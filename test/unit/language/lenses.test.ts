import { describe, expect, it } from 'vitest';
import { noFacts } from '../../../src/checks/facts';
import { parseAnalysis } from '../../../src/config/parse';
import type { Outcome } from '../../../src/report/report';
import type { Knowledge } from '../../../src/language/knowledge';
import { lensesOf } from '../../../src/language/lenses';
import type { Words } from '../../../src/language/words';
import { textIn } from '../config/annotatedText';

const words = new Proxy({} as Words, { get: (_, key) => `${String(key)} {0} {1} {2}` });

const text = `pullscope: 1
samples: { tt: { file: a }, ttH: { file: b } }
models: { plain: { file: m, features: [x] } }
nuisances:
  jes: { size: 2% }
`;

function outcome(code: string, status: Outcome['status'], target: Outcome['target'], evidence = {}): Outcome {
  return { code, status, severity: 'warning', message: '', at: { path: [] }, target, evidence };
}

function lenses(outcomes: readonly Outcome[] | undefined, age: Knowledge['age'] = 'current'): string[] {
  const provenance = { files: [], versions: {}, seed: 0, seconds: 0, firstScores: [] };
  const report = outcomes && { analysis: '', outcomes, figures: [], provenance };
  return lensesOf(parseAnalysis(text), { facts: noFacts, report, age }, words).map(
    ({ range, text: said }) => `${textIn(text, range)}: ${said?.replaceAll(/ ?\{\d\}/g, '') ?? '-'}`,
  );
}

describe('the line over', () => {
  it('each sample, model and nuisance is there before anything is measured', () => {
    expect(lenses(undefined)).toEqual(['tt: -', 'ttH: -', 'plain: -', 'jes: -']);
  });

  it('a sample tells its events and what they are worth; a model its AUC', () => {
    const [tt, ttH, plain] = lenses([
      outcome('data/low-statistics', 'pass', { sample: 'tt' }, { events: 1200, effectiveEvents: 900.4 }),
      outcome('data/low-statistics', 'finding', { sample: 'ttH' }, { events: 50, effectiveEvents: 50 }),
      outcome('model/output', 'pass', { model: 'plain' }, { auc: { value: 0.8, low: 0.79, high: 0.81 } }),
    ]);
    expect(tt).toBe('tt: eventsWorth 1,200 900');
    expect(ttH).toBe('ttH: eventsAre 50 · oneFinding');
    expect(plain).toBe('plain: auc 0.800 ± 0.010');
  });

  it('protected variables, pulls, unnoticed shifts, fits and corruptions tells what was found of them', () => {
    const asking =
      'protected: [mass]\npulls: { fit: { file: fit.txt } }\nundetected: { ks: 0.01 }\ninference: { signal: [tt], background: [ttH] }\ncorruptions: true\n';
    const provenance = { files: [], versions: {}, seed: 0, seconds: 0, firstScores: [] };
    const outcomes: Outcome[] = [
      { ...outcome('decorrelation/dependence', 'finding', { feature: 'mass' }), at: { path: ['protected', 0] } },
      { ...outcome('pull/fit', 'pass', {}), at: { path: ['pulls', 'fit'] } },
      { ...outcome('safety/undetected', 'undecided', {}), at: { path: ['undetected'] } },
      { ...outcome('inference/over-constrained', 'pass', {}), at: { path: ['inference'] } },
      { ...outcome('epistemic/corruption', 'finding', {}), at: { path: ['corruptions'] } },
    ];
    const report = { analysis: '', outcomes, figures: [], provenance };
    const told = lensesOf(parseAnalysis(asking), { facts: noFacts, report, age: 'current' }, words);
    expect(
      told.map(({ range, text: said }) => `${textIn(asking, range)}: ${said?.replaceAll(/ ?\{\d\}/g, '') ?? '-'}`),
    ).toEqual([
      'protected: oneFinding',
      'fit: passed 1',
      'undetected: undecided 1',
      'inference: passed 1',
      'corruptions: oneFinding',
    ]);
  });

  it('a nuisance tells the largest change that it makes, a cross-check apart, and what was found', () => {
    const target = { nuisance: 'jes', sample: 'tt' };
    const [, , , jes] = lenses([
      outcome('nuisance/large', 'pass', { ...target, side: 'up' }, { yieldRatio: 1.01 }),
      outcome(
        'nuisance/large',
        'undecided',
        { ...target, side: 'down' },
        { yieldRatio: { value: 0.9, low: 0.88, high: 0.92 } },
      ),
      outcome('nuisance/large', 'pass', { ...target, side: 'cross-check' }, { yieldRatio: 3 }),
    ]);
    expect(jes).toBe('jes: changes yieldOf tt −10.0 ± 2.0 % down · undecided 1');
  });

  it('says when the numbers are of before a change', () => {
    const measured = outcome('data/low-statistics', 'pass', { sample: 'tt' }, { events: 1, effectiveEvents: 1 });
    expect(lenses([measured], 'stale')[0]).toBe('tt: eventsAre 1 · beforeChange');
    expect(lenses([measured], 'stale')[1]).toBe('ttH: -');
  });
});

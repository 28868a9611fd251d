import { describe, expect, it } from 'vitest';
import { noFacts } from '../../../src/checks/facts';
import type { Analysis } from '../../../src/config/analysis';
import { parseAnalysis } from '../../../src/config/parse';
import type { Outcome } from '../../../src/report/report';
import { changedFiles, Staleness } from '../../../src/language/staleness';

const text = `pullscope: 1
samples:
  tt: { file: tt.root, weight: w }
  alt: { file: alt.root }
  data: { file: data.root }
model: { file: m.onnx, features: [pt] }
nominal: [tt]
application: { sr: data }
nuisances:
  jes: { up: { replace: { pt: pt*1.1 } } }
  gen: { kind: two-point, alternative: { tt: alt } }
checks: { nuisance/large: error }
`;

const analysis = (changed: string): Analysis => {
  const { analysis: found, problems } = parseAnalysis(changed);
  if (found === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return found;
};
const measured = analysis(text);

function outcome(code: string, target: Outcome['target']): Outcome {
  return { code, status: 'finding', severity: 'warning', message: '', at: { path: [] }, target, evidence: {} };
}

const jes = outcome('nuisance/large', { nuisance: 'jes', model: 'model' });
const gen = outcome('nuisance/large', { nuisance: 'gen' });
const weights = outcome('data/negative-weights', { sample: 'alt' });
const shift = outcome('shift/feature', { sample: 'data', feature: 'pt' });
const other = outcome('pull/theory', {});

describe('a finding', () => {
  it.each([
    ['another comment', text.replace('\nmodel', '\n# x\nmodel'), []],
    ['its own nuisance', text.replace('1.1', '1.2'), [jes, other]],
    ['the other nuisance', text.replace('kind: two-point, ', ''), [gen, other]],
    ['the weight of the nominal sample', text.replace('weight: w', 'weight: v'), [jes, gen, shift, other]],
    ['the sample in its place', text.replace('file: alt.root', 'file: alt.root, weight: w'), [gen, weights, other]],
    ['the features', text.replace('[pt]', '[pt, eta]'), [jes, gen, shift, other]],
    ['its threshold', text.replace('nuisance/large: error', 'nuisance/large: { tolerance: 1% }'), [jes, gen, other]],
    ['where the model is applied', text.replace('sr: data', 'cr: data'), [shift, other]],
  ])('is old when what it depends on changes: %s', (_what, changed, expected) => {
    const staleness = new Staleness(measured, analysis(changed));
    expect([jes, gen, weights, shift, other].filter((one) => staleness.isStale(one))).toEqual(expected);
  });

  it('is old when a file of it has changed', () => {
    const file = { path: '/tt.root', size: 5, mtime: 1 };
    const facts = {
      ...noFacts,
      data: (reference: string) =>
        reference === 'tt.root' ? { ok: true as const, files: [file], columns: [], events: 1, details: {} } : undefined,
    };
    const read = (mtime: number) => [{ ...file, mtime, usedBy: ['tt'] }];
    expect(changedFiles(read(1), measured, facts)).toEqual([]);
    expect(changedFiles(read(0), measured, facts)).toEqual(['/tt.root']);
  });
});

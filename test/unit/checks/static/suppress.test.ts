import { describe, expect, it } from 'vitest';
import { noFacts } from '../../../../src/checks/facts';
import { applySuppressions, checkParsed, collectReferences } from '../../../../src/checks/static';
import type { ConfigPath } from '../../../../src/config/analysis';
import { parseAnalysis } from '../../../../src/config/parse';
import type { Outcome } from '../../../../src/report/report';
import { annotated } from '../../config/annotatedText';
import { fullExample, tthExample } from '../../config/exampleAnalyses';

function measured(code: string, path: ConfigPath): Outcome {
  return { code, status: 'finding', severity: 'warning', message: '', at: { path }, target: {}, evidence: {} };
}

const pileupDown = ['nuisances', 'pileup', 'down'];
const code = 'nuisance/one-sided';

describe('a comment silences its code', () => {
  it.each([
    ['for the node on its line and what is in it', '  pileup:  # pullscope: ignore nuisance/one-sided -- known\n'],
    ['for the next node where it stands alone', '  # pullscope: ignore nuisance/one-sided -- known\n  pileup:\n'],
  ])('%s', (_name, line) => {
    const parsed = parseAnalysis(tthExample.replace('  pileup:\n', line));
    const here = measured(code, pileupDown);
    const elsewhere = measured(code, ['nuisances', 'ht_scale', 'down']);
    const other = measured('nuisance/large', pileupDown);
    const { outcomes, silenced, problems } = applySuppressions(parsed, [here, elsewhere, other], true);
    expect(silenced).toEqual([{ outcome: here, reason: 'known' }]);
    expect(outcomes).toEqual([elsewhere, other]);
    expect(problems).toEqual([]);
  });

  it('at an anchor for all that repeat it', () => {
    const parsed = parseAnalysis(
      'pullscope: 1\nsamples:\n  a:\n    file: a.csv\n    weight: &w x  # pullscope: ignore config/unknown-column -- made later\n  b: { file: b.csv, weight: *w }\n',
    );
    const outcome = measured('config/unknown-column', ['samples', 'b', 'weight']);
    expect(applySuppressions(parsed, [outcome], true).outcomes).toEqual([]);
  });

  it('but not an error that keeps everything from being measured', () => {
    const parsed = parseAnalysis(
      tthExample.replace('  pileup:\n', '  pileup:  # pullscope: ignore config/unknown-column -- later\n'),
    );
    const stops: Outcome = { ...measured('config/unknown-column', pileupDown), severity: 'error' };
    const { outcomes, problems } = applySuppressions(parsed, [stops], false);
    expect(outcomes).toEqual([stops]);
    expect(problems.map(({ message }) => message)).toEqual([
      'An error of config/unknown-column keeps the analysis from being measured and cannot be silenced: mend it, or lower its level under checks.',
    ]);
  });

  it('never for passes', () => {
    const parsed = parseAnalysis(
      tthExample.replace('pileup:', 'pileup:  # pullscope: ignore nuisance/one-sided -- known'),
    );
    const pass: Outcome = { ...measured(code, pileupDown), status: 'pass' };
    expect(applySuppressions(parsed, [pass], true).outcomes).toEqual([pass]);
  });
});

describe('a comment that silences nothing', () => {
  const { text, ranges } = annotated(
    tthExample.replace('  pileup:\n', '  pileup:  «# pullscope: ignore nuisance/one-sided -- known»\n'),
  );
  const parsed = parseAnalysis(text);

  it('is reported after a whole run', () => {
    expect(applySuppressions(parsed, [], true).problems).toEqual([
      {
        code: 'config/suppression',
        severity: 'warning',
        message: 'This silences nothing: there is no finding of nuisance/one-sided here. Remove the comment.',
        range: ranges[0],
        // With the space before the comment.
        fix: {
          title: 'Remove the comment',
          text: '',
          range: { start: { line: 20, character: 9 }, end: { line: 20, character: 58 } },
        },
      },
    ]);
  });

  it('is not reported before anything is measured', () => {
    expect(applySuppressions(parsed, checkParsed(parsed, noFacts), false).problems).toEqual([]);
  });

  it('is reported at once where its code is static', () => {
    const other = parseAnalysis(text.replace('nuisance/one-sided', 'config/unused'));
    expect(applySuppressions(other, checkParsed(other, noFacts), false).problems).toHaveLength(1);
  });

  it('is not one that silences a problem of the text', () => {
    const trap = parseAnalysis('pullscope: 1\nprotected: [yes]  # pullscope: ignore config/yaml-trap -- ours\n');
    expect(applySuppressions(trap, [], true).problems).toEqual([]);
  });
});

describe('collectReferences', () => {
  it('names every file that can be asked about, once', () => {
    const references = (text: string) => {
      const { analysis } = parseAnalysis(text);
      return analysis && collectReferences(analysis);
    };
    expect(references(tthExample)?.models).toEqual(['tth.onnx']);
    expect(references(fullExample)?.models).toEqual(['m0.onnx', 'm1.onnx', 'm2.onnx', 'pivot.onnx']);
    expect(references(fullExample)?.data).toEqual([
      'tt_1.root:nominal',
      'run*/tt_2.root:nominal',
      'tt_herwig.root:nominal',
      'tt_sherpa.root:nominal',
      'tt_jes_up.root:nominal',
      'tt_jes_down.root:nominal',
      'data.root:nominal',
      'prior.csv',
      'cross_sections.csv',
      'FitExample.fit.txt',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/config/analysis';
import { parseAnalysis } from '../../../src/config/parse';
import { fullExample, tthExample } from './exampleAnalyses';

function analysisOf(text: string): Analysis {
  const { analysis } = parseAnalysis(text);
  if (analysis === undefined) throw new Error('no analysis');
  return analysis;
}

describe('parseAnalysis accepts', () => {
  const quoted = fullExample
    .replace('prior: normal(0, 1)', "prior: 'normal(0, 1)'")
    .replace('min(pt1/1000, 500)', "'min(pt1/1000, 500)'");

  it.each([
    ['the example of the documentation', tthExample],
    ['everything else in the grammar', quoted],
    ['the version alone', 'pullscope: 1\n'],
    ['a byte order mark and lines that end in CR LF', `\uFEFF${tthExample.replaceAll('\n', '\r\n')}`],
  ])('%s without complaint', (_name, text) => {
    const { problems, runnable } = parseAnalysis(text);
    expect(problems).toEqual([]);
    expect(runnable).toBe(true);
  });

  it('an alias as the value that its anchor stands at, with a path of its own', () => {
    const ttH = analysisOf(tthExample).samples.get('ttH');
    expect(ttH?.select).toEqual({ text: 'nJets >= 5', path: ['samples', 'ttH', 'select'] });
  });

  it('sizes as percentages or fractions', () => {
    const { nuisances, checks } = analysisOf(quoted);
    expect(nuisances.get('lumi')?.size?.value).toBe(0.02);
    expect(analysisOf(tthExample).nuisances.get('ht_scale')?.size?.value).toBe(0.02);
    expect(checks.get('nuisance/large')?.options.get('tolerance')).toBe(0.2);
  });

  it('off, and the false that YAML 1.1 makes of it, as the level of a check', () => {
    const { checks } = analysisOf(quoted);
    expect(checks.get('nuisance/one-sided')?.level).toBe('off');
    expect(checks.get('nuisance/large')?.level).toBe('off');
  });

  it('one file or several', () => {
    const { samples, models } = analysisOf(quoted);
    expect(samples.get('tt')?.files.map(({ text, path }) => [text, path.at(-1)])).toEqual([
      ['tt_1.root:nominal', 0],
      ['run*/tt_2.root:nominal', 1],
    ]);
    expect(models.get('baseline')?.files.map(({ text }) => text)).toEqual(['m0.onnx', 'm1.onnx', 'm2.onnx']);
  });

  it('numbers where an expression may stand, as they are written', () => {
    const { samples, pulls } = analysisOf(quoted);
    expect(samples.get('tt')?.weight?.text).toBe('0.5');
    expect(pulls.theory?.loDown.text).toBe('-0.1');
    expect(pulls.theory?.nlo.text).toBe('1 + k*scale');
  });

  it('samples of other files for each side, an alternative and a cross-check', () => {
    const { nuisances } = analysisOf(quoted);
    expect(nuisances.get('jes')?.up?.samples.get('tt')?.sample).toBe('tt_jes_up');
    expect(nuisances.get('tt_generator')?.crossCheck?.samples.get('tt')).toEqual({
      sample: 'tt_sherpa',
      path: ['nuisances', 'tt_generator', 'cross-check', 'tt'],
    });
  });

  it('a value that means "not computed"', () => {
    expect(analysisOf(quoted).samples.get('tt')?.missing).toEqual(new Map([['HT_all', -9]]));
  });

  it('a continuous nuisance, by column or by parameter', () => {
    const { nuisances } = analysisOf(quoted);
    expect(nuisances.get('z')?.continuous).toEqual({
      kind: 'column',
      column: 'z',
      sample: 'prior',
      prior: { mean: 0, sigma: 1, text: 'normal(0, 1)', path: ['nuisances', 'z', 'prior'] },
    });
    expect(nuisances.get('tes')?.continuous).toMatchObject({
      kind: 'parameter',
      parameter: 'tes',
      prior: { mean: 1, sigma: 0.01 },
      grid: [0.97, 0.98, 0.99, 1, 1.01, 1.02, 1.03],
    });
  });

  it('a call in braces or brackets, which YAML cuts at its commas', () => {
    const { analysis, runnable } = parseAnalysis(fullExample);
    expect(runnable).toBe(true);
    expect(analysis?.models.get('baseline')?.features.map(({ text }) => text)).toEqual([
      'HT_all',
      'min(pt1/1000, 500)',
    ]);
    expect(analysis).toEqual(analysisOf(quoted));
  });

  it('merge keys, with what a map says itself first', () => {
    const text = `pullscope: 1
samples:
  tt: &base { file: tt.root, weight: w, label: 0 }
  ttH: { <<: *base, file: ttH.root }
`;
    const ttH = analysisOf(text).samples.get('ttH');
    expect([ttH?.files[0]?.text, ttH?.weight?.text]).toEqual(['ttH.root', 'w']);
  });

  it('names that JavaScript objects have', () => {
    const text = 'pullscope: 1\nsamples: { constructor: { file: a.root }, toString: { file: b.root } }\n';
    expect([...analysisOf(text).samples.keys()]).toEqual(['constructor', 'toString']);
    expect(parseAnalysis(text).problems).toEqual([]);
  });
});

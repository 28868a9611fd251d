import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../../src/checks/facts';
import { checkParsed } from '../../../../src/checks/static';
import { parseAnalysis } from '../../../../src/config/parse';
import { tthExample } from '../../config/exampleAnalyses';
import { modelWith } from './knownFacts';
import { example, inExample, small, smallFacts, table } from './oneMistake';

describe('checkParsed', () => {
  const findings = (text: string, facts: Facts) =>
    checkParsed(parseAnalysis(text), facts).filter(({ status }) => status === 'finding');

  it('finds nothing in the example of the documentation', () => {
    expect(findings(tthExample, example)).toEqual([]);
  });

  it('tells that the features were verified', () => {
    const passed = checkParsed(parseAnalysis(tthExample), example).filter(({ status }) => status === 'pass');
    expect(passed.map(({ code, evidence }) => [code, evidence])).toEqual([['model/inputs', { features: 3 }]]);
  });

  it('says nothing of files of which nothing is known', () => {
    expect(checkParsed(parseAnalysis(tthExample), noFacts)).toEqual([]);
  });

  it('does not count features as long as one of them is wrong', () => {
    const text = small({ model: 'features: [a, [b]]' });
    expect(findings(text, smallFacts())).toEqual([]);
  });

  it('rewrites the features in the order of the model', () => {
    const text = inExample('[HT_all, nJets, nBTags_70]', '\n    - nBTags_70\n    - HT_all\n    - nJets\n');
    const parsed = parseAnalysis(text);
    const fix = checkParsed(parsed, example).find(({ code }) => code === 'model/inputs')?.fix;
    const { start, end } = parsed.locate(fix?.at ?? { path: [] });
    const lines = text.split('\n');
    const offset = (line: number, character: number) => lines.slice(0, line).join('\n').length + 1 + character;
    const mended = `${text.slice(0, offset(start.line, start.character))}${fix?.text ?? ''}${text.slice(offset(end.line, end.character))}`;
    expect(parseAnalysis(mended).problems).toEqual([]);
    expect(findings(mended, example)).toEqual([]);
  });

  it('leads from the features to what the model says', () => {
    const [found] = findings(inExample('[HT_all, nJets,', '[nJets, HT_all,'), example);
    expect(found?.related).toEqual([
      {
        at: { path: ['model', 'file'] },
        message: "The model has inputs 'features' float32 [batch, 3]; its features are HT_all, nJets, nBTags_70.",
      },
    ]);
  });

  it('does not compare names of another convention, and says so', () => {
    const facts = smallFacts(modelWith({ features: 2, names: ['f0', 'f1'] }));
    const [outcome] = checkParsed(parseAnalysis(small()), facts);
    expect([outcome?.status, outcome?.message]).toEqual([
      'pass',
      "The model takes 2 features, as many as are listed; it calls them 'f0' and 'f1', none of which is listed, so their order is not verified.",
    ]);
  });

  it('keeps silent of a replaced column as long as nobody knows which of two names is misspelt', () => {
    const text = small({ rest: 'nuisances: { pu: { up: { replace: { ww: w_up } } } }' });
    expect(findings(text, noFacts)).toEqual([]);
  });

  it('keeps silent of what may only be a consequence of another mistake', () => {
    expect(findings('pullscope: 1\nsamples: { tt: { file: a.csv } }\nnominl: [tt]\n', noFacts)).toEqual([]);
    expect(findings(`${small()}nuisances: {\n`, noFacts)).toEqual([]);
  });

  it('takes the level that checks: sets, and leaves out what is off', () => {
    const unused = (level: string) =>
      findings(`${small({ samples: 'old: { file: old.csv }' })}checks: { config/unused: ${level} }\n`, noFacts);
    expect(unused('error').map(({ severity }) => severity)).toEqual(['error']);
    expect(unused('off')).toEqual([]);
  });

  it('counts a nominal sample replaced by a column of its label or selection as changed', () => {
    const text = small({
      samples: 'd: { file: tt.csv, select: a > 1 }',
      rest: 'nuisances: { s: { up: { replace: { a: a*2 } } } }\napplication: { data: d }',
    });
    expect(findings(text, smallFacts())).toEqual([]);
  });

  it('judges 400 samples without delay', () => {
    const samples = Array.from(
      { length: 400 },
      (_, index) =>
        `  s${index}: { file: f${index}.csv, weight: w*${index} + missing_column, select: a > ${index}, label: 0 }\n`,
    ).join('');
    const names = Array.from({ length: 400 }, (_, index) => `s${index}`).join(', ');
    const parsed = parseAnalysis(`pullscope: 1\nsamples:\n${samples}nominal: [${names}]\n`);
    const start = process.cpuUsage();
    const found = checkParsed(parsed, { ...noFacts, data: () => table });
    expect(found).toHaveLength(400);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(500);
  });
});

import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { annotated } from './annotatedText';
import { tthExample } from './exampleAnalyses';

describe('parseAnalysis', () => {
  it('leads from a name that is written twice to its first place', () => {
    const { text, ranges } = annotated('pullscope: 1\nsamples:\n  «tt»: { file: a.root }\n  tt: { file: b.root }\n');
    expect(parseAnalysis(text).problems[0]?.related).toEqual([{ range: ranges[0], message: "'tt' is already here." }]);
  });

  it('shows a mistake that several aliases repeat once, at the anchor', () => {
    const { text, ranges } = annotated(
      'pullscope: 1\nsamples:\n  a: { file: a.root, weight: &w «[1]» }\n  b: { file: b.root, weight: *w }\n',
    );
    expect(parseAnalysis(text).problems.map(({ range }) => range)).toEqual(ranges);
  });

  it('keeps what is valid beside what is not', () => {
    const { analysis } = parseAnalysis(
      'pullscope: 1\nsamples:\n  bad: 5\n  good: { file: a.root, weight: [] , label: 0 }\n',
    );
    expect(analysis?.samples.get('good')?.files).toHaveLength(1);
    expect(analysis?.samples.get('good')?.label?.text).toBe('0');
    expect(analysis?.samples.get('good')?.weight).toBeUndefined();
  });

  it('keeps sections before and after a syntax error', () => {
    const { analysis } = parseAnalysis(`${tthExample}zz\n`);
    expect([...(analysis?.samples.keys() ?? [])]).toEqual(['tt', 'ttH', 'tt_aMCNlo']);
  });

  it('is not runnable with an error, and is with a warning', () => {
    expect(parseAnalysis('pullscope: 1\nsample: {}\n').runnable).toBe(false);
    expect(parseAnalysis('pullscope: 1\nprotected: [yes]\n').runnable).toBe(true);
  });

  it('takes the level that checks: sets', () => {
    const text = 'pullscope: 1\nprotected: [yes]\nchecks: { config/yaml-trap: error }\n';
    expect(parseAnalysis(text).problems.map(({ severity }) => severity)).toEqual(['error']);
  });

  it('leaves out what checks: turns off', () => {
    const text = 'pullscope: 1\nprotected: [yes]\nchecks: { config/yaml-trap: off }\n';
    expect(parseAnalysis(text).problems).toEqual([]);
  });

  it('never lets checks: turn off what cannot be run', () => {
    const text = 'pullscope: 1\nsamples: { tt: {} }\nchecks: { config/missing-key: off }\n';
    expect(parseAnalysis(text).runnable).toBe(false);
  });

  it.each([
    ['on its line', 'pullscope: 1\nprotected: [yes]  # pullscope: ignore config/yaml-trap -- read by us alone\n'],
    [
      'on the line before',
      'pullscope: 1\n# pullscope: ignore config/yaml-trap -- read by us alone\nprotected: [yes]\n',
    ],
  ])('silences a warning by a comment %s', (_name, text) => {
    const { problems, silenced } = parseAnalysis(text);
    expect(problems).toEqual([]);
    expect(silenced.map(({ code }) => code)).toEqual(['config/yaml-trap']);
  });

  it('takes no text in quotes for a suppression', () => {
    const { analysis } = parseAnalysis(`pullscope: 1\nprotected: ["a # pullscope: ignore config/unused -- x"]\n`);
    expect(analysis?.suppressions).toEqual([]);
  });
});

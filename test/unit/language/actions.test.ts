import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { checkParsed } from '../../../src/checks/static';
import { parseAnalysis } from '../../../src/config/parse';
import type { Outcome } from '../../../src/report/report';
import { mendsOf, refactorsAt, turnOff } from '../../../src/language/actions/actions';
import { whatIsMissing } from '../../../src/language/actions/addMissing';
import { commentOut, insertEntry, reorderList, setEntry } from '../../../src/language/actions/edits';
import type { Words } from '../../../src/language/words';
import { applied, withCursor } from './marked';

const words = new Proxy({} as Words, { get: (_, key) => `${String(key)} {0} {1}` });

const columns = ['w', 'w_UP', 'w_DOWN', 'pt', 'x'].map((name) => ({ name, type: 'f', kind: 'number' as const }));
const facts: Facts = { ...noFacts, data: () => ({ ok: true, files: [], columns, events: 1, details: {} }) };
const knowledge = { facts, report: undefined, age: 'current' as const };

function mended(text: string, outcome: Pick<Outcome, 'code'> & Partial<Outcome>): Record<string, string> {
  const full: Outcome = {
    status: 'finding',
    severity: 'warning',
    message: '',
    at: { path: [] },
    target: {},
    evidence: {},
    ...outcome,
  };
  const actions = mendsOf(full, parseAnalysis(text), knowledge, words);
  return Object.fromEntries(
    actions.map(({ title, changes }) => [title.replaceAll(/ ?\{\d\}/g, ''), applied(text, changes)]),
  );
}

describe('an entry is added', () => {
  it.each([
    ['in braces', 'a: { b: { c: 1 } } # x\n', ['a', 'b'], 'a: { b: { c: 1, k: v } } # x\n'],
    ['in braces without space', 'a: {c: 1}\n', ['a'], 'a: {c: 1, k: v}\n'],
    ['in empty braces', 'a: {}\n', ['a'], 'a: { k: v }\n'],
    [
      'in lines, with their indentation',
      'a:\n    b: 1 # one\n\nc: 2\n',
      ['a'],
      'a:\n    b: 1 # one\n    k: v\n\nc: 2\n',
    ],
    ['behind a nested block', 'a:\n  b:\n    c: 1\nd: 2\n', ['a'], 'a:\n  b:\n    c: 1\n  k: v\nd: 2\n'],
    [
      'behind a folded text',
      'a:\n  b: >-\n    one\n    two\nd: 2\n',
      ['a'],
      'a:\n  b: >-\n    one\n    two\n  k: v\nd: 2\n',
    ],
    ['where nothing is yet', 'a:\nb: 1\n', ['a'], 'a:\n  k: v\nb: 1\n'],
    ['at the end of the file', 'a: 1', [], 'a: 1\n\nk: v\n'],
    ['with the ends of lines of the file', 'a:\r\n  b: 1\r\nc: 2\r\n', ['a'], 'a:\r\n  b: 1\r\n  k: v\r\nc: 2\r\n'],
    ['in a list of braces over several lines', 'a: {\n  b: 1,\n  c: 2\n}\n', ['a'], 'a: {\n  b: 1,\n  c: 2, k: v\n}\n'],
  ])('%s', (_what, text, path, expected) => {
    const change = insertEntry(parseAnalysis(text), path, 'k', 'v');
    expect(change && applied(text, [change])).toBe(expected);
  });

  it('not where the map is another one', () => {
    expect(insertEntry(parseAnalysis('a: &a { b: 1 }\nc: *a\n'), ['c'], 'k', 'v')).toBeUndefined();
  });

  it('or set, where it is there', () => {
    const text = 'a: { k: old, l: 1 }\n';
    const change = setEntry(parseAnalysis(text), ['a'], 'k', 'v');
    expect(change && applied(text, [change])).toBe('a: { k: v, l: 1 }\n');
  });
});

describe('the order of a list', () => {
  it.each([
    ['in brackets', 'f: [b,  "a" , c] # x\n', 'f: ["a",  b , c] # x\n'],
    ['in lines, with comments where they are', 'f:\n  - b # one\n  - a\n  - c\n', 'f:\n  - a # one\n  - b\n  - c\n'],
  ])('changes %s', (_what, text, expected) => {
    const changes = reorderList(parseAnalysis(text), ['f'], ['a', 'b', 'c']);
    expect(changes && applied(text, changes)).toBe(expected);
  });
});

describe('an entry becomes a comment', () => {
  it('line by line', () => {
    const text = 'n:\n  a:\n    up: 1\n\n    down: 2 # x\n  b: { c: 1 }\n';
    const changes = commentOut(parseAnalysis(text), ['n', 'a']);
    expect(changes && applied(text, changes)).toBe('n:\n  # a:\n  #   up: 1\n\n  #   down: 2 # x\n  b: { c: 1 }\n');
  });

  it('not where others stand on its line, nor the only one', () => {
    expect(commentOut(parseAnalysis('n: { a: 1, b: 2 }\n'), ['n', 'a'])).toBeUndefined();
    expect(commentOut(parseAnalysis('n:\n  a: 1\n'), ['n', 'a'])).toBeUndefined();
  });
});

const base = `pullscope: 1
samples: { tt: { file: a, weight: w }, alt: { file: b }, third: { file: c } }
model: { file: m, features: [pt] }
nominal: [tt]
`;

describe('a finding is mended', () => {
  it('by declaring a sentinel', () => {
    const outcome = { code: 'data/missing', target: { sample: 'alt', feature: 'pt' }, evidence: { sentinel: -9 } };
    expect(mended(base, outcome)).toEqual({
      'declareMissing -9 pt': base.replace('alt: { file: b }', 'alt: { file: b, missing: { pt: -9 } }'),
    });
    const declared = base.replace('file: b', 'file: b, missing: { x: 0 }');
    expect(mended(declared, outcome)).toEqual({
      'declareMissing -9 pt': declared.replace('{ x: 0 }', '{ x: 0, pt: -9 }'),
    });
  });

  it('by declaring it for the column that a feature takes a value of, and not where it is computed', () => {
    const of = (feature: string) =>
      Object.values(
        mended(base, { code: 'data/missing', target: { sample: 'alt', feature }, evidence: { sentinel: -9 } }),
      );
    expect(of('jets[0]')).toEqual([base.replace('alt: { file: b }', 'alt: { file: b, missing: { jets: -9 } }')]);
    expect(of('pt + 1')).toEqual([]);
  });

  it('by switching a nuisance off that does nothing', () => {
    const text = `${base}nuisances:\n  a:\n    up: { replace: { pt: pt } }\n  b: { size: 2% }\n`;
    expect(mended(text, { code: 'nuisance/no-effect', target: { nuisance: 'a' } })).toEqual({
      'commentOut a': `${base}nuisances:\n  # a:\n  #   up: { replace: { pt: pt } }\n  b: { size: 2% }\n`,
    });
  });

  it.each([
    ['{ replace: { pt: pt*1.02 } }', '{ replace: { pt: pt*0.98 } }'],
    ['{ replace: { pt: 1.02*pt } }', '{ replace: { pt: pt*0.98 } }'],
    ['{ replace: { w: w_UP } }', '{ replace: { w: w_DOWN } }'],
    ["{ replace: { w: 'w > 0 ? w_UP : 0' } }", "{ replace: { w: 'w > 0 ? w_DOWN : 0' } }"],
    ['{ replace: { pt: pt + x } }', "{ replace: { pt: '2*pt - (pt + x)' } }"],
    ['{ samples: { tt: s_up } }', '{ samples: { tt: s_down } }'],
  ])('by the mirror image of the other side: %s', (up, down) => {
    const text = `${base.replace('third:', 's_up: { file: d }, s_down: { file: e }, third:')}nuisances:\n  a:\n    up: ${up}\n    down: ${up}\n`;
    const { 'mirror down up': result } = mended(text, { code: 'nuisance/one-sided', target: { nuisance: 'a' } });
    expect(result).toBe(text.replace(`down: ${up}`, `down: ${down}`));
    expect(parseAnalysis(result ?? '').problems).toEqual([]);
  });

  it('by a cross-check out of the samples that are free', () => {
    const text = `${base}nuisances:\n  g:\n    kind: two-point\n    alternative: { tt: alt }\n`;
    expect(mended(text, { code: 'decorrelation/apparent', target: { nuisance: 'g' } })).toEqual({
      'addCrossCheck third': `${text}    cross-check: { tt: third }\n`.replace('\n    cross', '\n    cross'),
    });
  });

  it('by putting features in order, each as it is written', () => {
    const text = base.replace('[pt]', "[x,  'pt']");
    const fix = { at: { path: ['model', 'features'], on: 'value' as const }, text: '[pt, x]', title: 'order' };
    expect(mended(text, { code: 'model/inputs', fix })).toEqual({ order: base.replace('[pt]', "['pt',  x]") });
  });

  it('by turning its check off', () => {
    for (const [before, after] of [
      [base, `${base}\nchecks: { nuisance/large: off }\n`],
      [`${base}checks:\n  data/missing: off\n`, `${base}checks:\n  data/missing: off\n  nuisance/large: off\n`],
      [`${base}checks: { nuisance/large: error }\n`, `${base}checks: { nuisance/large: off }\n`],
      [
        `${base}checks: { nuisance/large: { tolerance: 2% } }\n`,
        `${base}checks: { nuisance/large: { tolerance: 2%, level: off } }\n`,
      ],
    ] as const) {
      const action = turnOff('nuisance/large', parseAnalysis(before), words);
      expect(action && applied(before, action.changes)).toBe(after);
      expect(parseAnalysis(after).analysis?.checks.get('nuisance/large')?.level).toBe('off');
    }
  });
});

describe('at a nuisance', () => {
  it('the side that is missing can be added', () => {
    const { parsed, cursor } = withCursor(`${base}nuisances:\n  a|a:\n    up: { replace: { w: w_UP } } # x\n`);
    const [action, other] = refactorsAt(parsed, cursor, knowledge, words);
    expect(other).toBeUndefined();
    expect(action && applied(parsed.text, action.changes)).toBe(
      `${base}nuisances:\n  aa:\n    up: { replace: { w: w_UP } } # x\n    down: { replace: { w: w_DOWN } }\n`,
    );
  });
});

describe('what is missing', () => {
  it.each([
    ['in an empty file', ''],
    ['in one with a section alone', 'samples:\n  tt:\n'],
    [
      'in braces',
      'pullscope: 1\nsamples: { tt: {}, alt: { label: 0 } }\nmodel: {}\nnuisances: { a: { }, b: { kind: two-point }, c: { kind: normalisation } }\n',
    ],
    [
      'in lines',
      '# mine\nmodel:\n  output: score\nsamples:\n  tt:\n    label: 0 # x\n\nnuisances:\n  jes:\n  one:\n    up: { replace: { w: w_UP } }\n  z: { column: z }\n',
    ],
  ])('is added so that the file is valid: %s', (_what, text) => {
    const changes = whatIsMissing(parseAnalysis(text), knowledge);
    const result = applied(text, changes);
    const parsed = parseAnalysis(result);
    expect(parsed.problems).toEqual([]);
    const absent = checkParsed(parsed, noFacts).filter(
      ({ code }) => code === 'config/missing-key' || code === 'config/undefined-name',
    );
    expect(absent).toEqual([]);
    // What was there still is, line by line.
    for (const line of text.split('\n')) for (const word of line.match(/\w+/g) ?? []) expect(result).toContain(word);
    expect(whatIsMissing(parsed, knowledge)).toEqual([]);
  });

  it('is nothing in a file that has everything', () => {
    expect(whatIsMissing(parseAnalysis(base), knowledge)).toEqual([]);
  });

  it('takes the features that the model was trained on', () => {
    const text = 'pullscope: 1\nsamples: { tt: { file: a } }\nmodel: { file: m }\nnominal: [tt]\n';
    const model: Facts['model'] = () => ({
      ok: true,
      path: '',
      size: 0,
      mtime: 0,
      inputs: [],
      outputs: [],
      metadata: {},
      featureNames: ['pt', 'n jets'],
      opsets: {},
      producer: '',
      irVersion: 1,
      nodes: 1,
      unknownOperators: [],
      weightFiles: [],
      classMaps: [],
    });
    const changes = whatIsMissing(parseAnalysis(text), { ...knowledge, facts: { ...facts, model } });
    expect(applied(text, changes)).toContain('model: { file: m, features: [pt, n jets] }');
  });
});

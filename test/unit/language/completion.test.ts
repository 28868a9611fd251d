import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { catalogue } from '../../../src/config/catalogue';
import { parseAnalysis } from '../../../src/config/parse';
import type { Column } from '../../../src/data/eventSource';
import type { ModelFacts } from '../../../src/model/modelFacts';
import { completionsAt } from '../../../src/language/completion/completion';
import type { Suggestion } from '../../../src/language/completion/suggestion';
import type { Words } from '../../../src/language/words';
import { applied, withCursor } from './marked';

const words = new Proxy({} as Words, { get: (_, key) => String(key) });

const column = (name: string): Column => ({ name, type: 'float32', kind: 'number' });
const files: Readonly<Record<string, readonly Column[]>> = {
  'tt.root:t': [column('HT_all'), column('weight_jvt'), column('only tt')],
  'ttH.root:t': [column('HT_all'), column('weight_jvt')],
  friend: [column('from_friend')],
  table: [column('xs')],
};
const model: ModelFacts = {
  ok: true,
  path: '/m.onnx',
  size: 1,
  mtime: 0,
  inputs: [{ name: 'jets', type: 'float32', shape: [null, 2] }],
  outputs: [{ name: 'score', type: 'float32', shape: ['batch', 1] }],
  metadata: {},
  featureNames: ['HT_all', 'n jets'],
  opsets: {},
  producer: '',
  irVersion: 8,
  nodes: 1,
  unknownOperators: [],
  weightFiles: [],
  classMaps: [],
};
const facts: Facts = {
  ...noFacts,
  data: (reference) => {
    const columns = files[reference];
    return columns && { ok: true, files: [], columns, events: 0, details: {} };
  },
  model: () => model,
};

function suggestions(marked: string, known: Facts = facts): readonly Suggestion[] {
  const { parsed, cursor } = withCursor(marked);
  return completionsAt(parsed, cursor, { facts: known, report: undefined, age: 'current' }, words);
}
const labels = (marked: string, known?: Facts): string[] => suggestions(marked, known).map(({ label }) => label);

/** The text after one of the suggestions is taken, with blanks filled. */
function taken(marked: string, label: string): string {
  const found = suggestions(marked).find((one) => one.label === label);
  if (found === undefined) throw new Error(`there is no ${label} among ${labels(marked).join(', ')}`);
  return applied(marked.replace('|', ''), [{ range: found.range, text: filled(found) }]);
}

/** A snippet with its blanks filled by what stands in them, its lines indented as VS Code does. */
function filled({ insert, isSnippet, range }: Suggestion): string {
  if (!isSnippet) return insert;
  const first = new Map<string, string>();
  const text = insert
    .replaceAll(/\$\{(\d+)\|([^,|}]*)[^}]*\}/g, (_, number: string, value: string) => (first.set(number, value), value))
    .replaceAll(/\$\{(\d+):([^}]*)\}/g, (_, number: string, value: string) => (first.set(number, value), value))
    .replaceAll(
      /\$\{(\d+)\}|\$(\d)/g,
      (_, a: string | undefined, b: string | undefined) => first.get(a ?? b ?? '') ?? '',
    )
    .replaceAll(/\\([\\$}])/g, '$1');
  return text.replaceAll('\n', `\n${' '.repeat(range.start.character)}`);
}

const head = `pullscope: 1
samples:
  tt: { file: 'tt.root:t' }
  ttH: { file: 'ttH.root:t' }
`;
const nominal = 'nominal: [tt, ttH]\n';

describe('completion', () => {
  it.each([
    ['the sections of a file', `${head}|`, ['model', 'nominal', 'nuisances', 'checks'], ['samples', 'pullscope']],
    ['a section that is begun', `${head}nui|`, ['nuisances'], ['samples']],
    ['the keys of a sample', 'samples:\n  tt:\n    file: a\n    |', ['weight', 'select', 'label', 'friends'], ['file']],
    ['its first key', 'samples:\n  tt:\n    fi|\n', ['file', 'weight'], []],
    ['its keys in braces', 'samples: { tt: { file: a, | } }', ['weight', 'missing'], ['file']],
    ['a key in braces that is begun', 'samples: { tt: { file: a, we| } }', ['weight'], ['file']],
    ['the keys of a model', 'model:\n  file: m\n  |', ['features', 'output', 'working-points'], ['file']],
    ['words behind a section that is a switch or a map', 'corruptions: |', ['true', 'false'], ['noise']],
    ['keys on the line below it', 'corruptions:\n  |', ['noise', 'scale', 'dropped'], ['true', 'false']],
    ['such a key that is begun', 'corruptions:\n  no|\n', ['noise', 'scale'], ['true']],
    ['its next key', 'corruptions:\n  noise: true\n  |', ['scale', 'dropped'], ['noise', 'true']],
    ['levels behind a code', 'checks:\n  nuisance/large: |', ['error', 'off'], ['tolerance']],
    ['options on the line below it', 'checks:\n  nuisance/large:\n    |', ['level', 'tolerance'], ['error']],
    ['an option that is begun', 'checks:\n  nuisance/large:\n    tol|\n', ['level', 'tolerance'], ['error']],
    ['a level in its option', 'checks:\n  nuisance/large:\n    level: |', ['error', 'off'], ['level', 'tolerance']],
    [
      'outputs and what they are, below the key of both',
      'model:\n  file: m\n  features: [x]\n  output:\n    |',
      ['score', 'mean', 'sigma'],
      [],
    ],
    [
      'outputs alone in a text that goes over lines',
      'model:\n  file: m\n  features: [x]\n  output: score +\n    s|',
      ['score'],
      ['mean', 'sigma'],
    ],
    ['what an input of a sequence has', 'model:\n  file: m\n  inputs:\n    jets:\n      |', ['features', 'mask'], []],
    [
      'inputs of an emulator that are not there yet',
      'emulator:\n  model: m\n  inputs: [rate, |]\n  data: { file: table, value: xs }\n  parameters: { rate: [0, 1] }\n  nuisances: { tau: { known: 1 } }',
      ['tau'],
      ['rate'],
    ],
    [
      'outputs of an emulator',
      'emulator:\n  model: m\n  output: |\n  data: { file: table, value: xs }\n  parameters: { rate: [0, 1] }',
      ['score'],
      [],
    ],
    ['the kinds of a nuisance', 'nuisances:\n  a:\n    kind: |', ['detector', 'two-point', 'theory'], []],
    ['a kind that is begun, in braces', 'nuisances: { a: { kind: tw| } }', ['two-point'], []],
    ['samples that are not nominal yet', `${head}nominal: [tt, |]`, ['ttH'], ['tt']],
    ['the nominal sample itself, when it is changed', `${head}nominal: [t|t, ttH]`, ['tt'], ['ttH']],
    ['samples in a list of lines', `${head}nominal:\n  - tt\n  - |\n`, ['ttH'], ['tt']],
    ['samples that are applied to', `${head}application: { data: | }`, ['tt', 'ttH'], []],
    [
      'nominal samples for another generator',
      `${head}${nominal}nuisances: { g: { alternative: { | } } }`,
      ['tt', 'ttH'],
      [],
    ],
    ['samples in their place', `${head}${nominal}nuisances: { g: { alternative: { tt: | } } }`, ['tt', 'ttH'], []],
    [
      'columns of the sample in its weight',
      "samples: { tt: { file: 'tt.root:t', weight: HT_all*| } }",
      ['weight_jvt', 'only tt', 'sqrt'],
      [],
    ],
    ['columns of all samples before one is nominal', `${head}model: { features: [|] }`, ['HT_all'], ['only tt']],
    [
      'columns of all nominal samples in features',
      `${head}${nominal}model: { file: m, features: [HT_all, |] }`,
      ['HT_all', 'weight_jvt'],
      ['only tt'],
    ],
    [
      'columns to replace',
      `${head}${nominal}nuisances:\n  a:\n    up:\n      replace:\n        |`,
      ['HT_all', 'weight_jvt'],
      ['only tt'],
    ],
    [
      'columns in a replacement',
      `${head}${nominal}nuisances: { a: { up: { replace: { HT_all: H| } } } }`,
      ['HT_all'],
      ['only tt'],
    ],
    [
      'a parameter in its replacement',
      `${head}${nominal}nuisances: { a: { parameter: k, replace: { HT_all: HT_all*| } } }`,
      ['k', 'HT_all'],
      [],
    ],
    [
      'a parameter in a weight',
      "samples: { tt: { file: 'tt.root:t', weight: | } }\nnuisances: { a: { parameter: k } }",
      ['k', 'HT_all'],
      [],
    ],
    ['columns without a value', "samples: { tt: { file: 'tt.root:t', missing: { | } } }", ['HT_all', 'only tt'], []],
    [
      'columns of a friend',
      "samples: { tt: { file: 'tt.root:t', friends: friend, weight: | } }",
      ['from_friend', 'HT_all'],
      [],
    ],
    ['columns of a table', 'pulls: { theory: { file: table, lo: | } }', ['xs'], ['HT_all']],
    ['columns of the data of an emulator', 'emulator: { data: { file: table, value: | } }', ['xs'], ['HT_all']],
    ['what may be known of its nuisances', 'emulator: { nuisances: { nH: { | } } }', ['known', 'tight', 'loose'], []],
    ['how its data scatter', 'emulator: { likelihood: | }', ['gaussian', 'poisson'], []],
    ['protected columns', `${head}${nominal}protected: [|]`, ['HT_all'], ['only tt']],
    [
      'columns for the truth of a regression',
      `${head}${nominal}model: { file: m, features: [x], truth: H| }`,
      ['HT_all'],
      [],
    ],
    [
      'outputs of the model and classes',
      'model: { file: m, features: [x], classes: [b, c], output: | }',
      ['score', 'b', 'c'],
      [],
    ],
    [
      'features of the models that an unnoticed shift may change, as they are written',
      `${head}${nominal}model: { file: m, features: [HT_all, HT_all/2, { nuisance: a }] }\nundetected:\n  within:\n    HT_all: 2%\n    |`,
      ['HT_all/2'],
      ['HT_all', 'weight_jvt', 'a'],
    ],
    ['observables beside the features', `${head}${nominal}learned: { observables: { x: | } }`, ['HT_all'], ['only tt']],
    ['nominal samples as signal', `${head}nominal: [tt]\ninference: { signal: [|] }`, ['tt'], ['ttH']],
    [
      'as background what is no signal',
      `${head}${nominal}inference:\n  signal: [ttH]\n  background:\n    - |\n`,
      ['tt'],
      ['ttH'],
    ],
    ['any sample as data of a fit', `${head}nominal: [tt]\ninference: { data: | }`, ['tt', 'ttH'], []],
    [
      'nuisances that the fit has not yet',
      'nuisances: { a: { kind: scale }, b: { kind: scale } }\ninference: { nuisances: [a, |] }',
      ['b'],
      ['a'],
    ],
    [
      'nuisances that a model is told',
      'model: { file: m, features: [x, { nuisance: | }] }\nnuisances: { z: { kind: scale } }',
      ['z'],
      [],
    ],
    [
      'nuisances in which coverage is counted',
      'nuisances: { z: { kind: scale } }\ninference: { neyman: { nuisance: | } }',
      ['z'],
      [],
    ],
    ['how pseudo-experiments are ordered', 'inference: { neyman: { statistic: | } }', ['profile', 'classifier'], []],
    ['what is either true or not', 'inference: { template-errors: | }', ['true', 'false'], []],
    ['what a score is used as', 'model: { file: m, calibrated: | }', ['true', 'false', 'balanced'], []],
    ['the one word beside a number', 'model: { file: m, inputs: { jets: { pad: | } } }', ['wrap'], []],
    [
      'models to compare with',
      'models: { a: { file: m }, b: { file: n } }\nchecks: { decorrelation/cost: { reference: | } }',
      ['a', 'b'],
      [],
    ],
    ['inputs of the model', 'model:\n  file: m\n  inputs:\n    |', ['jets'], []],
    ['features as the model was trained', 'model:\n  file: m\n  features: |', ["[HT_all, '`n jets`']"], []],
    ['codes of checks', 'checks:\n  |', ['nuisance/large', 'pull/fit'], []],
    ['a code that is begun', 'checks:\n  nuisance/la|', ['nuisance/large'], []],
    [
      'levels of a check and its options',
      'checks:\n  nuisance/large: |',
      ['error', 'off', '{ level: …, tolerance: … }'],
      [],
    ],
    ['options of a check', 'checks: { nuisance/large: { level: error, | } }', ['tolerance', 'alpha'], ['level']],
    ['choices of an option', 'checks: { pull/fit: { definition: | } }', ['pre-fit', 'post-fit'], []],
    ['codes in a comment that silences', '# pullscope: ignore nuis|', ['nuisance/large'], []],
    [
      'anchors that stand before',
      'samples:\n  a: { file: f, weight: &w x }\n  b: { file: f, weight: *| }\n  c: { file: f, select: &v y }\n',
      ['w'],
      ['v'],
    ],
  ])('offers %s', (_what, marked, wanted, unwanted) => {
    const found = labels(marked);
    for (const one of wanted) expect(found).toContain(one);
    for (const one of unwanted) expect(found).not.toContain(one);
  });

  it.each([
    ['in a comment', `${head}# the |`],
    ['where names are free', 'samples:\n  tt:\n    file: a\nmodel: { working-points: { | } }'],
    ['where nothing is known of the files', "samples: { tt: { file: 'x.root', missing: { | } } }"],
  ])('offers nothing %s', (_what, marked) => {
    expect(labels(marked)).toEqual([]);
  });

  it.each([
    ['samples: { tt: { fi| } }', 'file', 'samples: { tt: { file:  } }'],
    ['samples: { tt: { fi|l: a } }', 'file', 'samples: { tt: { file: a } }'],
    ['nuisances:\n  a:\n    u|\n', 'up', 'nuisances:\n  a:\n    up:\n      \n'],
    ['nuisances: { a: { u| } }', 'up', 'nuisances: { a: { up: {  } } }'],
    [`${head}model: { features: [x], out| }`, 'output', `${head}model: { features: [x], output:  }`],
    [
      "samples: { tt: { file: 'tt.root:t', weight: 'HT_all*on|l > 1' } }",
      'only tt',
      "samples: { tt: { file: 'tt.root:t', weight: 'HT_all*`only tt` > 1' } }",
    ],
    ['checks:\n  nuisance/l|', 'nuisance/large', 'checks:\n  nuisance/large: '],
    ['# pullscope: ignore nu|\n', 'nuisance/large', '# pullscope: ignore nuisance/large -- reason\n'],
  ])('puts %s', (marked, label, expected) => {
    expect(taken(marked, label)).toBe(expected);
  });

  it('documents every key and every code', () => {
    for (const marked of [
      `${head}|`,
      'samples: { tt: { | } }',
      'model: { | }',
      'nuisances: { a: { | } }',
      'checks: { | }',
    ]) {
      for (const { kind, documentation = '' } of suggestions(marked)) {
        if (kind === 'key' || kind === 'code') expect(documentation).not.toBe('');
      }
    }
    expect(labels('checks: { | }')).toEqual(catalogue.map(({ code }) => code));
  });

  it('writes a whole file that is valid', () => {
    const whole = taken('|', 'newFile');
    expect(parseAnalysis(whole).problems).toEqual([]);
  });

  it.each(['newReweighting', 'newShift', 'newTwoPoint', 'newFiles', 'newNormalisation', 'newColumn', 'newParameter'])(
    'writes a valid nuisance: %s',
    (label) => {
      const text = taken(`${head}${nominal}nuisances:\n  |`, label);
      const { problems, analysis } = parseAnalysis(text);
      expect(problems).toEqual([]);
      expect(analysis?.nuisances.size).toBe(1);
      expect(analysis?.nuisances.values().next().value).toBeDefined();
    },
  );

  it('writes a valid sample and a valid model', () => {
    expect(parseAnalysis(taken('pullscope: 1\nsamples:\n  |', 'newSample')).problems).toEqual([]);
    expect(parseAnalysis(taken('pullscope: 1\nmodels:\n  |', 'newModel')).analysis?.models.size).toBe(1);
  });

  it('fills the blanks of a nuisance with what the analysis has', () => {
    const text = taken(`${head}${nominal}nuisances:\n  |`, 'newReweighting');
    expect(text).toContain('up: { replace: { weight_jvt: weight_jvt_UP } }');
    expect(text).toContain('down: { replace: { weight_jvt: weight_jvt_DOWN } }');
  });
});

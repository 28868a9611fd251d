import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../../src/checks/facts';
import { checkParsed } from '../../../../src/checks/static';
import { parseAnalysis } from '../../../../src/config/parse';
import { annotated } from '../../config/annotatedText';
import { tthExample } from '../../config/exampleAnalyses';
import type { Preprocessing } from '../../../../src/model/modelFacts';
import { dataWith, factsOf, modelWith, tensor } from './knownFacts';

interface Case {
  readonly mistake: string;
  /** «Marks» what the finding is shown at. */
  readonly text: string;
  readonly facts?: Facts;
  readonly code: string;
  readonly severity?: string;
  readonly message: string;
  readonly fix?: string;
  readonly evidence?: Readonly<Record<string, number>>;
}

const weights = ['weight_normalise', 'weight_pileup', 'weight_mc', 'weight_leptonSF', 'weight_jvt'];
const columns = dataWith(
  ...weights,
  'weight_pileup_UP',
  'weight_pileup_DOWN',
  'HT_all',
  'nJets',
  'nBTags_70',
  'channel:text',
);
const tth = modelWith({ names: ['HT_all', 'nJets', 'nBTags_70'] });
const example = factsOf(
  {
    'tt_PP8.root:nominal_Loose': columns,
    'ttH_PP8.root:nominal_Loose': columns,
    'tt_aMCNloP8.root:nominal_Loose': columns,
  },
  { 'tth.onnx': tth },
);

function inExample(from: string, to: string): string {
  expect(tthExample).toContain(from);
  return tthExample.replace(from, to);
}

/** A small analysis of two samples in which some lines are others. */
function small(lines: { readonly samples?: string; readonly model?: string; readonly rest?: string } = {}): string {
  return [
    'pullscope: 1',
    'samples:',
    '  tt: { file: tt.csv, weight: w, label: 0 }',
    '  ttH: { file: ttH.csv, weight: w, label: 1 }',
    ...(lines.samples === undefined ? [] : [`  ${lines.samples}`]),
    `model: { file: m.onnx, ${lines.model ?? 'features: [a, b]'} }`,
    'nominal: [tt, ttH]',
    ...(lines.rest === undefined ? [] : [lines.rest]),
    '',
  ].join('\n');
}

const table = dataWith('w', 'a', 'b', 'w_up', 'note:text');
const scaled = (name: string) => ({ name, centre: 0, factor: 1 });
const withPreprocessing = (preprocessing: Preprocessing, model = modelWith({ features: 2 })) =>
  factsOf(
    { 'tt.csv': table, 'ttH.csv': table },
    { 'm.onnx': model, 'scaler.json': { ok: true, path: '/scaler.json', size: 1, mtime: 0, preprocessing } },
  );
const smallFacts = (model = modelWith({ features: 2 })) =>
  factsOf({ 'tt.csv': table, 'ttH.csv': table }, { 'm.onnx': model });

const cases: readonly Case[] = [
  {
    mistake: 'a misspelt column of a weight that three samples share by an alias',
    text: inExample('weight_normalise*weight_pileup*', 'weight_normalise*«weight_pileupp»*'),
    facts: example,
    code: 'config/unknown-column',
    message:
      "Sample 'tt' ('tt_PP8.root:nominal_Loose') has no column 'weight_pileupp'. Did you mean 'weight_pileup'?" +
      " The same holds for 'ttH' and 'tt_aMCNlo'.",
    fix: 'weight_pileup',
  },
  {
    mistake: "a model's path with one character deleted",
    text: inExample('file: tth.onnx', 'file: «tth.onx»'),
    facts: factsOf(
      { 'tt_PP8.root:nominal_Loose': columns },
      {
        'tth.onx': {
          ok: false,
          code: 'file-not-found',
          message: "There is no model file 'tth.onx'. Did you mean 'tth.onnx'?",
          suggestion: 'tth.onnx',
        },
      },
    ),
    code: 'config/file-not-found',
    message: "There is no model file 'tth.onx'. Did you mean 'tth.onnx'?",
    fix: 'tth.onnx',
  },
  {
    mistake: 'features in another order than in training',
    text: inExample('[HT_all, nJets, nBTags_70]', '«[nJets, HT_all, nBTags_70]»'),
    facts: example,
    code: 'model/inputs',
    message:
      "The features stand in another order than in training: number 1 is 'nJets', where the model expects 'HT_all' " +
      '(HT_all, nJets, nBTags_70).',
    fix: '[HT_all, nJets, nBTags_70]',
    evidence: { expected: 3, given: 3, firstDifference: 0 },
  },
  {
    mistake: 'a nominal sample that is not defined',
    text: inExample('nominal: [tt, ttH]', 'nominal: [tt, ttH, «ttHH»]'),
    code: 'config/undefined-name',
    message: "No sample is called 'ttHH'. Did you mean 'ttH'?",
    fix: 'ttH',
  },
  {
    mistake: 'an alternative that is not defined',
    text: small({ rest: 'nuisances: { gen: { kind: two-point, alternative: { tt: «herwig» } } }' }),
    code: 'config/undefined-name',
    message: "No sample is called 'herwig'. There are 'tt' and 'ttH'.",
  },
  {
    mistake: 'a sample replaced that is not nominal',
    text: small({
      samples: 'other: { file: o.csv }',
      rest: 'nuisances: { gen: { kind: two-point, alternative: { «other»: tt } } }',
    }),
    code: 'config/undefined-name',
    message: "'other' is not among the nominal samples, so there is nothing to replace. Nominal: 'tt' and 'ttH'.",
  },
  {
    mistake: 'the sample of a continuous nuisance that is not defined',
    text: small({ rest: "nuisances: { z: { column: z, sample: «tH», prior: 'normal(0, 1)' } }" }),
    code: 'config/undefined-name',
    message: "No sample is called 'tH'. Did you mean 'ttH'?",
    fix: 'ttH',
  },
  {
    mistake: 'a continuous nuisance without a prior',
    text: small({ rest: 'nuisances: { t: { parameter: «t», replace: { a: a*t } } }' }),
    code: 'config/missing-key',
    message: "'t' is continuous: say how it is distributed, with a width, as in `prior: normal(1, 0.01)`.",
  },
  {
    mistake: 'a prior without a width',
    text: small({ rest: "nuisances: { z: { column: «z», sample: tt, prior: 'normal(0, 0)' } }" }),
    code: 'config/missing-key',
    message: "'z' is continuous: say how it is distributed, with a width, as in `prior: normal(0, 1)`.",
  },
  {
    mistake: 'a parameter that nothing names',
    text: small({ rest: "nuisances: { t: { parameter: «t», prior: 'normal(0, 1)' } }" }),
    code: 'config/missing-key',
    message: "'t' varies nothing: name 't' in the weight of a sample, or give it 'replace', with 't' in it.",
  },
  {
    mistake: 'a name in a weight that is a parameter and a column',
    text: small({ rest: "nuisances: { t: { parameter: b, prior: 'normal(0, 1)' } }" }).replace(
      'tt.csv, weight: w',
      'tt.csv, weight: 1 + «b»*a',
    ),
    facts: smallFacts(),
    code: 'config/expression',
    message: "'b' is the parameter of a nuisance and a column of sample 'tt' ('tt.csv'): call the parameter otherwise.",
  },
  {
    mistake: 'one parameter of two nuisances in a weight',
    text: small({
      rest: "nuisances:\n  t: { parameter: t, prior: 'normal(0, 1)' }\n  u: { parameter: «t», prior: 'normal(0, 2)' }",
    }).replace('tt.csv, weight: w', 'tt.csv, weight: 1 + t'),
    code: 'config/expression',
    message:
      "'t' and 'u' both call their parameter 't', which stands in a weight or a selection: one of them needs another name.",
  },
  {
    mistake: 'a parameter that no replacement names',
    text: small({ rest: "nuisances: { t: { parameter: «t», prior: 'normal(0, 1)', replace: { a: a*2 } } }" }),
    code: 'config/unused',
    severity: 'warning',
    message: "No replacement of 't' names 't': every value of it gives the same events.",
  },
  {
    mistake: 'a reference model that is not defined',
    text: small({ rest: 'checks: { decorrelation/cost: { reference: «modl» } }' }),
    code: 'config/undefined-name',
    message: "No model is called 'modl'. Did you mean 'model'?",
    fix: 'model',
  },
  {
    mistake: 'a sample that nothing uses',
    text: small({ samples: '«old»: { file: old.csv }' }),
    code: 'config/unused',
    severity: 'warning',
    message: "Nothing uses the sample 'old': list it under 'nominal' or 'application', or take it in a nuisance.",
  },
  {
    mistake: 'samples named without any section of samples',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a] }\nnominal: [«tt», ttH]\n',
    code: 'config/missing-key',
    message: "Samples are named here, but none is defined: there is no 'samples' in the file.",
  },
  {
    mistake: 'nuisances without a nominal sample',
    text: 'pullscope: 1\nsamples: { tt: { file: a.csv } }\nmodel: { file: m.onnx, features: [a] }\n«nuisances»: { lumi: { kind: normalisation, size: 2% } }\n',
    code: 'config/missing-key',
    message: "No sample is nominal: list under 'nominal' those that the model was trained on.",
  },
  {
    mistake: 'nuisances without a model',
    text: 'pullscope: 1\nsamples: { tt: { file: a.csv } }\nnominal: [tt]\n«nuisances»: { lumi: { kind: normalisation, size: 2% } }\n',
    code: 'config/missing-key',
    message: "There are nuisances but no model: add 'model' with its 'file' and 'features'.",
  },
  {
    mistake: 'a nuisance that varies nothing',
    text: small({ rest: 'nuisances:\n  «jes»: { size: 2% }' }),
    code: 'config/missing-key',
    message: "'jes' varies nothing: give it 'up' and 'down', or an 'alternative' sample.",
  },
  {
    mistake: 'a side that varies nothing',
    text: small({ rest: 'nuisances: { jes: { «up»: {}, down: { replace: { w: w_up } } } }' }),
    code: 'config/missing-key',
    message: "'up' of 'jes' varies nothing: give it 'replace' or 'samples'.",
  },
  {
    mistake: 'a cross-check without an alternative',
    text: small({ samples: 'sherpa: { file: s.csv }', rest: 'nuisances: { «gen»: { cross-check: { tt: sherpa } } }' }),
    code: 'config/missing-key',
    message: "'gen' has a cross-check but no 'alternative' to compare it with.",
  },
  {
    mistake: 'a column of nuisance values without its sample',
    text: small({ rest: 'nuisances: { z: { column: «z» } }' }),
    code: 'config/missing-key',
    message: "'z' takes its value from a column: say of which 'sample'.",
  },
  {
    mistake: 'a tree that is not in the file',
    text: 'pullscope: 1\nsamples: { tt: { file: tt.root:«nominl» } }\nnominal: [tt]\n',
    facts: factsOf({
      'tt.root:nominl': {
        ok: false,
        code: 'unknown-tree',
        message: "There is no tree 'nominl' in tt.root.",
        suggestion: 'tt.root:nominal',
      },
    }),
    code: 'config/file-unreadable',
    message: "There is no tree 'nominl' in tt.root.",
    fix: 'tt.root:nominal',
  },
  {
    mistake: 'a file that is not there, with a tree',
    text: 'pullscope: 1\nsamples: { tt: { file: «t.root»:nominal } }\nnominal: [tt]\n',
    facts: factsOf({
      't.root:nominal': {
        ok: false,
        code: 'file-not-found',
        message: "There is no file 't.root'.",
        suggestion: 'tt.root:nominal',
      },
    }),
    code: 'config/file-not-found',
    message: "There is no file 't.root'.",
    fix: 'tt.root:nominal',
  },
  {
    mistake: 'a damaged file in a list',
    text: 'pullscope: 1\nsamples: { tt: { file: [a.root, «b.root»] } }\nnominal: [tt]\n',
    facts: factsOf({ 'b.root': { ok: false, code: 'damaged-file', message: 'b.root ends too early.' } }),
    code: 'config/file-unreadable',
    message: 'b.root ends too early.',
  },
  {
    mistake: 'a path that leaves the folder',
    text: 'pullscope: 1\nsamples: { tt: { file: «data/../../tt.root» } }\nnominal: [tt]\n',
    code: 'config/outside-workspace',
    severity: 'warning',
    message: "'data/../../tt.root' leaves the folder of this file: who gets the folder does not get the data.",
  },
  {
    mistake: 'an absolute path',
    text: 'pullscope: 1\nsamples: { tt: { file: «/eos/tt.root» } }\nnominal: [tt]\n',
    code: 'config/outside-workspace',
    severity: 'information',
    message: "'/eos/tt.root' is an absolute path: elsewhere, and in a pipeline, the file will not be there.",
  },
  {
    mistake: 'an expression that cannot be understood',
    text: small({ model: 'features: [a, "b «@» 1"]' }),
    facts: smallFacts(),
    code: 'config/expression',
    message: 'This character cannot stand in a name; write such a column in backticks.',
  },
  {
    mistake: 'a feature that the files do not have',
    text: small({ model: 'features: [a, «bb»]' }),
    facts: smallFacts(),
    code: 'config/unknown-column',
    message: "Sample 'tt' ('tt.csv') has no column 'bb', nor do the files of 'ttH'. Did you mean 'b'?",
    fix: 'b',
  },
  {
    mistake: 'a misspelt feature that the model does not know either',
    text: small({ model: 'features: [a, «bb»]' }),
    facts: smallFacts(modelWith({ features: 2, names: ['a', 'b'] })),
    code: 'config/unknown-column',
    message: "Sample 'tt' ('tt.csv') has no column 'bb', nor do the files of 'ttH'. Did you mean 'b'?",
    fix: 'b',
  },
  {
    mistake: 'a feature that only one of the files has',
    text: small({ model: 'features: [a, «b»]' }),
    facts: factsOf({ 'tt.csv': table, 'ttH.csv': dataWith('w', 'a') }),
    code: 'config/unknown-column',
    message: "Sample 'ttH' ('ttH.csv') has no column 'b'.",
  },
  {
    mistake: 'a column of text where a number is needed',
    text: small({ model: 'features: [a, «note»]' }),
    facts: smallFacts(),
    code: 'config/unknown-column',
    message: "Column 'note' of sample 'tt' ('tt.csv') holds text, where one number for each event is needed.",
  },
  {
    mistake: 'a column of numbers that are written as text',
    text: small({ model: 'features: [a, «b»]' }),
    facts: factsOf({
      'tt.csv': {
        ...table,
        columns: table.columns.map((column) =>
          column.name === 'b'
            ? { ...column, type: 'text', kind: 'unreadable', numberAsText: { text: '1,5', number: '1.5' } }
            : column,
        ),
      },
      'ttH.csv': table,
    }),
    code: 'data/float-as-text',
    message: "Column 'b' of sample 'tt' ('tt.csv') holds numbers written as text: '1,5'. Write 1.5 in the file.",
  },
  {
    mistake: 'a column under missing that is not there',
    text: small({ samples: 'd: { file: tt.csv, missing: { «aa»: -9 } }', rest: 'application: { data: d }' }),
    facts: smallFacts(),
    code: 'config/unknown-column',
    message: "Sample 'd' ('tt.csv') has no column 'aa'. Did you mean 'a'?",
    fix: 'a',
  },
  {
    mistake: 'a protected column that is not there',
    text: small({ rest: 'protected: [«mass»]' }),
    facts: smallFacts(),
    code: 'config/unknown-column',
    message: "Sample 'tt' ('tt.csv') has no column 'mass', nor do the files of 'ttH'.",
  },
  {
    mistake: 'a replacement by a column that is not there',
    text: small({ rest: 'nuisances: { pu: { up: { replace: { w: «w_upp»*2 } } } }' }),
    facts: smallFacts(),
    code: 'config/unknown-column',
    message: "Sample 'tt' ('tt.csv') has no column 'w_upp', nor do the files of 'ttH'. Did you mean 'w_up'?",
    fix: 'w_up',
  },
  {
    mistake: 'a replaced column that no expression names',
    text: small({ rest: 'nuisances: { pu: { up: { replace: { «w_up»: w } } } }' }),
    facts: smallFacts(),
    code: 'config/unused',
    severity: 'warning',
    message: "Replacing 'w_up' does nothing: no weight, selection, label or feature of a nominal sample names it.",
  },
  {
    mistake: 'a replaced column that is nowhere',
    text: small({ rest: 'nuisances: { pu: { up: { replace: { «ww»: w_up } } } }' }),
    facts: smallFacts(),
    code: 'config/unknown-column',
    message:
      "Sample 'tt' ('tt.csv') has no column 'ww', and no weight, selection, label or feature names it. Did you mean 'w'?",
    fix: 'w',
  },
  {
    mistake: 'a column of a table of processes that is not there',
    text: 'pullscope: 1\npulls:\n  theory: { file: x.csv, process: process, lo: «sigma_l», lo-up: up, lo-down: -0.1, nlo: 1 + up }\n',
    facts: factsOf({ 'x.csv': dataWith('process:text', 'sigma_lo', 'up') }),
    code: 'config/unknown-column',
    message: "'x.csv' has no column 'sigma_l'. Did you mean 'sigma_lo'?",
    fix: 'sigma_lo',
  },
  {
    mistake: 'too few features',
    text: small({ model: 'features: «[a, b]»' }),
    facts: smallFacts(modelWith({ features: 3, names: ['a', 'b', 'w'] })),
    code: 'model/inputs',
    message: "The model takes 3 features, but 2 are listed (not listed: 'w').",
    evidence: { expected: 3, given: 2 },
  },
  {
    mistake: 'too many features for a model that names none',
    text: small({ model: 'features: «[a, b]»' }),
    facts: smallFacts(modelWith({ features: 1 })),
    code: 'model/inputs',
    message: 'The model takes 1 feature, but 2 are listed.',
    evidence: { expected: 1, given: 2 },
  },
  {
    mistake: 'a feature that the model does not know',
    text: small({ model: 'features: [a, «b»]' }),
    facts: smallFacts(modelWith({ features: 2, names: ['a', 'b2'] })),
    code: 'model/inputs',
    message: "The model knows no feature 'b'. Did you mean 'b2'?",
    fix: 'b2',
  },
  {
    mistake: 'an order that is wrong around an expression',
    text: small({ model: "features: «['a + 1', b, a]»" }),
    facts: smallFacts(modelWith({ features: 3, names: ['a', 'shifted', 'b'] })),
    code: 'model/inputs',
    message:
      "The features stand in another order than in training: number 2 is 'b', where the model expects 'shifted' " +
      '(a, shifted, b).',
    fix: '[a, a + 1, b]',
    evidence: { expected: 3, given: 3, firstDifference: 1 },
  },
  {
    mistake: 'a model with two inputs',
    text: inExample('  features: [', '  «features»: ['),
    facts: factsOf({}, { 'tth.onnx': modelWith({ inputs: [tensor('x', ['n', 3]), tensor('z', ['n', 1])] }) }),
    code: 'model/inputs',
    message:
      "The model has 2 inputs ('x' float32 [n, 3], 'z' float32 [n, 1]): say under 'inputs' which features each of them takes.",
  },
  {
    mistake: 'features in another order than in the scaler',
    text: small({ model: 'features: «[a, b]», preprocessing: scaler.json' }),
    facts: withPreprocessing({ kind: 'scaler', byName: false, variables: ['b', 'a'].map(scaled) }),
    code: 'model/inputs',
    message:
      "The features stand in another order than in training: number 1 is 'a', where the scaler expects 'b' (b, a).",
    fix: '[b, a]',
    evidence: { expected: 2, given: 2, firstDifference: 0 },
  },
  {
    mistake: 'a feature that the scaler by name does not have',
    text: small({ model: 'features: [a, «b»], preprocessing: scaler.json' }),
    facts: withPreprocessing({ kind: 'scaler', byName: true, variables: ['a', 'b2'].map(scaled) }),
    code: 'model/inputs',
    message: "The scaler has no entry for the feature 'b'. Did you mean 'b2'?",
    fix: 'b2',
  },
  {
    mistake: 'a feature that weaver calls otherwise',
    text: small({
      model: 'inputs: { features: { features: [a, «b»], layout: positions-first } }, preprocessing: scaler.json',
    }),
    facts: withPreprocessing(
      { kind: 'weaver', classes: [], inputs: [{ name: 'features', length: 1, variables: ['a', 'b2'].map(scaled) }] },
      modelWith({ inputs: [tensor('features', ['N', 1, 2])] }),
    ),
    code: 'model/inputs',
    message: "The preprocessing of 'features' knows no feature 'b'. Did you mean 'b2'?",
    fix: 'b2',
  },
  {
    mistake: 'a preprocessing file that is a model',
    text: small({ model: 'features: [a, b], preprocessing: «scaler.json»' }),
    facts: factsOf({}, { 'm.onnx': modelWith({ features: 2 }), 'scaler.json': modelWith({ features: 2 }) }),
    code: 'config/file-unreadable',
    message: "'scaler.json' is a model, where a scaler in JSON or weaver's preprocess.json is needed.",
  },
  {
    mistake: 'an input that the model does not have',
    text: small({ model: 'inputs: { «featurs»: [a, b] }' }),
    facts: smallFacts(modelWith({ features: 2 })),
    code: 'model/inputs',
    message: "The model has no input 'featurs'; it has 'features' float32 [batch, 2]. Did you mean 'features'?",
    fix: 'features',
  },
  {
    mistake: 'a class that the model does not have',
    text: small({ model: "features: [a, b], classes: [u, c, b], output: «'b/(b + charm)'»" }),
    facts: smallFacts(modelWith({ features: 2, outputs: [tensor('p', ['n', 3])] })),
    code: 'model/output',
    message: "The model has no output 'charm'; it has 'p' float32 [n, 3], with classes u, c, b.",
  },
  {
    mistake: 'an output that the model does not have',
    text: small({ model: 'features: [a, b], output: «scores»' }),
    facts: smallFacts(modelWith({ features: 2 })),
    code: 'model/output',
    message: "The model has no output 'scores'; it has 'score' float32 [batch, 1]. Did you mean 'score'?",
    fix: 'score',
  },
  {
    mistake: 'several outputs of which none is named',
    text: small().replace('m.onnx', '«m.onnx»'),
    facts: smallFacts(modelWith({ features: 2, outputs: [tensor('score', ['n']), tensor('mass', ['n'])] })),
    code: 'model/output',
    message:
      "The model has several outputs ('score' float32 [n], 'mass' float32 [n]): say under 'output' which is the score.",
  },
];

describe('one mistake gives one finding at its word:', () => {
  it.each(cases)('$mistake', ({ text: marked, facts = noFacts, code, severity = 'error', message, fix, evidence }) => {
    const { text, ranges } = annotated(marked);
    const parsed = parseAnalysis(text);
    expect(parsed.problems).toEqual([]);
    const findings = checkParsed(parsed, facts).filter(({ status }) => status === 'finding');
    expect(findings.map((found) => [found.code, found.severity, found.message])).toEqual([[code, severity, message]]);
    const [found] = findings;
    expect(found && parsed.locate(found.at)).toEqual(ranges[0]);
    expect(found?.fix?.text).toBe(fix);
    expect(found?.evidence).toEqual(evidence ?? {});
  });
});

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

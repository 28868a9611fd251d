import { describe, expect, it } from 'vitest';
import { parseAnalysis, type Problem } from '../../../src/config/parse';
import { annotated } from './annotatedText';
import { tthExample } from './exampleAnalyses';

interface Case {
  readonly mistake: string;
  /** «Marks» what the problem is shown at. */
  readonly text: string;
  readonly code: Problem['code'];
  readonly message: string;
  /** What the quick fix writes. */
  readonly fix?: string;
}

const sample = 'samples: { tt: { file: tt.root } }\n';

const cases: readonly Case[] = [
  {
    mistake: 'a misspelt section',
    text: 'pullscope: 1\n«sample»: { tt: { file: tt.root } }\n',
    code: 'config/unknown-key',
    message: "'sample' is no key of an analysis file. Did you mean 'samples'?",
    fix: 'samples',
  },
  {
    mistake: 'a misspelt key that is needed: not also a missing one',
    text: 'pullscope: 1\nsamples:\n  tt:\n    «fil»: tt.root\n',
    code: 'config/unknown-key',
    message: "'fil' is no key of 'tt'. Did you mean 'file'?",
    fix: 'file',
  },
  {
    mistake: 'a key in other letters',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], «working_points»: { tight: 0.6 } }\n',
    code: 'config/unknown-key',
    message: "'working_points' is no key of 'model'. Did you mean 'working-points'?",
    fix: 'working-points',
  },
  {
    mistake: 'a key that resembles none',
    text: 'pullscope: 1\npulls: { «whatever»: 1 }\n',
    code: 'config/unknown-key',
    message: "'whatever' is no key of 'pulls'. It may hold theory, fit.",
  },
  {
    mistake: 'an option that belongs to another check',
    text: 'pullscope: 1\nchecks: { nuisance/large: { «tolerence»: 20% } }\n',
    code: 'config/unknown-key',
    message: "'tolerence' is no key of 'nuisance/large'. Did you mean 'tolerance'?",
    fix: 'tolerance',
  },
  {
    mistake: 'a misspelt check',
    text: 'pullscope: 1\nchecks:\n  «nuisance/no-efect»: off\n',
    code: 'config/unknown-check',
    message: "No check is called 'nuisance/no-efect'. Did you mean 'nuisance/no-effect'?",
    fix: 'nuisance/no-effect',
  },
  {
    mistake: 'no version',
    text: `«samples»: { tt: { file: tt.root } }\n`,
    code: 'config/missing-key',
    message: "'pullscope' is missing: the file begins with 'pullscope: 1'.",
    fix: 'pullscope: 1\n\n',
  },
  {
    mistake: 'an empty file',
    text: '«»',
    code: 'config/missing-key',
    message: "'pullscope' is missing: the file begins with 'pullscope: 1'.",
    fix: 'pullscope: 1\n\n',
  },
  {
    mistake: 'another version',
    text: 'pullscope: «2»\n',
    code: 'config/value',
    message: 'This Pullscope reads version 1 of the grammar, not 2: update Pullscope, or write 1.',
  },
  {
    mistake: 'a file that is no map',
    text: '«- a»\n- b\n',
    code: 'config/value',
    message: "An analysis file is a map that begins with 'pullscope: 1'.",
  },
  {
    mistake: 'a sample without a file',
    text: 'pullscope: 1\nsamples:\n  «tt»: { weight: w }\n',
    code: 'config/missing-key',
    message: "'tt' has no 'file', which it needs.",
  },
  {
    mistake: 'a model without a file',
    text: 'pullscope: 1\n«model»: { features: [a] }\n',
    code: 'config/missing-key',
    message: "'model' has no 'file', which it needs.",
  },
  {
    mistake: 'a key without a value yet',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: tt.root\n    «weight»:\n',
    code: 'config/missing-key',
    message: "'weight' has no value yet: it must be a number, a column or an expression of columns.",
  },
  {
    mistake: 'a sample that is a path',
    text: 'pullscope: 1\nsamples:\n  tt: «tt.root»\n',
    code: 'config/value',
    message:
      "'tt' must be a sample: a map with 'file', and where needed 'weight', 'select', 'label', 'missing', not 'tt.root'.",
  },
  {
    mistake: 'a model without features',
    text: 'pullscope: 1\n«model»: { file: m.onnx }\n',
    code: 'config/missing-key',
    message: "'model' has no 'features', which it needs.",
  },
  {
    mistake: 'features and inputs',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], «inputs»: { x: [a] } }\n',
    code: 'config/value',
    message: "'features' and 'inputs' exclude each other: 'inputs' names the features of each input.",
  },
  {
    mistake: 'a misspelt key of a sequence',
    text: 'pullscope: 1\nmodel: { file: m.onnx, inputs: { jets: { features: [[a, b]], «lenght»: 4 } } }\n',
    code: 'config/unknown-key',
    message: "'lenght' is no key of 'jets'. Did you mean 'length'?",
    fix: 'length',
  },
  {
    mistake: 'a sequence that is its own mask',
    text: 'pullscope: 1\nmodel: { file: m.onnx, inputs: { «jets»: { features: [[a, b]], mask: jets } } }\n',
    code: 'config/value',
    message: "An input has either 'features' or 'mask': give a mask an input of its own.",
  },
  {
    mistake: 'padding by a word',
    text: 'pullscope: 1\nmodel: { file: m.onnx, inputs: { jets: { features: [[a, b]], pad: «warp» } } }\n',
    code: 'config/value',
    message: "'pad' must be a number, or 'wrap', not 'warp'.",
  },
  {
    mistake: 'a mixture without means',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], «output»: { weights: pi } }\n',
    code: 'config/missing-key',
    message: "'output' has no 'means', which it needs.",
  },
  {
    mistake: 'an output with two columns',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], output: «[p, 0, 1]» }\n',
    code: 'config/value',
    message: "'output' must be an output and its column: [probabilities, 1], not a list.",
  },
  {
    mistake: 'an unknown activation',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], activation: «sigmod» }\n',
    code: 'config/value',
    message: "'activation' must be sigmoid or softmax, not 'sigmod'. Did you mean 'sigmoid'?",
    fix: 'sigmoid',
  },
  {
    mistake: 'features that are no list',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: «HT_all» }\n',
    code: 'config/value',
    message: "'features' must be a list of columns or expressions, not 'HT_all'.",
  },
  {
    mistake: 'a list where an expression belongs',
    text: 'pullscope: 1\nsamples: { tt: { file: tt.root, label: «[1]» } }\n',
    code: 'config/value',
    message: "'label' must be a number, a column or an expression of columns, not a list.",
  },
  {
    mistake: 'a threshold in words',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], working-points: { tight: «high» } }\n',
    code: 'config/value',
    message: "'tight' must be a number, not 'high'.",
  },
  {
    mistake: 'a misspelt kind',
    text: 'pullscope: 1\nnuisances: { gen: { kind: «twopoint», size: 1% } }\n',
    code: 'config/value',
    message:
      "'kind' must be one of detector, two-point, scale, normalisation, theory, not 'twopoint'. Did you mean 'two-point'?",
    fix: 'two-point',
  },
  {
    mistake: 'a size above one without its sign',
    text: 'pullscope: 1\nnuisances: { lumi: { kind: normalisation, size: «2» } }\n',
    code: 'config/value',
    message:
      "'size' must be a fraction from 0 to 1, or a percentage: a number above 1 is written with its sign, as in 200%, not 2.",
  },
  {
    mistake: 'a size in another unit',
    text: 'pullscope: 1\nnuisances: { lumi: { kind: normalisation, size: «2 pb» } }\n',
    code: 'config/value',
    message: "'size' must be a percentage such as 2%, or a fraction such as 0.02, not '2 pb'.",
  },
  {
    mistake: 'a level that is none',
    text: 'pullscope: 1\nchecks: { nuisance/large: «fatal» }\n',
    code: 'config/value',
    message:
      "'nuisance/large' must be a level (error, warning, information or off), or a map of 'level' and options, not 'fatal'.",
  },
  {
    mistake: 'a misspelt level',
    text: 'pullscope: 1\nchecks: { nuisance/large: { level: «eror» } }\n',
    code: 'config/value',
    message: "'level' must be a level: error, warning, information or off, not 'eror'. Did you mean 'error'?",
    fix: 'error',
  },
  {
    mistake: 'one model and several',
    text: 'pullscope: 1\n«model»: { file: a.onnx, features: [a] }\nmodels: { b: { file: b.onnx, features: [a] } }\n',
    code: 'config/value',
    message: "'model' and 'models' exclude each other: put this model under 'models' too.",
  },
  {
    mistake: 'a file and the members of an ensemble',
    text: 'pullscope: 1\nmodel: { file: a.onnx, «files»: [b.onnx], features: [a] }\n',
    code: 'config/value',
    message: "'file' and 'files' exclude each other: 'files' is for the members of an ensemble.",
  },
  {
    mistake: 'a name that JavaScript cannot hold',
    text: 'pullscope: 1\nsamples: { «__proto__»: { file: a.root } }\n',
    code: 'config/value',
    message: "'__proto__' cannot be used as a name: choose another.",
  },
  {
    mistake: 'a tab for indentation',
    text: 'pullscope: 1\nsamples:\n«\t»tt:\n\t\tfile: tt.root\n\t\tweight: w\nnominal: [tt]\n',
    code: 'config/syntax',
    message: 'YAML does not allow tabs for indentation: use spaces, two for each level.',
    fix: '  ',
  },
  {
    mistake: 'a tab behind spaces',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: tt.root\n  «\t»weight: w\n',
    code: 'config/syntax',
    message: 'YAML does not allow tabs for indentation: use spaces, two for each level.',
    fix: '  ',
  },
  {
    mistake: 'a bracket that is not closed',
    text: 'pullscope: 1\nmodel:\n  file: m.onnx\n  features: «[»a, b\nnominal: [tt]\n',
    code: 'config/syntax',
    message: "'[' is never closed: add ']' at its end.",
  },
  {
    mistake: 'a brace that is not closed',
    text: `pullscope: 1\nsamples:\n  tt: «{» file: tt.root\n  ttH: { file: ttH.root }\nnominal: [tt]\n`,
    code: 'config/syntax',
    message: "'{' is never closed: add '}' at its end.",
  },
  {
    mistake: 'a quote that is not closed',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: «"tt.root»\n    label: 0\nnominal: [tt]\n',
    code: 'config/syntax',
    message: 'This quote is never closed: add " at its end.',
  },
  {
    mistake: 'a key without its colon at the end of a map',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: tt.root\n  «ttH»\n',
    code: 'config/syntax',
    message: "'ttH' needs a colon and a value.",
  },
  {
    mistake: 'a key without its colon between others',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: tt.root\n    «wei»\n    label: 0\n',
    code: 'config/syntax',
    message: "'wei' needs a colon and a value: no key goes over two lines.",
  },
  {
    mistake: 'two keys on one line',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: «l»abel: 0\n',
    code: 'config/syntax',
    message: "A second key on one line: put it on its own line, or quote the value that holds ': '.",
  },
  {
    mistake: 'a line that is indented differently',
    text: 'pullscope: 1\nsamples:\n  tt:\n    file: tt.root\n   «label: 0»\n',
    code: 'config/syntax',
    message: 'This line is indented differently from the lines that it belongs to: line them up.',
  },
  {
    mistake: 'an alias of nothing: its value is not also missing',
    text: `pullscope: 1\nsamples: { tt: { file: tt.root, weight: «*weight» } }\n`,
    code: 'config/syntax',
    message: "No anchor '&weight' stands before this alias.",
  },
  {
    mistake: 'an alias that contains itself',
    text: 'pullscope: 1\nsamples: &all { tt: «*all» }\n',
    code: 'config/syntax',
    message: "The alias '*all' stands inside of what it repeats.",
  },
  {
    mistake: 'a second document',
    text: `pullscope: 1\n«---»\nsamples: {}\n`,
    code: 'config/syntax',
    message: "A second document begins here: an analysis file holds one; remove '---'.",
  },
  {
    mistake: 'a value that begins with a reserved character',
    text: 'pullscope: 1\nsamples: { tt: { file: tt.root, weight: «@»w } }\n',
    code: 'config/syntax',
    message: "A value cannot begin with '@' unless it is quoted.",
  },
  {
    mistake: 'a name that is written twice',
    text: 'pullscope: 1\nsamples:\n  tt: { file: a.root }\n  «tt»: { file: b.root }\n',
    code: 'config/duplicate-key',
    message: "'tt' is written twice here: keep one of them.",
  },
  {
    mistake: 'a number that PyYAML takes for text',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a], working-points: { tight: «1e-3» } }\n',
    code: 'config/yaml-trap',
    message: "'1e-3' is the number 0.001 here, but text to PyYAML and other readers of YAML 1.1: write 1.0e-3.",
    fix: '1.0e-3',
  },
  {
    mistake: 'an exponent without its sign',
    text: 'pullscope: 1\nsamples: { tt: { file: a.root, missing: { x: «1.5e3» } } }\n',
    code: 'config/yaml-trap',
    message: "'1.5e3' is the number 1500 here, but text to PyYAML and other readers of YAML 1.1: write 1.5e+3.",
    fix: '1.5e+3',
  },
  {
    mistake: 'a number that is octal to others',
    text: 'pullscope: 1\nsamples: { tt: { file: a.root, label: «010» } }\n',
    code: 'config/yaml-trap',
    message: "'010' is the number 10 here, but the number 8 to PyYAML and other readers of YAML 1.1: write 10.",
    fix: '10',
  },
  {
    mistake: 'text that is true to others',
    text: 'pullscope: 1\nprotected: [«yes»]\n',
    code: 'config/yaml-trap',
    message: "'yes' is text here, but true to PyYAML and other readers of YAML 1.1: write 'yes'.",
    fix: "'yes'",
  },
  {
    mistake: 'a name that is false to others',
    text: 'pullscope: 1\nsamples: { «no»: { file: a.root } }\n',
    code: 'config/yaml-trap',
    message: "'no' is text here, but false to PyYAML and other readers of YAML 1.1: write 'no'.",
    fix: "'no'",
  },
  {
    mistake: 'text that is a time to others',
    text: 'pullscope: 1\nsamples: { tt: { file: «12:30» } }\n',
    code: 'config/yaml-trap',
    message: "'12:30' is text here, but the number 750 to PyYAML and other readers of YAML 1.1: write '12:30'.",
    fix: "'12:30'",
  },
  {
    mistake: 'a call in brackets, which others cut at its comma',
    text: 'pullscope: 1\nmodel: { file: m.onnx, features: [a, «min(b, c)»] }\n',
    code: 'config/yaml-trap',
    message: "Other YAML readers split this at its comma, as it stands in braces or brackets: write 'min(b, c)'.",
    fix: "'min(b, c)'",
  },
  {
    mistake: 'a suppression without a reason',
    text: `pullscope: 1\n${sample.trimEnd()} «# pullscope: ignore config/unused»\n`,
    code: 'config/suppression',
    message: "Say why config/unused is silenced here: '# pullscope: ignore config/unused -- reason'.",
  },
  {
    mistake: 'a suppression of a misspelt code',
    text: `pullscope: 1\n# pullscope: ignore «config/unusd» -- later\n${sample}`,
    code: 'config/suppression',
    message: "No check is called 'config/unusd'. Did you mean 'config/unused'?",
    fix: 'config/unused',
  },
  {
    mistake: 'a suppression without a code',
    text: `pullscope: 1 «# pullscope: ignore -- later»\n`,
    code: 'config/suppression',
    message: "A suppression names the code that it silences: '# pullscope: ignore CODE -- reason'.",
  },
];

describe('one mistake gives one problem at its word:', () => {
  it.each(cases)('$mistake', ({ text: marked, code, message, fix }) => {
    const { text, ranges } = annotated(marked);
    const { problems } = parseAnalysis(text);
    expect(problems.map((problem) => [problem.code, problem.message])).toEqual([[code, message]]);
    expect(problems[0]?.range).toEqual(ranges[0]);
    expect(problems[0]?.fix?.text).toBe(fix);
  });
});

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

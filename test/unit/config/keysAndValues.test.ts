import { describe } from 'vitest';
import { tellEach } from './oneProblem';

describe('a key or value that is wrong or missing gives one problem at its word:', () => {
  tellEach([
    ...[
      ['a value of a nuisance that is not finite', '[0, «.nan»]', "'values' must be numbers from -5 to 5, not NaN."],
      ['a value of a nuisance that no fit reaches', '[0, «6»]', "'values' must be numbers from -5 to 5, not 6."],
      [
        'more values of a nuisance than fifteen',
        `«[${Array.from({ length: 16 }, (_, index) => index / 10).join(', ')}]»`,
        "'values' must be a list of 1 to 15 numbers, not one of 16.",
      ],
      ['no value of a nuisance', '«[]»', "'values' must be a list of 1 to 15 numbers, not one of 0."],
    ].map(([mistake = '', values = '', message = '']) => ({
      mistake,
      text: `pullscope: 1\ninference: { signal: [1], background: [0], neyman: { values: ${values} } }\n`,
      code: 'config/value' as const,
      message,
    })),
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
  ]);
});

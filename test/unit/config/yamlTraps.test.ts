import { describe } from 'vitest';
import { sample, tellEach } from './oneProblem';

describe('what others read in another way, and a wrong suppression, gives one problem at its word:', () => {
  tellEach([
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
  ]);
});

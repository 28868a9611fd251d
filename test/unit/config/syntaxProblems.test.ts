import { describe } from 'vitest';
import { tellEach } from './oneProblem';

describe('a mistake of YAML gives one problem at its word:', () => {
  tellEach([
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
  ]);
});

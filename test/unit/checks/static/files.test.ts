import { describe } from 'vitest';
import { factsOf } from './knownFacts';
import { columns, findEach, inExample } from './oneMistake';

describe('a mistake about files gives one finding at its word:', () => {
  findEach([
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
  ]);
});

import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AnalysisCopy, testApi, type ReadDiagnostic } from './analysisCopy';

interface Damage {
  readonly what: string;
  readonly example: string;
  readonly prepare?: (folder: string) => Promise<void>;
  readonly rewrite?: (text: string) => string;
  readonly error: Pick<ReadDiagnostic, 'code' | 'word' | 'message'>;
}

const damages: readonly Damage[] = [
  {
    what: 'a tab in the indentation',
    example: 'generators',
    rewrite: (text) => text.replace('  plain:\n    file', '  plain:\n\tfile'),
    error: {
      code: 'config/syntax',
      word: '\t',
      message: 'YAML does not allow tabs for indentation: use spaces, two for each level.',
    },
  },
  {
    what: 'a text of 5 MB',
    example: 'generators',
    rewrite: (text) => `${text}\n${'# nothing but a comment\n'.repeat(220_000)}`,
    error: {
      code: 'config/syntax',
      word: '# Two classifiers of jets, one trained to hide the difference between two generators. After Ghosh & Nachman,',
      message: 'The file is too large to be an analysis (5.0 MB; at most 0.5 MB are read).',
    },
  },
  {
    what: 'a truncated ROOT file',
    example: 'atlas-tth',
    prepare: (folder) => truncate(path.join(folder, 'tt_PP8.root'), 100_000),
    error: {
      code: 'config/file-unreadable',
      word: 'tt_PP8.root',
      message: "'tt_PP8.root' is truncated: it has 100000 of 167916 bytes. Copy or write it again.",
    },
  },
  {
    what: 'an empty CSV file',
    example: 'generators',
    prepare: (folder) => writeFile(path.join(folder, 'herwig.csv'), ''),
    error: { code: 'config/file-unreadable', word: 'herwig.csv', message: "'herwig.csv' is empty." },
  },
  {
    what: 'text in a column of numbers, a long way down',
    example: 'pivot',
    prepare: (folder) => appendFile(path.join(folder, 'z_up.csv'), '0.1,oops,1,1,1\n'),
    error: {
      code: 'config/file-unreadable',
      word: 'z_up.csv',
      message: "Column 'x2' has 'oops' in line 20002 of 'z_up.csv', where a number is expected.",
    },
  },
  {
    what: 'a model of random bytes',
    example: 'generators',
    prepare: (folder) =>
      writeFile(
        path.join(folder, 'plain.onnx'),
        Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251),
      ),
    error: {
      code: 'config/file-unreadable',
      word: 'plain.onnx',
      message:
        "'plain.onnx' is not an ONNX model, or it is damaged or cut short (a part of it has no valid number): export it again.",
    },
  },
  {
    what: 'a model with another number of inputs',
    example: 'pivot',
    rewrite: (text) => text.replace('file: pivot.onnx, features: [x1, x2]', 'file: pivot.onnx, features: [x1, x2, z]'),
    error: {
      code: 'model/inputs',
      word: '[x1, x2, z]',
      message: "The model takes 2 features, but 3 are listed (unknown to the model: 'z').",
    },
  },
  {
    what: 'a file that is not there',
    example: 'generators',
    prepare: (folder) => rm(path.join(folder, 'sherpa.csv')),
    error: {
      code: 'config/file-not-found',
      word: 'sherpa.csv',
      message: "There is no file 'sherpa.csv' in this folder.",
    },
  },
];

describe('one clear error, and no crash, for', () => {
  for (const { what, example, prepare, rewrite, error } of damages) {
    it(what, async () => {
      const api = await testApi();
      const pid = api.enginePid();
      const analysis = await AnalysisCopy.open(example, {
        ...(prepare === undefined ? {} : { prepare }),
        ...(rewrite === undefined ? {} : { rewrite }),
      });
      try {
        await analysis.session.whenIdle();
        const errors = analysis.diagnostics().filter(({ severity }) => severity === 'error');
        assert.deepEqual(
          errors.map(({ code, word, message }) => ({ code, word, message })),
          [error],
        );
        if (pid !== undefined) assert.equal(api.enginePid(), pid, 'the engine was started anew');
      } finally {
        await analysis.close();
      }
    });
  }
});

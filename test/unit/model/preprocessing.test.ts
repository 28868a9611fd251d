import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readModelFile, readPreprocessing } from '../../../src/model/modelFile';
import { parsePreprocessing } from '../../../src/model/preprocessing';

/** Made by minmax_scaler.py. */
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/reference/minmax_scaler.json'), 'utf8'),
) as {
  readonly cases: readonly {
    readonly forms: readonly object[];
    readonly values: readonly (readonly number[])[];
    readonly scaled: readonly (readonly number[])[];
  }[];
};

describe('a scaler', () => {
  it.each([
    ['lists', '{"mean": [1, 2], "scale": [4, 5]}', false],
    ["scikit-learn's attributes", '{"mean_": [1, 2], "scale_": [4, 5], "feature_names_in_": ["a", "b"]}', false],
    ['maps', '{"mean": {"a": 1, "b": 2}, "std": {"a": 4, "b": 5}}', true],
    ['a map for each feature', '{"a": {"mean": 1, "scale": 4}, "b": {"mean": 2, "std": 5}}', true],
  ])('is read from %s', (_case, text, byName) => {
    const read = parsePreprocessing(text);
    expect(read).toMatchObject({
      kind: 'scaler',
      byName,
      variables: [
        { centre: 1, factor: 0.25 },
        { centre: 2, factor: 0.2 },
      ],
    });
  });

  it('may leave the means out, as with_mean=False does', () => {
    expect(parsePreprocessing('{"mean": null, "scale": [2]}')).toMatchObject({
      variables: [{ centre: 0, factor: 0.5 }],
    });
  });

  it.each(reference.cases.flatMap(({ forms, ...rest }) => forms.map((form) => [JSON.stringify(form), rest] as const)))(
    'onto a range does what scikit-learn does with it: %s',
    (text, { values, scaled }) => {
      const read = parsePreprocessing(text);
      if (read.kind !== 'scaler') throw new Error('it is no scaler');
      for (const [event, row] of values.entries()) {
        row.forEach((value, feature) => {
          const { centre, factor } = read.variables[feature]!;
          expect((value - centre) * factor).toBeCloseTo(scaled[event]![feature]!, 12);
        });
      }
    },
  );

  it.each([
    [
      '{"min": [1], "scale": [2]}',
      "it has 1 of 'min', but 0 of 'max'; scikit-learn's own numbers are 'min_' and 'scale_'",
    ],
    ['{"min_": [1, 2], "scale_": [2]}', "it has 2 of 'min_', but 1 of 'scale_'"],
    ['{"min_": [1], "scale_": [0]}', "'scale_' of 'number 1' is 0 or missing"],
    ['{"min": [3], "max": [1], "features": ["HT"]}', "'max' of 'HT' is not above its 'min'"],
    ['{"min": [1], "max": [2], "feature_range": [1, 0]}', "'feature_range' is not two rising numbers"],
    ['{"mean": [1, 2', 'it is not valid JSON'],
    ['[1, 2]', 'it is not a map'],
    ['{}', "it has neither 'mean' and 'scale' nor the 'input_names' of weaver"],
    ['{"mean": [1], "scale": [1, 2]}', 'it has 1 means, but 2 scales'],
    ['{"mean": [1], "scale": [0]}', "'scale' of 'number 1' is 0"],
    ['{"mean": ["x"], "scale": [1]}', "'mean' of 'number 1' is not a number"],
    ['{"mean": [1], "scale": [1], "feature_names": ["a", "b"]}', 'it is of 1 features, but has the names of 2'],
    ['{"input_names": ["pf"]}', "it says nothing of its input 'pf'"],
  ])('that is none is said to be so: %s', (text, words) => {
    expect(() => parsePreprocessing(text)).toThrow(words);
  });
});

describe('a pickled scaler', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pullscope-pickled-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  // pickle.dumps({}) of protocol 4, the same behind zlib as joblib writes it, and the first bytes of a pickle under a wrong name.
  const pickle = Buffer.from([0x80, 4, 0x7d, 0x94, 0x2e]);

  it.each([
    ['scaler.pkl', pickle],
    ['scaler.joblib', deflateSync(pickle)],
    ['scaler.json', pickle],
  ])('is refused with what to write instead: %s', async (name, bytes) => {
    writeFileSync(join(folder, name), bytes);
    for (const read of [readPreprocessing, readModelFile]) {
      expect(await read(folder, name)).toEqual({
        ok: false,
        code: 'damaged-file',
        message: `'${name}' is a Python object (pickled), which is not read: export a model to ONNX, and of a scaler write the numbers, as in json.dump({'mean': scaler.mean_.tolist(), 'scale': scaler.scale_.tolist()}, file).`,
      });
    }
  });
});

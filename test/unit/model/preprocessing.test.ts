import { describe, expect, it } from 'vitest';
import { parsePreprocessing } from '../../../src/model/preprocessing';

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

  it.each([
    ['{"mean": [1, 2', 'it is not valid JSON'],
    ['[1, 2]', 'it is not a map'],
    ['{}', "it has neither 'mean' and 'scale' nor the 'input_names' of weaver"],
    ['{"mean": [1], "scale": [1, 2]}', 'it has 1 means, but 2 scales'],
    ['{"mean": [1], "scale": [0]}', "'scale' of 'number 1' is 0"],
    ['{"mean": ["x"], "scale": [1]}', "'mean' of 'number 1' is not a number"],
    ['{"mean": [1], "scale": [1], "feature_names": ["a", "b"]}', 'it has 1 means, but the names of 2 features'],
    ['{"input_names": ["pf"]}', "it says nothing of its input 'pf'"],
  ])('that is none is said to be so: %s', (text, words) => {
    expect(() => parsePreprocessing(text)).toThrow(words);
  });
});

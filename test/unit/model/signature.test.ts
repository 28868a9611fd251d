import { describe, expect, it } from 'vitest';
import type { TensorInfo } from '../../../src/model/modelFacts';
import { chooseInput, chooseOutput, describeTensor } from '../../../src/model/signature';

const score: TensorInfo = { name: 'score', type: 'float32', shape: ['batch', 1] };
const label: TensorInfo = { name: 'label', type: 'int64', shape: ['batch'] };
const probabilities: TensorInfo = { name: 'probabilities', type: 'float32', shape: ['batch', 2] };

describe('the output that is the score', () => {
  it('is the one that is named', () => {
    expect(chooseOutput({ outputs: [probabilities, score] }, 'score')).toEqual({ ok: true, name: 'score' });
  });

  it('is the only floating-point output where none is named', () => {
    expect(chooseOutput({ outputs: [label, score] })).toEqual({ ok: true, name: 'score' });
    expect(chooseOutput({ outputs: [{ ...score, shape: [null] }] })).toEqual({ ok: true, name: 'score' });
  });

  it('is asked for where there are several, and the usable one suggested', () => {
    expect(chooseOutput({ outputs: [probabilities, score] })).toEqual({
      ok: false,
      message:
        "The model has several outputs ('probabilities' float32 [batch, 2], 'score' float32 [batch, 1]): " +
        "say under 'output' which is the score.",
      suggestion: 'score',
    });
  });

  it('is suggested where the name is misspelt', () => {
    expect(chooseOutput({ outputs: [score] }, 'scroe')).toEqual({
      ok: false,
      message: "The model has no output 'scroe'; it has 'score' float32 [batch, 1].",
      suggestion: 'score',
    });
    expect(chooseOutput({ outputs: [score] }, 'probability')).not.toHaveProperty('suggestion');
  });

  it('may not have several columns', () => {
    const choice = chooseOutput({ outputs: [label, probabilities] });
    expect(choice).toMatchObject({ ok: false });
    expect(choice).toHaveProperty(
      'message',
      expect.stringContaining("'probabilities' has 2 columns (0 to 1, shape [batch, 2])"),
    );
  });

  it('may not be integers, text or a sequence', () => {
    expect(chooseOutput({ outputs: [label] }).ok).toBe(false);
    expect(chooseOutput({ outputs: [label] }, 'label').ok).toBe(false);
    expect(chooseOutput({ outputs: [{ name: 'p', type: 'sequence', shape: [] }] }).ok).toBe(false);
  });
});

describe('the input that takes the features', () => {
  const features: TensorInfo = { name: 'features', type: 'float32', shape: ['batch', 3] };

  it('is one float32 tensor of as many columns', () => {
    expect(chooseInput({ inputs: [features] }, 3)).toEqual({ ok: true, name: 'features' });
    expect(chooseInput({ inputs: [{ ...features, shape: [null, null] }] }, 3).ok).toBe(true);
  });

  it.each([
    [
      'several inputs',
      [features, { ...features, name: 'mask' }],
      "2 inputs ('features' float32 [batch, 3], 'mask' float32 [batch, 3])",
    ],
    ['another type', [{ ...features, type: 'float64' }], "'features' float64 [batch, 3] is of type float64"],
    ['a fixed batch', [{ ...features, shape: [1, 3] }], "'features' float32 [1, 3] takes exactly 1 event at once"],
    ['another rank', [{ ...features, shape: ['batch', 10, 3] }], "'features' float32 [batch, 10, 3] has 3 dimensions"],
    ['another number of features', [{ ...features, shape: ['batch', 4] }], 'expects 4 features'],
    ['no input', [], 'no input'],
  ])('is refused with %s, named with type and shape', (_case, inputs, words) => {
    expect(chooseInput({ inputs }, 3)).toHaveProperty('message', expect.stringContaining(words));
  });

  it('shows a dimension of which nothing is said as a question mark', () => {
    expect(describeTensor({ name: 'x', type: 'int64', shape: [null, 2] })).toBe("'x' int64 [?, 2]");
  });
});

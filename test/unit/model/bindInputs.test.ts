import { describe, expect, it } from 'vitest';
import { bindInputs } from '../../../src/model/bindInputs';
import type { Preprocessing, TensorInfo } from '../../../src/model/modelFacts';
import { modelOf } from './modelText';

function info(name: string, ...shape: TensorInfo['shape']): TensorInfo {
  return { name, type: 'float32', shape };
}

function bound(text: string, inputs: readonly TensorInfo[], preprocessing?: Preprocessing) {
  return bindInputs({ inputs }, modelOf(`file: m.onnx\n${text}`), preprocessing);
}

describe('features that are listed', () => {
  it.each([
    ['a matrix', [info('x', 'N', 2)]],
    ['a matrix of free width', [info('x', null, null)]],
    ['a matrix with a one', [info('x', 'N', 1, 2)]],
    ['another type', [{ ...info('x', 'N', 2), type: 'int64' }]],
    ['a fixed batch', [info('x', 16, 2)]],
    ['an input for each, in any order', [info('b', 'N', 1), info('a', 'N')]],
  ])('go into %s', (_case, inputs) => {
    expect(bound('features: [a, b]', inputs).ok).toBe(true);
  });

  it.each([
    ['no input', [], 'The model has no input'],
    ['text', [{ ...info('x', 'N', 2), type: 'string' }], "'x' string [N, 2] is of type string, which takes no numbers"],
    ['another number', [info('x', 'N', 4)], "expects 4 features (input 'x' float32 [N, 4]), but 2 are listed"],
    ['a sequence', [info('x', 'N', 10, 3)], "give it 'features' and 'length' under 'inputs'"],
    ['groups', [info('x', 'N', 2), info('y', 'N', 3)], "say under 'inputs' which features each of them takes"],
    ['another name', [info('a', 'N', 1), info('c', 'N', 1)], "none of its inputs is called 'b' (they are a, c)"],
  ])('are refused by %s', (_case, inputs, words) => {
    expect(bound('features: [a, b]', inputs)).toHaveProperty('message', expect.stringContaining(words));
  });
});

describe('inputs that are named', () => {
  it('must be those of the model', () => {
    expect(bound('inputs: { jet: [a] }', [info('jets', 'N', 1)])).toMatchObject({
      message: "The model has no input 'jet'; it has 'jets' float32 [N, 1].",
      path: ['model', 'inputs', 'jet'],
      onKey: true,
      suggestion: 'jets',
    });
    expect(bound('inputs: { jets: [a] }', [info('jets', 'N', 1), info('event', 'N', 2)])).toMatchObject({
      message: "The model's input 'event' float32 [N, 2] gets nothing: name it under 'inputs' too.",
    });
  });

  it('that are masks must mask a sequence', () => {
    const inputs = [info('jets', 'N', 3, 1), info('m', 'N', 3)];
    const refused = bound('inputs: { jets: { features: [[a]] }, m: { mask: jetz } }', inputs);
    expect(refused).toMatchObject({ path: ['model', 'inputs', 'm', 'mask'], suggestion: 'jets' });
  });

  it.each([
    ['[batch, positions, features]', info('x', 'N', 10, 2), 'positions-first', 10],
    ['[batch, features, positions]', info('x', 'N', 2, 10), 'features-first', 10],
    ['a free number of positions', info('x', 'N', 'n', 2), 'positions-first', 4],
    ['one event a call', info('x', 'n', 2), 'events', undefined],
  ])('take a sequence as %s', (_case, input, layout, length) => {
    const given = bound(
      'inputs: { x: { features: [[a, b], [c, d]], length: 4 } }'.replace(
        ', length: 4',
        length === 4 ? ', length: 4' : '',
      ),
      [input],
    );
    expect(given).toMatchObject({ ok: true, inputs: [{ layout, length }] });
  });

  it('are not guessed where the shape fits both ways', () => {
    const text = 'inputs: { x: { features: [[a, b], [c, d]] } }';
    expect(bound(text, [info('x', 'N', 2, 2)])).toHaveProperty('message', expect.stringContaining("add 'layout: "));
    const declared = text.replace('[c, d]] }', '[c, d]], layout: features-first }');
    expect(bound(declared, [info('x', 'N', 2, 2)])).toMatchObject({ inputs: [{ layout: 'features-first' }] });
  });

  it('must have as many features and positions as are said', () => {
    expect(bound('inputs: { x: { features: [[a], [b], [c]], length: 10 } }', [info('x', 'N', 10, 4)])).toHaveProperty(
      'message',
      "The model's input 'x' float32 [N, 10, 4] does not take 3 features at 10 positions.",
    );
  });
});

describe('preprocessing', () => {
  const scaler = (names: readonly (string | undefined)[], byName = false): Preprocessing => ({
    kind: 'scaler',
    byName,
    variables: names.map((name) => ({ centre: 0, factor: 1, ...(name !== undefined && { name }) })),
  });

  it('must be for as many features as there are', () => {
    expect(bound('features: [a, b]', [info('x', 'N', 2)], scaler(['a']))).toMatchObject({
      message: 'The scaler is for 1 feature, but 2 are listed.',
      path: ['model', 'preprocessing'],
    });
  });

  it('by name must have each feature', () => {
    expect(bound('features: [a, HT_al]', [info('x', 'N', 2)], scaler(['HT_all', 'a'], true))).toMatchObject({
      message: "The scaler has no entry for the feature 'HT_al'.",
      path: ['model', 'features', 1],
      suggestion: 'HT_all',
    });
  });

  it('of weaver must know the input, with as many features', () => {
    const weaver: Preprocessing = {
      kind: 'weaver',
      classes: [],
      inputs: [{ name: 'pf', length: 4, variables: [{ name: 'part_pt', centre: 0, factor: 1 }] }],
    };
    expect(bound('inputs: { x: [a] }', [info('x', 'N', 1)], weaver)).toHaveProperty(
      'message',
      "It says nothing of the model's input 'x', only of 'pf'.",
    );
    const two = 'inputs: { pf: { features: [[a], [b]] } }';
    expect(bound(two, [info('pf', 'N', 2, 'n')], weaver)).toHaveProperty(
      'message',
      "In training, 'pf' had 1 feature (part_pt), but 2 are listed.",
    );
  });
});

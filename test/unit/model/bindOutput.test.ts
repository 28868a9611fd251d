import { describe, expect, it } from 'vitest';
import { bindOutput } from '../../../src/model/bindOutput';
import type { ClassMap, TensorInfo } from '../../../src/model/modelFacts';
import { modelOf } from './modelText';

const score: TensorInfo = { name: 'score', type: 'float32', shape: ['batch', 1] };
const label: TensorInfo = { name: 'label', type: 'int64', shape: ['batch'] };
const probabilities: TensorInfo = { name: 'probabilities', type: 'float32', shape: ['batch', 3] };
const maps: TensorInfo = { name: 'maps', type: 'sequence', shape: [] };

function bound(text: string, outputs: readonly TensorInfo[], classMaps: readonly ClassMap[] = []) {
  return bindOutput({ outputs, classMaps }, modelOf(`file: m.onnx\nfeatures: [a]\n${text}`));
}

/** Column of each name that the score is made of. */
function columnsOf(text: string, outputs: readonly TensorInfo[], classMaps: readonly ClassMap[] = []) {
  const found = bound(text, outputs, classMaps);
  if (!found.ok || found.score.kind !== 'term') throw new Error(found.ok ? 'no term' : found.message);
  return [...found.score.term.columns.values()].map(({ tensor, column }) => [tensor, column]);
}

describe('the score', () => {
  it('is the output that is named, or the only floating-point one', () => {
    expect(columnsOf('output: score', [probabilities, score])).toEqual([['score', undefined]]);
    expect(columnsOf('', [label, score])).toEqual([['score', undefined]]);
    expect(columnsOf('', [{ ...score, type: 'float16', shape: [null] }])).toEqual([['score', undefined]]);
    expect(columnsOf('output: dense/Sigmoid:0', [{ ...score, name: 'dense/Sigmoid:0' }])).toEqual([
      ['dense/Sigmoid:0', undefined],
    ]);
  });

  it('may be a column, by number or by the name of its class', () => {
    expect(columnsOf('output: [probabilities, 2]', [label, probabilities])).toEqual([['probabilities', 2]]);
    expect(columnsOf('classes: [u, c, b]\noutput: [probabilities, c]', [probabilities])).toEqual([
      ['probabilities', 1],
    ]);
    expect(columnsOf('classes: [u, c, b]\noutput: b', [probabilities])).toEqual([['probabilities', 2]]);
  });

  it('may be an expression of classes and outputs', () => {
    expect(columnsOf('classes: [u, c, b]\noutput: b/(b + c) + score', [probabilities, score])).toEqual([
      ['probabilities', 2],
      ['probabilities', 1],
      ['score', undefined],
    ]);
  });

  it('may be a class of a map, and the tensor before the map is read', () => {
    const map: ClassMap = { output: 'maps', tensor: 'p', classes: [-1, 1] };
    expect(columnsOf('output: [maps, 1]', [label, maps], [map])).toEqual([['p', 1]]);
    expect(columnsOf('output: [maps, -1]'.replace('-1', '1'), [maps], [{ ...map, classes: [1, 0] }])).toEqual([
      ['p', 0],
    ]);
    expect(columnsOf('output: [maps, top]', [maps], [{ ...map, classes: ['W', 'top'] }])).toEqual([['p', 1]]);
  });
});

describe('an output that cannot be the score', () => {
  it.each([
    ['several, none named', '', [score, { ...score, name: 'mass' }], "say under 'output' which is the score"],
    ['no floating-point', '', [label], 'no floating-point output that could be a score'],
    ['several columns', '', [probabilities], "choose one, as in 'output: [probabilities, 1]'"],
    ['misspelt', 'output: scroe', [score], "The model has no output 'scroe'; it has 'score' float32 [batch, 1]."],
    ['an integer', 'output: label', [label], 'not a floating-point tensor'],
    ['a map without a tensor', 'output: [maps, 1]', [maps], "options={'zipmap': False}"],
    ['no such column', 'output: [probabilities, 3]', [probabilities], "no column '3'; it has 0 to 2"],
    [
      'no such class',
      'classes: [u, c, b]\noutput: [probabilities, bb]',
      [probabilities],
      "no column 'bb'; it has u, c, b",
    ],
    ['another number of classes', 'classes: [u, b]\noutput: b', [probabilities], 'has 2 columns, one for each class'],
    ['a broken expression', 'output: "2*(p_b"', [score], 'as an expression of outputs it cannot be understood'],
    ['an expression of nothing', 'output: 2*3', [score], 'names no output'],
    ['softmax of one column', 'activation: softmax', [score], "a softmax is always 1: write 'activation: sigmoid'"],
    ['a grid', 'output: map', [{ ...score, name: 'map', shape: ['N', 4, 4] }], 'has 3 dimensions'],
    ['a mixture without means', 'output: { weights: score, means: mu }', [score], "no output 'mu'"],
    ['an unknown uncertainty', 'output: { mean: score, sigma: sd }', [score], "no output 'sd'"],
  ])('is said to be %s', (_case, text, outputs, words) => {
    expect(bound(text, outputs)).toHaveProperty('message', expect.stringContaining(words));
  });

  it('is put right by a quick fix', () => {
    expect(bound('output: probabilities', [probabilities])).toMatchObject({ suggestion: '[probabilities, 1]' });
    expect(bound('output: scroe', [score])).toMatchObject({ suggestion: 'score', path: ['model', 'output'] });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { parseAnalysis } from '../../../src/config/parse';
import type { DataFacts } from '../../../src/data/dataFacts';
import { draftFrom } from '../../../src/draft';
import type { ModelFacts } from '../../../src/model/modelFacts';

const dataOf = (columns: readonly string[]): DataFacts => ({
  ok: true,
  files: [],
  columns: columns.map((name) => ({ name, type: 'float64', kind: 'number' as const })),
  events: 1000,
  details: {},
});

const modelOf = (featureNames: readonly string[]): ModelFacts => ({
  ok: true,
  path: '/m.onnx',
  size: 1,
  mtime: 0,
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', featureNames.length] }],
  outputs: [{ name: 'score', type: 'float32', shape: ['batch', 1] }],
  metadata: {},
  featureNames,
  opsets: { '': 13 },
  producer: '',
  irVersion: 8,
  nodes: 1,
  unknownOperators: [],
  weightFiles: [],
  classMaps: [],
});

function draft(
  references: readonly string[],
  columns: readonly string[],
  features: readonly string[],
): Promise<string> {
  return draftFrom(references, {
    data: () => Promise.resolve(dataOf(columns)),
    model: () => Promise.resolve(modelOf(features)),
    list: () => Promise.resolve([]),
  });
}

/** What files and columns are called by those who mean no harm, and by those who do. */
const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'jet-pt',
    'x_up',
    'x_down',
    'x',
    'weight',
    'weight_UP',
    'weight_DOWN',
    'label',
    'a: b',
    '#',
    '`',
    "'",
  ),
  fc.constantFrom(
    'a\npullscope: 2',
    '*anchor',
    '&anchor',
    '[x',
    '{',
    'true',
    '1e3',
    '-',
    '? ',
    '%',
    '@',
    'a\\b',
    '<<',
    '__proto__',
  ),
);

describe('a draft', () => {
  it('is a valid analysis, whatever files and columns are called', async () => {
    const files = fc.array(fc.tuple(name, fc.constantFrom('.csv', '.root', '.root:tree', '.onnx')), {
      minLength: 1,
      maxLength: 4,
    });
    const columns = fc.uniqueArray(name, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(files, columns, fc.nat(3), async (of, all, used) => {
        const references = of.map(([stem, ending]) => stem + ending);
        const text = await draft(references, all, all.slice(0, used));
        const { problems, analysis } = parseAnalysis(text);
        expect(problems.map(({ message }) => message)).toEqual([]);
        const data = references.filter((reference) => !reference.endsWith('.onnx'));
        const samples = [...(analysis?.samples.values() ?? [])];
        expect(samples.flatMap((sample) => sample.files.map((file) => file.text))).toEqual(data);
        for (const model of analysis?.models.values() ?? [])
          expect(model.features).toHaveLength(Math.min(used, all.length));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('says what is wrong with a file that cannot be opened', async () => {
    const refused = draftFrom(['tt.root'], {
      data: () => Promise.resolve({ ok: false, code: 'unknown-tree', message: 'There are two trees.' }),
      model: () => Promise.reject(new Error('no model was asked for')),
      list: () => Promise.resolve([]),
    });
    await expect(refused).rejects.toThrow(AnalysisError);
    await expect(refused).rejects.toThrow('There are two trees.');
  });

  it('takes only columns that all files have', async () => {
    const text = await draftFrom(['a.csv', 'b.csv', 'm.onnx'], {
      data: (reference) => Promise.resolve(dataOf(reference === 'a.csv' ? ['x', 'y', 'weight'] : ['x', 'y'])),
      model: () => Promise.resolve(modelOf(['x', 'y'])),
      list: () => Promise.resolve([]),
    });
    const { analysis } = parseAnalysis(text);
    expect([...(analysis?.samples.values() ?? [])].map(({ weight }) => weight)).toEqual([undefined, undefined]);
    expect(analysis?.models.get('model')?.features.map((feature) => feature.text)).toEqual(['x', 'y']);
  });
});

import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Model } from '../../../src/config/analysis';
import { AnalysisError } from '../../../src/config/analysisError';
import { Scorer } from '../../../src/model/scorer';
import { columnsOf, listOfFeatures, modelOf } from './modelText';
import { buildModel, int64, float64, type ModelParts } from './onnxBuilder';

const examples = join(import.meta.dirname, '../../../examples');
const open: Scorer[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullscope-scorer-'));
});

afterEach(async () => {
  vi.doUnmock('onnxruntime-node');
  for (const scorer of open.splice(0)) await scorer.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('scores', () => {
  // HT_all, nJets, nBTags_70 of the first five events of each ntuple; the scores are those of the training framework.
  it.each([
    [
      'tt_PP8',
      [374563.90625, 506367.5625, 401143.75, 313645.125, 386041.5],
      [0.19329135119915009, 0.2896239161491394, 0.21666251122951508, 0.14251495897769928, 0.20426540076732635],
    ],
    [
      'tt_aMCNloP8',
      [444769.25, 475452.40625, 386467, 363136.375, 624645.375],
      [0.2502717673778534, 0.27415016293525696, 0.20468099415302277, 0.18281634151935577, 0.30844420194625854],
    ],
    [
      'ttH_PP8',
      [424794, 453193.28125, 634251.875, 535729.625, 431630.25],
      [0.2344643920660019, 0.2571472227573395, 0.309895396232605, 0.29519355297088623, 0.23979520797729492],
    ],
  ])('of real events are those of the training: %s', async (_sample, scalarSums, expected) => {
    const scorer = await opened({ folder: join(examples, 'atlas-tth'), files: ['tth.onnx'], features: 3 });
    const rows = scalarSums.flatMap((scalarSum) => [scalarSum, 5, 3]);
    expectClose(await scorer.score(columnsOf(rows, 3), 5), expected);
  });

  it.each([
    [
      'baseline',
      2,
      [0.3057912588119507, 0.8973401188850403, 0.09549187123775482, 0.5949319005012512, 0.15424993634223938],
    ],
    [
      'pivot',
      2,
      [0.28174182772636414, 0.6690846085548401, 0.08160930871963501, 0.6109216809272766, 0.1332855522632599],
    ],
    ['aware', 3, [0.33851245045661926, 0.923585832118988, 0.09286631643772125, 0.647700309753418, 0.15221881866455078]],
  ])('of the pivot models are those of the training: %s', async (model, features, expected) => {
    const scorer = await opened({ folder: examples, files: [`pivot/${model}.onnx`], features });
    const events = await table('pivot/nominal.csv');
    const rows = events.slice(0, 5).flatMap((event) => event.slice(0, features));
    expectClose(await scorer.score(columnsOf(rows, features), 5), expected);
  });

  it('of more events than one call takes are in order, and give the efficiency of the reference', async () => {
    const scorer = await opened({
      folder: examples,
      files: ['generators/decorrelated.onnx'],
      features: 5,
      output: 'output',
    });
    const events = await table('generators/sherpa.csv');
    const scores = await scorer.score(
      columnsOf(
        events.flatMap((event) => event.slice(0, 5)),
        5,
      ),
      events.length,
    );
    const passing = [0, 0];
    const total = [0, 0];
    events.forEach(([, , , , , label = 0, weight = 0], index) => {
      total[label] = (total[label] ?? 0) + weight;
      if ((scores[index] ?? 0) > 0.5) passing[label] = (passing[label] ?? 0) + weight;
    });
    expect((passing[0] ?? 0) / (total[0] ?? 0)).toBeCloseTo(0.15258602088418907, 6);
    expect((passing[1] ?? 0) / (total[1] ?? 0)).toBeCloseTo(0.5995702524700209, 6);
  });

  it('of an ensemble are the mean of its members', async () => {
    const files = ['plus1.onnx', 'plus2.onnx', 'plus6.onnx'];
    for (const shift of [1, 2, 6]) await model(`plus${shift}.onnx`, shifted(shift));
    const scorer = await opened({ folder, files, features: 1 });
    const scores = await scorer.score([Float64Array.from({ length: 5000 }, (_value, index) => index)], 5000);
    expect([scores[0], scores[1], scores[4999]]).toEqual([3, 4, 5002]);
  });

  it('are as many as events are asked for, also fewer than before and none', async () => {
    await model('plus1.onnx', shifted(1));
    const scorer = await opened({ folder, files: ['plus1.onnx'], features: 1 });
    expect([...(await scorer.score([Float64Array.of(1, 2, 3)], 3))]).toEqual([2, 3, 4]);
    expect([...(await scorer.score([Float64Array.of(5, 2, 3)], 1))]).toEqual([6]);
    expect(await scorer.score([new Float64Array(0)], 0)).toHaveLength(0);
  });

  it('may be float64 and of shape [n]', async () => {
    await model('double.onnx', {
      inputs: [{ name: 'x', shape: ['N', 2] }],
      outputs: [{ name: 'y', type: float64, shape: ['N'] }],
      nodes: [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['flat'] },
        { op: 'Softplus', inputs: ['flat'], outputs: ['soft'] },
        { op: 'CastLike', inputs: ['soft', 'as'], outputs: ['y'] },
      ],
      initializers: [
        { name: 'w', dims: [2], data: new Float32Array([1, -1]) },
        { name: 'as', dims: [1], data: new Float64Array(1) },
      ],
    });
    const scorer = await opened({ folder, files: ['double.onnx'], features: 2 });
    expectClose(await scorer.score(columnsOf([3, 3, 5, 4], 2), 2), [Math.log(2), Math.log(1 + Math.E)]);
  });
});

describe('a model that cannot be used', () => {
  it('is refused for its input, named with type and shape', async () => {
    await model('text.onnx', {
      inputs: [{ name: 'x', type: 8, shape: ['N', 1] }],
      outputs: [{ name: 'y', shape: ['N', 1] }],
    });
    const error = await failure({ files: ['text.onnx'], features: 1 });
    expect(error.code).toBe('unsupported-model');
    expect(error.message).toContain("text.onnx: The model's input 'x' string [N, 1] is of type string");
  });

  it('is refused for another number of features', async () => {
    const error = await failure({ folder: join(examples, 'atlas-tth'), files: ['tth.onnx'], features: 4 });
    expect(error.message).toBe(
      "tth.onnx: The model expects 3 features (input 'features' float32 [batch, 3]), but 4 are listed.",
    );
  });

  it('is refused for several columns that only its answer shows', async () => {
    await model('columns.onnx', {
      inputs: [{ name: 'x', shape: ['N', 2] }],
      outputs: [{ name: 'p', shape: ['N', 'C'] }],
      nodes: [{ op: 'Softmax', inputs: ['x'], outputs: ['p'] }],
    });
    const scorer = await opened({ folder, files: ['columns.onnx'], features: 2 });
    await expect(scorer.score(columnsOf([0, 0, 0, 0, 0, 0], 2), 3)).rejects.toMatchObject({
      code: 'unsupported-model',
      message: expect.stringContaining("columns.onnx: The output 'p' has 2 columns (0 to 1, shape [3, 2])") as string,
    });
  });

  it('is refused in one sentence of ONNX Runtime when it does not load', async () => {
    await model('operator.onnx', {
      inputs: [{ name: 'x', shape: ['N', 1] }],
      outputs: [{ name: 'y', shape: ['N', 1] }],
      nodes: [{ op: 'NoSuchOperator', inputs: ['x'], outputs: ['y'] }],
    });
    const error = await failure({ files: ['operator.onnx'], features: 1 });
    expect(error.code).toBe('model-failed');
    expect(error.message).toMatch(/^ONNX Runtime cannot load the model 'operator\.onnx': [^\n]*NoSuchOperator[^\n]*$/);
  });

  it('fails in one sentence of ONNX Runtime when it fails on the events', async () => {
    await model('matrix.onnx', {
      inputs: [{ name: 'x', shape: ['N', 'features'] }],
      outputs: [{ name: 'y', shape: ['N', 1] }],
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      initializers: [{ name: 'w', dims: [3, 1], data: new Float32Array(3) }],
    });
    const scorer = await opened({ folder, files: ['matrix.onnx'], features: 2 });
    await expect(scorer.score(columnsOf([0, 0, 0, 0], 2), 2)).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringMatching(/^The model 'matrix\.onnx' failed while scoring events: [^\n]+$/) as string,
    });
  });

  it('is refused for an integer output', async () => {
    await model('label.onnx', {
      inputs: [{ name: 'x', shape: ['N', 1] }],
      outputs: [{ name: 'label', type: int64, shape: ['N', 1] }],
      nodes: [],
    });
    expect((await failure({ files: ['label.onnx'], features: 1 })).code).toBe('unsupported-model');
  });

  it('is refused when it is missing or damaged, each with its own code', async () => {
    await writeFile(join(folder, 'damaged.onnx'), 'no model');
    await copyFile(join(examples, 'atlas-tth/tth.onnx'), join(folder, 'tth.onnx'));
    expect((await failure({ files: ['tth.onnx', 'damaged.onnx'], features: 3 })).code).toBe('damaged-file');
    expect((await failure({ files: ['tt.onnx'], features: 3 })).code).toBe('file-not-found');
  });
});

describe('ONNX Runtime', () => {
  it('is asked for one thread that does not spin', async () => {
    const options = await sessionOptions(1);
    expect(options).toMatchObject({
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  });

  it('takes the spinning key, and would refuse a value that is not text', async () => {
    const onnx = await import('onnxruntime-node');
    const path = join(examples, 'atlas-tth/tth.onnx');
    const extra = { session: { intra_op: { allow_spinning: 0 } } };
    await expect(onnx.InferenceSession.create(path, { extra })).rejects.toThrow('must be a string');
  });

  it('is missed in one sentence where its native library cannot be loaded', async () => {
    vi.doMock('onnxruntime-node', () => {
      throw new Error("Cannot find module '../bin/napi-v6/sunos/sparc/onnxruntime_binding.node'");
    });
    const error = await failure({ folder: join(examples, 'atlas-tth'), files: ['tth.onnx'], features: 3 });
    expect(error.code).toBe('no-runtime');
    expect(error.message).toContain(`could not be loaded on ${process.platform}-${process.arch}`);
  });
});

interface Asked {
  readonly folder?: string;
  readonly files: readonly string[];
  readonly features: number;
  readonly output?: string;
}

async function opened({ folder: from = folder, ...asked }: Asked): Promise<Scorer> {
  const scorer = await Scorer.open({ folder: from, model: described(asked), threads: 1 });
  open.push(scorer);
  return scorer;
}

function described({ files, features, output }: Omit<Asked, 'folder'>): Model {
  const score = output === undefined ? '' : `, output: ${output}`;
  return modelOf(`files: [${files.join(', ')}], ${listOfFeatures(features)}${score}`);
}

async function failure(asked: Asked): Promise<AnalysisError> {
  const error: unknown = await opened(asked).catch((thrown: unknown) => thrown);
  if (error instanceof AnalysisError) return error;
  throw new Error('an AnalysisError was expected', { cause: error });
}

async function model(name: string, parts: ModelParts): Promise<void> {
  await writeFile(join(folder, name), buildModel(parts));
}

/** x + shift. */
function shifted(shift: number): ModelParts {
  return {
    inputs: [{ name: 'x', shape: ['N', 1] }],
    outputs: [{ name: 'y', shape: ['N', 1] }],
    nodes: [{ op: 'Add', inputs: ['x', 'shift'], outputs: ['y'] }],
    initializers: [{ name: 'shift', dims: [1], data: new Float32Array([shift]) }],
  };
}

async function sessionOptions(threads: number): Promise<unknown> {
  const onnx = await import('onnxruntime-node');
  const create = vi.spyOn(onnx.InferenceSession, 'create');
  const scorer = await Scorer.open({
    folder: join(examples, 'atlas-tth'),
    model: described({ files: ['tth.onnx'], features: 3 }),
    threads,
  });
  open.push(scorer);
  const options: unknown = create.mock.calls[0]?.[1];
  create.mockRestore();
  return options;
}

async function table(name: string): Promise<number[][]> {
  const [, ...lines] = (await readFile(join(examples, name), 'utf8')).trim().split('\n');
  return lines.map((line) => line.split(',').map(Number));
}

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(Math.abs((actual[index] ?? NaN) - value)).toBeLessThan(1e-6));
}

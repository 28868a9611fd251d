import { copyFile, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkModels } from '../../../src/checks/static/modelContract';
import { parseAnalysis } from '../../../src/config/parse';
import type { ModelFacts } from '../../../src/model/modelFacts';
import { readModelFacts } from '../../../src/model/modelFile';
import { newestIrVersion, newestOpsets } from '../../../src/model/runtimeLimits';
import { Scorer } from '../../../src/model/scorer';
import { bytes, graph, lengthHeader, modelHead, modelTail, text, varintField } from './onnxBuilder';
import { modelOf } from './modelText';

const fixtures = join(import.meta.dirname, '../../fixtures/models');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullscope-runtime-'));
  await copyFile(join(fixtures, 'external.onnx'), join(folder, 'external.onnx'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what the runtime can load', () => {
  it.each([
    ['operator sets', 'ai.onnx', (version: number) => withVersions({ '': version }, newestIrVersion)],
    [
      'operator sets for trees',
      'ai.onnx.ml',
      (version: number) => withVersions({ '': 17, 'ai.onnx.ml': version }, newestIrVersion),
    ],
  ] as const)('is the newest version that it loads, and no newer: %s', async (_case, domain, written) => {
    const newest = newestOpsets.get(domain) ?? NaN;
    expect(await loads(written(newest))).toBe(true);
    expect(await loads(written(newest + 1))).toBe(false);
  });

  it('is a version of the format that it loads, and no newer', async () => {
    expect(await loads(withVersions({ '': 17 }, newestIrVersion))).toBe(true);
    expect(await loads(withVersions({ '': 17 }, newestIrVersion + 1))).toBe(false);
  });
});

describe('a model that the runtime would refuse', () => {
  it.each([
    [
      'opset-newer',
      'The model uses operator set 27 of ai.onnx, and the ONNX Runtime that is built in knows up to 26: export it with opset 26 or lower.',
    ],
    [
      'opset-newer-ml',
      'The model uses operator set 6 of ai.onnx.ml, and the ONNX Runtime that is built in knows up to 5: export it with opset 5 or lower.',
    ],
    [
      'ir-newer',
      "The model is written in version 14 of the ONNX format, and the ONNX Runtime that is built in reads up to 13: export it with an older 'onnx', or set 'model.ir_version = 13'.",
    ],
    [
      'custom-operators',
      "The model has operators that ONNX Runtime does not know (com.acme: Foo, Bar): export it with ONNX's own operators; libraries of custom operators are not loaded.",
    ],
  ])('is one finding at its file: %s', async (name, message) => {
    const found = findings(await factsOf(fixtures, `${name}.onnx`), 'features: [a, b], output: [y, 1]');
    expect(found).toEqual([['model/opset', 'error', message]]);
    await expect(
      Scorer.open({
        folder: fixtures,
        model: modelOf(`file: ${name}.onnx, features: [a, b], output: [y, 1]`),
        threads: 1,
      }),
    ).rejects.toMatchObject({ code: 'model-failed' });
  });

  it.each(['opset-newest', 'functions'])('is none that it loads: %s', async (name) => {
    const said = `file: ${name}.onnx, features: [a, b], output: [y, 1]`;
    expect(findings(await factsOf(fixtures, `${name}.onnx`), 'features: [a, b], output: [y, 1]')).toEqual([]);
    const scorer = await Scorer.open({ folder: fixtures, model: modelOf(said), threads: 1 });
    expect([...(await scorer.score([Float64Array.of(1), Float64Array.of(3)], 1))]).toEqual([
      name === 'functions' ? 6 : 3,
    ]);
    await scorer.close();
  });
});

describe('weights in another file', () => {
  const features = 'features: [a, b]';

  it('are missed where there is none', async () => {
    expect(findings(await factsOf(folder, 'external.onnx'), features)).toEqual([
      [
        'model/missing-weights',
        'error',
        "The weights of the model lie in 'external.weights', which is not beside it: copy it there, or export the model as one file.",
      ],
    ]);
  });

  it('are missed where it is too short', async () => {
    await copyFile(join(fixtures, 'external.weights'), join(folder, 'external.weights'));
    await truncate(join(folder, 'external.weights'), 1000);
    expect(findings(await factsOf(folder, 'external.onnx'), features)).toEqual([
      [
        'model/missing-weights',
        'error',
        "The weights in 'external.weights' are cut short: it has 1000 of 2400 bytes. Copy it again.",
      ],
    ]);
  });

  it('are used where they are', async () => {
    const facts = await factsOf(fixtures, 'external.onnx');
    expect(facts.weightFiles).toMatchObject([{ name: 'external.weights', needed: 2400, size: 2400 }]);
    expect(findings(facts, features)).toEqual([]);
    const scorer = await Scorer.open({
      folder: fixtures,
      model: modelOf(`file: external.onnx, ${features}`),
      threads: 1,
    });
    expect((await scorer.score([Float64Array.of(1), Float64Array.of(2)], 1))[0]).toBeTypeOf('number');
    await scorer.close();
  });
});

describe('a model of 2 GB with ten thousand operators', () => {
  it('is described in 50 ms from its header', async () => {
    const path = join(folder, 'large.onnx');
    const operators = Array.from({ length: 10_000 }, () => ({ op: 'Relu', inputs: ['x'], outputs: ['y'] }));
    const rest = graph({ inputs: [{ name: 'x', shape: ['N', 4] }], outputs: [{ name: 'y' }], nodes: operators });
    const weights = 2 ** 31 - 2 ** 22;
    const before = Buffer.concat([varintField(2, 1), text(8, 'weights'), lengthHeader(9, weights)]);
    const tensor = lengthHeader(5, before.length + weights);
    const head = Buffer.concat([
      modelHead(),
      lengthHeader(7, tensor.length + before.length + weights + rest.length),
      tensor,
      before,
    ]);
    const handle = await open(path, 'w');
    await handle.write(head, 0, head.length, 0);
    // The weights are a hole in the file.
    const tail = Buffer.concat([rest, modelTail({})]);
    await handle.write(tail, 0, tail.length, head.length + weights);
    await handle.close();
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const started = performance.now();
      expect((await factsOf(folder, 'large.onnx')).nodes).toBe(10_000);
      times.push(performance.now() - started);
    }
    console.log(`header of a 2 GB model with 10,000 operators: ${Math.min(...times).toFixed(1)} ms`);
    // Generous, for a machine that does something else as well.
    expect(Math.min(...times)).toBeLessThan(250);
  });
});

async function factsOf(from: string, name: string): Promise<ModelFacts> {
  const facts = await readModelFacts(from, name);
  if (!facts.ok) throw new Error(facts.message);
  return facts;
}

function findings(facts: ModelFacts, said: string): unknown[] {
  const { analysis } = parseAnalysis(`pullscope: 1\nmodel: { file: m.onnx, ${said} }\n`);
  const outcomes = checkModels(analysis!, {
    data: () => undefined,
    model: () => facts,
    preprocessing: () => undefined,
  });
  return outcomes.filter(({ status }) => status === 'finding').map((one) => [one.code, one.severity, one.message]);
}

/** An identity of [N, 2]. */
function withVersions(opsets: Readonly<Record<string, number>>, irVersion: number): Buffer {
  const parts = graph({
    inputs: [{ name: 'x', shape: ['N', 1] }],
    outputs: [{ name: 'y', shape: ['N', 1] }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
  const sets = Object.entries(opsets).map(([domain, version]) =>
    bytes(8, Buffer.concat([text(1, domain), varintField(2, version)])),
  );
  return Buffer.concat([varintField(1, irVersion), bytes(7, parts), ...sets]);
}

async function loads(model: Buffer): Promise<boolean> {
  await writeFile(join(folder, 'version.onnx'), model);
  try {
    const scorer = await Scorer.open({ folder, model: modelOf('file: version.onnx, features: [a]'), threads: 1 });
    await scorer.close();
    return true;
  } catch {
    return false;
  }
}

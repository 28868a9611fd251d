import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelFacts, ModelFailure } from '../../../src/model/modelFacts';
import { readModelFacts } from '../../../src/model/modelFile';
import { scanModel } from '../../../src/model/onnxHeader';
import { MalformedMessage, type ByteSource } from '../../../src/model/protobufScan';
import {
  buildModel,
  bytes,
  float64,
  graph,
  int64,
  lengthHeader,
  modelHead,
  modelTail,
  text,
  varintField,
} from './onnxBuilder';

const examples = join(import.meta.dirname, '../../../examples');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullscope-model-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a real classifier', () => {
  it('tells its signature, metadata and origin', async () => {
    const facts = await good(join(examples, 'atlas-tth'), 'tth.onnx');
    expect(facts.path).toBe(join(examples, 'atlas-tth/tth.onnx'));
    expect(facts.size).toBe(2489);
    expect(facts.inputs).toEqual([{ name: 'features', type: 'float32', shape: ['batch', 3] }]);
    expect(facts.outputs.map(({ name, type }) => [name, type])).toEqual([['score', 'float32']]);
    expect(facts.featureNames).toEqual(['HT_all', 'nJets', 'nBTags_70']);
    expect(facts.opsets['ai.onnx']).toBeGreaterThanOrEqual(13);
    expect(facts.producer).not.toBe('');
    expect(facts.irVersion).toBeGreaterThanOrEqual(7);
    expect(facts.nodes).toBeGreaterThan(3);
  });

  it('tells the same of every example', async () => {
    expect((await good(join(examples, 'pivot'), 'aware.onnx')).featureNames).toEqual(['x1', 'x2', 'z']);
    expect((await good(examples, 'generators/plain.onnx')).inputs[0]?.shape[1]).toBe(5);
  });
});

describe('a model of any make', () => {
  it('has shapes with names, numbers and unknown dimensions', async () => {
    const facts = await written({
      inputs: [{ name: 'x', shape: ['N', -1, null, 7] }],
      outputs: [
        { name: 'a', type: int64, shape: [] },
        { name: 'b', kind: 4 },
        { name: 'c', type: float64 },
        { name: 'd', kind: 5 },
      ],
    });
    expect(facts.inputs[0]?.shape).toEqual(['N', null, null, 7]);
    expect(facts.outputs.map(({ type }) => type)).toEqual(['int64', 'sequence', 'float64', 'map']);
  });

  it('does not count a weight that is listed among the inputs', async () => {
    const facts = await written({
      inputs: [{ name: 'x' }, { name: 'w' }],
      outputs: [{ name: 'y' }],
      initializers: [{ name: 'w', dims: [2], data: new Float32Array(2) }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    });
    expect(facts.inputs.map(({ name }) => name)).toEqual(['x']);
    expect(facts.nodes).toBe(1);
  });

  it('has its feature names left out where the metadata holds none', async () => {
    const facts = await written({ inputs: [{ name: 'x' }], outputs: [{ name: 'y' }], metadata: { features: '3' } });
    expect(facts).not.toHaveProperty('featureNames');
    expect(facts.metadata).toEqual({ features: '3' });
  });
});

describe('a model of 2 GB', () => {
  it('is described from kilobytes', async () => {
    const path = join(folder, 'large.onnx');
    const weights = 2 ** 31 - 4096;
    const rest = graph({ inputs: [{ name: 'x', shape: ['N', 4] }], outputs: [{ name: 'y', shape: ['N'] }] });
    const tensorHead = Buffer.concat([varintField(1, weights / 4), text(8, 'w'), lengthHeader(9, weights)]);
    const initializer = lengthHeader(5, tensorHead.length + weights);
    const graphLength = initializer.length + tensorHead.length + weights + rest.length;
    const head = Buffer.concat([modelHead(), lengthHeader(7, graphLength), initializer, tensorHead]);
    const tail = Buffer.concat([rest, modelTail({ feature_names: 'a b c d' })]);
    const file = await open(path, 'w+');
    try {
      await file.write(head, 0, head.length, 0);
      await file.write(tail, 0, tail.length, head.length + weights);
      let bytesRead = 0;
      const counting: ByteSource = {
        read: async (buffer, offset, length, position) => {
          const result = await file.read(buffer, offset, length, position);
          bytesRead += result.bytesRead;
          return result;
        },
      };
      const facts = await scanModel(counting, head.length + weights + tail.length);
      expect(facts.featureNames).toEqual(['a', 'b', 'c', 'd']);
      expect(bytesRead).toBeLessThan(20_000);
    } finally {
      await file.close();
    }
  });
});

describe('a file that is no model', () => {
  it('is called empty when it is', async () => {
    await writeFile(join(folder, 'empty.onnx'), '');
    expect(await bad('empty.onnx')).toMatchObject({
      code: 'empty-file',
      message: expect.stringContaining('empty.onnx') as string,
    });
  });

  it('is called damaged when it holds random bytes or text', async () => {
    const random = mulberry32(7);
    await writeFile(join(folder, 'random.onnx'), Buffer.from(Array.from({ length: 5000 }, () => random() * 256)));
    await writeFile(join(folder, 'text.onnx'), 'version https://git-lfs.github.com/spec/v1\n');
    expect((await bad('random.onnx')).code).toBe('damaged-file');
    expect((await bad('text.onnx')).message).toMatch(/^'text\.onnx' is not an ONNX model, or it is damaged/);
  });

  it('is called damaged wherever it is cut short', async () => {
    const whole = await readFile(join(examples, 'atlas-tth/tth.onnx'));
    const facts = await good(join(examples, 'atlas-tth'), 'tth.onnx');
    for (let length = 1; length < whole.length; length += 13) {
      await writeFile(join(folder, 'short.onnx'), whole.subarray(0, length));
      const result = await readModelFacts(folder, 'short.onnx');
      // Only a cut between two entries of the metadata leaves a model.
      if (result.ok) expect(result.inputs).toEqual(facts.inputs);
      else expect(result.code).toBe('damaged-file');
    }
  });

  it('is told from a folder and a named pipe without waiting', async () => {
    await mkdir(join(folder, 'folder.onnx'));
    expect((await bad('folder.onnx')).message).toContain('not a file');
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe.onnx')]);
    expect((await bad('pipe.onnx')).message).toContain('not a file');
  });

  it('does not make us allocate the length it states', async () => {
    const absurd = Buffer.concat([modelHead(), lengthHeader(2, 2 ** 50), Buffer.alloc(100)]);
    await writeFile(join(folder, 'absurd.onnx'), absurd);
    expect((await bad('absurd.onnx')).code).toBe('damaged-file');
    const longName = bytes(7, bytes(11, bytes(1, Buffer.alloc(100_000, 'a'))));
    await writeFile(join(folder, 'longName.onnx'), Buffer.concat([modelHead(), longName, modelTail({})]));
    expect((await bad('longName.onnx')).message).toContain('longer than any name');
  });
});

describe('a missing file', () => {
  it('is named with the nearest model beside it', async () => {
    const failure = await readModelFacts(examples, 'atlas-tth/tt.onnx');
    expect(failure).toEqual({
      ok: false,
      code: 'file-not-found',
      message: "There is no model file 'atlas-tth/tt.onnx'. Did you mean 'atlas-tth/tth.onnx'?",
      suggestion: 'atlas-tth/tth.onnx',
    });
  });

  it('is named with the model whose ending was left out', async () => {
    expect(await readModelFacts(examples, './pivot/aware')).toMatchObject({ suggestion: './pivot/aware.onnx' });
  });

  it('is named without a suggestion where none is near', async () => {
    expect(await readModelFacts(join(examples, 'atlas-tth'), 'transformer_v7.onnx')).not.toHaveProperty('suggestion');
    expect(await readModelFacts(join(examples, 'nowhere'), 'tth.onnx')).not.toHaveProperty('suggestion');
    expect(await readModelFacts(examples, 'a\0b.onnx')).toMatchObject({ code: 'file-not-found' });
    expect((await bad('x'.repeat(5_000_000))).message.length).toBeLessThan(300);
  });
});

describe('mutations of a real model', () => {
  it('give facts or one clear failure, whichever byte is wrong', async () => {
    const whole = await readFile(join(examples, 'pivot/aware.onnx'));
    const random = mulberry32(1);
    for (let round = 0; round < 600; round++) {
      const mutant = Buffer.from(whole);
      for (let change = 0; change <= round % 4; change++) {
        mutant[Math.floor(random() * mutant.length)] = random() < 0.3 ? 0xff : random() * 256;
      }
      const size = random() < 0.2 ? Math.ceil(random() * mutant.length) : mutant.length;
      const source: ByteSource = {
        read: (buffer, offset, length, position) =>
          Promise.resolve({ bytesRead: mutant.copy(buffer, offset, position, Math.min(size, position + length)) }),
      };
      try {
        const facts = await scanModel(source, size);
        expect(facts.inputs.length + facts.outputs.length).toBeLessThan(20);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }
  });
});

async function good(from: string, reference: string): Promise<ModelFacts> {
  const facts = await readModelFacts(from, reference);
  if (!facts.ok) throw new Error(facts.message);
  return facts;
}

async function bad(reference: string): Promise<ModelFailure> {
  const facts = await readModelFacts(folder, reference);
  if (facts.ok) throw new Error(`${reference} was read`);
  return facts;
}

async function written(parts: Parameters<typeof buildModel>[0]): Promise<ModelFacts> {
  await writeFile(join(folder, 'model.onnx'), buildModel(parts));
  return good(folder, 'model.onnx');
}

/** @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

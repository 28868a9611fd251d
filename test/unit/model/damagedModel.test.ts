import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bindInputs } from '../../../src/model/bindInputs';
import { bindOutput } from '../../../src/model/bindOutput';
import { cutClassMaps } from '../../../src/model/cutClassMaps';
import { readModelFacts } from '../../../src/model/modelFile';
import { MalformedMessage } from '../../../src/model/protobufScan';
import { Random } from '../../../src/stats/random';
import { modelOf } from './modelText';

const fixtures = join(import.meta.dirname, '../../fixtures/models');
const folder = mkdtempSync(join(tmpdir(), 'pullscope-damaged-model-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a damaged model', () => {
  it.each(['sklearn-zipmap-names', 'custom-operators', 'external', 'functions', 'sequence'])(
    'is described or refused, wherever the damage is: %s',
    async (name) => {
      const whole = readFileSync(join(fixtures, `${name}.onnx`));
      const random = new Random(1);
      const model = modelOf('file: m.onnx, features: [a, b, c], output: [output_probability, QCD]');
      let refused = 0;
      for (let round = 0; round < 300; round++) {
        const bytes = Buffer.from(whole);
        const changes = 1 + Math.floor(random.uniform() * 3);
        for (let change = 0; change < changes; change++) {
          bytes[Math.floor(random.uniform() * bytes.length)] = Math.floor(random.uniform() * 256);
        }
        const cut = random.uniform() < 0.3 ? bytes.subarray(0, 1 + Math.floor(random.uniform() * bytes.length)) : bytes;
        writeFileSync(join(folder, 'm.onnx'), cut);
        const facts = await readModelFacts(folder, 'm.onnx');
        if (!facts.ok) {
          expect(facts.code).toBe('damaged-file');
          refused++;
          continue;
        }
        bindInputs(facts, model);
        const output = bindOutput(facts, model);
        if (!output.ok || output.classMaps.length === 0) continue;
        await cutClassMaps(cut, output.classMaps).catch((error: unknown) => {
          expect(error).toBeInstanceOf(MalformedMessage);
        });
      }
      expect(refused).toBeGreaterThan(10);
    },
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkModels } from '../../../src/checks/static/modelContract';
import { parseAnalysis } from '../../../src/config/parse';
import { asModel, asPreprocessing, type ModelFileFacts } from '../../../src/model/modelFacts';
import { readModelFile } from '../../../src/model/modelFile';
import type { FeatureValues } from '../../../src/model/packInputs';
import { Scorer } from '../../../src/model/scorer';
import { modelOf } from './modelText';

/** Each model with what stands under `model` in an analysis file and the scores that onnxruntime or the framework gave. */
const folder = join(import.meta.dirname, '../../fixtures/models');
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.includes('.preprocessing.'))
  .map((name) => name.slice(0, -'.json'.length))
  .flatMap((name) => casesOf(name));
const open: Scorer[] = [];

afterEach(async () => {
  for (const scorer of open.splice(0)) await scorer.close();
});

describe.each(fixtures)('$name: $config', ({ name, config, columns, scores, tolerance }) => {
  const text = `file: ${name}.onnx\n${config}`;
  const model = modelOf(text);

  it('has the scores of the framework, event by event', async () => {
    const scorer = await opened(text);
    const values = model.features.map(({ text: feature }): FeatureValues => columns.get(feature)!);
    const found = await scorer.score(values, scores.length);
    expect(
      [...found].map((score, event) => Math.abs(score - scores[event]!)).filter((off) => !(off <= tolerance)),
    ).toEqual([]);
  });

  it('gives an event the same score alone as among others', async () => {
    const scorer = await opened(text);
    for (const event of [0, 2, 5]) {
      const values = model.features.map(({ text: feature }) => columns.get(feature)!.slice(event, event + 1));
      const [alone = NaN] = await scorer.score(values, 1);
      expect(Math.abs(alone - scores[event]!)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('is taken by the static check', async () => {
    const { analysis } = parseAnalysis(`pullscope: 1\nmodel:\n${text.replaceAll(/^/gm, '  ')}\n`);
    const facts = new Map<string, ModelFileFacts>();
    for (const { text: reference } of [...model.files, ...(model.preprocessing ? [model.preprocessing] : [])]) {
      facts.set(reference, await readModelFile(folder, reference));
    }
    const outcomes = checkModels(analysis!, {
      data: () => undefined,
      model: (reference) => asModel(reference, facts.get(reference)),
      preprocessing: (reference) => asPreprocessing(reference, facts.get(reference)),
    });
    expect(outcomes.filter(({ status }) => status === 'finding')).toEqual([]);
  });
});

async function opened(text: string): Promise<Scorer> {
  const scorer = await Scorer.open({ folder, model: modelOf(text), threads: 1 });
  open.push(scorer);
  return scorer;
}

interface Case {
  readonly name: string;
  readonly config: string;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly scores: readonly number[];
  readonly tolerance: number;
}

interface Content {
  readonly config: string;
  readonly scores: readonly number[];
  /** null for NaN. */
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
  readonly tolerance: number;
}

function casesOf(name: string): Case[] {
  const content = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Content;
  const columns = new Map(
    Object.entries(content.columns).map(([column, values]) => [
      column,
      Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value === 'inf' ? Infinity : value))),
    ]),
  );
  const others = Object.values(content).filter(
    (one: unknown): one is Content => typeof one === 'object' && one !== null && 'config' in one,
  );
  return [content, ...others].map(({ config, scores }) => ({
    name,
    config,
    columns,
    scores,
    tolerance: content.tolerance,
  }));
}

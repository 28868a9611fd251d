import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report';
import { workspace } from './workspace';

const fixtures = join(import.meta.dirname, '../../fixtures/models');
const folder = workspace();

interface Fixture {
  readonly config: string;
  /** null for NaN. */
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
  readonly scores: readonly number[];
  readonly tolerance: number;
}

beforeAll(() => {
  for (const name of ['scaler.preprocessing.json', 'weaver.preprocessing.json', 'external.weights']) {
    copyFileSync(join(fixtures, name), join(folder.path, name));
  }
});

describe('a whole run', () => {
  it.each([
    'named-inputs',
    'sequence',
    'sequence-padded',
    'tagger',
    'float16',
    'fixed-batch',
    'logits',
    'mixture',
    'sklearn-zipmap-names',
    'scaled',
    'weaver',
  ])('scores the events of a file with %s', async (name) => {
    const { scores, tolerance } = prepared(name);
    const report = await folder.run(textOf(name));
    expect(findings(report)).toEqual([]);
    const found = firstScores(report);
    expect(found).toHaveLength(5);
    found.forEach((score, event) => expect(Math.abs(score - scores[event]!)).toBeLessThanOrEqual(tolerance));
  });

  it('is done again when the preprocessing changes, though the model is the same', async () => {
    prepared('scaled');
    const options = { cache: join(folder.path, 'cache') };
    const before = firstScores(await folder.run(textOf('scaled'), options));
    const scaler = join(folder.path, 'scaler.preprocessing.json');
    const content = JSON.parse(readFileSync(scaler, 'utf8')) as { mean: number[] };
    writeFileSync(scaler, JSON.stringify({ ...content, mean: content.mean.map((mean) => mean + 10) }));
    expect(firstScores(await folder.run(textOf('scaled'), options))).not.toEqual(before);
  });

  it('is done again when another class is asked for', async () => {
    prepared('logits');
    const options = { cache: join(folder.path, 'cache') };
    const before = firstScores(await folder.run(textOf('logits'), options));
    const other = textOf('logits').replace('output: p_b / (p_b + p_c)', 'output: p_u');
    expect(firstScores(await folder.run(other, options))).not.toEqual(before);
  });
});

function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as Fixture;
}

/** The model and a file with its events, all of them signal. */
function prepared(name: string): Fixture {
  const content = fixture(name);
  copyFileSync(join(fixtures, `${name}.onnx`), join(folder.path, `${name}.onnx`));
  const columns = Object.entries(content.columns);
  const rows = content.scores.map((_, event) => columns.map(([, values]) => values[event] ?? 'nan').join(','));
  writeFileSync(
    join(folder.path, `${name}.csv`),
    `${columns.map(([column]) => column).join(',')}\n${rows.join('\n')}\n`,
  );
  return content;
}

function textOf(name: string): string {
  return [
    'pullscope: 1',
    `samples: { events: { file: ${name}.csv } }`,
    'model:',
    `  file: ${name}.onnx`,
    fixture(name).config.replaceAll(/^/gm, '  '),
    'nominal: [events]',
    '',
  ].join('\n');
}

function firstScores(report: Report): readonly number[] {
  return report.provenance.firstScores[0]?.scores ?? [];
}

/** What ends a run, or says that events could not be scored. */
function findings(report: Report): string[] {
  return report.outcomes
    .filter(({ status, severity }) => status === 'finding' && severity === 'error')
    .map(({ message }) => message);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { locateReport } from '../../../src/cli/locatedReport';
import { parseAnalysis } from '../../../src/config/parse';
import { jsonReport } from '../../../src/report/json';
import type { Outcome } from '../../../src/report/report';
import { examples, runExample } from '../engine/runs';

const files = ['generators/pullscope.yaml', 'theory-pulls/processes.pullscope.yaml'];

describe.each(files)('the JSON of examples/%s', (file) => {
  let json: JsonReport;
  let written: JsonReport;

  beforeAll(async () => {
    const parsed = parseAnalysis(readFileSync(join(examples, file), 'utf8'));
    json = jsonReport(locateReport(file, parsed, await runExample(file))) as JsonReport;
    written = JSON.parse(JSON.stringify(json)) as JsonReport;
  });

  it('has the keys of schema 1', () => {
    expect(written.schema).toBe(1);
    expect(Object.keys(written)).toEqual([
      'schema',
      'tool',
      'analysis',
      'outcomes',
      'silenced',
      'figures',
      'provenance',
    ]);
    expect(written.tool).toEqual({ name: 'pullscope', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string });
    expect(Object.keys(written.provenance).sort()).toEqual(['files', 'firstScores', 'seconds', 'seed', 'versions']);
    for (const outcome of written.outcomes) {
      // Of a check that asks several of one target.
      expect(Object.keys(outcome).filter((name) => name !== 'question')).toEqual([
        'code',
        'status',
        'severity',
        'message',
        'path',
        'node',
        'range',
        'target',
        'evidence',
        'related',
      ]);
      expect(['pass', 'finding', 'undecided', 'skipped']).toContain(outcome.status);
      expect(['error', 'warning', 'information', 'hint']).toContain(outcome.severity);
    }
  });

  it('holds every number: none is NaN or infinite', () => {
    expect(paths(json, (value) => typeof value === 'number' && !Number.isFinite(value))).toEqual([]);
  });

  it('has null only where a bin has no ratio or a process no pull', () => {
    const nulls = paths(written, (value) => value === null);
    expect(
      nulls.filter((path) => !/^figures\.\d+\.(ratio\.series\.\d+\.(values|errors)|rows\.\d+\.pulls)\.\d+$/.test(path)),
    ).toEqual([]);
  });

  it('has evidence that is a number, or a value with the interval that holds it', () => {
    for (const { evidence } of written.outcomes) {
      for (const measured of Object.values(evidence)) {
        if (typeof measured === 'number') continue;
        expect(Object.keys(measured)).toEqual(['value', 'low', 'high']);
        expect(measured.low).toBeLessThanOrEqual(measured.value);
        expect(measured.value).toBeLessThanOrEqual(measured.high);
      }
    }
  });

  it('says with every undecided answer what would have been seen', () => {
    const undecided = written.outcomes.filter(({ status }) => status === 'undecided');
    expect(undecided.filter(({ evidence }) => !('minimumDetectable' in evidence))).toEqual([]);
  });

  it('has figures whose series fit their edges', () => {
    for (const figure of written.figures) {
      if (figure.kind !== 'histogram') continue;
      for (const { values } of [...figure.series, ...(figure.ratio?.series ?? [])]) {
        expect(values).toHaveLength(figure.edges.length - 1);
      }
      expect(figure.underflow).toHaveLength(figure.series.length);
    }
    expect(new Set(written.figures.map(({ id }) => id)).size).toBe(written.figures.length);
  });

  it('is the same for the same analysis, but for the time it took', async () => {
    const parsed = parseAnalysis(readFileSync(join(examples, file), 'utf8'));
    const again = jsonReport(locateReport(file, parsed, await runExample(file))) as JsonReport;
    const timeless = (of: JsonReport): unknown => ({ ...of, provenance: { ...of.provenance, seconds: 0 } });
    expect(JSON.stringify(timeless(again))).toBe(JSON.stringify(timeless(json)));
  }, 60_000);
});

type Series = readonly { readonly values: readonly unknown[] }[];

interface JsonReport {
  readonly schema: number;
  readonly tool: unknown;
  readonly outcomes: readonly Outcome[];
  readonly figures: readonly {
    readonly id: string;
    readonly kind: string;
    readonly edges: readonly number[];
    readonly series: Series;
    readonly underflow: readonly number[];
    readonly ratio?: { readonly series: Series };
  }[];
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** Where in a value something stands. */
function paths(value: unknown, wanted: (value: unknown) => boolean, path: readonly string[] = []): string[] {
  if (wanted(value)) return [path.join('.')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => paths(inner, wanted, [...path, name]));
}

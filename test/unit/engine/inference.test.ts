import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../src/engine';
import type { Interval, Report } from '../../../src/report/report';
import aware from '../../fixtures/reference/measurement_aware.json';
import { evidenceOf, exampleReport, examples, outcomesOf, quietly, runExample, valueOf } from './runs';

const example = 'measurement/pullscope.yaml';

describe('a measurement with two models', () => {
  let report: Report;
  beforeAll(async () => {
    report = await exampleReport(example);
  });

  it.each(['baseline', 'pivot'])('finds the strength that the data of %s were drawn with', (model) => {
    const { strength } = evidenceOf(report, 'inference/precision', { model });
    if (typeof strength !== 'object') throw new Error('there is no interval');
    expect(Math.abs(strength.value - 1.2)).toBeLessThan(strength.high - strength.low);
  });

  it('says what nuisances cost, and which model is best with them', () => {
    const sigma = (model: string): { all: number; alone: number } => {
      const evidence = evidenceOf(report, 'inference/precision', { model });
      return { all: valueOf(evidence['sigma']), alone: valueOf(evidence['sigmaStatistical']) };
    };
    expect(sigma('baseline').all).toBeLessThan(sigma('pivot').all);
    expect(sigma('baseline').alone).toBeLessThan(sigma('baseline').all);
    const [worse] = outcomesOf(report, 'inference/model', { model: 'pivot' });
    expect(worse).toMatchObject({ status: 'finding', severity: 'information' });
    const { low, high } = worse!.evidence['loss'] as Interval;
    const apparent = sigma('pivot').all / sigma('baseline').all - 1;
    expect(apparent).toBeGreaterThan(low);
    expect(apparent).toBeLessThan(high);
  });

  it('finds that the plain model measures the nuisance itself', () => {
    const statuses = outcomesOf(report, 'inference/over-constrained', { nuisance: 'z' }).map(
      ({ status, target }) => [target.model, status] as const,
    );
    expect(Object.fromEntries(statuses)).toEqual({ baseline: 'finding', pivot: 'pass' });
  });

  it('draws profile, impacts, contours and templates of each model, and all models together', () => {
    const drawn = report.figures.map(({ id }) => id).filter((id) => id.startsWith('inference/'));
    expect(drawn).toEqual([
      'inference/models',
      ...['baseline', 'pivot'].flatMap((model) => [
        `inference/profile/${model}`,
        `inference/impacts/${model}`,
        `inference/plane/${model}/z`,
        `inference/templates/${model}`,
      ]),
    ]);
  });
});

describe('pseudo-experiments', () => {
  const asked = (text: string): string => text.replace(/^ {2}data: data$/m, '  data: data\n  neyman: { toys: 100000 }');

  it('can be cancelled while they are drawn, and tell how far they are', async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const path = join(examples, example);
    const run = runAnalysis(
      { path, text: asked(readFileSync(path, 'utf8')) },
      {
        ...quietly,
        signal: stop.signal,
        onProgress: ({ fraction, message }) => {
          if (message !== 'pseudo-experiments') return;
          told.push(fraction);
          if (told.length === 5) setImmediate(() => stop.abort());
        },
      },
    );
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.length).toBeLessThan(50);
  });
});

describe('an analysis that does not ask for a fit', () => {
  it('says nothing of one', async () => {
    const report = await runExample(example, (text) =>
      text.replace(/^inference:[^]*$/m, '').replace(/^ {2}data: .*$/m, ''),
    );
    expect(report.outcomes.filter(({ code }) => code.startsWith('inference/'))).toEqual([]);
    expect(report.figures.filter(({ id }) => id.startsWith('inference/'))).toEqual([]);
  });
});

describe('a measurement with a model that is told the nuisance', () => {
  let report: Report;
  beforeAll(async () => {
    report = await exampleReport('measurement-aware/pullscope.yaml');
  });

  it.each(['baseline', 'pivot', 'aware'] as const)(
    'promises for %s what numpy and scipy make of the same events in bins of their own',
    (model) => {
      const { low, high } = aware.models[model].expected;
      const { sigma } = evidenceOf(report, 'inference/precision', { model });
      expect(valueOf(sigma) / ((high - low) / 2)).toBeCloseTo(1, 1.6);
    },
  );

  it('measures best where the data have another value of the nuisance than the nominal one', () => {
    const width = (model: string): number => {
      const { strength } = evidenceOf(report, 'inference/precision', { model });
      if (typeof strength !== 'object') throw new Error('there is no interval');
      expect(strength.low).toBeLessThan(1.3);
      return strength.high - strength.low;
    };
    expect(width('aware')).toBeLessThan(0.8 * width('baseline'));
    expect(width('baseline')).toBeLessThan(0.8 * width('pivot'));
  });

  it('draws the profile likelihood of each', () => {
    const drawn = report.figures.map(({ id }) => id).filter((id) => id.startsWith('inference/profile/'));
    expect(drawn).toEqual(['baseline', 'pivot', 'aware'].map((model) => `inference/profile/${model}`));
  });
});

describe('a measurement with few events', () => {
  const covers = 'coverage/pullscope.yaml';

  it('has intervals that cover, and says how often', async () => {
    const found = outcomesOf(await exampleReport(covers), 'inference/undercovers');
    expect(found.map(({ status }) => status)).toEqual(['pass', 'pass']);
    for (const { evidence } of found) {
      expect(evidence['pseudoExperiments']).toBe(4000);
      expect(valueOf(evidence['coverage'])).toBeGreaterThan(0.65);
    }
  });

  it.each([
    ['{ sum: score > 0.6 }', 'from 0.681 to 1.2.'],
    ['classifier', 'from 0.707 to 1.21.'],
  ])('has another belt with %s, as its README tells', async (statistic, accepted) => {
    const report = await runExample(covers, (text) => text.replace(', 4] }', `, 4], statistic: ${statistic} }`));
    const [, belt] = outcomesOf(report, 'inference/undercovers');
    expect(belt?.message).toContain(`In 'data' it accepts mu ${accepted}`);
    expect(readFileSync(join(examples, 'coverage/README.md'), 'utf8')).toContain(accepted.slice(5, 10));
  });

  it('undercovers by the asymptotic rule where there is no signal', async () => {
    const report = await runExample(covers, (text) =>
      text.replace('toys: 4000, grid: [0.5, 2, 4]', 'toys: 1000, grid: [0, 1, 2]'),
    );
    const [asymptotic] = outcomesOf(report, 'inference/undercovers');
    expect(asymptotic).toMatchObject({ status: 'finding' });
    expect(asymptotic!.message).toContain('at mu = 0');
  });
});

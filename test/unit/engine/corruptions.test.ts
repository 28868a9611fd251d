/** Corruptions of a whole run: the features of events in files, with missing values, and what the cache keeps. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/stats/random';
import { errorOf, outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';

const code = 'epistemic/corruption';
const folder = workspace();
const random = new Random('corruptions');
const columns = (shift: number) => ({
  a: Array.from({ length: 600 }, () => shift + random.normal()),
  // A tenth is not computed.
  b: Array.from({ length: 600 }, () => (random.uniform() < 0.1 ? -99 : shift + random.normal())),
});
folder.csv('b.csv', columns(0));
folder.csv('s.csv', columns(1));
folder.model('m0.onnx', [1, 0.012]);
folder.model('m1.onnx', [0.8, 0.01]);

const text = (corruptions: string): string => `pullscope: 1
samples:
  b: { file: b.csv, label: 0, missing: { b: -99 } }
  s: { file: s.csv, label: 1, missing: { b: -99 } }
model: { files: [m0.onnx, m1.onnx], features: [a, b] }
nominal: [b, s]
${corruptions}`;

describe('corruptions of a run', () => {
  it('lower the AUC step by step, of events with missing values, too', async () => {
    const report = await folder.run(text('corruptions: { noise: [0.5, 1, 2] }'));
    const [found] = outcomesOf(report, code);
    expect(valueOf(found?.evidence['events'])).toBe(1200);
    const figure = report.figures.find(({ id }) => id === 'corruption/auc/model');
    const [noise] = figure?.kind === 'curves' ? figure.series : [];
    const areas = noise?.points.map(({ y }) => y) ?? [];
    expect(areas).toHaveLength(4);
    expect(areas.every((area, index) => index === 0 || area < areas[index - 1]! - 0.02)).toBe(true);
    expect(errorOf(found?.evidence['aucDifference'])).toBeLessThan(0.02);
  });

  it('are the same from the cache, and asked for by a key alone', async () => {
    const cache = join(folder.path, 'cache');
    const analysis = text('corruptions: true');
    const [first, second, none] = [
      await folder.run(analysis, { cache }),
      await folder.run(analysis, { cache }),
      await folder.run(text(''), { cache }),
    ];
    expect(outcomesOf(second, code)).toEqual(outcomesOf(first, code));
    expect(outcomesOf(first, code)).toHaveLength(3);
    expect(second.figures).toEqual(first.figures);
    expect(outcomesOf(none, code)).toEqual([]);
    expect(none.figures.filter(({ id }) => id.startsWith('corruption/'))).toEqual([]);
  });

  it('of `false` are none', async () => {
    expect(outcomesOf(await folder.run(text('corruptions: false')), code)).toEqual([]);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const run = folder.run(text('corruptions: true'), {
      signal: stop.signal,
      onProgress: ({ message }) => {
        if (message.endsWith('corruptions')) stop.abort();
      },
    });
    await expect(run).rejects.toThrow(/abort/i);
  });
});

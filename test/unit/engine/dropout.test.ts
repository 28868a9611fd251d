/** Monte-Carlo dropout in a whole run, against all masks of the model: test/fixtures/models/dropout.py. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/dropout.json';
import { outcomesOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();
const { x, y } = reference.events;
const signal = (wanted: boolean) => {
  const events = [...x.keys()].filter((event) => (event % 2 === 0) === wanted);
  return { x: events.map((event) => x[event]!), y: events.map((event) => y[event]!) };
};

beforeAll(() => {
  folder.csv('b.csv', signal(false));
  folder.csv('s.csv', signal(true));
  folder.csv('far.csv', { x: x.map((value) => value + 2.5), y });
  for (const name of ['dropout', 'dropout-fixed']) {
    copyFileSync(join(__dirname, `../../fixtures/models/${name}.onnx`), join(folder.path, `${name}.onnx`));
  }
});

const text = (model: string, more = ''): string => `pullscope: 1
samples: { b: { file: b.csv, label: 0 }, s: { file: s.csv, label: 1 }, far: { file: far.csv } }
model: { file: ${model}.onnx, features: [x, y], working-points: { half: 0.5 }, dropout: 30 }
nominal: [b, s]
application: { far: far }
${more}`;

/** Mean of the points of a curve; every event counts alike where the bins are. */
function curve(report: Report, id: string, label: string) {
  const figure = report.figures.find((one) => one.id === id);
  return figure?.kind === 'curves' ? figure.series.find((one) => one.label === label)?.points : undefined;
}

describe('a model with dropout', () => {
  it('states the spread that all masks have, along its score', async () => {
    const report = await folder.run(text('dropout'));
    const points = ['b', 's'].flatMap((label) => curve(report, 'epistemic/spread/model', label) ?? []);
    expect(points.length).toBeGreaterThan(10);
    // Events of one bin of the score have their own deviations; all together they have the mean of them.
    const spreads = points.map((point) => point.y);
    expect(Math.min(...spreads)).toBeGreaterThan(0);
    expect(Math.max(...spreads)).toBeLessThan(1.3 * Math.max(...reference.deviation));
    expect(outcomesOf(report, 'model/inputs').map(({ message }) => message)).toContain(
      "The model is asked 30 times more with 'training_mode' true: every Dropout has a seed, so they are the same in every run.",
    );
  });

  it('has no efficiencies of single passes, which is said', async () => {
    const report = await folder.run(text('dropout'));
    const [found, ...others] = outcomesOf(report, 'epistemic/dominates');
    expect(others).toEqual([]);
    expect(found?.status).toBe('skipped');
    expect(found?.message).toContain('cannot be told from passes with dropout, which draw anew for every event');
    expect(report.figures.filter(({ id }) => id.startsWith('epistemic/budget'))).toEqual([]);
  });

  it('is asked where it extrapolates, and of spoilt features', async () => {
    const report = await folder.run(text('dropout', 'corruptions: { noise: [1] }'));
    expect(outcomesOf(report, 'epistemic/blind').map(({ status }) => status)).not.toContain('skipped');
    expect(outcomesOf(report, 'epistemic/corruption').map(({ status }) => status)).not.toContain('skipped');
  });

  it('gives the same report again, from the cache, too', async () => {
    const cache = join(folder.path, 'cache');
    const [first, second, third] = [
      await folder.run(text('dropout')),
      await folder.run(text('dropout'), { cache }),
      await folder.run(text('dropout'), { cache }),
    ];
    expect(second.figures).toEqual(first.figures);
    expect(third.figures).toEqual(first.figures);
    expect(third.outcomes).toEqual(first.outcomes);
  });

  it('is refused at the word where nothing can switch it on', async () => {
    const report = await folder.run(text('dropout-fixed'));
    expect(outcomesOf(report, 'model/inputs').filter(({ status }) => status === 'finding')).toMatchObject([
      { severity: 'error', at: { path: ['model', 'dropout'], on: 'key' } },
    ]);
  });
});

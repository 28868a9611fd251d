import { describe, expect, it } from 'vitest';
import { drawFigures, type Judged } from '../../../src/checks';
import type { CurveFigure } from '../../../src/report/figure';
import { column, grid, measure } from './judging';

const n = 600;
const background = column('background', n, (random) => grid(random) * grid(random));
const signal = column('signal', n, (random) => Math.max(grid(random), grid(random)));

/** Scores that hardly ever agree. */
const smooth = {
  background: column('smooth background', n, (random) => random.uniform() * random.uniform()),
  signal: column('smooth signal', n, (random) => Math.max(random.uniform(), random.uniform())),
};

async function judged(nuisances: string, label: number, scores: typeof smooth): Promise<Judged> {
  const events = (x: readonly number[]): Record<string, readonly number[]> => ({ x, w: x.map(() => 1) });
  return await measure(
    `pullscope: 1
samples: { b: { file: b.csv, weight: w, label: 0 }, s: { file: s.csv, weight: w, label: ${label} } }
model: { file: m.onnx, features: [x] }
nominal: [b, s]
nuisances: { ${nuisances} }
`,
    { b: events(scores.background), s: events(scores.signal) },
  );
}

async function curves(nuisances = '', label = 1, scores = { background, signal }): Promise<CurveFigure[]> {
  return drawFigures(await judged(nuisances, label, scores)).filter((figure) => figure.kind === 'curves');
}

const passing = (scores: readonly number[], threshold: number): number =>
  scores.filter((score) => score >= threshold).length / scores.length;

type Points = CurveFigure['series'][number]['points'];

/** On straight lines between the points. */
function heightAt(points: Points | undefined, x: number): number {
  const after = points?.findIndex((point) => point.x >= x) ?? -1;
  const [from, to] = [points?.[after - 1], points?.[after]];
  if (from === undefined || to === undefined) throw new Error(`the curve has no ${x}`);
  return from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
}

describe('ROC curves', () => {
  it('have the fractions of events at or above each threshold, with the binomial error of the background', async () => {
    const [roc] = await curves();
    expect(roc?.id).toBe('roc/models');
    const thresholds = [...new Set([...background, ...signal])];
    const counted = thresholds.map((threshold) => [passing(signal, threshold), passing(background, threshold)]);
    const points = roc?.series[0]?.points ?? [];
    expect(points.length).toBeGreaterThan(10);
    for (const { x, y, low = 0, high = 0 } of points.slice(1)) {
      expect(counted).toContainEqual([expect.closeTo(x, 9), expect.closeTo(y, 9)]);
      expect((high - low) / 2).toBeCloseTo(Math.sqrt((y * (1 - y)) / n), 9);
    }
    expect([points[0]?.x, points[0]?.y]).toEqual([0, 0]);
    expect([points.at(-1)?.x, points.at(-1)?.y]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
  });

  it('enclose the AUC that the caption tells', async () => {
    const [roc] = await curves();
    const points = roc?.series[0]?.points ?? [];
    const below = points.slice(1).reduce((area, { x, y }, index) => {
      const before = points[index];
      return area + (x - (before?.x ?? 0)) * ((y + (before?.y ?? 0)) / 2);
    }, 0);
    const told = Number(/AUC: model ([\d.]+)/.exec(roc?.caption ?? '')?.[1]);
    expect(1 - below).toBeCloseTo(told, 2);
  });

  it('are drawn for each nuisance that moves a score, with all its sides', async () => {
    const figures = await curves(
      'scale: { up: { replace: { x: x*1.25 } }, down: { replace: { x: x*0.75 } } }, idle: { up: { replace: { w: w*1 } } }',
    );
    expect(figures.map(({ id }) => id)).toEqual(['roc/models', 'roc/model/scale']);
    expect(figures[1]).toMatchObject({ about: [['nuisances', 'scale'], ['model']], target: { nuisance: 'scale' } });
    expect(figures[1]?.series.map(({ label, role }) => [label, role])).toEqual([
      ['nominal', 'nominal'],
      ['up', 'up'],
      ['down', 'down'],
    ]);
  });

  it('have below them the ratio of background efficiencies at equal signal efficiency, with the error of the pairing', async () => {
    const [, tilted] = await curves('tilt: { up: { replace: { w: w*(1+x) } } }', 1, smooth);
    const [up] = tilted?.ratio?.series ?? [];
    const [nominal, varied] = tilted?.series.map(({ points }) => points) ?? [];
    expect(up).toMatchObject({ label: 'up', role: 'up' });
    const { x = 0, y = 0, low = 0, high = 0 } = up?.points.find((point) => point.x > 0.5) ?? {};
    const background = heightAt(nominal, x);
    expect(y / (heightAt(varied, x) / background)).toBeCloseTo(1, 1);
    expect(y).toBeGreaterThan(1.1);
    expect(high - y).toBeCloseTo(y - low, 9);
    // What it is at least if the events of the two sides were others.
    expect((high - y) / y).toBeLessThan(0.6 * Math.sqrt((2 * (1 - background)) / (background * n)));
  });

  it('have a ratio of 1 where the order of the events stays', async () => {
    const [, moved] = await curves('scale: { up: { replace: { x: x*0.9 } } }', 1, smooth);
    const points = moved?.ratio?.series[0]?.points ?? [];
    expect(points.length).toBeGreaterThan(10);
    // But for events that pass an edge of a bin.
    for (const { y, high = 1 } of points) {
      expect(Math.abs(y - 1)).toBeLessThan(0.05);
      expect(Math.abs(y - 1)).toBeLessThan(3 * (high - y));
    }
  });

  it('have no ratio where few events pass or fail', async () => {
    const [, moved] = await curves('scale: { up: { replace: { x: x*1.25 } } }', 1, smooth);
    const places = moved?.ratio?.series[0]?.points.map(({ x }) => x) ?? [];
    expect(Math.min(...places) * n).toBeGreaterThan(25);
    expect((1 - Math.max(...places)) * n).toBeGreaterThan(24.9);
  });

  it('are not drawn of a nuisance that changes rates alone', async () => {
    const figures = await curves('rate: { up: { replace: { w: w*1.1 } }, down: { replace: { w: w*0.9 } } }');
    expect(figures.map(({ id }) => id)).toEqual(['roc/models']);
  });

  it('are not drawn without two classes', async () => {
    expect(await curves('', 0)).toEqual([]);
  });
});

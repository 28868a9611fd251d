import { expect, it } from 'vitest';
import { drawFigures, judge } from '../../../src/checks';
import { column, grid, measure, valueOf } from './judging';

it('maps the shift of each feature and score in each application sample, as the findings tell it', async () => {
  const n = 400;
  const events = (name: string, by: number): Record<string, readonly number[]> => ({
    x: column(`${name} x`, n, (random) => grid(random) + by),
    y: column(`${name} y`, n, grid),
  });
  const judged = await measure(
    `pullscope: 1
samples: { train: { file: t.csv }, near: { file: n.csv }, far: { file: f.csv } }
model: { file: m.onnx, features: [x, y] }
nominal: [train]
application: { signal region: near, far: far }
`,
    { train: events('train', 0), near: events('near', 0.125), far: events('far', 1) },
  );
  const map = drawFigures(judged).find(({ id }) => id === 'shift/map');
  if (map?.kind !== 'matrix') throw new Error('There is no map.');
  expect(map.columns).toEqual(['signal region (near)', 'far']);
  expect(map.rows).toEqual(['x', 'y', 'score']);
  const told = (sample: string, feature: string): number =>
    valueOf(
      judge(judged).find(
        ({ code, target }) => code === 'shift/feature' && target.sample === sample && target.feature === feature,
      )?.evidence['wasserstein'],
    );
  const values = map.cells.map((row) => row.map((cell) => cell?.value));
  expect(values.slice(0, 2)).toEqual([
    [told('near', 'x'), told('far', 'x')],
    [told('near', 'y'), told('far', 'y')],
  ]);
  expect(values[0]?.[1]).toBeGreaterThan(2);
});

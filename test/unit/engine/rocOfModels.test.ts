/** ROC curves of two models on the same events: their ratio at equal signal efficiency, and its paired error. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CurveFigure, CurveSeries } from '../../../src/report/figure';
import { poissonMultiplier } from '../../../src/stats/poissonBootstrap';
import { Random } from '../../../src/stats/random';
import { workspace } from './workspace';

const folder = workspace();
const random = new Random('two models');
const n = 3000;
const label = Float64Array.from({ length: n }, (_, event) => event % 2);
const x = label.map((signal) => 0.8 * signal + random.normal());
const y = label.map((signal) => 0.5 * signal + random.normal());
const weight = label.map(() => Math.exp(0.4 * random.normal()));
const models = { one: [1, 0.1], other: [1, 0.8], same: [1, 0.1] } as const;
/** Of either model what its score rises with. */
const orders = { one: ordered(models.one), other: ordered(models.other) };

function ordered([a, b]: readonly [number, number]): Int32Array {
  const score = x.map((value, event) => a * value + b * y[event]!);
  return Int32Array.from(score.keys()).sort((i, j) => score[j]! - score[i]!);
}

/** Background efficiency at a signal efficiency, joined by straight lines. */
function backgroundAt(order: Int32Array, weights: Float64Array, wanted: number): number {
  const totals = [0, 0];
  weights.forEach((w, event) => (totals[label[event]!]! += w));
  let [background, signal] = [0, 0];
  for (const event of order) {
    if (label[event] === 0) background += weights[event]!;
    else signal += weights[event]!;
    if (signal >= wanted * totals[1]!) break;
  }
  return background / totals[0]!;
}

let ratio: Readonly<Record<string, CurveSeries>>;

beforeAll(async () => {
  folder.csv('events.csv', { x, y, label, w: weight });
  for (const [name, weights] of Object.entries(models)) folder.model(`${name}.onnx`, weights);
  const report = await folder.run(`pullscope: 1
samples: { events: { file: events.csv, weight: w, label: label } }
models:
${Object.keys(models)
  .map((name) => `  ${name}: { file: ${name}.onnx, features: [x, y] }`)
  .join('\n')}
nominal: [events]
`);
  const figure = report.figures.find(({ id }) => id === 'roc/models') as CurveFigure;
  expect(figure.ratio?.label).toBe('ratio to one');
  ratio = Object.fromEntries(figure.ratio!.series.map((series) => [series.label, series]));
});

describe('the ratio of the ROC curves of two models', () => {
  it('is that of the events, with the error of a bootstrap of them', () => {
    const points = ratio['other']!.points.filter(({ x: at }) => at > 0.3 && at < 0.9);
    expect(points.length).toBeGreaterThan(10);
    for (const { x: at, y: value, low, high } of points.filter((_, index) => index % 5 === 2)) {
      const ratioOf = (weights: Float64Array): number =>
        backgroundAt(orders.other, weights, at) / backgroundAt(orders.one, weights, at);
      expect(Math.abs(value / ratioOf(weight) - 1)).toBeLessThan(0.03);
      const replicas = Array.from({ length: 200 }, (_, replica) =>
        ratioOf(weight.map((w, event) => w * poissonMultiplier(event * 2654435761, replica))),
      );
      const mean = replicas.reduce((all, one) => all + one, 0) / replicas.length;
      const error = Math.sqrt(replicas.reduce((all, one) => all + (one - mean) ** 2, 0) / (replicas.length - 1));
      expect((high! - low!) / 2 / error).toBeGreaterThan(0.75);
      expect((high! - low!) / 2 / error).toBeLessThan(1.3);
    }
  });

  it('is 1, without an error, of a model and its copy', () => {
    expect(ratio['same']!.points.length).toBeGreaterThan(10);
    for (const { y: value, low, high } of ratio['same']!.points) {
      expect(value).toBeCloseTo(1, 12);
      expect(high! - low!).toBeLessThan(1e-6);
    }
  });
});

/** Events with weights as they are met: the ones for which textbook formulas hold, and those for which they do not. */
import type { Random } from '../../src/stats/random';

export interface WeightModel {
  readonly name: string;
  /** Weight of an event at x, which is standard normal. */
  readonly weight: (x: number, random: Random) => number;
}

export const weightModels: readonly WeightModel[] = [
  { name: '1', weight: () => 1 },
  { name: 'log-normal', weight: (_, random) => Math.exp(random.normal()) },
  { name: '20 % negative', weight: (_, random) => (random.uniform() < 0.2 ? -1 : 1) },
  { name: 'exp(x)', weight: (x) => Math.exp(x) },
  {
    name: 'negative fraction rises with x',
    weight: (x, random) => (random.uniform() < 0.4 * logistic(2 * x) ? -1 : 1),
  },
  { name: 'Pareto(2.5)', weight: (_, random) => random.uniform() ** (-1 / 2.5) },
  { name: '45 % negative', weight: (_, random) => (random.uniform() < 0.45 ? -1 : 1) },
  // Two slices of x that were simulated with different luminosities: a tenth of the events has nearly all the weight.
  { name: 'two files, 1000:1', weight: (x, random) => (random.uniform() < 0.2 * logistic(-2 * x) ? 1000 : 1) },
];

export interface Sample {
  readonly x: Float64Array;
  readonly w: Float64Array;
}

/** n events at standard normal x. The same `luck` at another x gives the same events their weights there. */
export function drawSample(model: WeightModel, n: number, random: Random, luck: Random): Sample {
  const x = new Float64Array(n);
  random.fillNormal(x);
  return { x, w: x.map((value) => model.weight(value, luck)) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

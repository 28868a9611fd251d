/** Analyses in which nothing is wrong: up and down are noise, and all samples come from one distribution. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/report/report';
import { column, findings, grid, measure, parsed, type Events } from './judging';

const analyses = 60;
const n = 2500;

const text = `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w }
  other: { file: 2.csv, weight: w }
  third: { file: 3.csv, weight: w }
  applied: { file: 4.csv, weight: w }
model: { file: m.onnx, features: [x, y], working-points: { half: 0.5 } }
nominal: [tt]
application: { data: applied }
nuisances:
  pileup: { up: { replace: { w: w*up } }, down: { replace: { w: w*down } } }
  generator: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }
`;

/** Any difference that is significant is a finding. */
const withoutTolerance = `checks:
  nuisance/large: { tolerance: 0, shape-tolerance: 0 }
  nuisance/one-sided: { tolerance: 0 }
  shift/feature: { tolerance: 0 }
  shift/score: { tolerance: 0 }
  shift/joint: { tolerance: 0, correlation-tolerance: 0 }
  shift/support: { tolerance: 0 }
  shift/pulls: { tolerance: 0, narrow: 1 }
  decorrelation/apparent: { tolerance: 0 }
`;

describe('analyses in which nothing is wrong', () => {
  const usual: Outcome[][] = [];
  const strict: Outcome[][] = [];

  beforeAll(async () => {
    for (let seed = 0; seed < analyses; seed++) {
      const samples = Object.fromEntries(
        ['tt', 'other', 'third', 'applied'].map((name) => [name, sample(`${seed} ${name}`)]),
      );
      const judged = await measure(text, samples);
      usual.push(findings(judged));
      strict.push(findings({ ...judged, analysis: parsed(text + withoutTolerance) }));
    }
  });

  it('give no finding', () => {
    expect(usual.flat().map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  it('give no more significant differences than α = 1 % for each check allows', () => {
    const checks = [
      ...['nuisance/large', 'nuisance/one-sided', 'decorrelation/apparent'],
      ...['shift/feature', 'shift/score', 'shift/joint', 'shift/support', 'shift/pulls'],
    ];
    for (const check of checks) {
      const alarms = strict.filter((found) => found.some(({ code }) => code === check)).length;
      // Of a binomial distribution with 60 trials of 1 %, 4 and more have a probability of 0.3 %.
      expect([check, alarms < 4]).toEqual([check, true]);
    }
  });
});

/** 5 % of the weights are negative; up and down scatter by 20 %. */
function sample(name: string): Events {
  return {
    x: column(`${name} x`, n, grid),
    y: column(`${name} y`, n, grid),
    w: column(`${name} w`, n, (random) => (random.uniform() < 0.05 ? -1 : 1)),
    up: column(`${name} up`, n, (random) => 1 + 0.2 * random.normal()),
    down: column(`${name} down`, n, (random) => 1 + 0.2 * random.normal()),
  };
}

/** Nuisance parameters in weights of real events, against numpy: test/fixtures/reference/theoryWeights.py. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Measured, Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/theoryWeights.json';
import { errorOf, evidenceOf, exampleReport, outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';

const code = 'nuisance/slope';

function expectEstimate(found: Measured | undefined, wanted: { value: number; error: number }): void {
  expect(valueOf(found)).toBeCloseTo(wanted.value, 9);
  expect(errorOf(found)).toBeCloseTo(wanted.error, 9);
}

/** A bar of a ranking, which is in per cent, as a ratio. */
function barOf(report: Report, ranking: string, nuisance: string, side: 'up' | 'down'): Measured {
  const figure = report.figures.find(({ id }) => id === `ranking/${ranking}`);
  if (figure?.kind !== 'ranking') throw new Error(`there is no ranking ${ranking}`);
  const bar = figure.rows.find(({ label }) => label === nuisance)?.bars[
    figure.series.findIndex(({ label }) => label === side)
  ];
  if (!bar) throw new Error(`${ranking} has no bar of ${nuisance}`);
  const ratio = (percent: number): number => 1 + percent / 100;
  return { value: ratio(bar.value), low: ratio(bar.low), high: ratio(bar.high) };
}

describe('examples/theory-weights', () => {
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('theory-weights/pullscope.yaml');
  });

  const cases = [
    ['ht_slope', 0, reference[0].ht_slope],
    ['ht_slope', 1, reference[1].ht_slope],
    ['tt_heavy_flavour', 0, reference[0].tt_heavy_flavour],
  ] as const;

  describe.each(cases)('%s in class %i', (nuisance, label, expected) => {
    it.each(['up', 'down'] as const)('changes yield and efficiencies as the weights do, %s', (side) => {
      expectEstimate(barOf(report, `yield/${label}`, nuisance, side), expected[side].yieldRatio);
      for (const workingPoint of ['loose', 'tight'] as const) {
        const id = `efficiency/model/${workingPoint}/${label}`;
        expectEstimate(barOf(report, id, nuisance, side), expected[side][workingPoint]);
      }
    });

    it('has the slope of the line through its grid', () => {
      const { slope } = evidenceOf(report, code, { nuisance, class: label }, 'yieldRatio');
      expectEstimate(slope, expected.slope);
    });
  });

  it('a parameter of tt leaves ttH as it is', () => {
    expectEstimate(barOf(report, 'yield/1', 'tt_heavy_flavour', 'up'), { value: 1, error: 0 });
  });

  it('stands in the ranking beside the scale variation', () => {
    const ranking = report.figures.find(({ id }) => id === 'ranking/yield/1');
    expect(ranking?.kind === 'ranking' && ranking.rows.map(({ label }) => label)).toEqual([
      'ht_slope',
      'scale',
      'tt_heavy_flavour',
    ]);
  });
});

describe('two samples of a class', () => {
  const folder = workspace();
  folder.csv('a.csv', { x: [1, 2, 3, 4], f: [0.1, 0.2, 0.1, 0.2] });
  folder.csv('b.csv', { x: [2, 3, 4, 5, 6, 7], f: [0.3, 0.3, 0.4, 0.4, 0.3, 0.3] });
  folder.model('m.onnx', [0.1]);
  const run = (inA: string, inB: string, nuisances: string): Promise<Report> =>
    folder.run(`pullscope: 1
samples:
  a: { file: a.csv, weight: 1 + ${inA}*f, label: 0 }
  b: { file: b.csv, weight: 1 + ${inB}*f, select: x + 0*${inB} > 0, label: 0 }
model: { file: m.onnx, features: [x] }
nominal: [a, b]
nuisances: { ${nuisances} }
`);
  const prior = (name: string, mean = 0): string =>
    `${name}: { kind: theory, parameter: ${name}, prior: 'normal(${mean}, 1)' }`;
  const change = (report: Report, nuisance: string): number =>
    valueOf(evidenceOf(report, code, { nuisance }, 'yieldRatio')['yieldRatio']) - 1;
  const [sumA, sumB, events] = [0.6, 2, 10];

  it('move together where they share a name', async () => {
    const report = await run('t', 't', prior('t'));
    expect(change(report, 't')).toBeCloseTo((sumA + sumB) / events, 12);
  });

  it('move apart where each has its own', async () => {
    const report = await run('t', 'u', `${prior('t')}, ${prior('u')}`);
    expect(change(report, 't')).toBeCloseTo(sumA / events, 12);
    expect(change(report, 'u')).toBeCloseTo(sumB / events, 12);
  });

  it('have the mean of the prior in the nominal events, and while another one moves', async () => {
    const report = await run('t', 'u', `${prior('t', 1)}, ${prior('u', 2)}`);
    const nominal = events + sumA + 2 * sumB;
    expect(change(report, 't')).toBeCloseTo(sumA / nominal, 12);
    expect(change(report, 'u')).toBeCloseTo(sumB / nominal, 12);
  });

  it('are replaced beside a parameter as without one', async () => {
    const report = await run(
      't',
      't',
      `${prior('t', 1)}, s: { up: { replace: { f: 2*f } }, down: { replace: { f: 0 } } }`,
    );
    const nominal = events + sumA + sumB;
    expectEstimate(barOf(report, 'yield/0', 's', 'up'), {
      value: 1 + (sumA + sumB) / nominal,
      error: errorOf(barOf(report, 'yield/0', 't', 'up')),
    });
    expect(valueOf(barOf(report, 'yield/0', 's', 'down'))).toBeCloseTo(events / nominal, 12);
    expect(outcomesOf(report, 'config/unused')).toEqual([]);
  });
});

/** Predictions of examples/abcd against numpy, event by event: test/fixtures/reference/abcd.py. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HistogramFigure } from '../../../src/report/figure';
import type { Measured, Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/abcd.json';
import { errorOf, exampleReport, examples, outcomesOf, valueOf } from './runs';

const { example } = reference;

describe('tt with four b-tagged jets, predicted from three', () => {
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('abcd/pullscope.yaml');
  });

  const evidence = (question: string): Readonly<Record<string, Measured>> => {
    const found = outcomesOf(report, 'abcd/closure').filter((one) => one.question === question && !one.target.feature);
    expect(found).toHaveLength(1);
    return found[0]!.evidence;
  };
  const drawn = (question: string): HistogramFigure => {
    const figure = report.figures.find(({ id }) => id === `abcd/distribution/${question}`);
    if (figure?.kind !== 'histogram') throw new Error(`nothing is drawn of ${question}`);
    return figure;
  };

  it('has the sums of the regions', () => {
    for (const [region, { sum, variance }] of Object.entries(example.regions)) {
      expect(valueOf(evidence('transfer')[`sumWeights@${region}`]) / sum).toBeCloseTo(1, 12);
      expect(errorOf(evidence('transfer')[`sumWeights@${region}`]) / Math.sqrt(variance)).toBeCloseTo(1, 9);
    }
  });

  it('has too few by one transfer factor', () => {
    const found = evidence('transfer');
    expect(valueOf(found['predicted']) / example.transfer.value).toBeCloseTo(1, 12);
    expect(errorOf(found['predicted']) / example.transfer.error).toBeCloseTo(1, 9);
    expect(statusesOf(report, 'transfer')).toEqual(['finding', 'finding']);
  });

  it('is as many as there are by reweighting, with the spread of the members', () => {
    const found = evidence('reweighted');
    const { value, error, spread } = example.reweighted;
    // ONNX Runtime computes the scores in float32.
    expect(valueOf(found['predicted']) / value).toBeCloseTo(1, 6);
    expect(valueOf(found['memberDeviation']) / spread).toBeCloseTo(1, 5);
    const training = spread * Math.sqrt(1 + 1 / 5);
    expect(errorOf(found['predicted']) / Math.hypot(error, training * value)).toBeCloseTo(1, 5);
    expect(statusesOf(report, 'reweighted')).toEqual(['undecided', 'undecided']);
  });

  it.each(['transfer', 'reweighted'] as const)('has the numbers of jets that %s predicts', (way) => {
    const { series, edges } = drawn(way);
    expect(edges.slice(0, 3)).toEqual([4.5, 5.5, 6.5]);
    series[0]!.values.forEach((value, bin) => expect(value).toBeCloseTo(example.observed[bin]!, 6));
    series[1]!.values.forEach((value, bin) => expect(value / example[way].bins[bin]!).toBeCloseTo(1, 5));
  });

  it('says that the axes depend on each other, as the odds ratio has it', () => {
    const [outcome] = outcomesOf(report, 'abcd/dependence');
    expect(outcome?.status).toBe('finding');
    const { A, B, C, D } = example.regions;
    expect(valueOf(outcome?.evidence['oddsRatio'])).toBeCloseTo((A.sum * C.sum) / (B.sum * D.sum), 9);
  });
});

describe('the pages of abcd', () => {
  it.each(['abcd/closure', 'abcd/dependence'])('of %s have messages of the example', async (code) => {
    const report = await exampleReport('abcd/pullscope.yaml');
    const page = readFileSync(join(examples, `../docs/checks/${code}.md`), 'utf8');
    const shown = page.split('\n').filter((line) => line.endsWith(`[${code}]`));
    expect(shown.length).toBeGreaterThan(0);
    const said = outcomesOf(report, code).map(({ message }) => message);
    for (const line of shown) expect(said.some((message) => line.includes(` ${message} [`))).toBe(true);
  });
});

function statusesOf(report: Report, question: string): string[] {
  return outcomesOf(report, 'abcd/closure')
    .filter((one) => one.question === question)
    .map(({ status }) => status);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/report';
import { evidenceOf, exampleReport, examples, outcomesOf, valueOf } from './runs';

const published = table('theory-pulls/processes.csv');
const electroweak = published.filter(
  ({ process }) => /(w \+ w -|wpm|z z|a z)/.test(process) && !/> wpm( j)*$/.test(process),
);

/** Half a unit of the last digit that is printed: three decimals of scales, two of pulls. */
const scaleRounding = 0.0005;
const pullRounding = 0.005;

describe('19 published processes', () => {
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('theory-pulls/processes.pullscope.yaml');
  });

  it.each(published)('$process: the pull by the scale variation is the published one', ({ process, ...row }) => {
    const found = evidenceOf(report, 'pull/theory', { sample: process });
    expect(found['pullScale']).toBeCloseTo(Number(row['pull_scale']), 10);
  });

  it.each(published)('$process: the pull by the reference scale is the published one, within rounding', (row) => {
    const found = valueOf(evidenceOf(report, 'pull/theory', { sample: row.process })['pullReference']);
    const [scale, pull, reference] = ['scale_rel', 'pull_scale', 'pull_ref'].map((name) => Number(row[name]));
    const uncertainty = Math.abs(found) * (scaleRounding / scale! + pullRounding / pull!) + pullRounding;
    expect(Math.abs(found - reference!)).toBeLessThan(uncertainty);
  });

  it('names the eight electroweak processes, and no other, as having a meaningless scale variation', () => {
    const [found] = outcomesOf(report, 'pull/theory').filter(({ message }) =>
      message.includes('says nothing of missing orders,'),
    );
    expect(found).toMatchObject({ status: 'finding', severity: 'warning', evidence: { processes: 8 } });
    const named = published.filter(({ process }) => found?.message.includes(`'${process}'`));
    expect(named.map(({ process }) => process)).toEqual(electroweak.map(({ process }) => process));
  });

  it('names the two others that the next order leaves far behind', () => {
    const [found] = outcomesOf(report, 'pull/theory').filter(({ message }) =>
      message.includes('more than 3 scale variations'),
    );
    expect(found?.evidence['processes']).toBe(2);
    expect(found?.message).toContain("'p p > a j', 'p p > h'");
  });

  it('has the mean and width of its pulls, with the errors of 19 draws from N(0, 1)', () => {
    const pulls = published.map(
      (row) => (Number(row['pull_scale']) * Number(row['scale_rel'])) / (0.147 * Number(row['n_part'])),
    );
    const mean = pulls.reduce((sum, pull) => sum + pull) / pulls.length;
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / (pulls.length - 1));
    const found = evidenceOf(report, 'pull/theory', { feature: 'pullReference' });
    expect(found).toEqual({
      mean: { value: expect.closeTo(mean, 10) as number, ...around(mean, 1 / Math.sqrt(19)) },
      width: { value: expect.closeTo(width, 10) as number, ...around(width, 1 / Math.sqrt(38)) },
    });
  });

  it('draws every pull once: in a bin, or beside the plot', () => {
    const [figure] = report.figures;
    if (figure?.kind !== 'pulls') throw new Error('there is no figure of pulls');
    expect(figure.rows).toHaveLength(19);
    const drawn = figure.series.map(({ counts, underflow, overflow }) =>
      counts.reduce((sum, count) => sum + count, underflow + overflow),
    );
    // Eight electroweak scale variations say nothing, and make no pull; the list has them with a note.
    expect(drawn).toEqual([11, 19]);
    expect(figure.rows.filter(({ note }) => note === 'scale variation says nothing')).toHaveLength(8);
  });
});

describe('five cross sections', () => {
  const processes = table('theory-pulls/cross_sections.csv').map(({ process }) => process);
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('theory-pulls/pullscope.yaml');
  });

  it.each(processes)('%s: the pulls computed from them are the published ones to 5 per cent', (process) => {
    const found = evidenceOf(report, 'pull/theory', { sample: process });
    const row = published.find((one) => one.process === process);
    const near = (name: string, value: number): void => {
      const wanted = Number(row?.[name]);
      expect(Math.abs(value - wanted)).toBeLessThan(0.05 * wanted + pullRounding);
    };
    near('pull_scale', valueOf(found['pullScale']));
    near('pull_ref', valueOf(found['pullReference']));
  });

  it('find nothing to complain of', () => {
    expect(outcomesOf(report, 'pull/theory').map(({ status }) => status)).not.toContain('finding');
  });
});

function table(file: string): ({ process: string } & Record<string, string>)[] {
  const [head = '', ...lines] = readFileSync(join(examples, file), 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    return { ...row, process: row['process'] ?? '' };
  });
}

function around(value: number, error: number): { low: unknown; high: unknown } {
  return { low: expect.closeTo(value - error, 10), high: expect.closeTo(value + error, 10) };
}

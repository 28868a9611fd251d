import { describe, expect, it } from 'vitest';
import type { Interval } from '../../../src/report/report';
import { drawFigures, type Judged } from '../../../src/checks';
import { column, findings, measure, outcomes, valueOf, type Events } from './judging';

const code = 'shift/pulls';
const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, applied: { file: applied.csv, weight: w } }
model: { file: m.onnx, features: [x, y, z] }
nominal: [tt]
application: { data: applied }
`;

function sample(name: string, n: number, shift = 0): Events {
  const normal = (of: string): number[] => column(`${name} ${of}`, n, (random) => random.normal());
  return {
    x: normal('x').map((value) => value + shift),
    y: normal('y').map((value) => value - shift),
    z: normal('z'),
    w: column(`${name} w`, n, (random) => (random.uniform() < 0.1 ? -1 : 1)),
  };
}

function judged(n: number, shift: number, checks = ''): Promise<Judged> {
  return measure(text + checks, { tt: sample('tt', 6000), applied: sample('applied', n, shift) });
}

describe(code, () => {
  it('has residuals of width 1 where nothing differs', async () => {
    const [found] = outcomes(await judged(6000, 0, 'checks: { shift/pulls: { tolerance: 50% } }\n'), code);
    expect(found?.status).toBe('pass');
    // √(2·90) of 90 degrees of freedom: 0.07 of the width.
    expect(valueOf(found?.evidence['width'])).toBeGreaterThan(0.8);
    expect(valueOf(found?.evidence['width'])).toBeLessThan(1.2);
    expect(Math.abs(valueOf(found?.evidence['mean']))).toBeLessThan(0.3);
    expect(valueOf(found?.evidence['beyondThree'])).toBeLessThan(0.03);
  });

  it('finds bins that differ by more than chance, and says by how much', async () => {
    const [found, ...others] = findings(await judged(6000, 0.4), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'information', at: { path: ['application', 'data'] } });
    // Two of three features are shifted by 0.4 σ: of normal distributions ∫2(q − p)²/(p + q) dx = 0.154 each.
    const { value, low, high } = found?.evidence['binDifference'] as Interval;
    expect(value).toBeCloseTo(Math.sqrt((2 / 3) * 0.154), 1);
    expect(low).toBeLessThan(0.32);
    expect(high).toBeGreaterThan(0.32);
    expect(valueOf(found?.evidence['width'])).toBeGreaterThan(2);
  });

  it('is undecided where there are too few events', async () => {
    const [found] = outcomes(await judged(300, 0), code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.15);
  });

  it('finds residuals that are too small: both hold the same events', async () => {
    const same = sample('tt', 6000);
    const [found] = findings(await measure(text, { tt: same, applied: same }), code);
    expect(found?.message).toContain('narrower than chance allows');
    expect(valueOf(found?.evidence['width'])).toBe(0);
  });

  it('is skipped where no bin has enough events', async () => {
    expect(outcomes(await judged(30, 0), code)).toMatchObject([{ status: 'skipped' }]);
  });

  it('draws the distribution of the residuals, each bin once, and lists the largest', async () => {
    const shifted = await judged(6000, 0.4);
    const figure = drawFigures(shifted).find(({ id }) => id === 'shift/pulls/applied');
    if (figure?.kind !== 'pulls') throw new Error('There is no such figure.');
    const [series] = figure.series;
    const bins = valueOf(outcomes(shifted, code)[0]?.evidence['bins']);
    expect(series!.counts.reduce((sum, count) => sum + count, series!.underflow + series!.overflow)).toBe(bins);
    const sizes = figure.rows.map(({ pulls: [pull] }) => Math.abs(pull!));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect([figure.row, figure.rows[0]?.label]).toEqual(['Bin', expect.stringMatching(/^[xy] /)]);
  });
});

import { describe, expect, it } from 'vitest';
import { drawFigures, judge } from '../../../src/checks';
import type { TheoryRow } from '../../../src/checks/pull/theoryTable';
import type { Outcome } from '../../../src/report/report';
import { parsed, valueOf } from './judging';

/** σ(LO) = 10, and a scale of 20 % up, 10 % down. */
const usual: TheoryRow = { process: 'pp > tt', lo: 10, nlo: 12, loUp: 0.2, loDown: -0.1, particles: 2 };

function judged(
  rows: readonly TheoryRow[],
  checks = '',
): { outcomes: Outcome[]; figures: ReturnType<typeof drawFigures> } {
  const analysis = parsed(`pullscope: 1
pulls: { theory: { file: t.csv, process: p, lo: lo, lo-up: u, lo-down: d, nlo: nlo, particles: n } }
${checks}`);
  const all = { analysis, measured: undefined, theory: { file: 't.csv', rows }, fit: undefined };
  return { outcomes: judge(all), figures: drawFigures(all) };
}

function pullsOf(row: Partial<TheoryRow>, checks?: string): Outcome['evidence'] {
  return judged([{ ...usual, ...row }], checks).outcomes[0]!.evidence;
}

describe('pull/theory', () => {
  it('is the shift in units of the scale variation, and of the reference scale', () => {
    const { pullScale, pullReference } = pullsOf({}) as Record<string, number>;
    expect(pullScale).toBeCloseTo(0.2 / 0.2, 12);
    expect(pullReference).toBeCloseTo(0.2 / (2 * 0.147), 12);
  });

  it('takes the variation on the side of the shift, whatever its sign in the table', () => {
    expect(pullsOf({ nlo: 9 })['pullScale']).toBeCloseTo(-0.1 / 0.1, 12);
    expect(pullsOf({ nlo: 9, loDown: 0.05 })['pullScale']).toBeCloseTo(-0.1 / 0.05, 12);
  });

  it('takes the reference scale from the file', () => {
    const checks = 'checks: { pull/theory: { reference: 0.1 } }';
    expect(pullsOf({}, checks)['pullReference']).toBeCloseTo(1, 12);
  });

  it('takes the reference scale from the processes that are marked as references', () => {
    const first = { ...usual, isReference: true };
    const second = { ...usual, process: 'pp > tt j', loUp: 0.4, loDown: -0.2, particles: 3, isReference: true };
    const { outcomes, figures } = judged([first, second, { ...usual, loUp: 0.001, loDown: 0.001 }]);
    const scale = (0.15 / 2 + 0.3 / 3) / 2;
    expect(outcomes[0]?.evidence['pullReference']).toBeCloseTo(0.2 / (2 * scale), 12);
    expect(outcomes.find(({ evidence }) => 'processes' in evidence)?.message).toContain(
      '(0.0875 for each final-state particle, the mean of 2 reference processes)',
    );
    const [figure] = figures;
    expect(figure?.kind === 'pulls' && figure.series[1]?.label).toBe('reference scale (0.0875 per particle)');
  });

  it('is not there where the variation is zero', () => {
    const { outcomes, figures } = judged([{ ...usual, loUp: 0, particles: undefined }, usual, usual]);
    expect(outcomes[0]).toMatchObject({ status: 'pass', evidence: {} });
    const [figure] = figures;
    expect(figure?.kind === 'pulls' && figure.rows[0]?.pulls).toEqual([null, null]);
  });

  it('has no reference where the number of particles is not known', () => {
    expect(Object.keys(pullsOf({ particles: undefined }))).toEqual(['pullScale']);
  });

  it('averages only the processes whose scale variation says something', () => {
    const electroweak = { ...usual, process: 'pp > z', loUp: 0.001 };
    const { outcomes } = judged([usual, { ...usual, nlo: 13 }, electroweak]);
    const means = outcomes.filter(({ evidence }) => 'mean' in evidence);
    expect(means.map(({ evidence }) => valueOf(evidence['mean']))).toEqual([
      expect.closeTo((1 + 1.5) / 2, 12),
      expect.closeTo((0.2 + 0.3 + 0.2) / 3 / (2 * 0.147), 12),
    ]);
    expect(means[0]?.message).toContain('of the 2 processes whose scale variation says something');
  });

  it('passes a scale variation that covers the next order', () => {
    expect(judged([usual]).outcomes.map(({ status }) => status)).not.toContain('finding');
  });

  it('finds processes that the next order leaves behind, in one finding at the table', () => {
    const { outcomes } = judged([
      usual,
      { ...usual, process: 'pp > h', nlo: 20 },
      { ...usual, process: 'pp > a', nlo: 18 },
    ]);
    const found = outcomes.filter(({ status, severity }) => status === 'finding' && severity !== 'hint');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      severity: 'warning',
      at: { path: ['pulls', 'theory'] },
      evidence: { processes: 2 },
    });
    expect(found[0]?.message).toContain("more than 3 scale variations away for 'pp > h', 'pp > a'");
  });

  it('finds a scale variation that says nothing, and does not accuse its pull', () => {
    const { outcomes } = judged([usual, { ...usual, process: 'pp > www', loUp: 0.001 }]);
    const found = outcomes.filter(({ status, severity }) => status === 'finding' && severity !== 'hint');
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain("The scale variation of 'pp > www' is below 25 % of the reference scale");
  });

  it('takes its limits from the file', () => {
    const www = { ...usual, loUp: 0.001 };
    const messages = (checks: string): number =>
      judged([www], checks).outcomes.filter(({ status, severity }) => status === 'finding' && severity !== 'hint')
        .length;
    expect(messages('checks: { pull/theory: { meaningless-below: 0.001, large: 1000 } }')).toBe(0);
    expect(messages('checks: { pull/theory: { meaningless-below: 0.001 } }')).toBe(1);
  });

  it('is silent when it is off', () => {
    expect(judged([usual], 'checks: { pull/theory: off }').outcomes).toEqual([]);
  });

  it('draws no distribution of a single pull', () => {
    const [figure] = judged([usual]).figures;
    expect(figure).toMatchObject({ kind: 'pulls', series: [], rows: [{ label: 'pp > tt' }] });
  });

  it('counts pulls beyond the plot at its sides', () => {
    const rows = [1, 1, 60, -60].map((shift) => ({ ...usual, nlo: 10 + shift }));
    const [figure] = judged(rows).figures;
    const [scale] = figure?.kind === 'pulls' ? figure.series : [];
    expect([scale?.underflow, scale?.overflow, scale?.counts.reduce((sum, count) => sum + count)]).toEqual([1, 1, 2]);
  });
});

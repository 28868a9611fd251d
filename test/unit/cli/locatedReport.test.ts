import { describe, expect, it } from 'vitest';
import { locateReport } from '../../../src/cli/locatedReport';
import { parseAnalysis } from '../../../src/config/parse';
import type { TextRange } from '../../../src/config/document';
import type { Outcome, Report } from '../../../src/report/report';
import type { LocatedReport } from '../../../src/report/located';

const text = `pullscope: 1
samples:
  tt: { file: tt.csv, weight: &weight w*f, label: 0 }
  ttH: { file: ttH.csv, weight: *weight, label: 1 }
model: { file: m.onnx, features: [x] }
nominal: [tt, ttH]
nuisances:
  pileup: { up: { replace: { f: f_up } } }
  jvt: { up: { replace: { f: f_up } }, size: 2% }
`;

function finding(more: Partial<Outcome>): Outcome {
  return {
    code: 'nuisance/large',
    status: 'finding',
    severity: 'warning',
    message: 'Large.',
    at: { path: ['nuisances', 'pileup'], on: 'key' },
    target: {},
    evidence: {},
    ...more,
  };
}

function located(of: string, outcomes: readonly Outcome[]): LocatedReport {
  const report: Report = {
    analysis: '/analysis/pullscope.yaml',
    outcomes,
    figures: [],
    provenance: {
      files: [{ path: '/analysis/tt.csv', size: 1, mtime: 0, usedBy: ['tt'] }],
      versions: {},
      seed: 0,
      seconds: 0,
      firstScores: [],
    },
  };
  return locateReport('pullscope.yaml', parseAnalysis(of), report);
}

function textAt(of: string, { start, end }: TextRange): string {
  expect(start.line).toBe(end.line);
  return of.split('\n')[start.line]!.slice(start.character, end.character);
}

describe('a finding', () => {
  it('stands at its key', () => {
    const [found] = located(text, [finding({})]).outcomes;
    expect([found?.range.start.line, textAt(text, found!.range)]).toEqual([7, 'pileup']);
  });

  it('stands at its value', () => {
    const [found] = located(text, [finding({ at: { path: ['nuisances', 'jvt', 'size'], on: 'value' } })]).outcomes;
    expect([found?.range.start.line, textAt(text, found!.range)]).toEqual([8, '2%']);
  });

  it('stands at a part of an expression', () => {
    const at = { path: ['samples', 'tt', 'weight'], within: { offset: 2, length: 1 } };
    const [found] = located(text, [finding({ at })]).outcomes;
    expect([found?.range.start.line, textAt(text, found!.range)]).toEqual([2, 'f']);
  });

  it('of a value behind an alias stands where the value is written', () => {
    const at = { path: ['samples', 'ttH', 'weight'], within: { offset: 0, length: 1 } };
    const [found] = located(text, [finding({ at })]).outcomes;
    expect([found?.range.start.line, textAt(text, found!.range)]).toEqual([2, 'w']);
  });

  it('has its related places located', () => {
    const related = [{ at: { path: ['samples', 'ttH'], on: 'key' as const }, message: 'here' }];
    const [found] = located(text, [finding({ related })]).outcomes;
    expect(found?.related.map(({ range, message }) => [textAt(text, range), message])).toEqual([['ttH', 'here']]);
  });
});

describe('a comment that silences a finding', () => {
  const silenced = text.replace('  pileup:', '  # pullscope: ignore nuisance/large -- known\n  pileup:');

  it('takes it out, and is counted', () => {
    const { outcomes, silenced: known } = located(silenced, [finding({})]);
    expect([outcomes, known.map(({ by, reason }) => [by, reason])]).toEqual([[], [['comment', 'known']]]);
  });

  it('is counted once for a finding of several rows', () => {
    const rows = [finding({ severity: 'hint' }), finding({}), finding({ severity: 'hint' })];
    const { outcomes, silenced: known } = located(silenced, rows);
    expect([outcomes, known.map(({ by, reason }) => [by, reason])]).toEqual([[], [['comment', 'known']]]);
  });

  it('leaves other codes, other nuisances and what is no finding', () => {
    const others = [
      finding({ code: 'nuisance/one-sided' }),
      finding({ at: { path: ['nuisances', 'jvt'], on: 'key' } }),
      finding({ status: 'undecided' }),
    ];
    const { outcomes, silenced: known } = located(silenced, [...others, finding({})]);
    expect(outcomes.map(({ code, status }) => [code, status])).toEqual([
      ['nuisance/one-sided', 'finding'],
      ['nuisance/large', 'finding'],
      ['nuisance/large', 'undecided'],
    ]);
    expect(known).toHaveLength(1);
  });

  it('is itself a finding where it silences nothing', () => {
    const { outcomes } = located(silenced, []);
    expect(outcomes.map(({ code, severity }) => [code, severity])).toEqual([['config/suppression', 'warning']]);
  });
});

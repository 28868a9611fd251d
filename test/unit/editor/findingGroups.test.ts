import { describe, expect, it } from 'vitest';
import { groupFindings } from '../../../src/editor/panels/findingGroups';
import type { Outcome } from '../../../src/report/report';

function outcome(code: string, status: Outcome['status'], rest: Partial<Outcome> = {}): Outcome {
  return {
    code,
    status,
    severity: 'warning',
    message: `${code} says so.`,
    at: { path: [] },
    target: {},
    evidence: {},
    ...rest,
  };
}

describe('the tree of findings', () => {
  it('groups what concerns a nuisance under it, and the rest by the kind of check', () => {
    const groups = groupFindings([
      outcome('nuisance/large', 'pass', { target: { nuisance: 'pileup' } }),
      outcome('shift/score', 'pass', { target: { nuisance: 'pileup', sample: 'tt' } }),
      outcome('data/missing', 'pass', { target: { sample: 'tt' } }),
    ]);
    expect(groups.map(({ label, rows }) => [label, rows.length])).toEqual([
      ['pileup', 2],
      ['Samples', 1],
    ]);
  });

  it('puts findings before what is undecided, skipped and passed, and the gravest first', () => {
    const [group] = groupFindings([
      outcome('data/missing', 'pass'),
      outcome('data/low-statistics', 'skipped'),
      outcome('data/low-statistics', 'undecided'),
      outcome('data/negative-weights', 'finding', { severity: 'information' }),
      outcome('data/missing', 'finding', { severity: 'error' }),
    ]);
    expect(group?.rows.map(({ status, severity }) => `${status} ${severity}`)).toEqual([
      'finding error',
      'finding information',
      'undecided warning',
      'skipped warning',
      'pass warning',
    ]);
  });

  it('puts the group with the gravest finding first', () => {
    const groups = groupFindings([
      outcome('nuisance/large', 'pass', { target: { nuisance: 'pileup' } }),
      outcome('nuisance/large', 'finding', { target: { nuisance: 'jvt' } }),
    ]);
    expect(groups.map(({ label }) => label)).toEqual(['jvt', 'pileup']);
  });

  it('counts a finding that is reported once only once, and shows its further rows', () => {
    const [group] = groupFindings([
      outcome('nuisance/large', 'finding', { target: { nuisance: 'jvt', workingPoint: 'tight' } }),
      outcome('nuisance/large', 'finding', { target: { nuisance: 'jvt', workingPoint: 'loose' }, severity: 'hint' }),
    ]);
    expect(group?.summary).toBe('1 finding');
    expect(group?.rows.map(({ label }) => label)).toEqual(['large: tight', 'large: loose']);
  });

  const mixed = [
    outcome('nuisance/large', 'finding', { target: { nuisance: 'jvt', sample: 'tt', side: 'up' } }),
    outcome('nuisance/large', 'pass', { target: { nuisance: 'pileup', sample: 'ttH' } }),
    outcome('data/missing', 'undecided', { target: { sample: 'tt', feature: 'HT' } }),
    outcome('config/unused', 'pass'),
  ];

  it('groups by check, and then says of what', () => {
    const groups = groupFindings(mixed, 'check');
    expect(groups.map(({ label, rows }) => [label, rows.map((row) => row.label)])).toEqual([
      ['nuisance/large', ['jvt, tt, up', 'pileup, ttH']],
      ['data/missing', ['tt, HT']],
      ['config/unused', ['unused']],
    ]);
  });

  it('groups by sample, and leads to it', () => {
    const groups = groupFindings(mixed, 'sample');
    expect(groups.map(({ label, path, rows }) => [label, path, rows.map((row) => row.label)])).toEqual([
      ['tt', ['samples', 'tt'], ['large: jvt, up', 'missing: HT']],
      ['ttH', ['samples', 'ttH'], ['large: pileup']],
      ['Of no single sample', undefined, ['unused']],
    ]);
  });
});

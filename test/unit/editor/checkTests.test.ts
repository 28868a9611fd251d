import { describe, expect, it } from 'vitest';
import { checkTests } from '../../../src/editor/testing/checkTests';
import type { Outcome } from '../../../src/report/report';

function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    code: 'nuisance/large',
    status: 'pass',
    severity: 'warning',
    message: 'said',
    at: { path: ['nuisances', 'jes'] },
    target: { nuisance: 'jes' },
    evidence: {},
    ...more,
  };
}

const only = (...outcomes: readonly Outcome[]) => checkTests(outcomes)[0]!.tests[0]!;

describe('the tests of an analysis', () => {
  it('are its checks, under the nuisance or the kind that they are about', () => {
    const tree = checkTests([
      outcome(),
      outcome({ target: { nuisance: 'jes', side: 'up' } }),
      outcome({ code: 'nuisance/noise' }),
      outcome({ target: { nuisance: 'jer' } }),
      outcome({ code: 'data/missing', target: { sample: 'tt' } }),
    ]);
    expect(tree.map(({ label, tests }) => [label, tests.map(({ code }) => code)])).toEqual([
      ['jes', ['nuisance/large', 'nuisance/noise']],
      ['jer', ['nuisance/large']],
      ['Samples', ['data/missing']],
    ]);
  });

  it.each([
    ['passed', 'every answer is a pass', [outcome(), outcome()]],
    ['failed', 'one is a warning', [outcome(), outcome({ status: 'finding' })]],
    ['failed', 'one is an error', [outcome({ status: 'finding', severity: 'error' })]],
    ['passed', 'one is information', [outcome(), outcome({ status: 'finding', severity: 'information' })]],
    ['skipped', 'one is undecided: that is no pass', [outcome(), outcome({ status: 'undecided' })]],
    [
      'failed',
      'one is a warning and another undecided',
      [outcome({ status: 'undecided' }), outcome({ status: 'finding' })],
    ],
    ['skipped', 'all are skipped', [outcome({ status: 'skipped' })]],
    ['passed', 'some are skipped', [outcome(), outcome({ status: 'skipped' })]],
    ['passed', 'a further row is told elsewhere', [outcome(), outcome({ status: 'finding', severity: 'hint' })]],
  ] as const)('are %s where %s', (result, _, outcomes) => {
    expect(only(...outcomes).result).toBe(result);
  });

  it('tell each finding at its place, and none of its further rows', () => {
    const at = { path: ['nuisances', 'jes', 'up'] };
    const found = outcome({ status: 'finding', message: 'Large.', at });
    const row = outcome({ status: 'finding', severity: 'hint', message: 'A row.' });
    expect(only(outcome(), row, found)).toMatchObject({ at, messages: [{ text: 'Large.', at }] });
  });

  it('say why they are skipped', () => {
    expect(only(outcome({ status: 'skipped', message: 'Nothing to compare.' })).messages).toMatchObject([
      { text: 'Nothing to compare.' },
    ]);
  });
});

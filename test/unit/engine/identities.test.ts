import { describe, expect, it } from 'vitest';
import { accept, applyBaseline, emptyBaseline } from '../../../src/report/baseline';
import type { Outcome } from '../../../src/report/report';
import { exampleReport } from './runs';

const why = { reason: 'known', date: '2026-03-14' };

describe('accepting one finding', () => {
  it.each([
    'atlas-tth/pullscope.yaml',
    'fit-pulls/pullscope.yaml',
    'generators/pullscope.yaml',
    'pivot/pullscope.yaml',
    'protected/pullscope.yaml',
    'theory-pulls/pullscope.yaml',
    'theory-pulls/processes.pullscope.yaml',
  ])('accepts no other of what %s may ever find', async (example) => {
    const { outcomes } = await exampleReport(example);
    // Another run of other events may find any row; rows of one finding are reported with it.
    const possible = outcomes
      .filter(({ status, severity }) => status !== 'skipped' && severity !== 'hint')
      .map((outcome): Outcome => ({ ...outcome, status: 'finding', severity: 'warning' }));
    expect(possible.length).toBeGreaterThan(0);
    for (const one of possible) {
      const baseline = accept({ baseline: emptyBaseline, analysis: 'a' }, [one], [one], why);
      const { accepted } = applyBaseline({ baseline, analysis: 'a' }, possible);
      expect(accepted.map(({ outcome }) => outcome)).toEqual([one]);
    }
  });
});

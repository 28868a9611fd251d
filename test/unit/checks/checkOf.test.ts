import { describe, expect, it, vi } from 'vitest';
import { checkOf, type Judged } from '../../../src/checks/check';
import { parseAnalysis } from '../../../src/config/parse';
import type { Outcome } from '../../../src/report/report';

const code = 'data/constant';

describe('a check of one subject', () => {
  it('judges its subject at the level that `checks:` gives', () => {
    const check = checkOf(code, () => 'subject', { judge: (subject, severity) => [outcome(subject, severity)] });
    expect(check.judge(judged(`checks:\n  ${code}: error\n`))).toEqual([outcome('subject', 'error')]);
  });

  it('says nothing where its level is off, and does not even look for its subject', () => {
    const subjectOf = vi.fn(() => 'subject');
    const check = checkOf(code, subjectOf, { judge: (subject, severity) => [outcome(subject, severity)] });
    expect(check.judge(judged(`checks:\n  ${code}: off\n`))).toEqual([]);
    expect(subjectOf).not.toHaveBeenCalled();
  });

  it('says and draws nothing where the analysis has no such subject', () => {
    const never = vi.fn(() => []);
    const check = checkOf(code, () => undefined, { judge: never, figures: never });
    expect([check.judge(judged('')), check.figures?.(judged(''))]).toEqual([[], []]);
    expect(never).not.toHaveBeenCalled();
  });

  it('leaves it to the check what is drawn where its level is off', () => {
    const figures = vi.fn(() => []);
    checkOf(code, () => 'subject', { judge: () => [], figures }).figures?.(judged(`checks:\n  ${code}: off\n`));
    expect(figures).toHaveBeenCalledOnce();
  });
});

function judged(text: string): Judged {
  const { analysis } = parseAnalysis(text);
  if (analysis === undefined) throw new Error('not an analysis');
  return { analysis, measured: undefined, theory: undefined, fit: undefined };
}

function outcome(message: string, severity: Outcome['severity']): Outcome {
  return { code, status: 'finding', severity, message, at: { path: [] }, target: {}, evidence: {} };
}

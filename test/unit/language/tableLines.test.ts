import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/report/report';
import { linesNamed, tableOf } from '../../../src/language/tableLines';
import { textIn } from '../config/annotatedText';

const finding: Outcome = {
  code: 'pull/fit',
  status: 'finding',
  severity: 'warning',
  message: "'JES' and 'Bkg 1' are constrained, 'JER' is not.",
  at: { path: ['pulls', 'fit'] },
  target: { nuisance: 'lumi' },
  evidence: {},
};

describe('the rows behind a finding', () => {
  it.each([
    [
      'a result of TRExFitter',
      'NUISANCE_PARAMETERS\nJES_2  0.1 +1 -1\nJES  0.06 +0.3 -0.3\nlumi 1 1 1\n',
      ['2 JES', '3 lumi'],
    ],
    ['JSON', '{"labels": ["lumi", "JES"],\r\n "JER": 1}', ['0 lumi', '0 JES', '1 JER']],
    ['a table', 'process,lo\nJES,1\nx,JESx\n', ['1 JES']],
    ['no such row', 'a b c\n', []],
  ])('are found in %s, each once', (_what, text, expected) => {
    const found = linesNamed(finding, text);
    expect(found.map(({ name, range }) => `${range.start.line} ${name}`)).toEqual(expected);
    for (const { name, range } of found) expect(textIn(text.replaceAll('\r', ''), range)).toBe(name);
  });

  it('are those of a fit or of a table of processes', () => {
    expect(tableOf(finding)).toBe('fit');
    expect(tableOf({ ...finding, code: 'pull/theory' })).toBe('theory');
    expect(tableOf({ ...finding, status: 'pass' })).toBeUndefined();
    expect(tableOf({ ...finding, code: 'nuisance/large', at: { path: ['nuisances', 'a'] } })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { checkParsed } from '../../../../src/checks/static';
import { parseAnalysis } from '../../../../src/config/parse';
import { annotated } from '../../config/annotatedText';
import { dataWith, factsOf, modelWith } from './knownFacts';

const facts = factsOf(
  {
    'tt.root': dataWith('w', 'HT', 'pt:float32[njet]', 'eta:float32[njet]', 'name:text'),
    'more.root': dataWith('met', 'w'),
  },
  { 'm.onnx': modelWith({ features: 1 }) },
);

function textOf(lines: { readonly sample?: string; readonly feature?: string; readonly rest?: string }): string {
  return [
    'pullscope: 1',
    'samples:',
    `  tt: { file: tt.root, weight: w${lines.sample ?? ''} }`,
    'model:',
    '  file: m.onnx',
    '  features:',
    `    - ${lines.feature ?? 'HT'}`,
    'nominal: [tt]',
    lines.rest ?? '',
  ].join('\n');
}

function findingsOf(marked: string): { readonly found: unknown; readonly place: unknown; readonly marked: unknown } {
  const { text, ranges } = annotated(marked);
  const parsed = parseAnalysis(text);
  expect(parsed.problems).toEqual([]);
  const findings = checkParsed(parsed, facts).filter(({ status }) => status === 'finding');
  const [first] = findings;
  return {
    found: findings.map((one) => [one.code, one.message]),
    place: first && parsed.locate(first.at),
    marked: ranges[0],
  };
}

describe('columns with several values for each event', () => {
  it.each<[string, string, string, string]>([
    [
      'a feature that is a list',
      textOf({ feature: '«pt»' }),
      'config/expression',
      "'pt' has several values for each event, where one number is needed: take one ('pt[0]'), or make one of all ('max(pt)', 'len(pt)').",
    ],
    [
      'a selection that is a list',
      textOf({ sample: ", select: '«pt» > 30'" }),
      'config/expression',
      "'pt > 30' has several values for each event, where one number is needed: take one ('…[0]'), or make one of all ('max(…)', 'sum(…)', 'any(…)', 'len(…)').",
    ],
    [
      'a reduction of a number',
      textOf({ feature: 'sum(«HT»)' }),
      'config/expression',
      "'sum' makes one number of a list, but 'HT' is one number for each event already: leave 'sum' out.",
    ],
    [
      'an index into a number',
      textOf({ feature: '«HT»[0]' }),
      'config/expression',
      "'HT' is one number for each event: it has no values to take one of with '[…]'.",
    ],
    [
      'a list replaced by a number',
      textOf({ feature: 'max(pt)', rest: 'nuisances: { jes: { up: { replace: { pt: «HT» } } } }' }),
      'config/expression',
      "'pt' has several values for each event, and 'HT', which shall stand in for it, one: name a column with several values in it, as in 'pt * 1.02'.",
    ],
    [
      'a number replaced by a list',
      textOf({ rest: 'nuisances: { jes: { up: { replace: { HT: «pt» } } } }' }),
      'config/expression',
      "'pt' has several values for each event, where one number is needed: take one ('pt[0]'), or make one of all ('max(pt)', 'len(pt)').",
    ],
  ])('are refused where they cannot stand: %s', (_mistake, text, code, message) => {
    const { found, place, marked } = findingsOf(text);
    expect(found).toEqual([[code, message]]);
    expect(place).toEqual(marked);
  });

  it.each([
    textOf({ feature: 'pt[0]' }),
    textOf({ feature: 'sum(pt[abs(eta) < 2.5])' }),
    textOf({ feature: 'max(pt)', rest: 'nuisances: { jes: { up: { replace: { pt: pt * 1.02 } } } }' }),
    textOf({ feature: 'max(pt)', sample: ', missing: { pt: -9 }' }),
    textOf({ feature: 'met', sample: ', friends: more.root' }),
    textOf({ feature: 'unknown', sample: ', friends: [more.root, notyet.root]' }),
  ])('are understood: %#', (text) => {
    expect(findingsOf(text).found).toEqual([]);
  });

  it('are looked for in the friends of a sample too', () => {
    const { found } = findingsOf(textOf({ feature: 'mett', sample: ', friends: more.root' }));
    expect(found).toEqual([
      ['config/unknown-column', "Sample 'tt' ('tt.root') has no column 'mett'. Did you mean 'met'?"],
    ]);
  });
});

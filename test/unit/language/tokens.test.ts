import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { parseAnalysis } from '../../../src/config/parse';
import { tokensOf } from '../../../src/language/tokens';
import { textIn } from '../config/annotatedText';
import { fullExample, tthExample } from '../config/exampleAnalyses';

const columns = ['pt', 'w', 'odd name'].map((name) => ({ name, type: 'f', kind: 'number' as const }));
const facts: Facts = { ...noFacts, data: () => ({ ok: true, files: [], columns, events: 1, details: {} }) };

const coloured = (text: string, known = facts): string[] =>
  tokensOf(parseAnalysis(text), known).map(({ range, type }) => `${type} ${textIn(text, range)}`);

describe('the colours of an expression', () => {
  it('tell columns, functions, numbers, operators and constants', () => {
    const text = "samples: { tt: { file: a, weight: 'sqrt(pt) * 1.5e-3 > `odd name` && true' } }";
    expect(coloured(text)).toEqual([
      'function sqrt',
      'property pt',
      'operator *',
      'number 1.5e-3',
      'operator >',
      'property `odd name`',
      'operator &&',
      'number true',
    ]);
  });

  it('leave a column plain that no file has, and a function that is none', () => {
    expect(coloured('samples: { tt: { file: a, weight: pt + ptt + fabs(w) } }')).toEqual([
      'property pt',
      'operator +',
      'operator +',
      'property w',
    ]);
  });

  it('are given to any name while nothing is known of the files', () => {
    expect(coloured('samples: { tt: { file: a, weight: ptt } }', noFacts)).toEqual(['property ptt']);
  });

  it('tell the parameter of a nuisance, and the classes of a model', () => {
    expect(coloured('samples: { tt: { file: a } }\nnuisances: { t: { parameter: k, replace: { pt: pt*k } } }')).toEqual(
      ['property pt', 'operator *', 'parameter k'],
    );
    expect(coloured('model: { file: a, features: [pt], classes: [b, c], output: b/(b + c) }')).toEqual([
      'property pt',
      'enumMember b',
      'operator /',
      'enumMember b',
      'operator +',
      'enumMember c',
    ]);
  });

  it('stay on their lines in a folded text, and come in order', () => {
    const text = 'samples:\n  tt:\n    file: a\n    weight: >-\n      pt *\n      w\n    select: pt\n';
    expect(coloured(text)).toEqual(['property pt', 'operator *', 'property w', 'property pt']);
    for (const example of [tthExample, fullExample]) {
      const places = tokensOf(parseAnalysis(example), noFacts).map(
        ({ range: { start } }) => start.line * 1e6 + start.character,
      );
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(new Set(places).size).toBe(places.length);
    }
  });
});

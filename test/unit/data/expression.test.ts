import { describe, expect, it } from 'vitest';
import {
  canonicalText,
  columnNames,
  ExpressionError,
  parseExpression,
  substitute,
} from '../../../src/data/expression/expression';

describe('parseExpression', () => {
  it('gives every occurrence of a column with its place', () => {
    const { columns } = parseExpression('jet.pt * (`a b` + jet.pt)');
    expect(columns).toEqual([
      { name: 'jet.pt', offset: 0, length: 6 },
      { name: 'a b', offset: 10, length: 5 },
      { name: 'jet.pt', offset: 18, length: 6 },
    ]);
  });

  it('places a column without the parentheses around it', () => {
    const place = { name: 'HT', offset: 6, length: 2 };
    expect(parseExpression('max(((HT)), 1)').columns).toEqual([place]);
    expect(parseExpression('2 + ((`HT`))[0]').columns).toEqual([{ ...place, length: 4 }]);
  });

  it('takes names in backticks as columns, whatever they look like', () => {
    expect(columnNames(parseExpression('`pi` + `2nd jet-pt`'))).toEqual(['pi', '2nd jet-pt']);
  });

  it.each([
    ['x**2', '(x ** 2)'],
    ['-x**2', '(-(x ** 2))'],
    ['(-x)**2', '((-x) ** 2)'],
    ['2**-x**2', '(2 ** (-(x ** 2)))'],
    ['a-b-c', '((a - b) - c)'],
    ['a**b**c', '(a ** (b ** c))'],
    ['a || b && c == d', '(a || (b && (c == d)))'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['+a', 'a'],
    ['min(a, b, 3)', 'min(a, b, 3)'],
    ['(a < b) == (c < d)', '((a < b) == (c < d))'],
    ['größe > 1', '(`größe` > 1)'],
    ['-Jet_pt[0]**2', '(-(Jet_pt[0] ** 2))'],
    ['Jet_pt [ i + 1 ] [0]', 'Jet_pt[(i + 1)][0]'],
    ['(a * b)[-1]', '(a * b)[(-1)]'],
    ['max(Jet_pt[abs(Jet_eta) < 2.5])', 'max(Jet_pt[(abs(Jet_eta) < 2.5)])'],
  ])('reads %s with the usual precedence', (text, canonical) => {
    expect(canonicalText(parseExpression(text))).toBe(canonical);
  });

  it.each([
    ['', /empty/, 0, 0],
    ['a & b', /write && for 'and'/, 2, 1],
    ['a | b', /write \|\| for 'or'/, 2, 1],
    ['a ^ 2', /write \*\*/, 2, 1],
    ['a = 2', /Write ==/, 2, 1],
    ['a === 2', /Write ==/, 4, 1],
    ['a and b', /Write && instead/, 2, 3],
    ['1 < x < 3', /write 1 < x && x < 3/, 0, 9],
    ['sqr(x)', /no function 'sqr'. Did you mean 'sqrt'/, 0, 3],
    ['2 + fabs(x)', /Did you mean 'abs'/, 4, 4],
    ['pow(x)', /pow takes 2 arguments, not 1/, 0, 6],
    ['Jet_pt[0:2]', /range cannot be taken/, 6, 1],
    ['Jet_pt[0, 1]', /One index is expected/, 8, 1],
    ['Jet_pt[] > 1', /index is missing/, 6, 2],
    ['Jet_pt[1 > 2', /bracket is not closed/, 6, 1],
    ['sum(a, b)', /sum takes 1 argument, a list, not 2/, 0, 9],
    ['summ(Jet_pt)', /Did you mean 'sum'/, 0, 4],
    ['count(Jet_pt)', /len\(list\).*sum\(condition\)/, 0, 5],
    ["name == 'tt'", /Text cannot be compared/, 8, 1],
    ['a b', /operator is missing/, 2, 1],
    ['a, b', /one expression is expected/, 1, 1],
    ['(a + b', /parenthesis is not closed/, 0, 1],
    ['a + b)', /never opened/, 5, 1],
    ['a +', /too early/, 0, 3],
    ['a * `b', /backtick is not closed/, 4, 2],
    ['TMath::Abs(x)', /without a namespace/, 5, 2],
    ['(a, b)', /comma can only separate/, 2, 1],
    ['()', /nothing inside/, 0, 2],
    ['1e999', /too large/, 0, 5],
    ['a[', /index is missing/, 1, 1],
  ])('refuses %j at the word to blame and says what to write', (text, message, offset, length) => {
    const failure = failureOf(text);
    expect(failure.message).toMatch(message);
    expect({ offset: failure.offset, length: failure.length }).toEqual({ offset, length });
  });

  it('refuses what is nested too deeply or too long instead of overflowing', () => {
    expect(failureOf(`${'('.repeat(9000)}x${')'.repeat(9000)}`).message).toMatch(/nested too deeply/);
    expect(failureOf('x+'.repeat(100_000) + 'x').message).toMatch(/longer than/);
  });

  it('never throws anything but an ExpressionError for text of any kind', () => {
    const pieces = [
      'x',
      '1',
      '(',
      ')',
      '[',
      ']',
      ',',
      ';',
      '?',
      ':',
      '.',
      '`',
      '"',
      '-',
      '!',
      '**',
      '&',
      '==',
      ' ',
      'é',
      '\n',
      '#',
      'min',
      'sum(',
    ];
    let state = 1;
    for (let trial = 0; trial < 20_000; trial++) {
      let text = '';
      for (let length = trial % 9; length >= 0; length--) {
        state = (state * 1103515245 + 12345) % 2147483648;
        text += pieces[state % pieces.length] ?? '';
      }
      try {
        parseExpression(text);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw new Error(`for ${JSON.stringify(text)}`, { cause: error });
      }
    }
  });
});

describe('substitute', () => {
  const replaced = (text: string, replacements: Record<string, string>): string =>
    canonicalText(
      substitute(
        parseExpression(text),
        new Map(Object.entries(replacements).map(([name, by]) => [name, parseExpression(by)])),
      ),
    );

  it('puts an expression wherever the column stands, as one unit', () => {
    expect(replaced('a * HT**2', { HT: 'HT + 1' })).toBe('(a * ((HT + 1) ** 2))');
  });

  it('does not replace again inside a replacement', () => {
    expect(replaced('a - b', { a: 'b', b: 'a' })).toBe('(b - a)');
  });

  it('leaves an expression alone that names none of the columns', () => {
    const expression = parseExpression('a +  b');
    expect(substitute(expression, new Map([['c', parseExpression('d')]]))).toBe(expression);
  });

  it('gives a text that parses to the same expression', () => {
    const result = substitute(parseExpression('`a b` % x'), new Map([['x', parseExpression('-1e-7 * `c d`')]]));
    expect(canonicalText(parseExpression(result.text))).toBe(result.text);
  });
});

function failureOf(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`'${text}' was understood`);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import { parseExpression } from '../../../src/data/expression/expression';
import { couldBeTrue } from '../../../src/data/expression/possible';

const limits = new Map([
  ['n', { low: 0, high: 4 }],
  ['x', { low: -2.5, high: -1 }],
]);

describe('a selection', () => {
  it.each([
    'n >= 5',
    '5 <= n',
    'n > 4',
    'n < 0',
    'n == 7',
    'x > 0',
    '-x < 1',
    'n + x >= 4',
    'n * x > 0',
    '2 * n - 1 > 7',
    'n >= 3 && x > 0',
    'unknown > 2 && n > 4',
    'n > 4 || x > -1',
    '0',
  ])('that no event can pass is known: %s', (text) => {
    expect(couldBeTrue(parseExpression(text), limits)).toBe(false);
  });

  it.each([
    'n >= 4',
    'n',
    'x <= -1',
    '!(n > 5)',
    'n != 9',
    'unknown > 2',
    'n > 4 || unknown > 0',
    'sqrt(n) > 100',
    'n > 9 ? 1 : 0',
    'n % 2 > 5',
    'n * 1e308 * 10 - n * 1e308 * 10 > 1',
    '1',
  ])('that some event might pass is read: %s', (text) => {
    expect(couldBeTrue(parseExpression(text), limits)).toBe(true);
  });

  it('is never taken for one that no event can pass, where an event does', () => {
    const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
    const { value } = fc.letrec<{ value: string; test: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('n', 'x'),
        number.map((literal) => `(${literal})`),
        fc
          .tuple(tie('value'), fc.constantFrom('+', '-', '*', '/', '%'), tie('value'))
          .map((part) => `(${part.join(' ')})`),
      ),
      test: fc.constant(''),
    }));
    const comparison = fc
      .tuple(value, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), value)
      .map((part) => `(${part.join(' ')})`);
    const selection = fc.oneof(
      comparison,
      fc.tuple(comparison, fc.constantFrom('&&', '||'), comparison).map((part) => part.join(' ')),
    );
    const events = fc.array(fc.tuple(number, fc.oneof(number, fc.constant(Number.NaN))), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(selection, events, (text, rows) => {
        const columns = new Map(
          ['n', 'x'].map((name, index) => [name, Float64Array.from(rows, (row) => row[index] ?? Number.NaN)]),
        );
        const known = new Map(
          [...columns].flatMap(([name, all]) => {
            const finite = all.filter(Number.isFinite);
            return finite.length === 0
              ? []
              : [[name, { low: Math.min(...finite), high: Math.max(...finite) }] as const];
          }),
        );
        const expression = parseExpression(text);
        const selected = new Evaluator(expression).evaluate({ length: rows.length, columns }).some((one) => one !== 0);
        return !selected || couldBeTrue(expression, known);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });
});

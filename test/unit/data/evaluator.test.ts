import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import type { Batch } from '../../../src/data/eventSource';
import { canonicalText, parseExpression, type ExpressionNode } from '../../../src/data/expression/expression';

describe('Evaluator', () => {
  it('hands a bare column through without a copy', () => {
    const batch = batchOf({ x: [1, 2, 3] });
    expect(new Evaluator(parseExpression('x')).evaluate(batch)).toBe(batch.columns.get('x'));
  });

  it('repeats a constant for every event', () => {
    expect([...new Evaluator(parseExpression('2*pi')).evaluate({ length: 3, columns: new Map() })]).toEqual(
      Array<number>(3).fill(2 * Math.PI),
    );
  });

  it('uses its buffers again for the next batch of the same size', () => {
    const evaluator = new Evaluator(parseExpression('(x + 1) * (x - 1) / (x * x)'));
    const first = evaluator.evaluate(batchOf({ x: [1, 2] }));
    expect(evaluator.evaluate(batchOf({ x: [3, 4] }))).toBe(first);
  });

  it('gives as many values as the batch has events when batches shrink and grow', () => {
    const evaluator = new Evaluator(parseExpression('x + 1'));
    expect([...evaluator.evaluate(batchOf({ x: [1, 2, 3] }))]).toEqual([2, 3, 4]);
    expect([...evaluator.evaluate(batchOf({ x: [5] }))]).toEqual([6]);
    expect([...evaluator.evaluate(batchOf({ x: [7, 8, 9, 10] }))]).toEqual([8, 9, 10, 11]);
  });

  it.each<[text: string, values: number[]]>([
    ['x + 3', [7, 1]],
    ['3 + x', [7, 1]],
    ['x - 3', [1, -5]],
    ['3 - x', [-1, 5]],
    ['x * 3', [12, -6]],
    ['3 * x', [12, -6]],
    ['x / 4', [1, -0.5]],
    ['4 / x', [1, -2]],
    ['y * (x + 2 * 3)', [100, 40]],
  ])('takes one number on either side of an operator: %s', (text, values) => {
    const batch = batchOf({ x: [4, -2], y: [10, 10] });
    expect([...new Evaluator(parseExpression(text)).evaluate(batch)]).toEqual(values);
    expect([...batch.columns.get('x')!]).toEqual([4, -2]);
  });

  it('names a column that the batch lacks', () => {
    expect(() => new Evaluator(parseExpression('x + y')).evaluate(batchOf({ x: [1] }))).toThrow(/'y' of 'x \+ y'/);
  });

  it.each([
    ['-x**2', -9],
    ['-7 % 4', -3],
    ['round(-2.5)', -3],
    ['round(0.49999999999999994)', 0],
    ['!x', 0],
    ['isnan(0/0) + 2*isfinite(1/0)', 1],
    ['x > 2 && x < 4', 1],
    ['(0/0) == (0/0)', 0],
    ['max(1, x, 2)', 3],
    ['hypot(x, 4)', 5],
    ['x == 3 ? 10 : 20', 10],
    ['atan2(0, -1)', Math.PI],
    ['log10(1000) + log2(8) + log(1)', 6],
  ])('computes %s', (text, expected) => {
    expect(new Evaluator(parseExpression(text)).evaluate(batchOf({ x: [3] }))[0]).toBeCloseTo(expected, 14);
  });

  it('agrees with an interpreter that goes event by event', () => {
    const values = fc.array(fc.record({ x: number(), y: number(), 'jet.pt': number() }), {
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(
      fc.property(expressions(), values, (text, events) => {
        const expression = parseExpression(text);
        const batch = batchOf({
          x: events.map((event) => event.x),
          y: events.map((event) => event.y),
          'jet.pt': events.map((event) => event['jet.pt']),
        });
        const evaluator = new Evaluator(expression);
        evaluator.evaluate(batch);
        const expected = events.map((event) => interpret(expression.node, new Map(Object.entries(event))));
        expect([...evaluator.evaluate(batch)]).toEqual(expected);
        expect([...new Evaluator(parseExpression(canonicalText(expression))).evaluate(batch)]).toEqual(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

function batchOf(columns: Record<string, number[]>): Batch {
  const entries = Object.entries(columns).map(([name, values]): [string, Float64Array] => [
    name,
    Float64Array.from(values),
  ]);
  return { length: entries[0]?.[1].length ?? 0, columns: new Map(entries) };
}

function number(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.constant(Number.NaN));
}

function expressions(): fc.Arbitrary<string> {
  const operators = ['+', '-', '*', '/', '%', '**', '&&', '||'];
  const comparisons = ['<', '<=', '>', '>=', '==', '!='];
  const oneArgument = ['abs', 'sqrt', 'exp', 'log', 'floor', 'ceil', 'round', 'isnan', 'isfinite', 'tanh', 'cos'];
  return fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'expression' },
      fc.constantFrom('x', 'y', 'jet.pt', '1', '0.5', 'pi', 'true', '`jet.pt`'),
      fc.tuple(tie('node'), fc.constantFrom(...operators), tie('node')).map(([a, op, b]) => `${a} ${op} ${b}`),
      fc.tuple(tie('node'), fc.constantFrom(...comparisons), tie('node')).map(([a, op, b]) => `((${a}) ${op} (${b}))`),
      tie('node').map((a) => `-${a}`),
      tie('node').map((a) => `!(${a})`),
      fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(fc.constantFrom(...oneArgument), tie('node')).map(([name, a]) => `${name}(${a})`),
      fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `max(${a}, min(${b}, ${c}))`),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => `atan2(${a}, ${b})`),
    ),
  })).node;
}

function interpret(node: ExpressionNode, event: ReadonlyMap<string, number>): number {
  const at = (child: ExpressionNode): number => interpret(child, event);
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'column':
      return event.get(node.use.name) ?? Number.NaN;
    case 'unary':
      return node.operator === '-' ? -at(node.argument) : Number(at(node.argument) === 0);
    case 'conditional':
      return at(node.test) !== 0 ? at(node.then) : at(node.otherwise);
    case 'binary': {
      const a = at(node.left);
      const b = at(node.right);
      return {
        '+': () => a + b,
        '-': () => a - b,
        '*': () => a * b,
        '/': () => a / b,
        '%': () => a % b,
        '**': () => a ** b,
        '<': () => Number(a < b),
        '<=': () => Number(a <= b),
        '>': () => Number(a > b),
        '>=': () => Number(a >= b),
        '==': () => Number(a === b),
        '!=': () => Number(a !== b),
        '&&': () => Number(a !== 0 && b !== 0),
        '||': () => Number(a !== 0 || b !== 0),
      }[node.operator]();
    }
    case 'reduction':
    case 'element':
      throw new Error('no list is written in these expressions');
    case 'call': {
      const values = node.arguments.map(at);
      const x = values[0] ?? Number.NaN;
      switch (node.name) {
        case 'isnan':
          return Number(Number.isNaN(x));
        case 'isfinite':
          return Number(Number.isFinite(x));
        case 'round':
          return x < 0 ? -Math.round(-x) : Math.round(x);
        default: {
          const same: (...values: number[]) => number = Math[node.name].bind(Math);
          return same(...values);
        }
      }
    }
  }
}

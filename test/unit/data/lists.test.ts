import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import type { Batch, ListColumn } from '../../../src/data/eventSource';
import { parseExpression } from '../../../src/data/expression/expression';
import { requireNumber, type ValueKind } from '../../../src/data/expression/expressionKind';

const jets = { pt: [[50, 40, 20], [], [30]], eta: [[0.5, -2.7, 1], [], [-3]], HT: [110, 0, 30], i: [2, 0, -1] };

describe('expressions over lists', () => {
  it.each<[string, number[]]>([
    ['pt[0]', [50, Number.NaN, 30]],
    ['pt[-1]', [20, Number.NaN, 30]],
    ['pt[1]', [40, Number.NaN, Number.NaN]],
    ['pt[3]', [Number.NaN, Number.NaN, Number.NaN]],
    ['pt[-4]', [Number.NaN, Number.NaN, Number.NaN]],
    ['pt[i]', [20, Number.NaN, 30]],
    ['pt[i / 4]', [Number.NaN, Number.NaN, Number.NaN]],
    ['pt[0/0]', [Number.NaN, Number.NaN, Number.NaN]],
    ['max(pt)', [50, Number.NaN, 30]],
    ['min(pt)', [20, Number.NaN, 30]],
    ['mean(pt)', [110 / 3, Number.NaN, 30]],
    ['sum(pt)', [110, 0, 30]],
    ['sum(pt > 30)', [2, 0, 0]],
    ['len(pt)', [3, 0, 1]],
    ['any(eta < 0)', [1, 0, 1]],
    ['all(pt >= 30)', [0, 1, 1]],
    ['argmax(abs(eta))', [1, Number.NaN, 0]],
    ['pt[argmin(eta)]', [40, Number.NaN, 30]],
    ['sum(pt[abs(eta) < 2.5])', [70, 0, 0]],
    ['len(pt[abs(eta) < 2.5 && pt > 30])', [1, 0, 0]],
    ['pt[abs(eta) < 2.5][1]', [20, Number.NaN, Number.NaN]],
    ['sum(pt[eta > 0] * eta[eta > 0])', [45, 0, 0]],
    ['sum(pt) / HT', [1, Number.NaN, 1]],
    ['max(pt / HT)', [50 / 110, Number.NaN, 1]],
    ['sum(HT > 50 ? pt : 1)', [110, 0, 1]],
    ['sum(max(pt, 35))', [125, 0, 35]],
    ['sum(max(30, pt, HT))', [330, 0, 30]],
    ['len(pt) > 0 ? max(pt) : 0', [50, 0, 30]],
    ['sum(-pt * 2 + 1)', [-217, 0, -59]],
    ['sum(1 + 2 * pt)', [223, 0, 61]],
    ['sum(3 - pt / 2)', [-46, 0, -12]],
    ['max(min(pt), 25)', [25, Number.NaN, 30]],
  ])('computes %s', (text, expected) => {
    expect([...new Evaluator(parseExpression(text)).evaluate(batchOf(jets))]).toEqual(expected);
  });

  it('uses its buffers again for batches with fewer values', () => {
    const evaluator = new Evaluator(parseExpression('sum(pt[eta > 0] * 2) + len(pt)'));
    const first = evaluator.evaluate(batchOf(jets));
    expect(evaluator.evaluate(batchOf({ ...jets, pt: [[1], [], [2]], eta: [[1], [], [1]] }))).toBe(first);
    expect([...first]).toEqual([3, 0, 5]);
  });

  it('computes batches that have more events and more values than those before', () => {
    const evaluator = new Evaluator(parseExpression('sum(pt[eta > i] + 1) + 0 * i'));
    expect([...evaluator.evaluate(batchOf({ pt: [[1]], eta: [[1]], i: [0] }))]).toEqual([2]);
    const more = { pt: [[1, 2, 3], [4]], eta: [[1, 0, 1], [1]], i: [0, 0] };
    expect([...evaluator.evaluate(batchOf(more))]).toEqual([6, 5]);
  });

  it('refuses two lists that differ in length, also where they are as long in all', () => {
    const evaluator = new Evaluator(parseExpression('sum(pt * eta)'));
    const unequal = batchOf({ pt: [[1, 2], [3]], eta: [[1], [2, 3]] });
    expect(() => evaluator.evaluate(unequal)).toThrow(/two lists together that differ in length \(2 and 1 values/);
  });

  it('agrees with an interpreter that goes event by event', () => {
    const list = fc.array(fc.tuple(number(), number()), { maxLength: 4 });
    const events = fc.array(fc.record({ jets: list, x: number() }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(scalars, events, ({ text, of }, values) => {
        const batch = batchOf({
          pt: values.map((event) => event.jets.map(([pt]) => pt)),
          eta: values.map((event) => event.jets.map(([, eta]) => eta)),
          x: values.map((event) => event.x),
        });
        // Of expressions without any list, as `x + 1`, nothing else is asked here.
        const expected = values.map((event) =>
          of({ pt: event.jets.map(([pt]) => pt), eta: event.jets.map(([, eta]) => eta), x: event.x }),
        );
        const evaluator = new Evaluator(parseExpression(text));
        evaluator.evaluate(batch);
        expect([...evaluator.evaluate(batch)]).toEqual(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('requireNumber', () => {
  const kinds: Readonly<Record<string, ValueKind>> = { pt: 'list', eta: 'list', HT: 'number' };
  const failure = (text: string): unknown => {
    try {
      requireNumber(parseExpression(text), (name) => kinds[name]);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it.each([
    ['pt', /'pt' has several values.*take one \('pt\[0\]'\).*'max\(pt\)'/, 0, 2],
    ['2 * pt + HT', /'\(2 \* pt\) \+ HT' has several values/, 4, 7],
    ['HT > 0 ? pt : 0', /several values/, 0, 11],
    ['pt[eta > 0]', /'pt\[\(eta > 0\)\]' has several values/, 0, 6],
    ['1 + max(HT)', /'HT' is one number for each event already: leave 'max' out.*'max\(a, b\)'/, 8, 2],
    ['sum(HT + 1)', /'HT \+ 1' is one number for each event already: leave 'sum' out\.$/, 4, 2],
    ['len(max(pt))', /'max\(pt\)' is one number/, 8, 2],
    ['HT[0]', /'HT' is one number for each event: it has no values/, 0, 2],
    ['pt[0][0]', /'pt\[0\]' is one number/, 0, 2],
    ['pt[0.5]', /0\.5 is no index/, 0, 2],
    ['sum(3)', /'3' is one number/, 0, 1],
  ])('refuses %s', (text, message, offset, length) => {
    expect(failure(text)).toMatchObject({ code: 'expression', offset, length });
    expect(failure(text)).toHaveProperty('message', expect.stringMatching(message));
  });

  it.each(['pt[0]', 'sum(pt > HT)', 'HT', 'len(pt[eta > 0])', 'unknown', 'max(unknown)', 'unknown[0]', '3'])(
    'lets %s through',
    (text) => {
      expect(failure(text)).toBeUndefined();
    },
  );
});

function batchOf(columns: Readonly<Record<string, readonly (number | readonly number[])[]>>): Batch {
  const numbers = new Map<string, Float64Array>();
  const lists = new Map<string, ListColumn>();
  let length = 0;
  for (const [name, events] of Object.entries(columns)) {
    length = events.length;
    if (events.every((event) => typeof event === 'number')) {
      numbers.set(name, Float64Array.from(events));
      continue;
    }
    const rows = events.map((event) => (typeof event === 'number' ? [event] : event));
    const offsets = Int32Array.from([0, ...rows]);
    let end = 0;
    for (const [index, row] of rows.entries()) offsets[index + 1] = end += row.length;
    // Sources keep room behind the last value.
    lists.set(name, { offsets, values: Float64Array.from([...rows.flat(), 99, 99]) });
  }
  return { length, columns: numbers, lists };
}

function number(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -10, max: 10 }));
}

interface Event {
  readonly pt: readonly number[];
  readonly eta: readonly number[];
  readonly x: number;
}

/** The text of an expression, and what it is for one event. */
interface Written<Result> {
  readonly text: string;
  readonly of: (event: Event) => Result;
}

type Scalar = Written<number>;
type List = Written<readonly number[]>;

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '*': (a, b) => a * b,
  '<': (a, b) => Number(a < b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
};

const reductions: Readonly<Record<string, (list: readonly number[]) => number>> = {
  sum: (list) => list.reduce((sum, value) => sum + value, 0),
  max: (list) => (list.length === 0 ? Number.NaN : Math.max(...list)),
  min: (list) => (list.length === 0 ? Number.NaN : Math.min(...list)),
  mean: (list) => list.reduce((sum, value) => sum + value, 0) / list.length,
  len: (list) => list.length,
  any: (list) => Number(list.some((value) => value !== 0)),
  all: (list) => Number(list.every((value) => value !== 0)),
};

const { scalar: scalars } = fc.letrec<{ scalar: Scalar; list: List }>((tie) => {
  const operator = fc.constantFrom(...Object.keys(operators));
  const reduction = fc.constantFrom(...Object.keys(reductions));
  const column: fc.Arbitrary<List> = fc.constantFrom(
    { text: 'pt', of: ({ pt }: Event) => pt },
    { text: 'eta', of: ({ eta }: Event) => eta },
  );
  return {
    scalar: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'lists' },
      fc.constantFrom<Scalar[]>({ text: 'x', of: ({ x }) => x }, { text: '2', of: () => 2 }),
      fc.tuple(reduction, tie('list')).map(([name, list]): Scalar => ({
        text: `${name}(${list.text})`,
        of: (event) => reductions[name]!(list.of(event)),
      })),
      fc.tuple(tie('list'), fc.integer({ min: -3, max: 3 })).map(([list, index]): Scalar => ({
        text: `(${list.text})[${index}]`,
        of: (event) => list.of(event).at(index) ?? Number.NaN,
      })),
      fc.tuple(tie('scalar'), operator, tie('scalar')).map(([a, name, b]): Scalar => ({
        text: `((${a.text}) ${name} (${b.text}))`,
        of: (event) => operators[name]!(a.of(event), b.of(event)),
      })),
    ),
    list: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'lists' },
      column,
      fc.tuple(tie('list'), operator, tie('scalar')).map(([list, name, b]): List => ({
        text: `((${list.text}) ${name} (${b.text}))`,
        of: (event) => list.of(event).map((value) => operators[name]!(value, b.of(event))),
      })),
      // Lists of one and the same choice of jets go together.
      fc.tuple(column, operator, column, tie('scalar')).map(([a, name, b, cut]): List => ({
        text: `(${a.text}[pt < (${cut.text})] ${name} ${b.text}[pt < (${cut.text})])`,
        of: (event) => {
          const chosen = (list: readonly number[]): number[] =>
            list.filter((_, index) => event.pt[index]! < cut.of(event));
          const others = chosen(b.of(event));
          return chosen(a.of(event)).map((value, index) => operators[name]!(value, others[index]!));
        },
      })),
    ),
  };
});

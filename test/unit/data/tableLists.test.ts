import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import { columnNames, parseExpression } from '../../../src/data/expression/expression';
import { openEvents } from '../../../src/data/openEvents';
import { fixtures } from './temporaryFolder';

/** Written with the files by make_list_fixtures.py. */
const rows = JSON.parse(readFileSync(join(fixtures, 'lists.json'), 'utf8')) as Readonly<
  Record<string, readonly (readonly (number | boolean | null)[] | null)[]>
>;
const names = Object.keys(rows);
const expected = Object.fromEntries(
  Object.entries(rows).map(([name, lists]) => [
    name,
    // A list that is null is empty, an element that is null is NaN.
    lists.map((list) => (list ?? []).map((value) => (value === null ? Number.NaN : Number(value)))),
  ]),
);

const files = ['lists.parquet', 'lists-pages1.parquet', 'lists-pages2.parquet', 'lists.arrow', 'lists-plain.arrow'];

describe.each(files)('lists in %s', (file) => {
  it.each([1e9, 100, 7])('are those that were written, in spans of %i rows', async (target) => {
    const source = await openEvents(fixtures, [file]);
    const found = Object.fromEntries(names.map((name) => [name, [] as number[][]]));
    for (const span of source.spans(target)) {
      for await (const { length, lists } of source.read(['x', ...names], span)) {
        for (const name of names) {
          const { offsets, values } = lists!.get(name)!;
          for (let row = 0; row < length; row++)
            found[name]!.push([...values.subarray(offsets[row], offsets[row + 1])]);
        }
      }
    }
    for (const name of names) expect(found[name], name).toEqual(expected[name]);
  });

  it.each([
    ['pt[0]', expected['pt']!.map((list) => list[0] ?? Number.NaN)],
    ['max(pt)', expected['pt']!.map((list) => (list.length === 0 ? Number.NaN : Math.max(...list)))],
    ['len(pt)', expected['pt']!.map((list) => list.length)],
    ['sum(pt > 30) + x', expected['pt']!.map((list, row) => list.filter((pt) => pt > 30).length + row / 2)],
  ])('go through the expression %s', async (text, values) => {
    const source = await openEvents(fixtures, [file]);
    const expression = parseExpression(text);
    const evaluator = new Evaluator(expression);
    const found: number[] = [];
    for (const span of source.spans(100)) {
      for await (const batch of source.read(columnNames(expression), span)) found.push(...evaluator.evaluate(batch));
    }
    expect(found).toEqual(values);
  });

  it('can be begun in the middle', async () => {
    const source = await openEvents(fixtures, [file]);
    const found: number[][] = [];
    for await (const { length, lists } of source.read(['pt'], { file: 0, from: 237, to: 320 })) {
      const { offsets, values } = lists!.get('pt')!;
      for (let row = 0; row < length; row++) found.push([...values.subarray(offsets[row], offsets[row + 1])]);
    }
    expect(found).toEqual(expected['pt']!.slice(237, 320));
  });
});

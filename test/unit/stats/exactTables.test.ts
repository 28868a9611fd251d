import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Parts } from '../../../src/stats/exactParts';
import { ExactSums, type RoundedSums } from '../../../src/stats/exactSums';
import { ExactTables } from '../../../src/stats/exactTables';
import { addRounded, joinRounded } from '../../../src/stats/exactTerms';

const cells = 3;
const term = fc.double({ min: -1e200, max: 1e200, noNaN: true });
const events = fc.array(fc.tuple(fc.nat(cells - 1), term, term), { maxLength: 1500, size: 'max' });
type Event = readonly [cell: number, first: number, second: number];

describe('sums of several terms by cell', () => {
  it('are the exact sums of what each cell has, for more events than are kept at once', () => {
    fc.assert(
      fc.property(events, (list) => {
        const expected = [1, 2].map((which) => {
          const sums = new ExactSums(cells);
          const values = Float64Array.from(list, (event) => event[which]!);
          sums.add(
            Int32Array.from(list, ([cell]) => cell),
            new Parts().cut(values, values.length),
          );
          return sums.rounded();
        });
        expect(filled(list)).toEqual(expected);
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('are the same in one list, put together from parts in another order', () => {
    fc.assert(
      fc.property(events, fc.nat(1500), (list, cut) => {
        const turned = [...list].reverse();
        const parts = [turned.slice(cut), turned.slice(0, cut)].map((part) => joinRounded(filled(part)));
        expect(addRounded(parts, 2 * cells)).toEqual(joinRounded(filled(list)));
      }),
      { seed: 2, numRuns: 20 },
    );
  });
});

function filled(list: readonly Event[]): RoundedSums[] {
  const tables = new ExactTables(2, cells);
  for (const [cell, first, second] of list) {
    tables.set(0, first);
    tables.set(1, second);
    tables.next(cell);
  }
  return tables.rounded();
}

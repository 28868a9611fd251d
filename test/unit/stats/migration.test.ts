import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binRatios, contrastOf, linearVariance, squares } from '../../../src/stats/contrast';
import { ExactMigration } from '../../../src/stats/exactMigration';
import { Parts } from '../../../src/stats/exactParts';
import { CellNumbers, Migration } from '../../../src/stats/migration';

const bins = 12;

describe('a migration', () => {
  it('gives every linear function of both sides the variance of a sum over events', () => {
    fc.assert(
      fc.property(events, coefficients, coefficients, (list, f, g) => {
        const expected = list.reduce(
          (sum, [from, to, w, varied]) => sum + ((f[from] ?? 0) * w + (g[to] ?? 0) * varied) ** 2,
          0,
        );
        expect(linearVariance(contrast(list), f, g)).toBeCloseTo(expected, 8);
      }),
      { seed: 1 },
    );
  });

  it('gives every ratio of bins the error of a sum over events', () => {
    fc.assert(
      fc.property(events, (list) => {
        const paired = contrast(list);
        const { values, errors } = binRatios(paired);
        for (let bin = 0; bin < bins; bin++) {
          const content = paired.nominal[bin]!;
          expect(values[bin] === null).toBe(!(content > 0));
          if (!(content > 0.01)) continue;
          const ratio = paired.varied[bin]! / content;
          const variance = list.reduce(
            (sum, [from, to, w, varied]) => sum + ((to === bin ? varied : 0) - (from === bin ? ratio * w : 0)) ** 2,
            0,
          );
          expect(values[bin]! / ratio || 1).toBeCloseTo(1, 10);
          // Where an event cancels itself the error is zero up to the rounding of squares.
          expect(Math.abs(errors[bin]! - Math.sqrt(variance) / content)).toBeLessThan(
            1e-6 * (1 + Math.abs(ratio) / content),
          );
        }
      }),
      { seed: 1 },
    );
  });

  it('is the sum of its parts to the last bit, in whatever order', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        const whole = migration([...a, ...b]).cells();
        const [first, second] = [migration(b), migration(a)];
        first.addCells(second.cells());
        expect(first.cells()).toEqual(whole);
      }),
      { seed: 1 },
    );
  });

  it('keeps Σw² of both sides', () => {
    fc.assert(
      fc.property(events, (list) => {
        const paired = contrast(list);
        for (const [side, at, weight] of [['nominal', 0, 2] as const, ['varied', 1, 3] as const]) {
          const expected = new Float64Array(bins);
          for (const event of list) if (event[at] < bins) expected[event[at]]! += event[weight] ** 2;
          squares(paired, side).forEach((value, bin) => expect(value).toBeCloseTo(expected[bin]!, 10));
        }
      }),
      { seed: 1 },
    );
  });

  it('keeps fourth powers of the events that change their bin, and of no others', () => {
    const moved: Event[] = [
      [0, 1, 2, 2],
      [0, 1, 1, 3],
      [1, 1, 5, 5],
      [bins, 0, 0, 3],
      [2, bins, 2, 0],
    ];
    const { from, to, fourths } = migration(moved).cells();
    const sums = Object.fromEntries([...fourths!].map((sum, cell) => [`${from[cell]!} ${to[cell]!}`, sum]));
    expect(sums).toEqual({ '0 1': 16 + 9, '1 1': 0, [`${bins} 0`]: 81, [`2 ${bins}`]: 16 });
    expect(migration([[1, 1, 5, 5]]).cells().fourths).toBeUndefined();
  });

  it('keeps them without rounding, whatever the parts and their order', () => {
    fc.assert(
      fc.property(events, events, (one, other) => {
        const merged = new ExactMigration(bins);
        for (const part of [other, one]) merged.addCells(migration(part).cells());
        expect(merged.cells()).toEqual(migration([...one, ...other]).cells());
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('has no place for events that neither side selects', () => {
    const empty = migration([[bins, bins, 0, 0]]);
    expect(empty.cells().from).toHaveLength(0);
  });

  it('of events that keep their weight is that of three equal sums, whatever was added before and after', () => {
    fc.assert(
      fc.property(events, events, (moved, list) => {
        const kept = list.map(([from, to, w]): Event => [from, to, w, w]);
        const [result, expected] = [migration(moved), migration([...moved, ...kept])];
        const [from, to] = [0, 1].map((side) => Int32Array.from(kept, (event) => event[side]!));
        const cut = (of: (event: Event) => number): Parts => new Parts().cut(Float64Array.from(kept, of), kept.length);
        const squares = cut(([, , w]) => w * w);
        result.add(from!, to!, kept.length, {
          nominal: squares,
          cross: squares,
          varied: squares,
          fourths: cut(fourth),
        });
        expect(result.cells()).toEqual(expected.cells());
        // Asking changes nothing.
        expect(result.cells()).toEqual(expected.cells());
        const totals = [result, expected].map((one) => {
          const total = new ExactMigration(1);
          total.addTotalOf(one);
          return total.cells();
        });
        expect(totals[0]).toEqual(totals[1]);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('numbers thousands of cells, each once', () => {
    const side = 90;
    const numbers = new CellNumbers(side);
    const pairs = Array.from({ length: 3 * (side + 1) ** 2 }, (_, index): [number, number] => {
      const key = (index * 7919) % (side + 1) ** 2;
      return [Math.floor(key / (side + 1)), key % (side + 1)];
    });
    const found = new Map(pairs.map(([from, to]) => [`${from} ${to}`, numbers.of(from, to)]));
    for (const [from, to] of pairs) expect(numbers.of(from, to)).toBe(found.get(`${from} ${to}`));
    expect(new Set(found.values()).size).toBe((side + 1) ** 2);
    expect(numbers.count).toBe((side + 1) ** 2);
    const { from, to, cells } = numbers.ordered(() => true);
    // One cell has no events on either side.
    expect(cells).toHaveLength((side + 1) ** 2 - 1);
    cells.forEach((cell, index) => {
      expect(cell).toBe(found.get(`${from[index]} ${to[index]}`));
    });
  });

  it('numbers cells of as many bins as it has room for, each once, and of no more', () => {
    const numbers = new CellNumbers(65_535);
    const pairs = Array.from({ length: 5000 }, (_, index): [number, number] => [65_535 - index, index % 7]);
    const first = pairs.map(([from, to]) => numbers.of(from, to));
    expect(pairs.map(([from, to]) => numbers.of(from, to))).toEqual(first);
    expect(new Set(first).size).toBe(pairs.length);
    expect(() => new CellNumbers(65_536)).toThrow(RangeError);
  });

  it('does not add other binnings', () => {
    expect(() => new Migration(2).addCells(new Migration(3).cells())).toThrow(RangeError);
    expect(() => new ExactMigration(2).addCells(new ExactMigration(3).cells())).toThrow(RangeError);
  });
});

type Event = readonly [from: number, to: number, weight: number, variedWeight: number];

const bin = fc.integer({ min: 0, max: bins });
const weight = fc.double({ min: -1, max: 3, noNaN: true }).map((w) => (Math.abs(w) < 1e-6 ? 0 : w));
const coefficients = fc
  .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: bins, maxLength: bins })
  .map((list) => Float64Array.from(list));

/** Up to 150 events: more than the 64 cells off the diagonal that a migration starts with. Unselected ones weigh 0. */
const events: fc.Arbitrary<Event[]> = fc.array(
  fc
    .tuple(bin, bin, weight, weight)
    .map(([from, to, w, varied]): Event => [from, to, from === bins ? 0 : w, to === bins ? 0 : varied]),
  { maxLength: 150, size: 'max' },
);

function migration(list: readonly Event[]): ExactMigration {
  const result = new ExactMigration(bins);
  const squares = (of: (event: Event) => number): Parts => new Parts().cut(Float64Array.from(list, of), list.length);
  result.add(
    Int32Array.from(list, ([from]) => from),
    Int32Array.from(list, ([, to]) => to),
    list.length,
    {
      nominal: squares(([, , w]) => w * w),
      cross: squares(([, , w, varied]) => w * varied),
      varied: squares(([, , , varied]) => varied * varied),
      fourths: squares(fourth),
    },
  );
  return result;
}

/** w²w'², or the fourth power of the one that is not 0. */
function fourth([, , w, varied]: Event): number {
  return ((w === 0 ? varied : w) * (varied === 0 ? w : varied)) ** 2;
}

function contrast(list: readonly Event[]) {
  const nominal = new Float64Array(bins);
  const varied = new Float64Array(bins);
  for (const [from, to, w, variedW] of list) {
    if (from < bins) nominal[from]! += w;
    if (to < bins) varied[to]! += variedW;
  }
  return contrastOf(bins, [{ kind: 'paired', nominal, varied, cells: migration(list).cells() }]);
}

import { describe, expect, it } from 'vitest';
import { coincidence } from '../../../src/stats/coincidence';
import { Random } from '../../../src/stats/random';

/** Different rows of n events, and how many pairs of the events coincide. */
function distinct(n: number, row: (random: Random) => number[]): { features: Float64Array[]; pairs: number } {
  const random = new Random('rows');
  const counts = new Map<string, { values: number[]; count: number }>();
  for (let event = 0; event < n; event++) {
    const values = row(random);
    const known = counts.get(values.join());
    if (known) known.count++;
    else counts.set(values.join(), { values, count: 1 });
  }
  const rows = [...counts.values()];
  const features = rows[0]!.values.map((_, feature) => Float64Array.from(rows, ({ values }) => values[feature]!));
  return { features, pairs: rows.reduce((sum, { count }) => sum + (count * (count - 1)) / 2, 0) };
}

const n = 8000;
const expected = (probability: number): number => (probability * n * (n - 1)) / 2;

describe('the probability of rows that coincide', () => {
  it('is next to nothing for several variables of many digits', () => {
    const { features } = distinct(n, (random) => [random.normal(), random.normal(), Math.floor(3 * random.uniform())]);
    expect(expected(coincidence(features)!.probability)).toBeLessThan(0.05);
  });

  it.each([
    ['a variable of 100,000 values', (random: Random) => [Math.floor(1e5 * random.uniform())]],
    [
      'two that are functions of each other',
      (random: Random) => {
        const x = Math.floor(1e5 * random.uniform());
        return [x, Math.sqrt(x), x ** 2];
      },
    ],
    [
      'one of 20,000 values beside one of three',
      (random: Random) => [Math.floor(2e4 * random.uniform()), Math.floor(3 * random.uniform())],
    ],
  ])('is an upper limit: %s', (_, row) => {
    const { features, pairs } = distinct(n, row);
    expect(pairs).toBeGreaterThan(100);
    expect(expected(coincidence(features)!.probability)).toBeGreaterThan(pairs);
  });

  it('is not given for variables of few values, or few rows', () => {
    const few = distinct(n, (random) => [Math.floor(30 * random.uniform()), Math.floor(30 * random.uniform())]);
    expect(coincidence(few.features)).toBeUndefined();
    expect(coincidence(distinct(50, (random) => [random.normal()]).features)).toBeUndefined();
    expect(coincidence([])).toBeUndefined();
  });

  it('speaks of the rows whose value no other row has', () => {
    const { features } = distinct(n, (random) => [random.uniform() < 0.5 ? -9 : random.normal(), random.normal()]);
    const mixed = features[1]!.map((value, row) => (row % 2 ? value : 0));
    const found = coincidence([features[0]!.map((value) => (value === -9 ? Number.NaN : value)), mixed])!;
    const telling = [...found.telling].filter((one) => one === 1).length;
    expect(telling / n).toBeCloseTo(0.5, 1);
  });
});

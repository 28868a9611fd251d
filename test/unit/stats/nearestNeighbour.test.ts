import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Neighbourhood } from '../../../src/stats/nearestNeighbour';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/shift.json';

const columns = (rows: number[][]): Float64Array[] => rows.map((row) => Float64Array.from(row));

describe('the nearest neighbour', () => {
  it("is as far away as that of scipy's tree", () => {
    const { references, queries, distances } = reference.neighbours;
    new Neighbourhood(columns(references)).distances(columns(queries)).forEach((distance, query) => {
      expect(distance).toBeCloseTo(distances[query]!, 12);
    });
  });

  it('of an event that is there is at no distance, and without references there is none', () => {
    const some = columns([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const known = new Neighbourhood(some);
    expect([...known.distances(some)]).toEqual([0, 0, 0]);
    expect([...new Neighbourhood([new Float64Array()]).distances([Float64Array.of(1)])]).toEqual([Infinity]);
    expect(() => known.distances(some.slice(1))).toThrow(RangeError);
    expect(known.quantile([new Float64Array(), new Float64Array()], new Float64Array(), 0.9)).toBe(Infinity);
  });

  it('is missed by those events whose distances are beyond a limit, and by no other', () => {
    const { references, queries, distances } = reference.neighbours;
    const known = new Neighbourhood(columns(references));
    // One of the distances is the limit itself.
    for (const limit of [...known.distances(columns(queries)).slice(0, 10), 0, Infinity]) {
      const beyond = [...known.beyond(columns(queries), limit)];
      expect(beyond).toEqual([...known.distances(columns(queries))].map((distance) => (distance > limit ? 1 : 0)));
    }
    expect(distances).toHaveLength(50);
  });

  it('has quantiles of the distance, with weights, as if all distances had been worked out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(0, 0.3, 0.5, 0.9, 0.99, 1),
        fc.string(),
        (dimensions, size, asked, p, seed) => {
          const random = new Random(seed);
          // In steps: many distances are the same.
          const cloud = (n: number): Float64Array[] =>
            Array.from({ length: dimensions }, () =>
              Float64Array.from({ length: n }, () => Math.round(2 * random.normal())),
            );
          const known = new Neighbourhood(cloud(size));
          const queries = cloud(asked);
          const weights = Float64Array.from({ length: asked }, () => 1 + Math.floor(3 * random.uniform()));
          const distances = known.distances(queries);
          const all = weights.reduce((sum, weight) => sum + weight, 0);
          let passed = 0;
          const order = [...distances.keys()].sort((a, b) => distances[a]! - distances[b]!);
          const expected = order.find((query) => (passed += weights[query]!) >= p * all - 1e-9)!;
          expect(known.quantile(queries, weights, p)).toBe(distances[expected]);
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});

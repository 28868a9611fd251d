import { describe, expect, it } from 'vitest';
import { nearestDistances } from '../../../src/stats/nearestNeighbour';
import reference from '../../fixtures/reference/shift.json';

const columns = (rows: number[][]): Float64Array[] => rows.map((row) => Float64Array.from(row));

describe('the nearest neighbour', () => {
  it("is as far away as that of scipy's tree", () => {
    const { references, queries, distances } = reference.neighbours;
    nearestDistances(columns(references), columns(queries)).forEach((distance, query) => {
      expect(distance).toBeCloseTo(distances[query]!, 12);
    });
  });

  it('of an event that is there is at no distance, and without references there is none', () => {
    const some = columns([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([...nearestDistances(some, some)]).toEqual([0, 0, 0]);
    expect([...nearestDistances([new Float64Array()], [Float64Array.of(1)])]).toEqual([Infinity]);
    expect(() => nearestDistances(some, some.slice(1))).toThrow(RangeError);
  });
});

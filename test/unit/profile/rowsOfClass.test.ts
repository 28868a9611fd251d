import { describe, expect, it } from 'vitest';
import type { RowSample } from '../../../src/profile/rowSample';
import { rowsOfClass } from '../../../src/profile/rowsOfClass';

function sample(events: number, labels: readonly number[]): RowSample {
  const n = labels.length;
  return {
    events,
    hashes: Uint32Array.from({ length: n }, (_, row) => row),
    files: new Uint32Array(n),
    positions: new Float64Array(n),
    weights: new Float64Array(n).fill(2),
    labels: Float64Array.from(labels),
    features: [],
    scores: [],
    extra: new Map(),
  };
}

const ones = (n: number): number[] => new Array<number>(n).fill(1);

describe('rows of a class', () => {
  it('weigh what all events of their samples do, whatever is taken', () => {
    const [large, small] = [sample(10_000, ones(100)), sample(60, ones(60))];
    for (const most of [10, 80, 1000]) {
      const taken = rowsOfClass([large, small], 1, most);
      const total = (of: RowSample): number =>
        taken.filter(({ rows }) => rows === of).reduce((sum, { weight }) => sum + weight, 0);
      expect(total(large)).toBeCloseTo(20_000, 6);
      expect(total(small)).toBeCloseTo(120, 6);
    }
  });

  it('are as many of each sample that holds it, those of the smallest hashes', () => {
    const mixed = sample(8, [0, 1, 0, 1, 1, 0, 1, 1]);
    const taken = rowsOfClass([mixed, sample(5, [0, 0, 0, 0, 0]), sample(3, ones(3))], 1, 4);
    expect(taken.filter(({ rows }) => rows === mixed).map(({ row }) => row)).toEqual([1, 3]);
    expect(taken).toHaveLength(4);
  });

  it('are none where no sample holds it', () => {
    expect(rowsOfClass([sample(3, ones(3))], 0, 10)).toEqual([]);
  });
});

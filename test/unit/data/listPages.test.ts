import { describe, expect, it } from 'vitest';
import { ListPages, type ListPage } from '../../../src/data/parquet/listPages';

function page(continued: number, counts: readonly number[], ...values: readonly number[]): ListPage {
  return { continued, counts, values: Float64Array.from(values) };
}

/** All rows, taken so many at a time. */
async function rowsOf(pages: readonly ListPage[], most: number): Promise<number[][]> {
  const left = [...pages];
  const queue = new ListPages(() => Promise.resolve(left.shift()));
  const found: number[][] = [];
  for (let taken = await queue.take(most); taken !== undefined; taken = await queue.take(most)) {
    let at = 0;
    for (let row = taken.first; row < taken.first + taken.rows; row++) {
      found.push([...taken.values.subarray(at, (at += taken.counts[row] ?? 0))]);
    }
    expect(at).toBe(taken.values.length);
  }
  return found;
}

describe('the lists of pages', () => {
  it.each([1, 2, 100])('may go on in the next, and in the one behind it: %i at a time', async (most) => {
    const pages = [page(0, [2, 0, 1], 1, 2, 3), page(2, [], 4, 5), page(1, [1, 2], 6, 7, 8, 9), page(0, [0, 1], 10)];
    expect(await rowsOf(pages, most)).toEqual([[1, 2], [], [3, 4, 5, 6], [7], [8, 9], [], [10]]);
  });

  it('end with the last page', async () => {
    expect(await rowsOf([page(0, [1], 1), page(0, [])], 10)).toEqual([[1]]);
    expect(await rowsOf([], 10)).toEqual([]);
  });

  it('do not begin with the rest of one', async () => {
    await expect(rowsOf([page(1, [1], 1, 2)], 10)).rejects.toThrow('a page goes on with a list that did not begin');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listTrees } from '../../../src/data/root/listTrees';
import { readHistogram } from '../../../src/data/root/rootHistogram';
import { fixtures } from './temporaryFolder';

interface Expected {
  readonly title: string;
  readonly axisTitle: string;
  readonly edges: readonly number[];
  readonly contents: readonly number[];
  readonly errors: readonly number[];
  readonly underflow: number;
  readonly overflow: number;
}

/** Made by histograms.py. */
const reference = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/reference/histograms.json'), 'utf8'),
) as Readonly<Record<string, Expected>>;

describe('readHistogram', () => {
  it.each(Object.entries(reference))('reads %s as uproot does', async (key, expected) => {
    const [file = '', name = ''] = key.split(':');
    const { edges, contents, errors, ...found } = await readHistogram(join(fixtures, file), name);
    expect(found).toMatchObject({
      name,
      title: expected.title,
      axisTitle: expected.axisTitle,
      underflow: expected.underflow,
      overflow: expected.overflow,
    });
    expect([...contents]).toEqual(expected.contents);
    edges.forEach((edge, bin) => {
      expect(edge).toBeCloseTo(expected.edges[bin] ?? Number.NaN, 12);
    });
    errors.forEach((error, bin) => {
      expect(error / (expected.errors[bin] || 1)).toBeCloseTo(expected.errors[bin] === 0 ? 0 : 1, 6);
    });
  });

  it('offers the nearest name for one that is not there', async () => {
    await expect(readHistogram(join(fixtures, 'trexfitter-sig.root'), 'HTj_jesup')).rejects.toMatchObject({
      code: 'unknown-histogram',
      message: "In 'trexfitter-sig.root' there is no histogram 'HTj_jesup'. Did you mean 'HTj_jesUp'?",
    });
  });

  it('says that a tree is none', async () => {
    await expect(readHistogram(join(fixtures, 'types.root'), 'events')).rejects.toMatchObject({
      code: 'unknown-histogram',
      message: "In 'types.root' 'events' is a tree.",
    });
  });

  it('names histograms beside trees', async () => {
    expect(await listTrees(join(fixtures, 'histograms.root'))).toEqual({
      trees: [],
      histograms: ['one', 'two', 'three'],
      others: [],
    });
  });
});

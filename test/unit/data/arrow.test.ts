import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../src/data/describeData';
import { openEvents } from '../../../src/data/openEvents';
import { expectedColumns, expectTable, tableFiles } from './tables';
import { failureOf, fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const files = tableFiles.filter((name) => /\.(arrow|feather)$/.test(name));

describe('Arrow files', () => {
  it.each(files)('gives the values of %s that pyarrow reads', async (name) => {
    await expectTable(name, 1e9);
    await expectTable(name, 43);
  });

  it('reads rows in any order', async () => {
    for (const name of ['flat.arrow', 'lz4.arrow']) {
      const expected = expectedColumns(name);
      const source = await openEvents(fixtures, [name]);
      for (const span of [...source.spans(45)].reverse()) {
        for await (const batch of source.read(['null_int64', 'bool'], span)) {
          expect([...batch.columns.get('null_int64')!]).toEqual(expected['null_int64']!.slice(span.from, span.to));
          expect([...batch.columns.get('bool')!]).toEqual(expected['bool']!.slice(span.from, span.to));
        }
      }
    }
  });

  it('finds numbers behind columns that are nested, and says what those are', async () => {
    const facts = await describeData(fixtures, 'mixed.arrow');
    expect(facts.ok && facts.columns.map(({ name, type, kind }) => `${name}: ${type}, ${kind}`)).toEqual([
      'x: float64, number',
      'list: list<float64>, list',
      'struct: struct {pt, eta}, unreadable',
      'map: map, unreadable',
      'text: text, unreadable',
      'category: dictionary of text, unreadable',
      'time: timestamp, unreadable',
      'date: date, unreadable',
      'bytes: bytes, unreadable',
      'fixed: list<int16>, list',
      'decimal: decimal(5, 2), unreadable',
      'nothing: null, unreadable',
      'last: float64, number',
    ]);
    const { last } = await readAll(await openEvents(fixtures, ['mixed.arrow']), ['last']);
    expect(last).toEqual(Array.from({ length: 50 }, (_, row) => row / 4));
  });

  it('names batches and compression', async () => {
    expect(await describeData(fixtures, 'flat.arrow')).toMatchObject({
      ok: true,
      events: 320,
      details: { format: 'Arrow', compression: 'none', batches: '3' },
    });
    expect(await describeData(fixtures, 'small.feather')).toMatchObject({ details: { compression: 'LZ4' } });
    expect(await describeData(fixtures, 'zstd.arrow')).toMatchObject({ details: { compression: 'ZSTD' } });
  });

  it.each([
    [
      'cut short',
      readFileSync(join(fixtures, 'lz4.arrow')).subarray(0, 9000),
      'damaged-file',
      /'x.arrow' is truncated/,
    ],
    ['of Feather 1', Buffer.from('FEA1 and more'), 'unsupported-format', /is Feather version 1: write version 2/],
    ['of a stream', Buffer.from([255, 255, 255, 255, 16, 0, 0, 0]), 'unsupported-format', /is an Arrow stream/],
  ])('says what is wrong with a file %s', async (_what, content, code, message) => {
    folder.write('x.arrow', content);
    expect(await failureOf(folder.path, 'x.arrow')).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('reads a file by what it is, whatever its name says', async () => {
    copyFileSync(join(fixtures, 'small.feather'), join(folder.path, 'x.txt'));
    expect(await describeData(folder.path, 'x.txt')).toMatchObject({ ok: true, details: { format: 'Arrow' } });
    expect(await failureOf(folder.path, 'x.txt:t')).toMatchObject({ code: 'unknown-tree' });
  });
});

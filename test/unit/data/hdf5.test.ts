import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../src/data/describeData';
import { openEvents } from '../../../src/data/openEvents';
import { expectedColumns, expectTable, tableFiles } from './tables';
import { failureOf, fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const references = tableFiles.filter((name) => name.includes('.h5'));

describe('HDF5', () => {
  it.each(references)('gives the values of %s that h5py and pandas wrote', async (reference) => {
    await expectTable(reference, 1e9);
    await expectTable(reference, 57);
  });

  it('reads rows in any order', async () => {
    const expected = expectedColumns('columns.h5');
    const source = await openEvents(fixtures, ['columns.h5']);
    for (const span of [...source.spans(45)].reverse()) {
      for await (const batch of source.read(['float32', 'special'], span)) {
        expect([...batch.columns.get('special')!]).toEqual(expected['special']!.slice(span.from, span.to));
      }
    }
  });

  it('describes a group of columns', async () => {
    const facts = await describeData(fixtures, 'columns.h5');
    expect(facts).toMatchObject({
      ok: true,
      events: 320,
      details: { format: 'HDF5', object: 'nominal/events', compression: 'shuffle, deflate, fletcher32' },
    });
    expect(facts.ok && facts.columns.map(({ type }) => type)).toEqual([
      ...['bool', 'float32', 'float16', 'float32', 'float64', 'int16', 'int32', 'int64', 'int8'],
      ...['float64', 'uint16', 'uint32', 'uint64', 'uint8'],
    ]);
  });

  it('names columns of nested compounds and says what is no number', async () => {
    const facts = await describeData(fixtures, 'objects.h5:nested');
    expect(facts.ok && facts.columns.map(({ name, type, kind }) => `${name}: ${type}, ${kind}`)).toEqual([
      'jet.pt: float32, number',
      'jet.flags_0: bool, number',
      'jet.flags_1: bool, number',
      'name: text, unreadable',
    ]);
    const { 'jet.flags_1': flags } = await readAll(await openEvents(fixtures, ['objects.h5:nested']), ['jet.flags_1']);
    expect(flags?.slice(0, 4)).toEqual([1, 0, 0, 1]);
  });

  it('puts datasets of a group side by side, and lists those of another length', async () => {
    const facts = await describeData(fixtures, 'objects.h5:more');
    expect(facts.ok && facts.columns.map(({ name, type, kind }) => `${name}: ${type}, ${kind}`)).toEqual([
      'first: float64, number',
      'second: float64, number',
      'pt: float32, number',
      'few: float32, number',
      'short: int64 of shape (7), others have 320 rows, unreadable',
    ]);
  });

  it.each([
    ['objects.h5', 'unknown-tree', /holds 2 tables: jets, nested. Name one, as in objects.h5:jets/, 'objects.h5:jets'],
    ['objects.h5:jet', 'unknown-tree', /no dataset or group 'jet'. Did you mean 'jets'/, 'objects.h5:jets'],
    ['objects.h5:more/matrx', 'unknown-tree', /Did you mean 'more\/matrix'/, 'objects.h5:more/matrix'],
    ['objects.h5:jets/x', 'unknown-tree', /no dataset or group 'jets\/x'/, undefined],
    ['objects.h5:outside', 'unknown-tree', /no dataset or group 'outside'/, undefined],
    ['frame.h5', 'unknown-tree', /holds 2 tables: fixed, table/, 'frame.h5:fixed'],
    ['objects.h5:cube', 'unsupported-format', /has the shape \(4, 3, 2\)/, undefined],
    ['objects.h5:lzf', 'unsupported-format', /compressed with lzf, which is not read: write it with gzip/, undefined],
  ])(
    'answers %s with a failure and, where there is one, what would open',
    async (reference, code, message, suggestion) => {
      const answer = await describeData(fixtures, reference);
      expect(answer).toMatchObject({ ok: false, code, message: expect.stringMatching(message) as string });
      expect(!answer.ok && answer.suggestion).toBe(suggestion);
    },
  );

  it('reads a file by what it is, whatever its name says', async () => {
    copyFileSync(join(fixtures, 'only.h5'), join(folder.path, 'events – ä.csv'));
    expect(await describeData(folder.path, 'events – ä.csv')).toMatchObject({ ok: true, details: { format: 'HDF5' } });
    expect(await failureOf(folder.path, 'events – ä.csv:y')).toMatchObject({ code: 'unknown-tree' });
  });

  it('reads a good file after a broken one', async () => {
    folder.write('broken.h5', Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(500, 1)]));
    expect(await failureOf(folder.path, 'broken.h5')).toMatchObject({
      code: 'damaged-file',
      message: expect.stringMatching(/^'broken.h5' is damaged \(.+\). Copy or write it again.$/) as string,
    });
    await expectTable('only.h5', 1e9);
  });
});

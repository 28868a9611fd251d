import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../src/data/describeData';
import { npyHeader } from '../../../src/data/numpy/npyHeader';
import { openEvents } from '../../../src/data/openEvents';
import { pythonLiteral } from '../../../src/data/numpy/pythonLiteral';
import { expectedColumns, expectTable, tableFiles } from './tables';
import { failureOf, fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const files = tableFiles.filter((name) => /\.np[yz]$/.test(name));

describe('arrays of NumPy', () => {
  it.each(files)('gives the values of %s that numpy saved', async (name) => {
    await expectTable(name, 1e9);
    await expectTable(name, 57);
  });

  it('reads stored rows in any order', async () => {
    for (const name of ['rows.npy', 'fortran.npy', 'stored.npz']) {
      const source = await openEvents(fixtures, [name]);
      const expected = expectedColumns(name);
      const [column = ''] = Object.keys(expected);
      for (const span of [...source.spans(50)].reverse()) {
        for await (const batch of source.read([column], span)) {
          expect([...batch.columns.get(column)!]).toEqual(expected[column]!.slice(span.from, span.to));
        }
      }
    }
  });

  it('reads a compressed archive again and again', async () => {
    const source = await openEvents(fixtures, ['packed.npz']);
    expect(source.spans(10)).toHaveLength(1);
    for (const column of ['m_1', 'pt', 'm_1']) {
      expect(await readAll(source, [column])).toEqual({ [column]: expectedColumns('packed.npz')[column] });
    }
  });

  it('reads rows of more than one block', async () => {
    // A block holds 131072 float64.
    const rows = 300_000;
    const header = Buffer.from(`{'descr': '<f8', 'fortran_order': False, 'shape': (${rows},), }\n`);
    const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
    const values = Float64Array.from({ length: rows }, (_, row) => row);
    folder.write('long.npy', Buffer.concat([start, header, Buffer.from(values.buffer)]));
    const { c0 } = await readAll(await openEvents(folder.path, ['long.npy']), ['c0'], 100_000);
    expect(c0).toHaveLength(rows);
    expect(c0?.every((value, row) => value === row)).toBe(true);
  });

  it('names columns of nested structures and says what is no number', async () => {
    const facts = await describeData(fixtures, 'nested.npy');
    expect(facts.ok && facts.columns.map(({ name, type, kind }) => `${name}: ${type}, ${kind}`)).toEqual([
      'jet.pt: float32, number',
      'jet.flags_0: bool, number',
      'jet.flags_1: bool, number',
      'name: text, unreadable',
    ]);
    const { 'jet.flags_1': flags } = await readAll(await openEvents(fixtures, ['nested.npy']), ['jet.flags_1']);
    expect(flags?.slice(0, 4)).toEqual([1, 0, 0, 1]);
  });

  it('lists what else is in an archive', async () => {
    const facts = await describeData(fixtures, 'mixed.npz');
    expect(facts).toMatchObject({ ok: true, events: 320, details: { format: 'NumPy archive', compression: 'none' } });
    expect(facts.ok && facts.columns.map(({ name, type, kind }) => `${name}: ${type}, ${kind}`)).toEqual([
      'pt: float32, number',
      'edges: array (11), others have 320 rows, unreadable',
      'title: array (), unreadable',
      'cube: array (320, 2, 2), unreadable',
    ]);
  });

  it('describes an array', async () => {
    expect(await describeData(fixtures, 'fortran.npy')).toMatchObject({
      ok: true,
      events: 320,
      columns: [
        { name: 'c0', type: 'float64', kind: 'number' },
        { name: 'c1', type: 'float64', kind: 'number' },
      ],
      details: { format: 'NumPy', shape: '320 × 2', order: 'Fortran' },
    });
  });

  it.each([
    ['objects.npy', 'unsupported-format', /holds Python objects \(pickled\).*astype\(float\)/],
    ['objects.npz', 'unsupported-format', /holds Python objects \(pickled\)/],
    ['cube.npy', 'unsupported-format', /holds an array of shape \(4, 3, 2\)/],
    ['rows.npy:x', 'unknown-tree', /is an array of NumPy and has no tree 'x'/],
  ])('says what to do about %s', async (reference, code, message) => {
    expect(await describeData(fixtures, reference)).toMatchObject({
      ok: false,
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('says how much of a file is missing', async () => {
    const bytes = readFileSync(join(fixtures, 'rows.npy'));
    folder.write('cut.npy', bytes.subarray(0, 1000));
    expect(await failureOf(folder.path, 'cut.npy')).toMatchObject({
      code: 'damaged-file',
      message: `'cut.npy' is truncated: it has 1000 of ${bytes.length} bytes. Copy or write it again.`,
    });
  });

  it('reads arrays and archives by what they are, whatever their names say', async () => {
    copyFileSync(join(fixtures, 'rows.npy'), join(folder.path, 'array.csv'));
    copyFileSync(join(fixtures, 'stored.npz'), join(folder.path, 'archive.root'));
    expect(await describeData(folder.path, 'array.csv')).toMatchObject({ ok: true, details: { format: 'NumPy' } });
    expect(await describeData(folder.path, 'archive.root')).toMatchObject({ details: { format: 'NumPy archive' } });
  });
});

describe('npyHeader', () => {
  const header = (text: string): Buffer => {
    const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
    return Buffer.concat([start, Buffer.from(text)]);
  };

  it.each([
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1e9,)}", /what NumPy writes/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", /incomplete/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740991, 8)}", /impossible shape/],
    ["{'descr': [('a', '<f4', (1000000000,))], 'fortran_order': False, 'shape': (1,)}", /impossible type/],
    ["{'descr': '<f4', 'shape': (1,)}", /incomplete/],
    [`{'descr': ${'['.repeat(100)}`, /what NumPy writes/],
    ["{'descr': '<q9', 'fortran_order': False, 'shape': (1,)}", /unknown type '<q9'/],
  ])('refuses %s', (text, message) => {
    expect(() => npyHeader(header(text))).toThrow(message);
  });
});

describe('pythonLiteral', () => {
  it.each<[string, unknown]>([
    [
      "{'a': (1, -2L,), 'b': [True, None], }",
      new Map<string, unknown>([
        ['a', [1, -2]],
        ['b', [true, null]],
      ]),
    ],
    ['"it\'s"', "it's"],
    ["'\\x41\\'\\u00e9\\\\'", "A'é\\"],
    ['()', []],
  ])('reads %s', (text, value) => {
    expect(pythonLiteral(text)).toEqual(value);
  });

  it.each(['', '(1', "{'a' 1}", '1 2', "'open", '__import__("os")'])('refuses %s', (text) => {
    expect(() => pythonLiteral(text)).toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import { columnNames, parseExpression } from '../../../src/data/expression/expression';
import { openEvents } from '../../../src/data/openEvents';
import type { PhysicalColumn } from '../../../src/data/root/rntupleEnvelope';
import { decodePage } from '../../../src/data/root/rntuplePages';
import { fixtures, readAll } from './temporaryFolder';

/** 900 entries in two clusters, written by make_root_fixtures.py; entry i holds what a test can compute from i. */
const entries = Array.from({ length: 900 }, (_, index) => index);

async function valuesOf(text: string, target = 1e9): Promise<number[]> {
  const source = await openEvents(fixtures, ['rntuple.root']);
  const expression = parseExpression(text);
  const evaluator = new Evaluator(expression);
  const values: number[] = [];
  for (const span of source.spans(target)) {
    for await (const batch of source.read(columnNames(expression), span)) values.push(...evaluator.evaluate(batch));
  }
  return values;
}

describe('RNTuple', () => {
  it('names its columns, of records with a dot, and says what cannot be read', async () => {
    const { columns, events, details } = await openEvents(fixtures, ['rntuple.root:events']);
    expect(columns.slice(9).map(({ name, type, kind }) => [name, type, kind])).toEqual([
      ['float32', 'float32', 'number'],
      ['float64', 'float64', 'number'],
      ['lists', 'float64[]', 'list'],
      ['pair', 'int64[2]', 'list'],
      ['name', 'text', 'unreadable'],
      ['jets.pt', 'float64[]', 'list'],
      ['jets.id', 'int64[]', 'list'],
      ['met.x', 'float64', 'number'],
      ['met.y', 'float64', 'number'],
      ['nested', 'std::vector<double>[]', 'unreadable'],
    ]);
    expect([events, details['format'], details['compression']]).toEqual([900, 'ROOT RNTuple', 'ZSTD (level 5)']);
  });

  it.each(['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'])('reads %s', async (name) => {
    expect(await valuesOf(name)).toEqual(entries.map((entry) => entry % 100));
  });

  it.each<[string, (entry: number) => number]>([
    ['bool', (entry) => Number(entry % 3 === 0)],
    ['float32', (entry) => Math.fround(entry / 7)],
    ['float64', (entry) => entry / 7],
    ['sum(lists)', (entry) => entry * (entry % 4)],
    ['lists[2]', (entry) => (entry % 4 > 2 ? entry : Number.NaN)],
    ['pair[0] * 1000 + pair[1]', (entry) => 1001 * entry + 1],
    ['len(jets.pt)', (entry) => entry % 3],
    ['sum(jets.pt * (1 + jets.id))', (entry) => [0, entry, entry + 2 * (entry + 1)][entry % 3] ?? 0],
    ['met.x + met.y', () => 0],
  ])('reads %s across clusters, in spans of any size', async (text, expected) => {
    for (const target of [1e9, 130, 7]) expect(await valuesOf(text, target)).toEqual(entries.map(expected));
  });

  it('is cut between its clusters', async () => {
    const source = await openEvents(fixtures, ['rntuple.root']);
    expect(source.spans(400)).toEqual([
      { file: 0, from: 0, to: 300 },
      { file: 0, from: 300, to: 600 },
      { file: 0, from: 600, to: 900 },
    ]);
  });

  it('refuses text by its type', async () => {
    await expect(readAll(await openEvents(fixtures, ['rntuple.root']), ['name'])).rejects.toMatchObject({
      code: 'not-a-number',
      message: "Column 'name' of 'rntuple.root:events' is text: only columns of numbers can be read.",
    });
  });

  it('is a friend as a tree is', async () => {
    const source = await openEvents(fixtures, ['types.root:events'], ['rntuple.root']);
    const values = await readAll(source, ['with space', 'met.x'], 250);
    expect(values['met.x']).toEqual(values['with space']);
  });
});

describe('pages of an RNTuple', () => {
  const column = (type: number, bits: number, range?: PhysicalColumn['range']): PhysicalColumn => ({
    type,
    bits,
    field: 0,
    representation: 0,
    firstElement: 0,
    range,
  });
  /** Bytes of an array in the order of a split page: all first bytes, then all second ones, … */
  const sorted = (array: ArrayBufferView, width: number): Uint8Array => {
    const bytes = new Uint8Array(array.buffer);
    const n = bytes.length / width;
    return Uint8Array.from(bytes, (_, at) => bytes[(at % n) * width + Math.floor(at / n)]!);
  };

  it.each<[string, number, ArrayBufferView, number, number[]]>([
    ['int16', 0x11, Uint16Array.of(0, 1, 2, 65535), 2, [0, -1, 1, -32768]],
    ['int32', 0x13, Uint32Array.of(3, 4, 2 ** 32 - 2), 4, [-2, 2, 2 ** 31 - 1]],
    ['int64', 0x15, BigUint64Array.of(1n, 2n, 2n ** 33n + 1n), 8, [-1, 1, -(2 ** 32) - 1]],
    ['uint32', 0x14, Uint32Array.of(3, 2 ** 32 - 1), 4, [3, 2 ** 32 - 1]],
    ['float32', 0x18, Float32Array.of(1.5, -2), 4, [1.5, -2]],
    ['float64', 0x19, Float64Array.of(0.1, -Infinity), 8, [0.1, -Infinity]],
    ['offsets of 32 bits', 0x1a, Uint32Array.of(5, 0, 2), 4, [5, 5, 7]],
    ['offsets of 64 bits', 0x1b, BigUint64Array.of(5n, 0n, 2n), 8, [5, 5, 7]],
  ])('have the bytes of %s sorted', (_name, type, array, width, expected) => {
    const page = decodePage(sorted(array, width), expected.length, column(type, 8 * width));
    expect([...page]).toEqual(expected);
  });

  it('hold half precision', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555);
    const page = decodePage(new Uint8Array(bits.buffer), 5, column(0x0b, 16));
    expect([...page]).toEqual([1, -2, 2 ** -24, Infinity, 0.333251953125]);
  });

  it('hold float32 of which the lower bits are cut off', () => {
    // 1.0 is 0x3f800000 and −2.5 is 0xc0200000: of 12 bits 0x3f8 and 0xc02.
    const page = decodePage(Uint8Array.of(0xf8, 0x23, 0xc0), 2, column(0x1c, 12));
    expect([...page]).toEqual([1, -2.5]);
  });

  it('hold whole numbers that divide a range', () => {
    const page = decodePage(Uint8Array.of(0b11100100), 4, column(0x1d, 2, { from: -1, to: 2 }));
    expect([...page]).toEqual([-1, 0, 1, 2]);
  });
});

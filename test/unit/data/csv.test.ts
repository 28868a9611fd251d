import { mkdirSync, utimesSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { batchEvents } from '../../../src/data/eventSource';
import { openEvents } from '../../../src/data/openEvents';
import { examples, failureOf, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

async function valuesOf(content: string | Uint8Array, names: readonly string[]): Promise<Record<string, number[]>> {
  folder.write('input.csv', content);
  return readAll(await openEvents(folder.path, ['input.csv']), names);
}

async function failure(content: string | Uint8Array, names?: readonly string[]): Promise<unknown> {
  folder.write('input.csv', content);
  return failureOf(folder.path, 'input.csv', names);
}

describe('reading CSV', () => {
  it('reads the columns that are asked for, whatever lies between them', async () => {
    expect(await valuesOf('a,text,b\n1,"x, ""y""",-2.5e3\n.5,,+4.\n', ['b', 'a'])).toEqual({
      a: [1, 0.5],
      b: [-2500, 4],
    });
  });

  it.each([
    ['commas', 'a,b\n1,2\n3,4\n'],
    ['semicolons', 'a;b\n1;2\n3;4\n'],
    ['tabs', 'a\tb\n1\t2\n3\t4\n'],
    ['Windows line ends', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n'],
    ['blank lines and comments', '# made by hand\n\na,b\n1,2\n\n# half time\n  \n3,4\n\n'],
    ['no line end at the end', 'a,b\n1,2\n3,4'],
    ['quotes around everything', '"a","b"\n"1","2"\n"3","4"\n'],
    ['spaces around everything', 'a , b\n 1 , 2\n3,  4 \n'],
    ['names in a comment, as numpy.savetxt writes them', '# a,b\n1,2\n3,4\n'],
  ])('reads files with %s', async (_what, content) => {
    expect(await valuesOf(content, ['a', 'b'])).toEqual({ a: [1, 3], b: [2, 4] });
  });

  it('takes what is empty or marked as missing for NaN, and accepts infinities', async () => {
    const { a } = await valuesOf('a,b\n,1\nNaN,1\nnan,1\nNA,1\ninf,1\n-Infinity,1\n', ['a']);
    expect(a).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Infinity, -Infinity]);
  });

  it('takes the True and False of pandas for 1 and 0', async () => {
    expect(await valuesOf('a\nTrue\nFalse\n', ['a'])).toEqual({ a: [1, 0] });
  });

  it('counts events without reading a column', async () => {
    folder.write('input.csv', `a\n${'1\n'.repeat(5000)}`);
    const source = await openEvents(folder.path, ['input.csv']);
    const lengths: number[] = [];
    for await (const batch of source.read([], source.spans(1e9)[0] ?? fail())) lengths.push(batch.length);
    expect(lengths).toEqual([batchEvents, 5000 - batchEvents]);
  });

  it('cuts a file into spans that neither lose nor repeat an event', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `${index},${'x'.repeat((index * 7) % 50)}`);
    folder.write('spans.csv', `i,pad\n${rows.join('\n')}\n`);
    const source = await openEvents(folder.path, ['spans.csv']);
    for (const target of [1, 10, 97, 1000, 1e6]) {
      expect((await readAll(source, ['i'], target))['i']).toEqual(rows.map((_, index) => index));
    }
  });

  it('reads lines that are longer than a chunk of the file', async () => {
    expect(await valuesOf(`a,b\n1,${'x'.repeat(3_000_000)}\n2,y\n`, ['a'])).toEqual({ a: [1, 2] });
  });

  it('agrees with Number() for decimal numbers of every length and size', async () => {
    const digits = fc.stringMatching(/^\d{1,32}$/);
    const decimal = fc
      .tuple(fc.constantFrom('', '-', '+'), digits, fc.option(digits), fc.option(fc.integer({ min: -330, max: 310 })))
      .map(
        ([sign, whole, fraction, exponent]) =>
          `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`,
      );
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const written = fc.oneof(
      decimal,
      double.map(String),
      double.map((value) => value.toExponential(18)),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toPrecision(17)),
      fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value.toFixed(20)),
      fc.double({ min: 1, max: 2 ** 50, noNaN: true }).map(halfWayAbove),
      fc.double({ min: 2 ** 40, max: 2 ** 50, noNaN: true }).map(halfWayAbove),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(written, { minLength: 200, maxLength: 200 }), async (cells) => {
        const { a } = await valuesOf(`a\n${cells.join('\n')}\n`, ['a']);
        expect(a).toEqual(cells.map(Number));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('takes several files, globs and names with spaces or other letters as one source in order', async () => {
    mkdirSync(join(folder.path, 'größe 1'));
    folder.write('größe 1/b.csv', 'y,x\n0,3\n');
    folder.write('größe 1/a.csv', 'x,y\n1,0\n2,0\n');
    const source = await openEvents(folder.path, ['größe 1/*.csv', './größe 1/b.csv']);
    expect(await readAll(source, ['x'])).toEqual({ x: [1, 2, 3, 3] });
  });

  it('gives the columns that all files have, and names the file that lacks one', async () => {
    folder.write('one.csv', 'x,y\n1,2\n');
    folder.write('two.csv', 'x,z\n1,2\n');
    const source = await openEvents(folder.path, ['one.csv', 'two.csv']);
    expect(source.columns.map(({ name }) => name)).toEqual(['x']);
    await expect(readAll(source, ['y'])).rejects.toThrow(/'two.csv' has no column 'y'. one.csv has one/);
  });

  it('skips a file without events among others that have some', async () => {
    folder.write('full.csv', 'x\n1\n');
    folder.write('header.csv', 'x\n');
    const source = await openEvents(folder.path, ['header.csv', 'full.csv']);
    expect(await readAll(source, ['x'])).toEqual({ x: [1] });
    expect(source.events).toBe(1);
  });

  it('reads an example as pandas does', async () => {
    const source = await openEvents(join(examples, 'generators'), ['pythia.csv']);
    const { mass, mcweight, label } = await readAll(source, ['mass', 'mcweight', 'label'], 3000);
    expect(mass).toHaveLength(20_000);
    expect(mass?.[0]).toBe(1.03164);
    expect(mcweight?.filter((weight) => weight < 0).length).toBeGreaterThan(2000);
    expect(new Set(label)).toEqual(new Set([0, 1]));
  });

  it('reads each byte once, but for a page at each edge of a span', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `${Math.sin(index)},${index / 7},${index},0.5,-1e-3\n`);
    const path = folder.write('long.csv', `a,b,c,d,e\n${rows.join('')}`);
    const source = await openEvents(folder.path, ['long.csv']);
    const spans = source.spans(8192);
    const handle = await open(path);
    const reading = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'read');
    await handle.close();
    try {
      for (const span of spans)
        for await (const { length } of source.read(['a', 'e'], span)) expect(length).toBeGreaterThan(0);
      const results = reading.mock.results.map(({ value }) => value as Promise<{ bytesRead: number }>);
      const bytes = (await Promise.all(results)).reduce((sum, { bytesRead }) => sum + bytesRead, 0);
      expect(spans.length).toBeGreaterThan(5);
      expect(bytes).toBeGreaterThanOrEqual(rows.join('').length);
      expect(bytes).toBeLessThanOrEqual(rows.join('').length + 2 * 4096 * spans.length);
    } finally {
      reading.mockRestore();
    }
  });
});

describe('columns of CSV', () => {
  it('marks columns of text by the first rows', async () => {
    folder.write('types.csv', 'process;n;x\np p > w;1;0,5\n');
    const { columns, events, details } = await openEvents(folder.path, ['types.csv']);
    expect(columns).toEqual([
      { name: 'process', type: 'text', kind: 'unreadable' },
      { name: 'n', type: 'float64', kind: 'number' },
      {
        name: 'x',
        type: 'text (decimal comma)',
        kind: 'unreadable',
        numberAsText: { text: '0,5', number: '0.5' },
      },
    ]);
    expect({ events, details }).toEqual({
      events: 1,
      details: { format: 'CSV', compression: 'none', delimiter: 'semicolon' },
    });
  });

  it('tells text that is numbers in another dress, where all of it is', async () => {
    folder.write('dressed.csv', 'mass;pt;note\n"172,5";12.5 GeV;1,5\n;13 GeV;good\n1e2;14;2\n');
    const { columns } = await openEvents(folder.path, ['dressed.csv']);
    expect(columns.map(({ numberAsText }) => numberAsText)).toEqual([
      { text: '172,5', number: '172.5' },
      { text: '12.5 GeV', number: '12.5' },
      undefined,
    ]);
  });

  it('does not state a number of events that it has not counted', async () => {
    folder.write('long.csv', `x\n${'1\n'.repeat(1000)}`);
    expect((await openEvents(folder.path, ['long.csv'])).events).toBeUndefined();
  });

  it('names a column without a name as pandas does', async () => {
    expect(await valuesOf(',x\n0,5\n', ['Unnamed: 0', 'x'])).toEqual({ 'Unnamed: 0': [0], x: [5] });
  });
});

describe('errors in CSV', () => {
  const manyRows = '1,2\n'.repeat(500_000);

  it.each<[string, string | Uint8Array, string, RegExp]>([
    ['an empty file', '', 'empty-file', /'input.csv' is empty/],
    ['only a header', 'a,b\n', 'empty-file', /has no events/],
    ['only comments', '# a\n\n', 'empty-file', /neither a header line nor data/],
    ['text in a number column', 'a,b\n1,2\n3,abc\n', 'not-a-number', /Column 'b' has 'abc' in line 3 of 'input.csv'/],
    ['text far down', `a,b\n# c\n${manyRows}1,2x\n`, 'not-a-number', /'b' has '2x' in line 500003 of/],
    ['a decimal comma', 'a;b\n1;2,5\n', 'not-a-number', /decimal commas are not read, write 2.5/],
    [
      'too many fields',
      'a,b\n1,2\n1,2,3\n',
      'damaged-file',
      /are 3 fields in line 3 of 'input.csv', but the header has 2/,
    ],
    ['too few fields', 'a,b\n1\n', 'damaged-file', /is 1 field in line 2 of/],
    ['a quote that stays open', 'a,b\n1,"2\n3,4\n', 'damaged-file', /quote in column 'b' is not closed in line 2/],
    ['a number and more', 'a,b\n1,2 3\n', 'not-a-number', /'2 3'/],
    ['an exponent without digits', 'a,b\n1,2e\n', 'not-a-number', /'2e'/],
    ['a sign alone', 'a,b\n1,-\n', 'not-a-number', /'-'/],
    ['hexadecimal numbers', 'a,b\n1,0x10\n', 'not-a-number', /'0x10'/],
    ['a column twice', 'a,a\n1,2\n', 'damaged-file', /Column 'a' appears twice/],
    ['no header', '1,2\n3,4\n', 'unsupported-format', /Line 1 of 'input.csv' holds numbers/],
    ['columns separated by spaces', 'a b\n1 2\n', 'unsupported-format', /separated by spaces/],
    [
      'bytes that are no text',
      Uint8Array.from([1, 0, 2, 0, 255]),
      'unsupported-format',
      /in no format that can be read: give ROOT, Parquet/,
    ],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'unsupported-format', /UTF-16: save it as UTF-8/],
    ['Parquet', 'PAR1 and so on', 'damaged-file', /'input.csv' is truncated/],
  ])('says where and what for %s', async (_what, content, code, message) => {
    expect(await failure(content, content.length === 0 ? [] : ['a', 'b'])).toMatchObject({
      name: 'AnalysisError',
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('names the nearest column for one that is not there', async () => {
    expect(await failure('mass,pt\n1,2\n', ['masss'])).toMatchObject({
      code: 'unknown-column',
      message: "'input.csv' has no column 'masss'. Did you mean 'mass'?",
    });
  });

  it('notices that the file changed after it was opened', async () => {
    const path = folder.write('changed.csv', 'a\n1\n');
    const source = await openEvents(folder.path, ['changed.csv']);
    folder.write('changed.csv', 'a\n1\n2\n');
    utimesSync(path, 1, 1);
    await expect(readAll(source, ['a'])).rejects.toMatchObject({ code: 'file-changed' });
  });
});

/** The decimal that lies exactly between a double and the next: the hardest to round. */
function halfWayAbove(value: number): string {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  const next = new Float64Array(BigInt64Array.of((bits[0] ?? 0n) + 1n).buffer)[0] ?? value;
  // Both are multiples of 2^-52, so their mean is one of 2^-53, which has at most 53 decimals.
  const scaled = (exact(value) + exact(next)) / 2n;
  const text = (scaled * 5n ** 53n).toString().padStart(54, '0');
  return `${text.slice(0, -53)}.${text.slice(-53)}`.replace(/0+$/, '');
}

/** value * 2^53, for values from 1 to 2^50. */
function exact(value: number): bigint {
  const whole = Math.floor(value);
  return BigInt(whole) * 2n ** 53n + BigInt((value - whole) * 2 ** 53);
}

function fail(): never {
  throw new Error('there is no span');
}

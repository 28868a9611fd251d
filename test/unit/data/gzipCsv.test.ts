import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../src/data/describeData';
import { openEvents } from '../../../src/data/openEvents';
import { failureOf, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

function table(rows: number, delimiter = ','): string {
  const lines = Array.from({ length: rows }, (_, row) => [row, row / 7, -row].join(delimiter));
  return `# made for a test\n${['i', 'x', 'minus'].join(delimiter)}\n${lines.join('\n')}`;
}

describe('text compressed with gzip', () => {
  it('gives the same columns as the text itself', async () => {
    // Several pieces of what is unpacked at once, with lines that go over their ends.
    const text = table(60_000);
    folder.write('plain.csv', text);
    folder.write('packed.csv.gz', gzipSync(text));
    const names = ['i', 'x', 'minus'];
    const packed = await openEvents(folder.path, ['packed.csv.gz']);
    expect(packed.columns).toEqual((await openEvents(folder.path, ['plain.csv'])).columns);
    expect(packed.details).toEqual({ format: 'CSV', delimiter: 'comma', compression: 'gzip' });
    expect(packed.spans(100)).toHaveLength(1);
    expect(await readAll(packed, names)).toEqual(await readAll(await openEvents(folder.path, ['plain.csv']), names));
  });

  it('reads a few lines, the last without an end, and files of several members', async () => {
    folder.write('short.csv.gz', Buffer.concat([gzipSync('a,b\n1,'), gzipSync('2\n3,4')]));
    expect(await readAll(await openEvents(folder.path, ['short.csv.gz']), ['b'])).toEqual({ b: [2, 4] });
    expect(await describeData(folder.path, 'short.csv.gz')).toMatchObject({ ok: true, events: 2 });
  });

  it('takes tabs for the delimiter of .tsv even where names hold more commas', async () => {
    folder.write('names.tsv', 'pt, all, tight\teta\n1\t2\n');
    folder.write('names.tsv.gz', gzipSync('pt, all, tight\teta\n1\t2\n'));
    for (const name of ['names.tsv', 'names.tsv.gz']) {
      expect(await readAll(await openEvents(folder.path, [name]), ['pt, all, tight', 'eta'])).toEqual({
        'pt, all, tight': [1],
        eta: [2],
      });
    }
  });

  it('counts lines in the text for what it says of them', async () => {
    folder.write('wrong.csv.gz', gzipSync(`${table(50_000)}\n1,x,2\n`));
    expect(await failureOf(folder.path, 'wrong.csv.gz', ['x'])).toMatchObject({
      code: 'not-a-number',
      message: "Column 'x' has 'x' in line 50003 of 'wrong.csv.gz', where a number is expected.",
    });
  });

  it.each([
    ['cut short', gzipSync(table(5000)).subarray(0, 20_000), 'damaged-file', /damaged \(unexpected end of file\)/],
    ['with nothing in it', gzipSync(''), 'empty-file', /neither a header line nor data/],
    ['of something else', gzipSync(Buffer.from('root\0\0\0')), 'unsupported-format', /unpack it first \(gunzip\)/],
  ])('says what is wrong with a file %s', async (_what, content, code, message) => {
    folder.write('wrong.csv.gz', content);
    expect(await failureOf(folder.path, 'wrong.csv.gz')).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('stops in the middle when nobody reads on', async () => {
    folder.write('long.csv.gz', gzipSync(table(60_000)));
    const source = await openEvents(folder.path, ['long.csv.gz']);
    for await (const batch of source.read(['i'], source.spans(1e9)[0]!)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  });
});

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../src/data/describeData';
import { openEvents } from '../../../src/data/openEvents';
import { expectedColumns, expectTable, tableFiles } from './tables';
import { failureOf, fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const files = tableFiles.filter((name) => name.endsWith('.parquet') && name !== 'empty.parquet');

describe('Parquet', () => {
  it.each(files)('gives the values of %s that pyarrow reads', async (name) => {
    await expectTable(name, 1e9);
  });

  it.each(['flat.parquet', 'pages2.parquet', 'encodings.parquet'])(
    'reads %s by small spans in any order',
    async (name) => {
      await expectTable(name, 37);
      const expected = expectedColumns(name);
      const source = await openEvents(fixtures, [name]);
      const spans = source.spans(37);
      for (const span of [...spans].reverse()) {
        for await (const batch of source.read(['null_int64', 'few'], span)) {
          expect([...batch.columns.get('null_int64')!]).toEqual(expected['null_int64']!.slice(span.from, span.to));
          expect([...batch.columns.get('few')!]).toEqual(expected['few']!.slice(span.from, span.to));
        }
      }
    },
  );

  it('agrees with hyparquet, whose own decoders are not used', async () => {
    for (const name of files) {
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(fixtures, name)), compressors });
      const source = await openEvents(fixtures, [name]);
      const read = await readAll(
        source,
        source.columns.map((column) => column.name),
      );
      for (const { name: column } of source.columns) {
        const theirs = rows.map((row) => Number(row[column] ?? Number.NaN));
        // Decimals are multiplied there by 0.01, which is not exact.
        if (column === 'decimal') read[column]!.forEach((value, row) => expect(value).toBeCloseTo(theirs[row]!, 9));
        else expect(read[column], `${name}: ${column}`).toEqual(theirs);
      }
    }
  });

  it('keeps spans that are read at the same time apart', async () => {
    const source = await openEvents(fixtures, ['flat.parquet']);
    const [first, second] = source.spans(200);
    const reads = [first!, second!].map((span) => source.read(['float64'], span)[Symbol.asyncIterator]());
    const batches = await Promise.all(reads.map((read) => read.next()));
    const expected = expectedColumns('flat.parquet')['float64']!;
    [first!, second!].forEach((span, index) => {
      const result = batches[index]!;
      expect(result.done === true ? [] : [...result.value.columns.get('float64')!]).toEqual(
        expected.slice(span.from, span.to),
      );
    });
    for (const read of reads) await read.return?.();
  });

  it('says of columns that are not one number what they are', async () => {
    const facts = await describeData(fixtures, 'nested.parquet');
    expect(facts).toMatchObject({ ok: true, events: 50, details: { format: 'Parquet', compression: 'SNAPPY' } });
    expect(facts.ok && facts.columns.map(({ name, type, kind }) => `${name}: ${type}, ${kind}`)).toEqual([
      'x: float64, number',
      'list: list<float64>, list',
      'struct: struct {pt, eta}, unreadable',
      'map: map, unreadable',
      'text: text, unreadable',
      'category: text, unreadable',
      'time: timestamp[micros], unreadable',
      'date: date, unreadable',
      'bytes: bytes, unreadable',
    ]);
    expect(await failureOf(fixtures, 'nested.parquet', ['struct'])).toMatchObject({
      code: 'not-a-number',
      message: "Column 'struct' of 'nested.parquet' is struct {pt, eta}: only columns of numbers can be read.",
    });
  });

  it('names types and compression', async () => {
    const facts = await describeData(fixtures, 'flat.parquet');
    expect(facts.ok && facts.columns.map(({ type }) => type).slice(0, 15)).toEqual([
      ...['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'],
      ...['float16', 'float32', 'float64', 'float64', 'float32', 'bool', 'decimal(12, 2)'],
    ]);
    expect(facts).toMatchObject({ details: { compression: 'none', 'row groups': '3' } });
    for (const [name, compression] of [
      ['gzip', 'zlib'],
      ['lz4', 'LZ4'],
      ['brotli', 'BROTLI'],
    ]) {
      expect(await describeData(fixtures, `${name}.parquet`)).toMatchObject({ details: { compression } });
    }
  });

  it.each([
    ['a file without rows', 'empty.parquet', 'empty-file', /'empty.parquet' has no events/],
    ['a tree in it', 'flat.parquet:events', 'unknown-tree', /is Parquet and has no tree 'events'/],
  ])('says what is wrong with %s', async (_what, reference, code, message) => {
    expect(await describeData(fixtures, reference)).toMatchObject({
      ok: false,
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('reads a file by what it is, whatever its name says', async () => {
    copyFileSync(join(fixtures, 'zstd.parquet'), join(folder.path, 'table.csv'));
    expect(await describeData(folder.path, 'table.csv')).toMatchObject({ ok: true, details: { format: 'Parquet' } });
  });

  it('names an encrypted footer and a truncated file', async () => {
    const bytes = readFileSync(join(fixtures, 'zstd.parquet'));
    const encrypted = Buffer.from(bytes);
    encrypted.write('PARE', 0, 'latin1');
    encrypted.write('PARE', bytes.length - 4, 'latin1');
    folder.write('encrypted.parquet', encrypted);
    expect(await failureOf(folder.path, 'encrypted.parquet')).toMatchObject({
      code: 'unsupported-format',
      message: expect.stringMatching(/is encrypted/) as string,
    });
    writeFileSync(join(folder.path, 'cut.parquet'), bytes.subarray(0, 1000));
    expect(await failureOf(folder.path, 'cut.parquet')).toMatchObject({
      code: 'damaged-file',
      message: "'cut.parquet' is truncated: its last bytes are missing. Copy or write it again.",
    });
  });

  it('ends where numbers of a page header are read from the values of another page', async () => {
    // Values of float32 taken for a header: its number of rows is a text.
    const bytes = readFileSync(join(fixtures, 'flat.parquet'));
    folder.write('moved.parquet', Buffer.concat([bytes.subarray(0, 32_334), bytes.subarray(32_341)]));
    expect(await failureOf(folder.path, 'moved.parquet')).toMatchObject({ code: 'damaged-file' });
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../src/data/table';
import { examples, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

describe('readTable', () => {
  it('gives the cells of a table of cross sections as text', async () => {
    const { columns, rows } = await readTable(join(examples, 'theory-pulls', 'cross_sections.csv'));
    expect(columns.slice(0, 3)).toEqual(['process', 'n_part', 'sigma_lo_pb']);
    expect(rows[0]?.slice(0, 3)).toEqual(['p p > wpm', '1', '137500']);
  });

  it('tells the line of every row, past comments and blank lines', async () => {
    const path = folder.write('t.csv', '\ufeff# x\r\na;"b; c"\r\n\r\n1;"say ""x"""\r\n# y\r\n2;3\r\n');
    expect(await readTable(path)).toEqual({
      columns: ['a', 'b; c'],
      rows: [
        ['1', 'say "x"'],
        ['2', '3'],
      ],
      lines: [4, 6],
    });
  });

  it.each([
    ['', 'empty-file', /is empty/],
    ['a,b\n', 'empty-file', /header line but no rows/],
    ['a,b\n1\n', 'damaged-file', /1 fields in line 2 of 'bad.csv', but the header has 2/],
    ['a,b\n1,"2\n', 'damaged-file', /quote is not closed in line 2/],
    ['a\0b', 'damaged-file', /not a text file/],
  ])('refuses %j', async (content, code, message) => {
    await expect(readTable(folder.write('bad.csv', content))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('says that a table is not there', async () => {
    await expect(readTable(join(folder.path, 'none.csv'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

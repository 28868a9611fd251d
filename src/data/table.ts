import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import { delimiterOf, linesOf, splitFields } from './csv/csvHead';
import { FileError } from './file/fileError';
import { fileStamp, readingError } from './file/fileStamp';

/** A small table with text in it: processes and their cross sections. */
export interface Table {
  readonly columns: readonly string[];
  /** [row][column], without quotes and surrounding spaces. */
  readonly rows: readonly (readonly string[])[];
  /** Line of each row in the file, from 1. */
  readonly lines: readonly number[];
}

const largest = 16 * 1024 * 1024;

/**
 * Reads a whole text file of columns separated by commas, semicolons or tabs, with a header line.
 * @throws AnalysisError `file-not-found`, `not-permitted`, `empty-file`, `damaged-file` (with the line)
 */
export async function readTable(path: string): Promise<Table> {
  const name = basename(path);
  const { size } = await fileStamp(path);
  if (size > largest) {
    throw new AnalysisError(
      'unsupported-format',
      `'${name}' has ${Math.round(size / 2 ** 20)} MB, too much for a table.`,
    );
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readingError(error, path);
  });
  if (bytes.includes(0)) throw new AnalysisError('damaged-file', `'${name}' is not a text file.`);
  let columns: string[] | undefined;
  let delimiter = ',';
  const rows: string[][] = [];
  const lines: number[] = [];
  for (const { text, number } of linesOf(bytes)) {
    if (text.trim() === '' || text.startsWith('#')) continue;
    if (columns === undefined) delimiter = delimiterOf(text);
    const fields = splitFields(text, delimiter)?.map((field) => field.trim());
    if (fields === undefined)
      throw new AnalysisError('damaged-file', `A quote is not closed in line ${number} of '${name}'.`);
    if (columns === undefined) {
      columns = fields;
      continue;
    }
    if (fields.length !== columns.length) {
      throw new AnalysisError(
        'damaged-file',
        `There are ${fields.length} fields in line ${number} of '${name}', but the header has ${columns.length}.`,
      );
    }
    rows.push(fields);
    lines.push(number);
  }
  if (columns === undefined) throw new FileError('empty-file', `'${name}' is empty.`);
  if (rows.length === 0) throw new FileError('empty-file', `'${name}' has a header line but no rows.`);
  return { columns, rows, lines };
}

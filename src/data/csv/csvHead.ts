import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { dressedNumber, hasDecimalComma, numberFromText } from './csvNumber';
import type { Column, SourceFile } from '../eventSource';
import { openFile, readInto } from '../file/fileStamp';

/** What the first lines of a text file say of all others. */
export interface CsvHead {
  /** `,`, `;` or a tab, as a byte. */
  readonly delimiter: number;
  readonly columns: readonly Column[];
  /** Byte where the first line after the header begins; what comes before the file's data. */
  readonly dataStart: number;
  /** Rows that were looked at. */
  readonly sampledRows: number;
  /** Mean length of these rows in bytes, line ends, blank lines and comments included; 1 where there is none. */
  readonly bytesPerRow: number;
  /** True where the rows that were looked at are all rows of the file. */
  readonly complete: boolean;
}

/** Bytes of text that are looked at. */
export const sampleBytes = 256 * 1024;
const sampleRows = 100;

/** @throws AnalysisError `empty-file`, `damaged-file`, `unsupported-format` */
export async function readCsvHead(file: SourceFile): Promise<CsvHead> {
  const handle = await openFile(file.path);
  try {
    const bytes = Buffer.alloc(Math.min(sampleBytes, file.size));
    const start = bytes.subarray(0, await readInto(handle, file.path, bytes, 0));
    return csvHead(start, start.length === file.size, basename(file.path));
  } finally {
    await handle.close();
  }
}

/** A line of text, where its bytes begin and end, and its number from 1. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** The lines of UTF-8 text without their ends and without a byte order mark; the last may be cut. */
export function* linesOf(bytes: Buffer): Generator<Line, void, undefined> {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let number = 1; start < bytes.length; number++) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    yield { text: bytes.toString('utf8', start, end).replace(/\r?\n$/, ''), start, end, number };
    start = end;
  }
}

/** The fields of a line; undefined where a quote is not closed. */
export function splitFields(line: string, delimiter: string): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let text = '';
      for (;;) {
        const close = line.indexOf('"', at + 1);
        if (close < 0) return undefined;
        text += line.slice(at + 1, close);
        at = close + 1;
        if (line[at] !== '"') break;
        text += '"';
      }
      const end = line.indexOf(delimiter, at);
      fields.push(text + (end < 0 ? line.slice(at) : line.slice(at, end)));
      at = end;
    } else {
      const end = line.indexOf(delimiter, at);
      fields.push((end < 0 ? line.slice(at) : line.slice(at, end)).trim());
      at = end;
    }
    if (at < 0) return fields;
    at++;
  }
}

/** The delimiter that a header uses most, outside quotes; a comma where it has only one column. */
export function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => bare.split(delimiter).length - 1;
  return ['\t', ';'].reduce((best, other) => (count(other) > count(best) ? other : best), ',');
}

/**
 * @param bytes with which the text begins
 * @param wholeFile true where it ends with them
 * @param name of the file, whose `.tsv` makes tabs the delimiters
 * @throws AnalysisError `empty-file`, `damaged-file`, `unsupported-format`
 */
export function csvHead(bytes: Buffer, wholeFile: boolean, name: string): CsvHead {
  let comment: Line | undefined;
  let header: Line | undefined;
  const rows: Line[] = [];
  for (const line of linesOf(bytes)) {
    // The last line of a part of the file may be cut.
    if (!wholeFile && line.end === bytes.length) break;
    if (line.text.trim() === '') continue;
    if (line.text.startsWith('#')) {
      if (header === undefined) comment = line;
    } else if (header === undefined) {
      header = line;
    } else {
      rows.push(line);
      if (rows.length === sampleRows) break;
    }
  }
  if (header === undefined) throw noHeader(name, wholeFile);
  const tabs = /\.tsv(\.gz)?$/i.test(name) && header.text.includes('\t');
  const delimiter = tabs ? '\t' : delimiterOf(header.text);
  let names = headerFields(header, delimiter, name);
  let dataStart = header.end;
  if (names.every((field) => numberFromText(field) !== undefined)) {
    // numpy.savetxt writes the names as a comment above the numbers.
    const above = comment?.text.replace(/^#\s*/, '') ?? '';
    const aboveFields = splitFields(above, delimiter) ?? [];
    if (aboveFields.length !== names.length || aboveFields.some((field) => numberFromText(field) !== undefined)) {
      throw new AnalysisError(
        'unsupported-format',
        `Line ${header.number} of '${name}' holds numbers where the names of the columns are expected: add a header line.`,
      );
    }
    rows.unshift(header);
    dataStart = header.start;
    names = aboveFields;
  }
  if (names.length === 1 && /\S\s+\S/.test(header.text) && rows[0] !== undefined && /\S\s+\S/.test(rows[0].text)) {
    throw new AnalysisError(
      'unsupported-format',
      `The columns of '${name}' seem to be separated by spaces: separate them by commas, semicolons or tabs.`,
    );
  }
  names = names.map((field, index) => (field === '' ? `Unnamed: ${index}` : field));
  requireDistinct(names, header, name);
  const last = rows.at(-1);
  const complete = wholeFile && (last === undefined ? true : restIsEmpty(bytes, last.end));
  return {
    delimiter: delimiter.charCodeAt(0),
    columns: describeColumns(names, rows, delimiter),
    dataStart,
    sampledRows: rows.length,
    bytesPerRow: last === undefined ? 1 : (last.end - dataStart) / rows.length,
    complete,
  };
}

function noHeader(name: string, wholeFile: boolean): AnalysisError {
  return wholeFile
    ? new AnalysisError('empty-file', `'${name}' has neither a header line nor data.`)
    : new AnalysisError(
        'damaged-file',
        `'${name}' has no header line in its first ${sampleBytes / 1024} kB: is it CSV?`,
      );
}

function headerFields(header: Line, delimiter: string, name: string): string[] {
  const fields = splitFields(header.text, delimiter);
  if (fields === undefined) {
    throw new AnalysisError('damaged-file', `A quote is not closed in line ${header.number} of '${name}'.`);
  }
  return fields.map((field) => field.trim());
}

function requireDistinct(names: readonly string[], header: Line, file: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new AnalysisError(
      'damaged-file',
      `Column '${twice}' appears twice in line ${header.number} of '${file}': rename one.`,
    );
  }
}

/** A column holds numbers unless one of the rows that were looked at says otherwise. */
function describeColumns(names: readonly string[], rows: readonly Line[], delimiter: string): Column[] {
  const cells = rows.map((row) => splitFields(row.text, delimiter) ?? []);
  return names.map((name, index) => {
    const texts = cells.map((row) => row[index] ?? '').filter((cell) => numberFromText(cell) === undefined);
    const [text] = texts;
    if (text === undefined) return { name, type: 'float64', kind: 'number' };
    const number = texts.every((cell) => dressedNumber(cell) !== undefined) ? dressedNumber(text) : undefined;
    return {
      name,
      type: hasDecimalComma(text) ? 'text (decimal comma)' : 'text',
      kind: 'unreadable',
      ...(number !== undefined && { numberAsText: { text: text.trim(), number } }),
    };
  });
}

function restIsEmpty(bytes: Buffer, from: number): boolean {
  for (const line of linesOf(bytes.subarray(from))) {
    if (line.text.trim() !== '' && !line.text.startsWith('#')) return false;
  }
  return true;
}

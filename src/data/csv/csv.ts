import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { readCsvHead, type CsvHead } from './csvHead';
import { hasDecimalComma } from './csvNumber';
import { CsvProblem, CsvRows } from './csvRows';
import { GzipText, PlainText, readGzipHead, type CsvText } from './csvText';
import { batchEvents, type Batch, type SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { withUnchangedFile } from '../file/fileStamp';

/**
 * Text with a header line, columns separated by commas, semicolons or tabs. Spans are ranges of bytes: the lines that
 * begin in them belong to them, so that neighbouring spans share no event and lose none.
 * @throws AnalysisError `empty-file`, `damaged-file`, `unsupported-format`
 */
export async function openCsv(file: SourceFile): Promise<FileReader> {
  const head = await readCsvHead(file);
  return {
    ...csvReader(file, head),
    spans: (targetEvents) => byteSpans(head, file.size, targetEvents),
    read: (columns, from, to) =>
      withUnchangedFile(file, (handle) =>
        readSpan(new PlainText(handle, file, head.dataStart), file, head, columns, from, to),
      ),
  };
}

/**
 * The same text compressed with gzip, unpacked as it is read. There is no way into its middle: it is one span.
 * @throws AnalysisError `empty-file`, `damaged-file`, `unsupported-format`
 */
export async function openGzipCsv(file: SourceFile): Promise<FileReader> {
  const head = await readGzipHead(file);
  const reader = csvReader(file, head);
  return {
    ...reader,
    details: { ...reader.details, compression: 'gzip' },
    spans: () => (reader.empty ? [] : [{ from: 0, to: file.size }]),
    read: (columns, from, to) =>
      withUnchangedFile(file, (handle) =>
        readSpan(new GzipText(handle, file, head.dataStart), file, head, columns, from, to),
      ),
  };
}

function csvReader(file: SourceFile, head: CsvHead): Omit<FileReader, 'spans' | 'read'> {
  const delimiter = { 44: 'comma', 59: 'semicolon', 9: 'tab' }[head.delimiter] ?? 'comma';
  return {
    file,
    label: `'${basename(file.path)}'`,
    columns: head.columns,
    events: head.complete ? head.sampledRows : undefined,
    empty: head.complete && head.sampledRows === 0,
    details: { format: 'CSV', compression: 'none', delimiter },
  };
}

function byteSpans(
  { dataStart, bytesPerRow }: CsvHead,
  size: number,
  targetEvents: number,
): { from: number; to: number }[] {
  const bytes = size - dataStart;
  if (bytes <= 0) return [];
  const count = Math.max(1, Math.round(bytes / (bytesPerRow * targetEvents)));
  const edge = (index: number): number => dataStart + Math.round((bytes * index) / count);
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}

async function* readSpan(
  text: CsvText,
  file: SourceFile,
  head: CsvHead,
  columns: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Batch, void, undefined> {
  const arrays = new Map(columns.map((name) => [name, new Float64Array(batchEvents)]));
  const targets = head.columns.map((column) => arrays.get(column.name));
  const rows = new CsvRows(head.delimiter, targets, batchEvents);
  for await (const { bytes, end, offset } of text.chunks(from, to)) {
    let at = 0;
    while (at < end) {
      try {
        at = rows.scan(bytes, at, end);
      } catch (error) {
        if (!(error instanceof CsvProblem)) throw error;
        throw explain(error, await text.lineNumber(offset + error.offset), file, head);
      }
      if (rows.row < batchEvents) continue;
      yield { length: batchEvents, columns: arrays };
      rows.row = 0;
    }
  }
  const length = rows.row;
  if (length === 0) return;
  yield { length, columns: new Map([...arrays].map(([name, values]) => [name, values.subarray(0, length)])) };
}

/** The sentence for a problem in a line of the file. */
function explain({ kind, field, text }: CsvProblem, line: number, file: SourceFile, head: CsvHead): AnalysisError {
  const place = `line ${line} of '${basename(file.path)}'`;
  const column = head.columns[field]?.name ?? `${field + 1}`;
  const { length } = head.columns;
  switch (kind) {
    case 'field-count':
      return new AnalysisError(
        'damaged-file',
        `There ${field === 1 ? 'is 1 field' : `are ${field} fields`} in ${place}, but the header has ${length}.`,
      );
    case 'open-quote':
      return new AnalysisError(
        'damaged-file',
        `A quote in column '${column}' is not closed in ${place} (a cell cannot go over several lines).`,
      );
    case 'not-a-number': {
      const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
      if (hasDecimalComma(text)) {
        return new AnalysisError(
          'not-a-number',
          `Column '${column}' has '${shown}' in ${place}: decimal commas are not read, write ${text.replace(',', '.')}.`,
        );
      }
      return new AnalysisError(
        'not-a-number',
        `Column '${column}' has '${shown}' in ${place}, where a number is expected.`,
      );
    }
  }
}

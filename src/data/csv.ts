import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import { readCsvHead, type CsvHead } from './csvHead';
import { hasDecimalComma } from './csvNumber';
import { CsvProblem, CsvRows, lineFeed } from './csvRows';
import { batchEvents, type Batch, type SourceFile } from './eventSource';
import type { FileReader } from './fileReader';
import { readFully, readInto, withUnchangedFile } from './fileStamp';

const chunkBytes = 1 << 20;
const longestLine = 1 << 26;

/**
 * Text with a header line, columns separated by commas, semicolons or tabs. Spans are ranges of bytes: the lines that
 * begin in them belong to them, so that neighbouring spans share no event and lose none.
 * @throws AnalysisError `empty-file`, `damaged-file`, `unsupported-format`
 */
export async function openCsv(file: SourceFile): Promise<FileReader> {
  const head = await readCsvHead(file);
  const delimiter = { 44: 'comma', 59: 'semicolon', 9: 'tab' }[head.delimiter] ?? 'comma';
  return {
    file,
    label: `'${basename(file.path)}'`,
    columns: head.columns,
    events: head.complete ? head.sampledRows : undefined,
    empty: head.complete && head.sampledRows === 0,
    details: { format: 'CSV', delimiter },
    spans: (targetEvents) => byteSpans(head, file.size, targetEvents),
    read: (columns, from, to) =>
      withUnchangedFile(file, (handle) => readSpan(new CsvSpan(handle, file, head), columns, from, to)),
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
  span: CsvSpan,
  columns: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Batch, void, undefined> {
  const arrays = new Map(columns.map((name) => [name, new Float64Array(batchEvents)]));
  const targets = span.head.columns.map((column) => arrays.get(column.name));
  const rows = new CsvRows(span.head.delimiter, targets, batchEvents);
  for await (const { bytes, end, offset } of span.chunks(from, to)) {
    let at = 0;
    while (at < end) {
      try {
        at = rows.scan(bytes, at, end);
      } catch (error) {
        if (!(error instanceof CsvProblem)) throw error;
        throw await span.explain(error, offset);
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

/** Complete lines in `bytes[0, end)`; `offset` is where `bytes` begin in the file. */
interface Chunk {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly offset: number;
}

/** Reads the lines of a range of an open file. */
class CsvSpan {
  constructor(
    private readonly handle: FileHandle,
    private readonly file: SourceFile,
    readonly head: CsvHead,
  ) {}

  /** The lines that begin in [from, to), in pieces; the bytes of a piece are overwritten by the next. */
  async *chunks(from: number, to: number): AsyncGenerator<Chunk, void, undefined> {
    const stop = await this.lineStart(to);
    let offset = await this.lineStart(from);
    // One byte to spare: the last line of a file need not end in a line feed.
    let buffer: Buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, Math.max(0, stop - offset)) + 1);
    let kept = 0;
    while (offset + kept < stop) {
      const room = Math.min(buffer.length - 1 - kept, stop - offset - kept);
      const filled = await readInto(this.handle, this.file.path, buffer.subarray(kept, kept + room), offset + kept);
      if (filled < room)
        throw new AnalysisError('file-changed', `${this.name} became shorter while it was read; run again.`);
      let available = kept + filled;
      if (offset + available === stop && buffer[available - 1] !== lineFeed) buffer[available++] = lineFeed;
      const end = buffer.lastIndexOf(lineFeed, available - 1) + 1;
      if (end === 0) {
        buffer = this.enlarged(buffer, available);
        kept = available;
        continue;
      }
      yield { bytes: buffer, end, offset };
      buffer.copyWithin(0, end, available);
      kept = available - end;
      offset += end;
    }
  }

  /** The sentence for a problem in a chunk that begins at `chunkOffset` of the file. */
  async explain({ kind, offset, field, text }: CsvProblem, chunkOffset: number): Promise<AnalysisError> {
    const place = `line ${await this.lineNumber(chunkOffset + offset)} of ${this.name}`;
    const column = this.head.columns[field]?.name ?? `${field + 1}`;
    const { length } = this.head.columns;
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

  private get name(): string {
    return `'${basename(this.file.path)}'`;
  }

  /** The start of the first line that begins at or after a byte; the file's size where there is none. */
  private async lineStart(at: number): Promise<number> {
    if (at <= this.head.dataStart) return this.head.dataStart;
    // The line feed before it may be the byte just ahead.
    const buffer = Buffer.allocUnsafe(4096);
    for (let position = at - 1; position < this.file.size; position += buffer.length) {
      const filled = await readInto(this.handle, this.file.path, buffer, position);
      const feed = buffer.subarray(0, filled).indexOf(lineFeed);
      if (feed >= 0) return Math.min(this.file.size, position + feed + 1);
      if (filled < buffer.length) break;
    }
    return this.file.size;
  }

  /** Counted only when something is wrong: the lines before a span are not known otherwise. */
  private async lineNumber(offset: number): Promise<number> {
    let lines = 1;
    for (let position = 0; position < offset; position += chunkBytes) {
      const length = Math.min(chunkBytes, offset - position);
      for (const byte of await readFully(this.handle, this.file.path, position, length)) if (byte === lineFeed) lines++;
    }
    return lines;
  }

  private enlarged(buffer: Buffer, used: number): Buffer {
    if (buffer.length > longestLine) {
      throw new AnalysisError(
        'damaged-file',
        `${this.name} has a line of more than ${longestLine >> 20} MB: is it CSV?`,
      );
    }
    const larger = Buffer.allocUnsafeSlow(2 * buffer.length + 1);
    buffer.copy(larger, 0, 0, used);
    return larger;
  }
}

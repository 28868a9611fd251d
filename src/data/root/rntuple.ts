import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { batchEvents, type Batch, type ListColumn, type SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { withUnchangedFile } from '../file/fileStamp';
import { readFooter, readHeader, readPageList, type Cluster, type Locator } from './rntupleEnvelope';
import { fieldColumns, type FieldLayout } from './rntupleFields';
import { PageCursor, type Representations } from './rntuplePages';
import { compressionName, unpack } from './rootCompression';
import { damaged, type RootHeader, type StoredObject } from './rootFile';
import { withTimeLimit } from '../file/timeLimit';

/**
 * An RNTuple, of which fields with numbers can be read: one for each entry, lists and arrays of them, members of
 * records. Its description and its pages are read here; jsroot finds it in the file.
 */
export async function openRNTuple(
  file: SourceFile,
  header: RootHeader,
  { path, key }: StoredObject,
): Promise<FileReader> {
  const anchor = readAnchor(await header.readBytes(key));
  const part = async ({ position, length }: Locator, size: number): Promise<Uint8Array> => {
    const stored = await header.readRange(position, length);
    return stored.length === size ? stored : unpack(stored, size);
  };
  const schemaBytes = await part(anchor.header, anchor.headerSize);
  const footerBytes = await part(anchor.footer, anchor.footerSize);
  const { schema, lists } = withTimeLimit(() => {
    const found = readHeader(schemaBytes);
    return { schema: found, lists: readFooter(footerBytes, found) };
  });
  const clusters: Cluster[] = [];
  for (const { locator, size } of lists) {
    const bytes = await part(locator, size);
    clusters.push(...withTimeLimit(() => readPageList(bytes)));
  }
  let entries = 0;
  for (const cluster of clusters) {
    if (cluster.firstEntry !== entries) throw new Error('its clusters leave a gap');
    entries += cluster.entries;
  }
  const { columns, layouts } = withTimeLimit(() => fieldColumns(schema));
  const label = `'${basename(file.path)}:${path}'`;
  const tuple: Tuple = { file, label, columns, layouts, clusters };
  return {
    file,
    label,
    columns,
    events: entries,
    empty: entries === 0,
    byEvent: true,
    details: { format: 'ROOT RNTuple', tree: path, compression: compressionName(header.compression) },
    spans: (targetEvents) => clusterSpans(clusters, targetEvents),
    read: (names, from, to) =>
      withUnchangedFile(file, (handle) => readEntries(handle, tuple, names, from, Math.min(to, entries))),
  };
}

interface Tuple extends Pick<FileReader, 'file' | 'label' | 'columns'> {
  readonly layouts: ReadonlyMap<string, FieldLayout>;
  readonly clusters: readonly Cluster[];
}

interface Anchor {
  readonly header: Locator;
  readonly headerSize: number;
  readonly footer: Locator;
  readonly footerSize: number;
}

/** ROOT::RNTuple, big-endian as all objects: byte count, version, four numbers of its version, then places and sizes. */
function readAnchor(bytes: Uint8Array): Anchor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const epoch = view.getUint16(6);
  if (epoch !== 1) throw new Error(`it is of version ${epoch} of the format, where 1 is known`);
  const large = (index: number): number => Number(view.getBigUint64(14 + 8 * index));
  return {
    header: { position: large(0), length: large(1) },
    headerSize: large(2),
    footer: { position: large(3), length: large(4) },
    footerSize: large(5),
  };
}

/** Cuts between clusters, and those that are much larger than wanted in equal pieces. */
function clusterSpans(clusters: readonly Cluster[], targetEvents: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  let from = 0;
  for (const [index, { firstEntry, entries }] of clusters.entries()) {
    const edge = firstEntry + entries;
    if (edge - from < targetEvents && index + 1 < clusters.length) continue;
    const pieces = Math.max(1, Math.round((edge - from) / targetEvents));
    const start = from;
    for (let piece = 1; piece <= pieces; piece++) {
      const to = start + Math.round(((edge - start) * piece) / pieces);
      if (to > from) spans.push({ from, to });
      from = to;
    }
  }
  return spans;
}

async function* readEntries(
  handle: FileHandle,
  tuple: Tuple,
  names: readonly string[],
  from: number,
  to: number,
): AsyncGenerator<Batch, void, undefined> {
  try {
    const cursors = names.map((name) => new FieldCursor(handle, tuple, name));
    for (let entry = from; entry < to; entry += batchEvents) {
      const length = Math.min(batchEvents, to - entry);
      const columns = new Map<string, Float64Array>();
      const lists = new Map<string, ListColumn>();
      await Promise.all(
        cursors.map(async (cursor) => {
          const values = await cursor.fill(entry, length);
          if (values instanceof Float64Array) columns.set(cursor.name, values);
          else lists.set(cursor.name, values);
        }),
      );
      yield lists.size === 0 ? { length, columns } : { length, columns, lists };
    }
  } catch (error) {
    throw damaged(error, tuple.file);
  }
}

/** Values of consecutive entries of one field, as a column of a batch. */
class FieldCursor {
  private readonly layout: FieldLayout;
  private readonly valuePages: PageCursor | undefined;
  private readonly endPages: PageCursor | undefined;
  private readonly numbers = new Float64Array(batchEvents);
  private readonly offsets = new Int32Array(batchEvents + 1);
  private readonly ends = new Float64Array(batchEvents);
  private values = new Float64Array(0);

  constructor(
    handle: FileHandle,
    private readonly tuple: Tuple,
    readonly name: string,
  ) {
    const layout = tuple.layouts.get(name);
    if (layout === undefined) {
      const type = tuple.columns.find((column) => column.name === name)?.type ?? 'object';
      throw new AnalysisError(
        'not-a-number',
        `Column '${name}' of ${tuple.label} is ${type}: only columns of numbers can be read.`,
      );
    }
    this.layout = layout;
    const pages = (representations: Representations): PageCursor =>
      new PageCursor(handle, tuple.file, name, representations);
    this.valuePages = layout.kind === 'size' ? undefined : pages(layout.values);
    this.endPages = layout.kind === 'number' || layout.kind === 'array' ? undefined : pages(layout.ends);
  }

  /** @returns arrays that the next call overwrites */
  async fill(from: number, count: number): Promise<Float64Array | ListColumn> {
    let filled = 0;
    let end = 0;
    for (const cluster of this.tuple.clusters) {
      if (filled === count) break;
      const first = from + filled - cluster.firstEntry;
      if (first >= cluster.entries) continue;
      const length = Math.min(count - filled, cluster.entries - first);
      end = await this.fillFrom(cluster, first, length, filled, end);
      filled += length;
    }
    const { kind } = this.layout;
    if (kind === 'array' || kind === 'list') {
      return { offsets: this.offsets.subarray(0, count + 1), values: this.values };
    }
    return count === batchEvents ? this.numbers : this.numbers.subarray(0, count);
  }

  /** Entries `first` to `first + length` of a cluster, behind the `end` values there are; @returns the new end. */
  private async fillFrom(cluster: Cluster, first: number, length: number, event: number, end: number): Promise<number> {
    const { layout, valuePages, endPages } = this;
    if (layout.kind === 'number') {
      await valuePages?.fill(cluster, this.numbers, event, first, length, cluster.entries);
      return end;
    }
    if (layout.kind === 'array') {
      const { size } = layout;
      this.reserve(end, length * size);
      await valuePages?.fill(cluster, this.values, end, first * size, length * size, cluster.entries * size);
      for (let i = 1; i <= length; i++) this.offsets[event + i] = end + i * size;
      return end + length * size;
    }
    const { ends } = this;
    // The list of an entry begins where that of the one before ends; the first of a cluster at 0.
    const before = Float64Array.of(0);
    if (first > 0) await endPages?.fill(cluster, before, 0, first - 1, 1, cluster.entries);
    await endPages?.fill(cluster, ends, 0, first, length, cluster.entries);
    const begin = before[0] ?? 0;
    let start = begin;
    for (let i = 0; i < length; i++) {
      const stop = ends[i] ?? 0;
      if (stop < start || !Number.isSafeInteger(stop)) throw new Error(`the lists of '${this.name}' are out of order`);
      if (layout.kind === 'list') this.offsets[event + i + 1] = end + stop - begin;
      else this.numbers[event + i] = layout.kind === 'size' ? stop - start : stop > start ? 1 : NaN;
      start = stop;
    }
    const count = start - begin;
    if (layout.kind === 'size') return end;
    if (count > longestBatch) throw new Error(`the lists of '${this.name}' are too long`);
    this.reserve(layout.kind === 'list' ? end : 0, count);
    const at = layout.kind === 'list' ? end : 0;
    await valuePages?.fill(cluster, this.values, at, begin, count, undefined);
    if (layout.kind === 'list') return end + count;
    for (let i = 0, next = 0; i < length; i++) {
      if (!Number.isNaN(this.numbers[event + i])) this.numbers[event + i] = this.values[next++] ?? NaN;
    }
    return end;
  }

  /** Makes room for `more` values behind the first `used`. */
  private reserve(used: number, more: number): void {
    if (used + more <= this.values.length) return;
    const larger = new Float64Array(Math.ceil(1.25 * (used + more)));
    larger.set(this.values.subarray(0, used));
    this.values = larger;
  }
}

/** Values of one field in one batch: 512 MB. */
const longestBatch = 2 ** 26;

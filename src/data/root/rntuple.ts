import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { batchEvents, type ListColumn, type SourceFile } from '../eventSource';
import { notNumbers } from '../file/damagedFile';
import type { FileReader } from '../file/fileReader';
import { rowReader, type ListCursor, type NumberCursor, type RowCursor } from '../rowSource';
import { readFooter, readHeader, readPageList, type Cluster, type Locator } from './rntupleEnvelope';
import { fieldColumns, type FieldLayout } from './rntupleFields';
import { PageCursor, type Representations } from './rntuplePages';
import { compressionName, unpack } from './rootCompression';
import { type RootHeader, type StoredObject } from './rootFile';
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
  return rowReader({
    file,
    label,
    columns,
    rows: entries,
    details: { format: 'ROOT RNTuple', tree: path, compression: compressionName(header.compression) },
    edges: () => clusters.map((cluster) => cluster.firstEntry + cluster.entries).filter((edge) => edge > 0),
    open: (names) => names.map((name) => fieldCursor(tuple, name)),
  });
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

function fieldCursor(tuple: Tuple, name: string): RowCursor {
  const layout = tuple.layouts.get(name);
  if (layout === undefined) {
    const type = tuple.columns.find((column) => column.name === name)?.type ?? 'object';
    throw notNumbers(name, type, tuple.label);
  }
  const values = new FieldValues(tuple, name, layout);
  return layout.kind === 'array' || layout.kind === 'list' ? new FieldLists(values) : new FieldNumbers(values);
}

/** A field with one number an entry. */
class FieldNumbers implements NumberCursor {
  readonly kind = 'number';
  // Clusters say where everything is: it can be read in any order.
  readonly row = 0;

  constructor(private readonly values: FieldValues) {}

  async fill(handle: FileHandle, out: Float64Array, from: number, count: number): Promise<void> {
    await this.values.fill(handle, out, from, count);
  }
}

/** A field with several numbers an entry. */
class FieldLists implements ListCursor {
  readonly kind = 'list';
  readonly row = 0;

  constructor(private readonly values: FieldValues) {}

  fill(handle: FileHandle, from: number, count: number): Promise<ListColumn> {
    return this.values.fill(handle, noNumbers, from, count);
  }
}

const noNumbers = new Float64Array(0);

/** Values of consecutive entries of one field. */
class FieldValues {
  private readonly valuePages: PageCursor | undefined;
  private readonly endPages: PageCursor | undefined;
  private readonly offsets = new Int32Array(batchEvents + 1);
  private readonly ends = new Float64Array(batchEvents);
  private values = new Float64Array(0);
  /** Where numbers go, one an entry. */
  private numbers: Float64Array = noNumbers;

  constructor(
    private readonly tuple: Tuple,
    private readonly name: string,
    private readonly layout: FieldLayout,
  ) {
    const pages = (representations: Representations): PageCursor => new PageCursor(tuple.file, name, representations);
    this.valuePages = layout.kind === 'size' ? undefined : pages(layout.values);
    this.endPages = layout.kind === 'number' || layout.kind === 'array' ? undefined : pages(layout.ends);
  }

  /**
   * @param numbers [count], filled where there is one an entry
   * @returns lists where there are several; the next call overwrites them
   */
  async fill(handle: FileHandle, numbers: Float64Array, from: number, count: number): Promise<ListColumn> {
    this.numbers = numbers;
    let filled = 0;
    let end = 0;
    for (const cluster of this.tuple.clusters) {
      if (filled === count) break;
      const first = from + filled - cluster.firstEntry;
      if (first >= cluster.entries) continue;
      const length = Math.min(count - filled, cluster.entries - first);
      end = await this.fillFrom(handle, cluster, first, length, filled, end);
      filled += length;
    }
    return { offsets: this.offsets.subarray(0, count + 1), values: this.values };
  }

  /** Entries `first` to `first + length` of a cluster, behind the `end` values there are; @returns the new end. */
  private async fillFrom(
    handle: FileHandle,
    cluster: Cluster,
    first: number,
    length: number,
    event: number,
    end: number,
  ): Promise<number> {
    const { layout, valuePages, endPages } = this;
    if (layout.kind === 'number') {
      await valuePages?.fill(handle, cluster, this.numbers, event, first, length, cluster.entries);
      return end;
    }
    if (layout.kind === 'array') {
      const { size } = layout;
      this.reserve(end, length * size);
      await valuePages?.fill(handle, cluster, this.values, end, first * size, length * size, cluster.entries * size);
      for (let i = 1; i <= length; i++) this.offsets[event + i] = end + i * size;
      return end + length * size;
    }
    const { ends } = this;
    // The list of an entry begins where that of the one before ends; the first of a cluster at 0.
    const before = Float64Array.of(0);
    if (first > 0) await endPages?.fill(handle, cluster, before, 0, first - 1, 1, cluster.entries);
    await endPages?.fill(handle, cluster, ends, 0, first, length, cluster.entries);
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
    await valuePages?.fill(handle, cluster, this.values, at, begin, count, undefined);
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

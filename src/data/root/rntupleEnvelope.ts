/**
 * What an RNTuple says of itself: fields, columns and where their pages are, from its header, footer and page lists.
 * All numbers are little-endian. A frame states its size, so that what a later version appends is stepped over.
 * @see https://github.com/root-project/root/blob/master/tree/ntuple/doc/BinaryFormatSpecification.md
 */

export interface Field {
  readonly name: string;
  /** C++ type. */
  readonly type: string;
  /** Number of the field it belongs to; its own for one at the top. */
  readonly parent: number;
  readonly role: 'plain' | 'collection' | 'record' | 'other';
  /** Values of an array of fixed length. */
  readonly arraySize: number | undefined;
}

export interface PhysicalColumn {
  readonly type: number;
  readonly bits: number;
  readonly field: number;
  /** A field may be written in several ways; which one, each cluster says. */
  readonly representation: number;
  /** Elements before it are zero: the column was added while the file was written. */
  readonly firstElement: number;
  /** Of quantised numbers. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
}

/** Stands for a column of another field. */
export interface ColumnAlias {
  readonly column: number;
  readonly field: number;
}

export interface Schema {
  readonly fields: Field[];
  readonly columns: PhysicalColumn[];
  readonly aliases: ColumnAlias[];
}

export interface Locator {
  readonly position: number;
  readonly length: number;
}

export interface PageList {
  readonly locator: Locator;
  /** Once unpacked. */
  readonly size: number;
}

export interface Page {
  readonly elements: number;
  readonly locator: Locator;
}

/** The pages of a column in one cluster. */
export interface ColumnPages {
  readonly pages: readonly Page[];
  /** True where this representation of the field is not the one that was written. */
  readonly suppressed: boolean;
}

export interface Cluster {
  readonly firstEntry: number;
  readonly entries: number;
  /** By number of the physical column. */
  readonly columns: readonly ColumnPages[];
}

export function readHeader(bytes: Uint8Array): Schema {
  const reader = envelope(bytes, 1);
  featureFlags(reader);
  // Name, description, writer.
  for (let i = 0; i < 3; i++) reader.text();
  const schema: Schema = { fields: [], columns: [], aliases: [] };
  readSchema(reader, schema);
  return schema;
}

/** Adds columns that came later to the schema. */
export function readFooter(bytes: Uint8Array, schema: Schema): readonly PageList[] {
  const reader = envelope(bytes, 2);
  featureFlags(reader);
  reader.skip(8);
  reader.record(() => {
    readSchema(reader, schema);
  });
  return reader.list(() =>
    reader.record(() => {
      reader.skip(20);
      const size = reader.large();
      return { size, locator: reader.locator() };
    }),
  );
}

export function readPageList(bytes: Uint8Array): readonly Cluster[] {
  const reader = envelope(bytes, 3);
  reader.skip(8);
  const summaries = reader.list(() =>
    reader.record(() => {
      const firstEntry = reader.large();
      const entries = reader.u32() + 2 ** 32 * (reader.u32() & 0xffffff);
      return { firstEntry, entries };
    }),
  );
  const pages = reader.list(() => reader.list(() => readColumnPages(reader)));
  if (pages.length !== summaries.length) throw new Error('its list of pages has other clusters than it says');
  return summaries.map((summary, index) => ({ ...summary, columns: pages[index] ?? [] }));
}

function readColumnPages(reader: Reader): ColumnPages {
  let suppressed = false;
  const pages = reader.list(
    (): Page => {
      // Negative where a checksum follows the page.
      const elements = Math.abs(reader.i32());
      return { elements, locator: reader.locator() };
    },
    () => {
      // The offset of the first element, negative for what was not written.
      reader.skip(4);
      suppressed = reader.i32() < 0;
    },
  );
  return { pages, suppressed };
}

function envelope(bytes: Uint8Array, type: number): Reader {
  const reader = new Reader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (reader.u16() !== type) throw new Error('a part of its description is none');
  reader.skip(6);
  return reader;
}

function featureFlags(reader: Reader): void {
  for (;;) {
    const low = reader.u32();
    const high = reader.u32();
    if (low !== 0 || (high & 0x7fffffff) !== 0) throw new Error('it uses features of a later version');
    if (high === 0) return;
  }
}

function readSchema(reader: Reader, { fields, columns, aliases }: Schema): void {
  fields.push(...reader.list(() => reader.record(() => readField(reader))));
  columns.push(...reader.list(() => reader.record(() => readColumn(reader))));
  aliases.push(...reader.list(() => reader.record(() => ({ column: reader.u32(), field: reader.u32() }))));
  // Types of streamed objects, which are not read.
  reader.list(() => {
    reader.record(() => undefined);
  });
}

const roles: readonly Field['role'][] = ['plain', 'collection', 'record'];

function readField(reader: Reader): Field {
  reader.skip(8);
  const parent = reader.u32();
  const role = roles[reader.u16()] ?? 'other';
  const flags = reader.u16();
  const name = reader.text();
  const type = reader.text();
  // Alias of the type, description.
  reader.text();
  reader.text();
  return { name, type, parent, role, arraySize: (flags & 1) === 0 ? undefined : reader.large() };
}

function readColumn(reader: Reader): PhysicalColumn {
  const type = reader.u16();
  const bits = reader.u16();
  const field = reader.u32();
  const flags = reader.u16();
  const representation = reader.u16();
  let firstElement = 0;
  if ((flags & 1) !== 0) {
    const low = reader.u32();
    const high = reader.i32();
    // Negative where the column is suppressed as well.
    firstElement = Math.abs(high * 2 ** 32 + low);
  }
  const range = (flags & 2) === 0 ? undefined : { from: reader.f64(), to: reader.f64() };
  return { type, bits, field, representation, firstElement, range };
}

/** Goes through bytes; a RangeError where they end too early. */
class Reader {
  private at = 0;

  constructor(private readonly view: DataView) {}

  skip(bytes: number): void {
    this.at += bytes;
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  f64(): number {
    return this.view.getFloat64(this.advance(8), true);
  }

  /** 64 bits, of which a double holds those that matter. */
  large(): number {
    const low = this.u32();
    const value = low + 2 ** 32 * this.u32();
    if (!Number.isSafeInteger(value)) throw new Error('a size in it is too large');
    return value;
  }

  text(): string {
    const length = this.u32();
    const start = this.advance(length);
    if (this.at > this.view.byteLength) throw new RangeError('text beyond the end');
    return Buffer.from(this.view.buffer, this.view.byteOffset + start, length).toString('utf8');
  }

  locator(): Locator {
    const size = this.i32();
    if (size >= 0) return { length: size, position: this.large() };
    // Another kind: the one for pages beyond 2 GB, whose own length and type stand where the size would.
    const kind = -size >>> 24;
    if (kind !== 1) throw new Error('its pages are kept outside of the file');
    const length = this.large();
    return { length, position: this.large() };
  }

  /** Reads what `read` does of a record, and steps over the rest. */
  record<Result>(read: () => Result): Result {
    const start = this.at;
    const size = this.i64();
    if (size < 8) throw new Error('a record in it is none');
    const result = read();
    this.end(start, size);
    return result;
  }

  /** Reads every item of a list, and what follows the items. */
  list<Item>(read: () => Item, after?: () => void): Item[] {
    const start = this.at;
    const size = -this.i64();
    if (size < 12) throw new Error('a list in it is none');
    const count = this.u32();
    if (count > size) throw new Error('a list in it is longer than its bytes');
    const items: Item[] = [];
    for (let index = 0; index < count; index++) items.push(read());
    after?.();
    this.end(start, size);
    return items;
  }

  private i64(): number {
    const low = this.u32();
    return low + 2 ** 32 * this.i32();
  }

  private end(start: number, size: number): void {
    if (start + size > this.view.byteLength || this.at > start + size) throw new RangeError('a frame is too short');
    this.at = start + size;
  }

  private advance(bytes: number): number {
    const start = this.at;
    this.at += bytes;
    return start;
  }
}

/**
 * Tables of FlatBuffers, in which Arrow keeps its metadata. Every access is checked against the bytes.
 * @see https://flatbuffers.dev/internals/
 */
export class FlatTable {
  private readonly vtable: number;
  private readonly vtableBytes: number;

  constructor(
    private readonly view: DataView,
    private readonly position: number,
  ) {
    this.vtable = position - view.getInt32(position, true);
    this.vtableBytes = view.getUint16(this.vtable, true);
  }

  /** The table that a buffer is about. */
  static root(view: DataView, at = 0): FlatTable {
    return new FlatTable(view, at + view.getUint32(at, true));
  }

  int8(slot: number, absent = 0): number {
    const at = this.at(slot);
    return at === undefined ? absent : this.view.getInt8(at);
  }

  int16(slot: number, absent = 0): number {
    const at = this.at(slot);
    return at === undefined ? absent : this.view.getInt16(at, true);
  }

  int32(slot: number, absent = 0): number {
    const at = this.at(slot);
    return at === undefined ? absent : this.view.getInt32(at, true);
  }

  int64(slot: number, absent = 0): number {
    const at = this.at(slot);
    return at === undefined ? absent : wholeNumber(this.view, at);
  }

  table(slot: number): FlatTable | undefined {
    const at = this.at(slot);
    return at === undefined ? undefined : new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  text(slot: number): string {
    const at = this.at(slot);
    if (at === undefined) return '';
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (start + 4 + length > this.view.byteLength) throw new Error('a text lies outside its metadata');
    return Buffer.from(this.view.buffer, this.view.byteOffset + start + 4, length).toString('utf8');
  }

  tables(slot: number): FlatTable[] {
    const { start, count } = this.vector(slot, 4);
    return Array.from({ length: count }, (_, index) => {
      const at = start + 4 * index;
      return new FlatTable(this.view, at + this.view.getUint32(at, true));
    });
  }

  /** Elements of a fixed size, by where they begin. */
  structs<Item>(slot: number, bytes: number, read: (view: DataView, at: number) => Item): Item[] {
    const { start, count } = this.vector(slot, bytes);
    return Array.from({ length: count }, (_, index) => read(this.view, start + bytes * index));
  }

  private vector(slot: number, bytes: number): { readonly start: number; readonly count: number } {
    const at = this.at(slot);
    if (at === undefined) return { start: 0, count: 0 };
    const start = at + this.view.getUint32(at, true);
    const count = this.view.getUint32(start, true);
    if (start + 4 + bytes * count > this.view.byteLength) throw new Error('a list lies outside its metadata');
    return { start: start + 4, count };
  }

  /** @param slot number of the field, from 0 */
  private at(slot: number): number | undefined {
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.vtableBytes) return undefined;
    const offset = this.view.getUint16(this.vtable + entry, true);
    return offset === 0 ? undefined : this.position + offset;
  }
}

/** A signed 64-bit number; beyond 2^53 it is nothing that a file can hold. */
export function wholeNumber(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, true));
}

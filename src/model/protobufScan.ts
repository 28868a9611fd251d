/**
 * Walks the fields of a protobuf message inside a file and passes over what is not asked for, without reading it.
 *
 * Ours, although good protobuf libraries exist: they decode from a buffer that holds the whole message, and the
 * message here is a model of up to 2 GB whose header is all we want. Nothing is allocated by a length that the file
 * states, and the work is bounded by `maximumFields`.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */

/** What a positioned read needs; a `FileHandle` is one. */
export interface ByteSource {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

/** Bytes `start` to `end` (exclusive) of the file. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A field; `start` to `end` is its content, `value` that of a varint as a signed 64-bit integer. */
export interface Field extends Extent {
  readonly number: number;
  readonly kind: 'varint' | 'fixed' | 'bytes';
  readonly value: number;
}

/** The bytes are no protobuf message; the message is a clause: `a part of it reaches beyond its end`. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** Small, since most reads come after a jump over weights. */
const windowBytes = 4096;
/** A tag and a length or value, at most ten bytes each. */
const headerBytes = 20;
/** The largest models published have some 1e5 nodes and tensors. */
const maximumFields = 4_000_000;

export class ProtobufScan {
  readonly #source: ByteSource;
  readonly #size: number;
  readonly #window = Buffer.alloc(windowBytes);
  #windowStart = 0;
  #windowLength = 0;
  #fields = 0;

  constructor(source: ByteSource, size: number) {
    this.#source = source;
    this.#size = size;
  }

  /**
   * The fields of a message in order. What is not looked into is not read.
   * @throws MalformedMessage
   */
  async *fields(message: Extent = { start: 0, end: this.#size }): AsyncGenerator<Field, void, undefined> {
    let position = message.start;
    while (position < message.end) {
      const field = await this.#field(position, message.end);
      yield field;
      position = field.end;
    }
  }

  /** UTF-8 text of a field; undefined where it is longer than `limit` bytes. */
  async text(field: Field, limit: number): Promise<string | undefined> {
    expect(field.kind === 'bytes', 'a name in it is not a text');
    const length = field.end - field.start;
    if (length > limit) return undefined;
    if (length <= windowBytes) {
      const offset = await this.#show(field.start, length);
      return this.#window.toString('utf8', offset, offset + length);
    }
    const bytes = Buffer.alloc(length);
    await this.#fill(bytes, length, field.start);
    return bytes.toString('utf8');
  }

  /**
   * Whole numbers that are packed into one field.
   * @param limit bytes that they may have together
   */
  async varints(field: Field, limit: number): Promise<number[]> {
    expect(field.kind === 'bytes' && field.end - field.start <= limit, 'a list of numbers in it is too long');
    const bytes = Buffer.alloc(field.end - field.start);
    await this.#fill(bytes, bytes.length, field.start);
    const values: number[] = [];
    let value = 0n;
    let shift = 0n;
    for (const byte of bytes) {
      expect(shift < 70n, 'a number in it has no end');
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte >= 0x80) continue;
      values.push(Number(BigInt.asIntN(64, value)));
      value = 0n;
      shift = 0n;
    }
    expect(shift === 0n, 'a number in it has no end');
    return values;
  }

  async #field(start: number, end: number): Promise<Field> {
    expect(++this.#fields <= maximumFields, 'it has more parts than a model can have');
    let offset = await this.#show(start, Math.min(headerBytes, end - start));
    const origin = offset;
    const limit = offset + Math.min(headerBytes, end - start);
    const varint = (): number => {
      let low = 0;
      let high = 0;
      for (let shift = 0; ; shift += 7) {
        expect(offset < limit && shift < 70, 'a number in it has no end');
        const byte = this.#window.readUInt8(offset++);
        const bits = byte & 0x7f;
        if (shift < 28) low += bits * 2 ** shift;
        else high += bits * 2 ** (shift - 28);
        if (byte < 0x80) break;
      }
      // 70 bits were taken; a 64-bit integer in two's complement wraps.
      const unsigned = (high % 2 ** 36) * 2 ** 28 + low;
      return unsigned < 2 ** 63 ? unsigned : ((high % 2 ** 36) - 2 ** 36) * 2 ** 28 + low;
    };
    const tag = varint();
    const number = Math.floor(tag / 8);
    expect(number >= 1 && number < 2 ** 29, 'a part of it has no valid number');
    const wireType = tag % 8;
    if (wireType === 0) {
      const value = varint();
      const after = start + offset - origin;
      return { number, kind: 'varint', value, start: after, end: after };
    }
    const length = wireType === 2 ? varint() : wireType === 1 ? 8 : 4;
    expect(wireType === 1 || wireType === 2 || wireType === 5, 'a part of it is of an unknown kind');
    const content = start + offset - origin;
    expect(length >= 0 && length <= end - content, 'a part of it reaches beyond its end');
    return { number, kind: wireType === 2 ? 'bytes' : 'fixed', value: 0, start: content, end: content + length };
  }

  /** Makes the window hold `length` bytes from `position`, and returns where in it they are. */
  async #show(position: number, length: number): Promise<number> {
    const offset = position - this.#windowStart;
    if (offset >= 0 && offset + length <= this.#windowLength) return offset;
    this.#windowLength = 0;
    this.#windowStart = position;
    this.#windowLength = await this.#fill(this.#window, length, position);
    return 0;
  }

  /** Reads as much as fits into `target`, at least `needed` bytes. */
  async #fill(target: Buffer, needed: number, position: number): Promise<number> {
    let filled = 0;
    while (filled < needed) {
      const { bytesRead } = await this.#source.read(target, filled, target.length - filled, position + filled);
      expect(bytesRead > 0, 'it ends early');
      filled += bytesRead;
    }
    return filled;
  }
}

function expect(condition: boolean, clause: string): asserts condition {
  if (!condition) throw new MalformedMessage(clause);
}

/** Values of a column chunk, which pages name by their number. */
export type Dictionary = Float64Array | Float32Array;

/**
 * The hybrid of run lengths and packed bits in which Parquet keeps definition levels, indices into dictionaries, and
 * booleans, read little by little: what a run says of its length costs nothing until it is used.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export class ParquetRuns {
  /** Values left in the run. */
  private left = 0;
  /** Value of a run of equal values; undefined in one of packed bits. */
  private value: number | undefined;
  private bit = 0;
  private readonly mask: number;
  private readonly view: DataView;

  /** @param at of the first run; the bytes end where the runs end at the latest */
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly width: number,
  ) {
    if (width > 32) throw new Error('indices of more than 32 bits');
    this.mask = width === 32 ? -1 : (1 << width) - 1;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next value, and how often it comes in a row, at most `count` times. */
  next(count: number): { readonly value: number; readonly times: number } {
    this.requireRun();
    if (this.value !== undefined) {
      const times = Math.min(count, this.left);
      this.left -= times;
      return { value: this.value, times };
    }
    const limit = Math.min(count, this.left);
    const value = this.unpack();
    let times = 1;
    while (times < limit) {
      const { at, bit } = this;
      if (this.unpack() !== value) {
        this.at = at;
        this.bit = bit;
        break;
      }
      times++;
    }
    this.left -= times;
    return { value, times };
  }

  /** `out[at + i]` = dictionary[value of row i]. */
  lookUp(dictionary: Dictionary, out: Float64Array, at: number, count: number): void {
    const end = at + count;
    while (at < end) {
      this.requireRun();
      const times = Math.min(end - at, this.left);
      if (this.value !== undefined) {
        if (this.value >= dictionary.length) throw outside();
        out.fill(dictionary[this.value]!, at, at + times);
      } else {
        this.lookUpPacked(dictionary, out, at, times);
      }
      this.left -= times;
      at += times;
    }
  }

  private lookUpPacked(dictionary: Dictionary, out: Float64Array, at: number, count: number): void {
    const { length } = dictionary;
    const { view, width, mask } = this;
    const start = 8 * this.at + this.bit;
    if (start + count * width > 8 * view.byteLength) throw tooShort();
    const quick = this.countInWords(start, count);
    let bit = start;
    const quickEnd = at + quick;
    for (let i = at; i < quickEnd; i++) {
      const index = (view.getUint32(bit >>> 3, true) >>> (bit & 7)) & mask;
      if (index >= length) throw outside();
      out[i] = dictionary[index]!;
      bit += width;
    }
    this.at = Math.floor(bit / 8);
    this.bit = bit % 8;
    for (let i = at + quick; i < at + count; i++) {
      const index = this.unpack();
      if (index >= length) throw outside();
      out[i] = dictionary[index]!;
    }
  }

  /** How many of the values from a bit on lie in a word of 32 bits that begins with their first byte and is inside the bytes. */
  private countInWords(start: number, count: number): number {
    // The position in bits has to fit into 32.
    if (this.width > 25 || this.width === 0 || this.view.byteLength > 1 << 28) return 0;
    const lastStart = 8 * (this.view.byteLength - 4) + 7;
    return Math.min(count, Math.max(0, Math.floor((lastStart - start) / this.width) + 1));
  }

  /** One packed value of up to 32 bits. */
  private unpack(): number {
    const { bytes, width } = this;
    if (this.at + Math.ceil((this.bit + width) / 8) > bytes.length) throw tooShort();
    let value = 0;
    for (let got = 0; got < width;) {
      const take = Math.min(8 - this.bit, width - got);
      value += ((bytes[this.at]! >> this.bit) & ((1 << take) - 1)) * 2 ** got;
      got += take;
      this.bit += take;
      if (this.bit === 8) {
        this.bit = 0;
        this.at++;
      }
    }
    return value;
  }

  private requireRun(): void {
    while (this.left === 0) {
      // The bits of the last run may end inside a byte.
      if (this.bit > 0) {
        this.bit = 0;
        this.at++;
      }
      const header = this.varint();
      if (header % 2 === 1) {
        this.left = ((header - 1) / 2) * 8;
        this.value = undefined;
      } else {
        this.left = header / 2;
        this.value = 0;
        for (let byte = 0; byte < Math.ceil(this.width / 8); byte++) {
          if (this.at >= this.bytes.length) throw tooShort();
          this.value += this.bytes[this.at++]! * 2 ** (8 * byte);
        }
      }
    }
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.at >= this.bytes.length) throw tooShort();
      const byte = this.bytes[this.at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new Error('a run has an impossible length');
  }
}

function tooShort(): Error {
  return new Error('a page ends too early');
}

function outside(): Error {
  return new Error('a value points outside its dictionary');
}

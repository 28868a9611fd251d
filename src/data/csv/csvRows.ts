/**
 * Bytes of complete lines → numbers in columns. This is the loop that decides how fast CSV is read: no string, object
 * or array is made for a cell that holds a plain decimal number, and cells of columns that nobody asked for are only
 * stepped over. Every index is bounded by the line feed that the caller guarantees at the end of the bytes, which is
 * why elements are taken without a check.
 */
import { longDecimal, numberFromText } from './csvNumber';

export const lineFeed = 10;
const carriageReturn = 13;
export const hash = 35;
const quote = 34;
const space = 32;
const plus = 43;
const minus = 45;
const dot = 46;

/** Powers of ten that are exact in binary64. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Something wrong in a cell or a line, at an offset into the bytes. */
export class CsvProblem extends Error {
  constructor(
    readonly kind: 'not-a-number' | 'field-count' | 'open-quote',
    readonly offset: number,
    /** Zero-based field, or the number of fields that there are. */
    readonly field: number,
    readonly text: string,
  ) {
    super(`${kind} at ${offset}`);
  }
}

export class CsvRows {
  /** Rows filled so far. */
  row = 0;
  /** End of the cell that was read outside the fast path. */
  private cellEnd = 0;

  /**
   * @param targets for each field where its numbers go, undefined where it is skipped; all of one length
   * @param capacity rows that fit
   */
  constructor(
    private readonly delimiter: number,
    private readonly targets: readonly (Float64Array | undefined)[],
    private readonly capacity: number,
  ) {}

  /**
   * Reads lines until the bytes end or the targets are full. Blank lines and lines that begin with # are skipped.
   * @param bytes the byte at `end - 1` must be a line feed
   * @param at start of a line
   * @returns start of the first line that was not read
   * @throws CsvProblem
   */
  scan(bytes: Uint8Array, at: number, end: number): number {
    const { delimiter, targets, capacity } = this;
    const fields = targets.length;
    let { row } = this;
    while (at < end && row < capacity) {
      const lineStart = at;
      let c = bytes[at]!;
      if (c === lineFeed) {
        at++;
        continue;
      }
      if (c === hash || c === carriageReturn || c === space) {
        const next = endOfLine(bytes, at) + 1;
        if (c === hash || isBlank(bytes, at, next)) {
          at = next;
          continue;
        }
      }
      let field = 0;
      for (; ; field++) {
        if (field === fields) throw tooManyFields(bytes, lineStart, delimiter);
        const target = targets[field];
        c = bytes[at]!;
        if (target === undefined) {
          if (c === quote) at = endOfQuoted(bytes, at, field);
          c = bytes[at]!;
          while (c !== delimiter && c !== lineFeed) c = bytes[++at]!;
        } else {
          const cell = at;
          while (c === space) c = bytes[++at]!;
          const signed = at;
          if (c === minus || c === plus) c = bytes[++at]!;
          const negative = bytes[signed] === minus;
          const digitsStart = at;
          let mantissa = 0;
          let digit = c - 48;
          while (digit >= 0 && digit <= 9) {
            mantissa = mantissa * 10 + digit;
            digit = bytes[++at]! - 48;
          }
          let digits = at - digitsStart;
          let exponent = 0;
          c = digit + 48;
          if (c === dot) {
            const fractionStart = at + 1;
            digit = bytes[++at]! - 48;
            while (digit >= 0 && digit <= 9) {
              mantissa = mantissa * 10 + digit;
              digit = bytes[++at]! - 48;
            }
            exponent = fractionStart - at;
            digits -= exponent;
            c = digit + 48;
          }
          const digitsEnd = at;
          if ((c | 32) === 101 && digits > 0) {
            c = bytes[++at]!;
            const negativeExponent = c === minus;
            if (negativeExponent || c === plus) c = bytes[++at]!;
            const exponentStart = at;
            let written = 0;
            while (c >= 48 && c <= 57) {
              if (written < 10_000) written = written * 10 + c - 48;
              c = bytes[++at]!;
            }
            exponent += negativeExponent ? -written : written;
            // `1e`: let the slow path say that this is no number.
            if (at === exponentStart) digits = 0;
          }
          let value = Number.NaN;
          if (
            digits > 0 &&
            (c === delimiter || c === lineFeed || (c === carriageReturn && bytes[at + 1] === lineFeed))
          ) {
            // A whole number below 2^53 times or over an exact power of ten is rounded once, so correctly (Clinger 1990).
            if (mantissa < 9007199254740992 && exponent >= -22 && exponent <= 22) {
              value = exponent < 0 ? mantissa / powersOfTen[-exponent]! : mantissa * powersOfTen[exponent]!;
            } else if (exponent >= -44 && exponent <= 0) {
              value = longDecimal(bytes, digitsStart, digitsEnd, exponent);
            }
          }
          if (!Number.isNaN(value)) {
            target[row] = negative ? -value : value;
          } else {
            target[row] = this.readSlowly(bytes, cell, field);
            at = this.cellEnd;
            c = bytes[at]!;
          }
          if (c === carriageReturn) c = bytes[++at]!;
        }
        at++;
        if (c === lineFeed) break;
      }
      if (field + 1 !== fields) throw new CsvProblem('field-count', lineStart, field + 1, '');
      row++;
      this.row = row;
    }
    return at;
  }

  /** Quoted cells, NaN and inf, numbers with too many digits to be exact in the fast path, and what is no number. */
  private readSlowly(bytes: Uint8Array, start: number, field: number): number {
    let at = start;
    let text: string;
    while (bytes[at] === space) at++;
    if (bytes[at] === quote) {
      const end = endOfQuoted(bytes, at, field);
      text = decode(bytes, at + 1, end - 1).replaceAll('""', '"');
      at = end;
      while (bytes[at] === space) at++;
      const c = bytes[at];
      if (c !== this.delimiter && c !== lineFeed && c !== carriageReturn)
        text = decode(bytes, start, this.endOfCell(bytes, at));
    } else {
      at = this.endOfCell(bytes, at);
      text = decode(bytes, start, at);
    }
    at = this.endOfCell(bytes, at);
    this.cellEnd = at;
    const value = numberFromText(text);
    if (value === undefined) throw new CsvProblem('not-a-number', start, field, text.trim());
    return value;
  }

  private endOfCell(bytes: Uint8Array, at: number): number {
    let c = bytes[at]!;
    while (c !== this.delimiter && c !== lineFeed) c = bytes[++at]!;
    return c === lineFeed && bytes[at - 1] === carriageReturn ? at - 1 : at;
  }
}

function endOfLine(bytes: Uint8Array, at: number): number {
  return bytes.indexOf(lineFeed, at);
}

function isBlank(bytes: Uint8Array, at: number, end: number): boolean {
  while (at < end && bytes[at]! <= space && bytes[at] !== 9) at++;
  return at === end;
}

/** @returns the offset after the closing quote; a quote may be doubled inside, a line may not end there */
function endOfQuoted(bytes: Uint8Array, start: number, field: number): number {
  for (let at = start + 1; ; at++) {
    const c = bytes[at]!;
    if (c === lineFeed) throw new CsvProblem('open-quote', start, field, '');
    if (c !== quote) continue;
    if (bytes[at + 1] !== quote) return at + 1;
    at++;
  }
}

function tooManyFields(bytes: Uint8Array, lineStart: number, delimiter: number): CsvProblem {
  let fields = 1;
  let at = lineStart;
  while (bytes[at] !== lineFeed) {
    if (bytes[at] === quote && (at === lineStart || bytes[at - 1] === delimiter))
      at = endOfQuoted(bytes, at, fields - 1);
    else if (bytes[at++] === delimiter) fields++;
  }
  return new CsvProblem('field-count', lineStart, fields, '');
}

/** A long number is most of what comes here: a string of one byte a character is made faster than UTF-8 is decoded. */
function decode(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

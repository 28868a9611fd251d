import type { Scalar } from 'yaml';

/**
 * Where each UTF-16 unit of a scalar's value stands in the source: `[value.length]` offsets, or `undefined` where
 * value and source cannot be laid side by side.
 * @param source the whole text, @param from, @param to the scalar in it, with quotes or block header
 */
export function scalarOffsets(
  source: string,
  from: number,
  to: number,
  value: string,
  style: Scalar.Type | undefined,
): readonly number[] | undefined {
  const offsets: number[] = [];
  let at = from;
  if (style === 'QUOTE_SINGLE' || style === 'QUOTE_DOUBLE') at += 1;
  else if (style === 'BLOCK_LITERAL' || style === 'BLOCK_FOLDED') at = afterHeader(source, from, to);

  while (offsets.length < value.length) {
    if (at >= to) return undefined;
    const wanted = value[offsets.length];
    const found = source[at];
    if (style === 'QUOTE_DOUBLE' && found === '\\') {
      const length = escapeLength(source, at);
      // A backslash at a line's end joins two lines and stands for nothing.
      if (source[at + 1] !== '\n' && source[at + 1] !== '\r') {
        offsets.push(at);
        if (source[at + 1] === 'U' && isHighSurrogate(value, offsets.length - 1)) offsets.push(at);
      }
      at += length;
    } else if (found === wanted) {
      offsets.push(at);
      at += style === 'QUOTE_SINGLE' && found === "'" ? 2 : 1;
    } else if (isSpace(found) && (wanted === ' ' || wanted === '\n')) {
      // A fold: a line's end and the indentation after it became one space, or empty lines became line feeds.
      offsets.push(at);
      if (wanted === '\n' || value[offsets.length] !== '\n') at = afterSpace(source, at, to);
    } else if (isSpace(found)) {
      at += 1;
    } else if (wanted === '\n' && offsets.length > 0) {
      offsets.push(Math.max(from, at - 1));
    } else {
      return undefined;
    }
  }
  return offsets;
}

function afterHeader(source: string, from: number, to: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 || end >= to ? to : end + 1;
}

function afterSpace(source: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(source[at])) at++;
  return at;
}

function isSpace(unit: string | undefined): boolean {
  return unit === ' ' || unit === '\n' || unit === '\r' || unit === '\t';
}

function isHighSurrogate(value: string, at: number): boolean {
  const unit = value.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00;
}

function escapeLength(source: string, at: number): number {
  const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
  return 2 + (hexDigits[source[at + 1] ?? ''] ?? 0);
}

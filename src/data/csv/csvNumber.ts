/**
 * The number that a cell's text stands for: decimal numbers, `inf`, and NaN for what is left empty.
 * True and False (as pandas writes them) are 1 and 0. Anything else is text: undefined.
 */
export function numberFromText(text: string): number | undefined {
  const cell = text.trim();
  if (decimal.test(cell)) return Number(cell);
  const word = cell.toLowerCase();
  if (missing.has(word)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/.exec(word);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (word === 'true') return 1;
  if (word === 'false') return 0;
  return undefined;
}

/** True for `1,5`: a number as it is written where the comma is the decimal sign. */
export function hasDecimalComma(text: string): boolean {
  return /^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/.test(text.trim());
}

/**
 * The number inside of a text that a person reads as one: with a decimal comma (`1,5`), commas between thousands
 * (`1,234.5`), a unit or per cent behind it (`12.5 GeV`), or in quotes of its own (`'1.5'`). Undefined for any other text.
 */
export function dressedNumber(text: string): string | undefined {
  const cell = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const bare = cell.replace(/\s*(?:%|[kMGT]?eV|[fpn]b|[cmk]?m|[mµn]?s|rad|deg)$/, '').trim();
  if (hasDecimalComma(bare)) return bare.replace(',', '.');
  const joined = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
  return decimal.test(joined) && joined !== text.trim() ? joined : undefined;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const missing: ReadonlySet<string> = new Set(['', 'nan', '-nan', '+nan', 'na', 'n/a', '#n/a', '<na>', 'null', 'none']);

/**
 * Decimal numbers of up to 30 significant digits and a power of ten from -44 to 0 (doubles as Python and numpy write
 * them), correctly rounded without a string: digits and power are held exactly as sums of two doubles, the quotient is
 * computed to about 100 bits, and where even these do not decide the rounding the caller has to.
 * @param bytes digits, with or without one dot, in [start, end)
 * @param exponent value = (digits read as a whole number) * 10^exponent
 * @returns NaN where it cannot tell
 * @see T. J. Dekker, Numer. Math. 18 (1971) 224, for the exact products
 */
export function longDecimal(bytes: Uint8Array, start: number, end: number, exponent: number): number {
  let first = 0;
  let second = 0;
  let secondDigits = 0;
  for (let at = start; at < end; at++) {
    // Indices are below `end`, which is within the bytes.
    const digit = bytes[at]! - 48;
    if (digit < 0) continue;
    if (first < 1e14) {
      first = first * 10 + digit;
    } else {
      second = second * 10 + digit;
      secondDigits++;
    }
  }
  if (secondDigits > 15) return Number.NaN;
  // Numerator: first * 10^secondDigits + second, exactly.
  const shift = powerHigh[secondDigits]!;
  const product = first * shift;
  const rest = productError(first, shift, product) + second;
  const high = product + rest;
  const low = rest - (high - product);
  // Quotient and its remainder.
  const divisor = powerHigh[-exponent]!;
  const quotient = high / divisor;
  const back = quotient * divisor;
  const remainder = high - back - productError(quotient, divisor, back) + low - quotient * powerLow[-exponent]!;
  const correction = remainder / divisor;
  const doubt = Math.abs(correction) * 1e-14 + quotient * 1e-29;
  const value = quotient + (correction - doubt);
  return value === quotient + (correction + doubt) ? value : Number.NaN;
}

/** a * b - product, exactly. */
function productError(a: number, b: number, product: number): number {
  const aHigh = a * 134217729 - (a * 134217729 - a);
  const bHigh = b * 134217729 - (b * 134217729 - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** 10^n = powerHigh[n] + powerLow[n], exactly up to 10^44 (102 significant bits). */
const powerHigh = Float64Array.from({ length: 45 }, (_, n) => Number(`1e${n}`));
const powerLow = Float64Array.from({ length: 45 }, (_, n) => Number(10n ** BigInt(n) - BigInt(Number(`1e${n}`))));

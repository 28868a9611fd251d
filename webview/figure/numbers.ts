/**
 * Numbers as a physicist writes them: a value to the precision of its error, exponents only where digits would mislead.
 */
import { l10n } from '../l10n';

/** Four significant digits: `0.01234`, `1244`, `1.24e6`, `−3.2e−5`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return l10n.t('undefined');
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 999_999.5 || size < 1e-3) return withMinus(shortExponential(value, 2));
  if (size >= 1000) return withMinus(value.toFixed(0));
  return withMinus(String(Number(value.toPrecision(4))));
}

/**
 * `1.0008 ± 0.0026`: the error to two significant digits, the value to the same decimals. Errors of 100 and more keep
 * their integer digits. Without a usable error it is the value alone.
 */
export function formatMeasured(value: number | null, error: number | null | undefined): string {
  if (value === null) return '–';
  if (!Number.isFinite(value) || error === null || error === undefined || !Number.isFinite(error)) {
    return formatNumber(value);
  }
  if (error === 0) return `${formatNumber(value)} ± 0`;
  const largest = Math.max(Math.abs(value), error);
  if (largest >= 999_999.5 || largest < 1e-3) {
    const exponent = Math.floor(Math.log10(largest));
    const factor = 10 ** exponent;
    return `(${fixedToError(value / factor, error / factor)})e${withMinus(String(exponent))}`;
  }
  return fixedToError(value, error);
}

/** `0.0198 ± 0.0021`, or `0.0198 +0.0030 −0.0012` where the interval is not symmetric. */
export function formatInterval(interval: {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}): string {
  const up = interval.high - interval.value;
  const down = interval.value - interval.low;
  if (Math.abs(up - down) <= 0.05 * Math.max(up, down)) return formatMeasured(interval.value, (up + down) / 2);
  const decimals = decimalsOf(Math.min(up > 0 ? up : Infinity, down > 0 ? down : Infinity));
  const number = (value: number): string => withMinus(value.toFixed(decimals));
  return `${number(interval.value)} +${number(up)} −${number(down)}`;
}

/** The content of a bin as a half-open interval: `[0.2, 0.3)`. The last bin of a histogram holds its upper edge. */
export function formatBin(low: number, high: number, last: boolean): string {
  return `[${formatNumber(low)}, ${formatNumber(high)}${last ? ']' : ')'}`;
}

/** The typographic minus, as wide as a plus. */
export function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

function fixedToError(value: number, error: number): string {
  const decimals = decimalsOf(error);
  return `${withMinus(value.toFixed(decimals))} ± ${error.toFixed(decimals)}`;
}

/** Decimals that show two significant digits of an error. */
function decimalsOf(error: number): number {
  if (!Number.isFinite(error) || error <= 0) return 3;
  return Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(error))));
}

function shortExponential(value: number, decimals: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(decimals).split('e');
  return `${String(Number(mantissa))}e${exponent.replace('+', '')}`;
}

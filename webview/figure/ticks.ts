/** Ticks at round numbers, and their labels: few digits, the same number of decimals, large powers in the axis title. */
import type { Axis } from '../../src/report/figure';
import { formatNumber, withMinus } from './numbers';

/** Multiples of 1, 2 or 5 times a power of ten inside [low, high]; about `count` of them, never more than count + 2. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high) || high <= low) return [];
  const step = niceStep((high - low) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks: number[] = [];
  for (let index = first; index <= last; index++) ticks.push(roundTo(index * step, step));
  return ticks;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `size`. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const mantissa = size / power;
  const nice = mantissa <= 1.0000001 ? 1 : mantissa <= 2.0000001 ? 2 : mantissa <= 5.0000001 ? 5 : 10;
  return nice * power;
}

/**
 * The power of ten that leaves an axis: 0 while labels stay short, else a multiple of three.
 *
 * @param limit the largest absolute value on the axis
 */
export function axisExponent(limit: number): number {
  if (!Number.isFinite(limit) || limit <= 0) return 0;
  if (limit < 1e5 && limit >= 1e-2) return 0;
  return Math.floor(Math.log10(limit) / 3 + 1e-9) * 3;
}

/** Labels of equally spaced ticks, divided by 10^exponent, all with the decimals that the spacing needs. */
export function tickLabels(ticks: readonly number[], exponent = 0): string[] {
  const factor = 10 ** exponent;
  const scaled = ticks.map((tick) => tick / factor);
  const [first = 0, second] = scaled;
  const step = second === undefined ? Math.abs(first) : Math.abs(second - first);
  const decimals = step > 0 ? Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  return scaled.map((tick) => withMinus((Object.is(tick, -0) ? 0 : tick).toFixed(decimals)));
}

/**
 * Ticks of a logarithmic axis: powers of ten, with 2 and 5 between them where there are few, and every second, third, …
 * of them where there are more than `count`.
 */
export function logTicks(low: number, high: number, count: number): number[] {
  if (!(low > 0) || !(high > low) || !Number.isFinite(high)) return [];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const inside = (value: number): boolean => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const decades = powers.map((power) => Number(`1e${power}`)).filter(inside);
  if (decades.length >= 3) {
    const each = Math.ceil(decades.length / Math.max(1, count));
    return decades.filter((_, index) => (decades.length - 1 - index) % each === 0);
  }
  const between = powers.flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`))).filter(inside);
  return between.length >= 2 ? between : niceTicks(low, high, count);
}

/** `0.01`, `500`, `10⁻⁵` */
export function logLabel(value: number): string {
  const power = Math.round(Math.log10(value));
  const isPower = Math.abs(value / 10 ** power - 1) < 1e-9;
  return isPower && (power < -3 || power > 4) ? `10${superscript(power)}` : formatNumber(value);
}

/** `HT [GeV]`, `events / bin (×10³)` */
export function axisTitle(axis: Axis, exponent = 0): string {
  const unit = axis.unit === undefined || axis.unit === '' ? '' : ` [${axis.unit}]`;
  return `${axis.label}${unit}${exponent === 0 ? '' : ` (×10${superscript(exponent)})`}`;
}

function superscript(exponent: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  return String(exponent).replace(/./g, (character) => (character === '-' ? '⁻' : (digits[Number(character)] ?? '')));
}

function roundTo(value: number, step: number): number {
  const decimals = Math.min(15, Math.max(0, 2 - Math.floor(Math.log10(step))));
  return Number(value.toFixed(decimals)) + 0;
}

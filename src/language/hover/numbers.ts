import { plain } from '../../checks/wording';
import type { Measured } from '../../report/report';

/** `56.6 ± 0.6 %` of a fraction, or `+1.23 −0.40 +0.62 %` where its interval is not symmetric. */
export function percentOf(measured: Measured): string {
  return `${withError(scaled(measured, 100, 0), false)} %`;
}

/** `+1.23 ± 0.05 %` of a ratio: how far it is from 1. */
export function changeOf(measured: Measured): string {
  const change = scaled(measured, 100, 1);
  const { value, low, high } = change;
  // Equal for every event, not merely within errors.
  if (value === 0 && low === 0 && high === 0) return '0 %';
  return `${withError(change, true)} %`;
}

/** `0.7663 ± 0.0012` */
export function numberOf(measured: Measured): string {
  return typeof measured === 'number' ? plain(measured) : withError(scaled(measured, 1, 0), false);
}

export function valueOf(measured: Measured): number {
  return typeof measured === 'number' ? measured : measured.value;
}

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function scaled(measured: Measured, factor: number, origin: number): Interval {
  const { value, low, high } =
    typeof measured === 'number' ? { value: measured, low: measured, high: measured } : measured;
  return { value: (value - origin) * factor, low: (low - origin) * factor, high: (high - origin) * factor };
}

/** The smaller error to two digits, all else to as many decimals. */
function withError({ value, low, high }: Interval, hasSign: boolean): string {
  const up = high - value;
  const down = value - low;
  const error = Math.max(up, down);
  if (!(error > 0) || !Number.isFinite(error)) return (hasSign && value > 0 ? '+' : '') + minus(plain(value));
  // Without what binary fractions take away: 1.02 − 1.019 is not quite 0.001.
  const smaller = Number(Math.min(up > 0 ? up : error, down > 0 ? down : error).toPrecision(9));
  const decimals = Math.min(Math.max(1 - Math.floor(Math.log10(smaller)), 0), 6);
  const number = (of: number): string => minus(of.toFixed(decimals));
  const shown = `${hasSign && value >= 0 ? '+' : ''}${number(value)}`;
  if (Math.abs(up - down) <= 0.05 * error) return `${shown} ± ${number((up + down) / 2)}`;
  return `${shown} +${number(up)} −${number(down)}`;
}

function minus(text: string): string {
  return text.replace(/^-/, '−');
}

/** How numbers and names are said in messages. */
import type { Estimate } from '../stats/estimate';
import { limitsOf } from '../stats/studentisedLimits';
import type { Interval } from '../report/report';
import type { ClassLabel, Measurements } from './measurements';

/** A standard error as the 68.3 % interval of the JSON. */
export function interval(estimate: Estimate): Interval {
  return { value: estimate.value, ...limitsOf(estimate, 1) };
}

/** `+12.4 ± 1.1 %` of a fraction. */
export function percentChange({ value, error }: Estimate): string {
  const digits = decimals(error * 100);
  const sign = value >= 0 ? '+' : '−';
  return `${sign}${Math.abs(value * 100).toFixed(digits)} ± ${(error * 100).toFixed(digits)} %`;
}

/** `12.4 ± 1.1 %` of a fraction that has no sign. */
export function percentValue({ value, error }: Estimate): string {
  const digits = decimals(error * 100);
  return `${(value * 100).toFixed(digits)} ± ${(error * 100).toFixed(digits)} %`;
}

/** `31.9 ± 2.8`: to two digits of the error. */
export function unsigned({ value, error }: Estimate): string {
  const digits = decimals(error);
  return `${value.toFixed(digits)} ± ${error.toFixed(digits)}`;
}

/** `+0.084 ± 0.006`: to two digits of the error. */
export function signed({ value, error }: Estimate): string {
  const digits = decimals(error);
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(digits)} ± ${error.toFixed(digits)}`;
}

/** `0.231 (0.221 to 0.242)`, of what has no symmetric error. */
export function rangeText({ value, low, high }: Interval): string {
  return `${plain(value)} (${plain(low)} to ${plain(high)})`;
}

/** `12 %`, `0.5 %` of a fraction, to two digits. */
export function percent(value: number): string {
  return `${plain(value * 100)} %`;
}

/** To two or three significant digits, without a power of ten where people would not write one. */
export function plain(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(1);
  return decimal.format(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
}

/** Made once: `toLocaleString` makes one for each number. */
const decimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 });

/** `+0.31`, `−0.02`: with the sign, to two or three digits. */
export function withSign(value: number): string {
  return `${value < 0 ? '−' : '+'}${plain(Math.abs(value))}`;
}

/** `p = 0.0066`; small ones are extrapolated and only bounded. */
export function pText(p: number): string {
  return p < 1e-6 ? 'p < 1e-6' : `p = ${plain(p)}`;
}

/** `1,347` */
export function count(value: number): string {
  return decimal.format(Math.round(value));
}

/** `tt` where one sample makes up a class, else `class 0`. */
export function className(measured: Measurements, label: ClassLabel): string {
  const samples = measured.samplesOf(label);
  if (samples.length === 1 && measured.sample(samples[0]!).classes.length === 1) return `'${samples[0]!}'`;
  return label === undefined ? 'all events' : `class ${label}`;
}

/** Class and, where only one sample makes it up, that sample: the target of an outcome. */
export function classTarget(measured: Measurements, label: ClassLabel): { class?: number; sample?: string } {
  const samples = measured.samplesOf(label);
  return {
    ...(label === undefined ? {} : { class: label }),
    ...(samples.length === 1 ? { sample: samples[0]! } : {}),
  };
}

/** Decimals that show two digits of an error. */
function decimals(error: number): number {
  if (!(error > 0) || !Number.isFinite(error)) return 2;
  return Math.min(Math.max(1 - Math.floor(Math.log10(error)), 0), 6);
}

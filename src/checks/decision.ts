/** Three answers, from an interval and a tolerance: the rules that every check follows (docs/statistics.md). */
import { normalQuantile, normalTail } from '../stats/normal';
import { lengthLimits, type Limits, type SquaredLength } from '../stats/squaredLength';
import type { Estimate } from '../stats/estimate';
import { limitsOf, skewedQuantile, studentHalfWidth } from '../stats/studentisedLimits';
import type { MeasuredShape } from './measurements';
import type { Interval, Outcome, Status } from '../report/report';

/** Power with which what `minimumDetectable` names is found, at least. */
export const power = 0.9;

/**
 * The error by which an effect is named is estimated, and so is the one by which it is judged when it is there. Both are
 * taken as known to one part in ten, as of fifty events of one weight: 1/√(2·50).
 */
const scatterOfErrors = 0.1;

/**
 * Half-width, in standard errors, of intervals that hold the truth in all of `rows` rows together with probability
 * 1 − α (Bonferroni).
 */
export function simultaneousSigmas(alpha: number, rows: number): number {
  return normalQuantile(1 - alpha / (2 * Math.max(rows, 1)));
}

/** Standard errors beyond the tolerance at which an effect is found with a probability of 90 %. */
export function detectableSigmas(alpha: number, rows: number): number {
  const sigmas = simultaneousSigmas(alpha, rows);
  return sigmas + sigmasOfPower(sigmas);
}

/**
 * Standard errors d that an effect has to lie beyond z others, by which it is judged, to be found with a power. An effect
 * that is named at k = z + d estimated errors and judged by z others, each with a relative scatter s, is found with
 * Φ(d/√(1 + s²(k² + z²))): solved for d.
 */
export function sigmasOfPower(sigmas: number, wanted = power): number {
  const q2 = normalQuantile(wanted) ** 2;
  const s2 = scatterOfErrors ** 2;
  const a = 1 - q2 * s2;
  const half = q2 * s2 * sigmas;
  return (half + Math.sqrt(half ** 2 + a * q2 * (1 + 2 * s2 * sigmas ** 2))) / a;
}

/** Power to ask for where errors are taken as exactly known, so that the promised one remains where they are not. */
export function plannedPower(alpha: number, rows: number): number {
  return 1 - normalTail(sigmasOfPower(simultaneousSigmas(alpha, rows)));
}

/** A squared length and its 68.3 % interval, which ends at 0: where noise makes the estimate negative, that is quoted. */
export function quotedLength(length: SquaredLength): Interval {
  return { value: Math.max(length.value, 0), ...lengthLimits(length, 2 * normalTail(1)) };
}

/**
 * A distance in some unit with its 68.3 % interval, which begins at 0 where noise alone is as long. Noise makes a distance
 * longer, so the interval may end below the measured one: that end is quoted then.
 */
export function quotedDistance(measured: number, within: (p: number) => Limits, unit = 1): Interval {
  const { low, high } = within(2 * normalTail(1));
  return { value: Math.min(measured, high) / unit, low: low / unit, high: high / unit };
}

/** A weight that is scaled by exactly what is accepted is within it, however its sums are rounded. */
const rounding = 1e-12;

/**
 * Inside ± tolerance: pass. Outside: finding. Neither: undecided.
 * @param halfWidth of the interval around the value
 */
export function judgeInterval(value: number, halfWidth: number, tolerance: number): Exclude<Status, 'skipped'> {
  const size = Math.abs(value);
  return judgeLimits(size - halfWidth, size + halfWidth, tolerance);
}

/**
 * Limits of the size of a change, without its sign: the lower one is not positive where the change may be none, or of
 * either sign.
 */
export function sizeLimits(change: Estimate, sigmas: number): Limits {
  const { low, high } = limitsOf(change, sigmas);
  return { low: Math.max(low, -high), high: Math.max(high, -low) };
}

/** The same as `judgeInterval` of a change and its interval, which may reach further to one side. */
export function judgeChange(change: Estimate, sigmas: number, tolerance: number): Exclude<Status, 'skipped'> {
  const { low, high } = sizeLimits(change, sigmas);
  return judgeLimits(low, high, tolerance);
}

/** Of a size, or of something that only one direction makes worse: above what is accepted, within it, or neither. */
export function judgeLimits(low: number, high: number, tolerance: number): Exclude<Status, 'skipped'> {
  if (low > tolerance + rounding) return 'finding';
  return high <= tolerance + rounding ? 'pass' : 'undecided';
}

/** The same for a shape: its Wasserstein distance in units of σ, and that it is significant at all. */
export function judgeShape(
  shape: MeasuredShape,
  adjustedPValue: number,
  tolerance: number,
  { alpha, rows }: { readonly alpha: number; readonly rows: number },
): { readonly status: 'pass' | 'finding' | 'undecided'; readonly minimumDetectable: number } {
  const each = alpha / Math.max(rows, 1);
  const { low, high } = shape.wassersteinWithin(each);
  const beyond = low / shape.sigma > tolerance && adjustedPValue < alpha;
  const within = high / shape.sigma <= tolerance;
  const p = each / 2;
  const reach = (shape.wassersteinNoise(p) + shape.wassersteinNoise(1 - power)) / shape.sigma;
  return { status: beyond ? 'finding' : within ? 'pass' : 'undecided', minimumDetectable: tolerance + reach };
}

/**
 * Smallest relative change that would have been found beyond the tolerance with a probability of 90 %. The error of a
 * ratio r grows with it: the part of nominal as r, that of events which enter or leave as √r. With k the standard errors
 * needed at r = 1 and both parts alike, m = tolerance + k·√((1 + m)(2 + m)/2) is solved for m.
 */
export function minimumDetectable(change: Estimate, sigmas: number, tolerance: number, within = power): number {
  const half = sigmasBelow(change, sigmas);
  return detectableRatio(change, half + sigmasOfPower(half, within), tolerance);
}

/** The same, so many standard errors beyond the tolerance. */
export function detectableRatio({ value, error }: Estimate, beyond: number, tolerance: number): number {
  const grown = Math.max(1 + value, 1);
  const squared = (beyond * error) ** 2 / ((grown * (1 + grown)) / 2);
  // Beyond an error of a third no ratio can be told from 1 so well: the number only has to be large.
  const a = Math.max(1 - squared / 2, 0.01);
  const b = 2 * tolerance + 1.5 * squared;
  return (b + Math.sqrt(b * b - 4 * a * (tolerance ** 2 - squared))) / (2 * a);
}

/** Standard errors from a change down to its limit, if all events that made it pull one way, as those of a large one do. */
export function sigmasBelow({ studentised }: Estimate, sigmas: number): number {
  if (studentised === undefined) return sigmas;
  const { freedom } = studentised;
  return Math.max(sigmas, skewedQuantile(studentHalfWidth(sigmas, freedom), Math.sqrt(2 / freedom)));
}

/** The same where two independent changes have to be found, both beyond their errors and each no smaller than the tolerance. */
export function minimumDetectableTwice(changes: readonly Estimate[], sigmas: number, tolerance: number): number {
  const each = Math.sqrt(power);
  return Math.max(
    ...changes.flatMap((change) => [
      minimumDetectable(change, sigmas, 0, each),
      minimumDetectable(change, 0, tolerance, each),
    ]),
  );
}

/**
 * One finding for each group, at its worst row; the other rows of the group become hints, which are not shown.
 * @param group name of the group a row belongs to: its nuisance, its feature
 * @param weight how bad a row is
 */
export function reportWorst<Row extends { readonly outcome: Outcome }>(
  rows: readonly Row[],
  group: (row: Row) => string,
  weight: (row: Row) => number,
  summary: (worst: Row, others: readonly Row[]) => string,
): Outcome[] {
  const findings = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.outcome.status !== 'finding') continue;
    const name = group(row);
    findings.set(name, [...(findings.get(name) ?? []), row]);
  }
  const worst = new Map<Row, readonly Row[]>();
  for (const group of findings.values()) {
    const [first, ...others] = group.sort((a, b) => weight(b) - weight(a));
    if (first !== undefined) worst.set(first, others);
  }
  return rows.map((row): Outcome => {
    if (row.outcome.status !== 'finding') return row.outcome;
    const others = worst.get(row);
    return others === undefined
      ? { ...row.outcome, severity: 'hint' }
      : { ...row.outcome, message: summary(row, others) };
  });
}

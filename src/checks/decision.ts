/** Three answers, from an interval and a tolerance: the rules that every check follows (docs/statistics.md). */
import { normalQuantile } from '../stats/normal';
import type { Estimate } from '../stats/estimate';
import type { MeasuredShape } from './measurements';
import type { Outcome, Status } from '../report/report';

/** Power with which `minimumDetectable` would have been found. */
const power = 0.9;

/**
 * Half-width, in standard errors, of intervals that hold the truth in all of `rows` rows together with probability
 * 1 − α (Bonferroni).
 */
export function simultaneousSigmas(alpha: number, rows: number): number {
  return normalQuantile(1 - alpha / (2 * Math.max(rows, 1)));
}

/** A weight that is scaled by exactly what is accepted is within it, however its sums are rounded. */
const rounding = 1e-12;

/**
 * Inside ± tolerance: pass. Outside: finding. Neither: undecided.
 * @param halfWidth of the interval around the value
 */
export function judgeInterval(value: number, halfWidth: number, tolerance: number): Exclude<Status, 'skipped'> {
  const size = Math.abs(value);
  if (size - halfWidth > tolerance + rounding) return 'finding';
  return size + halfWidth <= tolerance + rounding ? 'pass' : 'undecided';
}

/** The same for a shape: its Wasserstein distance in units of σ, and that it is significant at all. */
export function judgeShape(
  shape: MeasuredShape,
  adjustedPValue: number,
  tolerance: number,
  { alpha, rows }: { readonly alpha: number; readonly rows: number },
): { readonly status: 'pass' | 'finding' | 'undecided'; readonly minimumDetectable: number } {
  const p = alpha / (2 * Math.max(rows, 1));
  const beyond = shape.wassersteinLow(p) / shape.sigma > tolerance && adjustedPValue < alpha;
  const within = shape.wassersteinHigh(p) / shape.sigma <= tolerance;
  const reach = (shape.wassersteinNoise(p) + shape.wassersteinNoise(1 - power)) / shape.sigma;
  return { status: beyond ? 'finding' : within ? 'pass' : 'undecided', minimumDetectable: tolerance + reach };
}

/** Smallest true effect that would have been found beyond the tolerance with 90 % probability. */
export function minimumDetectable({ error }: Pick<Estimate, 'error'>, sigmas: number, tolerance: number): number {
  return tolerance + (sigmas + normalQuantile(power)) * error;
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

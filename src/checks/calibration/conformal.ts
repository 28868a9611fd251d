/**
 * Split-conformal intervals: how wide they must be for the nominal events, and whether they hold what they say where the
 * model is applied.
 */
import type { ConfigPath } from '../../config/analysis';
import { statesUncertainty } from '../../config/calibrated';
import type { Outcome } from '../../report/report';
import { bisect } from '../../stats/bisection';
import { conformalFactor, coverages, weightedMean } from '../../stats/coverage';
import type { Estimate } from '../../stats/estimate';
import { effectiveEvents } from '../../stats/moments';
import { normalCdf, normalQuantile } from '../../stats/normal';
import { judgeInterval } from '../decision';
import type { MeasuredModel, Measurements } from '../measurements';
import { pulledRows, type PulledRow } from '../pull/regression';
import { interval, percent, percentValue, plain } from '../wording';

const code = 'calibration/coverage';

/** Fewer effective events have no coverage with a normal error. */
const fewest = 50;

/** What intervals from one half of the events hold of the other half. */
export interface Conformal {
  readonly level: number;
  /** In units of the predicted error; of a mixture the quantiles at Φ(∓factor). */
  readonly factor: number;
  readonly covered: Estimate;
}

/** Rows of a sample stand in the order of their hashes: every other one is a random half. */
function calibrates({ row }: PulledRow): boolean {
  return row % 2 === 0;
}

export function conformalOf(rows: readonly PulledRow[], level: number): Conformal | undefined {
  const factor = factorOf(rows.filter(calibrates), level);
  const tested = rows.filter((row) => !calibrates(row));
  const [covered] = coverages(scoresOf(tested), weightsOf(tested), [factor]);
  return Number.isFinite(factor) && covered !== undefined ? { level, factor, covered } : undefined;
}

export function conformalText(model: MeasuredModel, conformal: Conformal | undefined): string {
  if (conformal === undefined) return '';
  const { level, factor, covered } = conformal;
  return ` ${intervalsText(model, factor)}, from half of the events, hold ${percentValue(covered)} of the others, for ${percent(level)}: true of events distributed as these, and void under a shift.`;
}

/** `Conformal intervals of ±1.98 σ` */
function intervalsText({ model }: MeasuredModel, factor: number): string {
  return model.output?.kind === 'mixture'
    ? `Conformal intervals between the predicted quantiles at ${percent(normalCdf(-factor))} and ${percent(normalCdf(factor))}`
    : `Conformal intervals of ±${plain(factor)} σ`;
}

/** Events where the model is applied, and the interval that the nominal ones ask for. */
export interface AppliedConformal extends Conformal {
  readonly model: MeasuredModel;
  readonly sample: string;
  readonly path: ConfigPath;
  /** Of the applied events, with the error that so few nominal ones leave of the factor. */
  readonly covered: Estimate;
  /** The part of the factor, of the coverage of events like the nominal ones. */
  readonly ofFactor: number;
  readonly crps: Estimate;
  readonly events: number;
  readonly effectiveEvents: number;
}

/** Of every model and sample whose truth is told there. Nominal events that set the interval do not test it. */
export function appliedConformals(measured: Measurements, level: number): AppliedConformal[] {
  return stated(measured).flatMap((model) => {
    const calibrating = measured
      .nominalSamples()
      .flatMap(({ profile }) => pulledRows(model, profile.rows).filter(calibrates));
    const factor = factorOf(calibrating, level);
    const used = new Set(calibrating.map(({ event }) => event));
    return applied(measured).flatMap(({ sample, path }): AppliedConformal[] => {
      const rows = pulledRows(model, measured.sample(sample).rows).filter(({ event }) => !used.has(event));
      const events = effective(rows);
      if (!Number.isFinite(factor) || !(events >= fewest)) return [];
      const [found] = coverages(scoresOf(rows), weightsOf(rows), [factor]);
      const crps = weightedMean(
        Float64Array.from(rows, (one) => one.crps),
        weightsOf(rows),
      );
      if (found === undefined || crps === undefined) return [];
      // Over draws of n calibrating events the coverage is a beta variable around the level (V. Vovk, PMLR 25 (2012) 475).
      const ofFactor = Math.sqrt((level * (1 - level)) / (effective(calibrating) + 2));
      const covered = { value: found.value, error: Math.hypot(found.error, ofFactor * steepness(found.value, level)) };
      return [
        { model, sample, path, level, factor, covered, ofFactor, crps, events: rows.length, effectiveEvents: events },
      ];
    });
  });
}

/**
 * By how much more the coverage q of other events changes with the factor than that of the nominal ones: where their errors
 * are larger by one factor, z·φ(z) of the half-widths z in units of either's errors. Elsewhere it is no less.
 */
function steepness(q: number, level: number): number {
  const of = (coverage: number): number => {
    const z = normalQuantile((1 + coverage) / 2);
    return z * Math.exp((-z * z) / 2);
  };
  return q > 0 && q < level ? Math.max(of(q) / of(level), 1) : 1;
}

/**
 * Smallest difference of coverage that would have been found. The error of a fraction q is √(q(1 − q)/n), which is larger
 * for one below the level, as is what that of the factor does: with k standard errors and q = level − m,
 * m = tolerance + k·√(q(1 − q)/n + (σ·steepness)²), σ that of the factor.
 */
function detectableMiss(
  { level, effectiveEvents: n, ofFactor }: AppliedConformal,
  k: number,
  tolerance: number,
): number {
  const needed = (m: number): number => {
    const fraction = Math.max(level - m, 0);
    const counted = Math.sqrt((fraction * (1 - fraction)) / n);
    return tolerance + k * Math.hypot(counted, ofFactor * steepness(fraction, level));
  };
  return bisect(tolerance, 1, (m) => needed(m) > m);
}

export function appliedOutcome(
  measured: Measurements,
  one: AppliedConformal,
  severity: Outcome['severity'],
  { tolerance, sigmas, detected }: { readonly tolerance: number; readonly sigmas: number; readonly detected: number },
): Outcome {
  const { model, sample, path, level, factor, covered, crps } = one;
  const status = judgeInterval(covered.value - level, sigmas * covered.error, tolerance);
  const missed = detectableMiss(one, detected, tolerance);
  const ofModel = measured.models.length > 1 ? ` of '${model.model.name}'` : '';
  const numbers = `${intervalsText(model, factor)}${ofModel}, from half of the nominal events, hold the truth of ${percentValue(covered)} of the events in '${sample}', for ${percent(level)}`;
  return {
    code,
    status,
    severity,
    message: {
      finding: `${numbers}: a shift voids what they promise. Take the factor from events like these, or quote ${percent(Math.abs(covered.value - level))} as the error of the coverage.`,
      pass: `${numbers}: within ${percent(tolerance)}.`,
      undecided: `${numbers}: too uncertain to compare with a difference of ${percent(tolerance)}; beyond ${percent(missed)} it would have been seen.`,
    }[status],
    at: { path },
    target: { model: model.model.name, sample },
    evidence: {
      conformalFactor: factor,
      conformalCoverage: interval(covered),
      crps: interval(crps),
      events: one.events,
      effectiveEvents: one.effectiveEvents,
      ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
    },
  };
}

/** Samples where the model is applied and nothing, or too little, is known of the truth. */
export function untoldApplications(
  measured: Measurements,
  severity: Outcome['severity'],
  told: readonly AppliedConformal[],
): Outcome[] {
  return stated(measured).flatMap((model) =>
    applied(measured).flatMap(({ sample, path }): Outcome[] => {
      if (told.some((one) => one.model === model && one.sample === sample)) return [];
      const truth = model.model.truth!.text;
      const known = measured.sample(sample).rows.extra.has(truth);
      const why = known
        ? `it has fewer than ${fewest} effective events besides those that set the intervals`
        : `it has no '${truth}'`;
      return [
        {
          code,
          status: 'skipped',
          severity,
          message: `Whether the intervals of '${model.model.name}' hold the truth in '${sample}' cannot be told: ${why}. They do for events distributed as the nominal ones; shift/feature and shift/joint tell whether these are.`,
          at: { path },
          target: { model: model.model.name, sample },
          evidence: {},
        },
      ];
    }),
  );
}

function stated(measured: Measurements): MeasuredModel[] {
  return measured.models.filter(({ model }) => statesUncertainty(model));
}

/** Each sample once. */
function applied(measured: Measurements): { readonly sample: string; readonly path: ConfigPath }[] {
  const all = [...measured.analysis.application.values()];
  return all.filter(({ sample }, index) => all.findIndex((other) => other.sample === sample) === index);
}

function factorOf(rows: readonly PulledRow[], level: number): number {
  return conformalFactor(scoresOf(rows), weightsOf(rows), level);
}

export function scoresOf(rows: readonly PulledRow[]): Float64Array {
  return Float64Array.from(rows, ({ z }) => z);
}

function weightsOf(rows: readonly PulledRow[]): Float64Array {
  return Float64Array.from(rows, ({ weight }) => weight);
}

function effective(rows: readonly PulledRow[]): number {
  let [sum, squares] = [0, 0];
  for (const { weight } of rows) [sum, squares] = [sum + weight, squares + weight * weight];
  return effectiveEvents(sum, squares);
}

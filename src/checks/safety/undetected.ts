import type { WorkingPointShift, WorstShiftProfile } from '../../profile/worstShiftProfile';
import type { Measured, Outcome } from '../../report/report';
import { bisect } from '../../stats/bisection';
import type { Estimate } from '../../stats/estimate';
import { checkOf, measuredOf } from '../check';
import { judgeLimits, reportWorst, sigmasBelow, sigmasOfPower, simultaneousSigmas, sizeLimits } from '../decision';
import { detectableFraction } from '../detectableGrowth';
import type { MeasuredModel, Measurements } from '../measurements';
import { effectsOf } from '../nuisance/effects';
import { optionOf } from '../severity';
import { className, classTarget, interval, percent, percentChange, plain } from '../wording';
import { undetectedFigures } from './undetectedFigures';

const code = 'safety/undetected';

/** How far could an efficiency of the signal be wrong by a shift that nobody would notice, against what is quoted? */
export const safetyUndetected = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const { undetected } = analysis;
    if (undetected === undefined) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const rows = worstRows(measured);
    const outcomes = rows.map((row) => {
      const { model, shift, quoted, label } = row;
      const accepted = Math.max(quoted?.value ?? 0, tolerance);
      const quotedError = accepted === tolerance ? 0 : (quoted?.error ?? 0);
      const sigmas = simultaneousSigmas(alpha, rows.length);
      const size = Math.abs(shift.change.value);
      const { low, high } = sizeLimits(shift.change, sigmas);
      const withQuoted = (reach: number): number => Math.hypot(reach, sigmas * quotedError);
      const status = judgeLimits(size - withQuoted(size - low), size + withQuoted(high - size), accepted);
      const missed = detectableShift(shift.change, sigmas, quotedError ** 2, accepted);
      const systematic =
        quoted === undefined
          ? 'no nuisance moves it'
          : `the nuisances together move it by ${percent(quoted.value)} (summed in quadrature)`;
      const limits = `KS of every feature at most ${plain(shift.ks)}, correlations changed by at most ${plain(shift.correlation)}, the background as it is`;
      const told = `Changes of the features of ${className(measured, label)} that nobody would notice (${limits}) move its efficiency at '${row.workingPoint}'${measured.models.length > 1 ? ` of '${model.model.name}'` : ''} by ${percentChange(shift.change)}; changes as large with random signs by ${percentChange(shift.random)}, and ${systematic}`;
      const bound = 'This is a lower bound on the worst case';
      const outcome: Outcome = {
        code,
        status,
        severity,
        message: {
          finding: `${told}. ${bound}: look for control regions that would see it, or quote it.`,
          pass: `${told}. ${bound}.`,
          undecided: `${told}: too uncertain to compare with ${percent(accepted)}; beyond ${percent(missed)} it would have been seen. ${bound}.`,
        }[status],
        at: { path: undetected.path, on: 'key' },
        target: { model: model.model.name, workingPoint: row.workingPoint, ...classTarget(measured, label) },
        evidence: {
          ...evidenceOf(row),
          ...(status === 'undecided' && { minimumDetectable: missed }),
        },
      };
      return { outcome, row };
    });
    return [
      ...skippedModels(measured).map((message): Outcome => ({
        code,
        status: 'skipped',
        severity,
        message,
        at: { path: undetected.path, on: 'key' },
        target: {},
        evidence: {},
      })),
      ...reportWorst(
        outcomes,
        ({ row }) => row.model.model.name,
        ({ row }) => Math.abs(row.shift.change.value),
        (worst) => worst.outcome.message,
      ),
    ];
  },

  figures: (measured) => undetectedFigures(measured, worstRows(measured)),
});

/** The smallest change that would have been found: more events make a larger one, and tell its error better. */
function detectableShift(change: Estimate, sigmas: number, fixed: number, accepted: number): number {
  const { studentised } = change;
  const neededAt = (effect: number): number => {
    const times = Math.max(effect / Math.abs(change.value), 1);
    const there = studentised && { ...studentised, freedom: times * studentised.freedom };
    const below = sigmasBelow({ ...change, ...(there && { studentised: there }) }, sigmas);
    return detectableFraction(below + sigmasOfPower(below), change, fixed, accepted);
  };
  return bisect(accepted, neededAt(accepted), (effect) => effect < neededAt(effect));
}

export interface WorstRow {
  readonly model: MeasuredModel;
  readonly label: number;
  readonly workingPoint: string;
  readonly shift: WorkingPointShift;
  readonly profile: WorstShiftProfile;
  /** What the nuisances together do to the efficiency; undefined where none does anything. */
  readonly quoted: Estimate | undefined;
}

function worstRows(measured: Measurements): WorstRow[] {
  const label = measured.binaryLabels()?.[1];
  if (label === undefined) return [];
  return measured.models.flatMap((model) => {
    const profile = measured.profiles.worstShifts?.get(model.model.name);
    if (profile === undefined || !isUsable(profile)) return [];
    return profile.shifts.flatMap((shift): WorstRow[] => {
      const names = model.workingPoints.filter(({ threshold }) => threshold === shift.threshold);
      return names.map(({ name }) => ({
        model,
        label,
        workingPoint: name,
        shift,
        profile,
        quoted: quotedFor(measured, model, label, name),
      }));
    });
  });
}

/** More events than this part left out, and what is moved is not what is selected. */
const mostLeftOut = 0.05;

function isUsable({ events, leftOut }: WorstShiftProfile): boolean {
  return events > 0 && leftOut <= mostLeftOut * (events + leftOut);
}

function skippedModels(measured: Measurements): string[] {
  if (measured.binaryLabels() === undefined) {
    return ['No shift is looked for: it takes two classes, of which the larger label is the signal.'];
  }
  return measured.models.flatMap(({ model: { name, workingPoints, features } }) => {
    if (workingPoints.length === 0) {
      return [`No shift is looked for with '${name}': it has no working point at which an efficiency could move.`];
    }
    if (features.some(({ nuisance }) => nuisance !== undefined)) {
      return [
        `No shift is looked for with '${name}': it is told the value of a nuisance, which is kept with no event.`,
      ];
    }
    const profile = measured.profiles.worstShifts?.get(name);
    if (profile === undefined || isUsable(profile)) return [];
    return [
      `No shift is looked for with '${name}': of ${profile.leftOut} of ${profile.events + profile.leftOut} events the score cannot be had from the kept features (lists, or values that are missing).`,
    ];
  });
}

/** In quadrature over the nuisances, of each its larger side. */
function quotedFor(
  measured: Measurements,
  model: MeasuredModel,
  label: number,
  workingPoint: string,
): Estimate | undefined {
  const largest = new Map<string, Estimate>();
  for (const { quantity, side, change, ...rate } of effectsOf(measured).rates) {
    if (quantity !== 'efficiency' || rate.model !== model || rate.label !== label) continue;
    if (rate.workingPoint !== workingPoint) continue;
    const known = largest.get(side.nuisance.name);
    if (known === undefined || Math.abs(change.value) > Math.abs(known.value)) largest.set(side.nuisance.name, change);
  }
  const changes = [...largest.values()];
  const total = Math.hypot(...changes.map(({ value }) => value));
  if (!(total > 0)) return undefined;
  const error = Math.hypot(...changes.map(({ value, error: own }) => (value * own) / total));
  return { value: total, error };
}

function evidenceOf({ shift, quoted, profile }: WorstRow): Record<string, Measured> {
  return {
    efficiencyChange: interval(shift.change),
    efficiencyChangeUnlimited: shift.unlimited,
    efficiencyChangeRandom: interval(shift.random),
    ...(quoted && { efficiencyChangeQuoted: interval(quoted) }),
    ks: shift.ks,
    correlationChange: shift.correlation,
    crossingFraction: shift.crossing,
    events: profile.events,
  };
}

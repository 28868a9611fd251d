/** What was measured of the calibration of each model that is said to be calibrated: as it is, and under every variation. */
import {
  groupScoreSums,
  groupSharedSums,
  lossChange,
  meanLoss,
  reliability,
  reliabilityChange,
  reliabilityGroups,
  type ReliabilityBin,
  type ReliabilityChange,
} from '../../stats/calibration';
import { calibrationError, type CalibrationError } from '../../stats/calibrationError';
import type { Estimate } from '../../stats/estimate';
import { standInFor, type NuisanceSide } from '../../config/nuisanceSides';
import {
  sharedWithItself,
  type CalibrationClass,
  type CalibrationProfile,
  type Loss,
  type VariedCalibrationClass,
} from '../../profile/calibrationProfile';
import { givesProbability } from '../../config/calibrated';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { variationsOf } from '../nuisance/effects';

/** Effective events of either class that a bin of the diagram has at least: fewer have no normal errors. */
const fewest = 10;

/** A calibration as it is. */
export interface Calibration {
  readonly model: MeasuredModel;
  /** The sample it is applied to; undefined for the nominal samples. */
  readonly sample: string | undefined;
  readonly bins: readonly ReliabilityBin[];
  readonly error: CalibrationError;
  readonly losses: Readonly<Record<Loss, Estimate>>;
  /** Events with a score below 0 or above 1. */
  readonly outside: number;
}

/** How a variation moves it. */
export interface Drift {
  readonly model: MeasuredModel;
  readonly side: NuisanceSide;
  readonly change: ReliabilityChange;
  /** Of `change.differences`: how much the probability moves at a given score, on average. */
  readonly drift: CalibrationError;
  /** Of the calibration in the variation. */
  readonly error: CalibrationError;
  readonly losses: Readonly<Record<Loss, Estimate>>;
}

/** Models whose score is said to be a probability; of regressions see calibration/coverage. */
export function calibratedModels(measured: Measurements): MeasuredModel[] {
  return measured.models.filter(({ model }) => givesProbability(model));
}

const known = new WeakMap<Measurements, Map<string, Calibration | undefined>>();

/** Undefined unless there are two classes with enough events. */
export function calibrationOf(measured: Measurements, model: MeasuredModel, sample?: string): Calibration | undefined {
  let ofAnalysis = known.get(measured);
  if (ofAnalysis === undefined) known.set(measured, (ofAnalysis = new Map<string, Calibration | undefined>()));
  const key = JSON.stringify([model.model.name, sample]);
  if (!ofAnalysis.has(key)) ofAnalysis.set(key, measureCalibration(measured, model, sample));
  return ofAnalysis.get(key);
}

/** Samples it is applied to whose labels tell both classes. */
export function labelledApplications(measured: Measurements): string[] {
  const labels = measured.binaryLabels();
  const samples = [...measured.analysis.application.values()].map(({ sample }) => sample);
  return [...new Set(samples)].filter((sample) => {
    const own = measured.sample(sample).classes.map(({ label }) => label);
    return labels?.every((label) => own.includes(label)) === true;
  });
}

function measureCalibration(
  measured: Measurements,
  model: MeasuredModel,
  sample: string | undefined,
): Calibration | undefined {
  const labels = measured.binaryLabels();
  if (labels === undefined) return undefined;
  const names = sample === undefined ? measured.nominalSamples().map(({ name }) => name) : [sample];
  const parts = labels.flatMap((label, truth) =>
    names.flatMap((name) => {
      const one = classOf(measured.sample(name).calibrations, model, label);
      return one === undefined ? [] : [{ truth: truth as 0 | 1, one }];
    }),
  );
  const found = calibrationOfParts(model, parts);
  return found && { ...found, model, sample };
}

/** Sums of one class, which is the background (0) or the signal (1). */
interface CalibrationPart {
  readonly truth: 0 | 1;
  readonly one: CalibrationClass;
}

/** Undefined without enough events of both classes. */
export function calibrationOfParts(
  model: MeasuredModel,
  parts: readonly CalibrationPart[],
): Omit<Calibration, 'model' | 'sample'> | undefined {
  const factors = factorsOf(model, parts);
  const groups = reliabilityGroups(
    [0, 1].map((truth) => classSums(parts.filter((part) => part.truth === truth).map(({ one }) => one))),
    fewest,
  );
  if (factors === undefined || groups === undefined) return undefined;
  const bins = reliability(
    parts.map(({ truth, one }) => ({ truth, factor: factors[truth]!, sums: groupScoreSums(one.score, groups) })),
  );
  const loss = (which: Loss): Estimate | undefined =>
    meanLoss(parts.map(({ truth, one }) => ({ factor: factors[truth]!, sums: one.losses[truth]![which] })));
  const [brier, logLoss] = [loss('brier'), loss('logLoss')];
  if (bins === undefined || brier === undefined || logLoss === undefined) return undefined;
  return {
    bins,
    error: calibrationError(
      bins,
      bins.map(({ difference }) => difference),
    ),
    losses: { brier, logLoss },
    outside: parts.reduce((total, { one }) => total + one.outside, 0),
  };
}

const drifts = new WeakMap<Measurements, readonly Drift[]>();

/** Of every model and every side of every nuisance that can be compared. */
export function driftsOf(measured: Measurements): readonly Drift[] {
  let found = drifts.get(measured);
  if (found === undefined) {
    found = calibratedModels(measured).flatMap((model) =>
      variationsOf(measured).flatMap((side) => driftOf(measured, model, side) ?? []),
    );
    drifts.set(measured, found);
  }
  return found;
}

interface Part {
  readonly truth: 0 | 1;
  readonly before: CalibrationClass;
  readonly after: CalibrationClass;
  readonly shared?: Pick<VariedCalibrationClass, 'sharedScore' | 'sharedLosses'>;
}

function driftOf(measured: Measurements, model: MeasuredModel, side: NuisanceSide): Drift | undefined {
  const labels = measured.binaryLabels();
  if (labels?.every((label) => measured.withoutClass(side, label) === undefined) !== true) return undefined;
  const parts = labels.flatMap((label, truth) =>
    measured.samplesOf(label).flatMap((sample) => partOf(measured, model, side, label, truth as 0 | 1, sample) ?? []),
  );
  const ofSide = (which: 'before' | 'after') => parts.map((part) => ({ truth: part.truth, one: part[which] }));
  const [before, after] = [factorsOf(model, ofSide('before')), factorsOf(model, ofSide('after'))];
  const groups = reliabilityGroups(
    (['before', 'after'] as const).flatMap((which) =>
      [0, 1].map((truth) => classSums(parts.filter((part) => part.truth === truth).map((part) => part[which]))),
    ),
    fewest,
  );
  if (before === undefined || after === undefined || groups === undefined) return undefined;
  const change = reliabilityChange(
    parts.map((part) => ({
      truth: part.truth,
      before: { factor: before[part.truth]!, sums: groupScoreSums(part.before.score, groups) },
      after: { factor: after[part.truth]!, sums: groupScoreSums(part.after.score, groups) },
      ...(part.shared && { shared: groupSharedSums(part.shared.sharedScore, groups) }),
    })),
  );
  const loss = (which: Loss): Estimate | undefined =>
    lossChange(
      parts.map(({ truth, before: first, after: second, shared }) => ({
        before: { factor: before[truth]!, sums: first.losses[truth]![which] },
        after: { factor: after[truth]!, sums: second.losses[truth]![which] },
        ...(shared && { shared: shared.sharedLosses[truth]![which] }),
      })),
    );
  const [brier, logLoss] = [loss('brier'), loss('logLoss')];
  if (change === undefined || brier === undefined || logLoss === undefined) return undefined;
  return {
    model,
    side,
    change,
    drift: calibrationError(change.before, change.differences, change.covariance),
    error: calibrationError(
      change.after,
      change.after.map(({ difference }) => difference),
    ),
    losses: { brier, logLoss },
  };
}

/** What one nominal sample adds to one class, before and after. */
function partOf(
  measured: Measurements,
  model: MeasuredModel,
  side: NuisanceSide,
  label: ClassLabel,
  truth: 0 | 1,
  sample: string,
): Part | undefined {
  const before = classOf(measured.sample(sample).calibrations, model, label);
  if (before === undefined) return undefined;
  const standIn = standInFor(sample, side.variation);
  if (standIn.variation === undefined) {
    if (standIn.sample === sample) return { truth, before, after: before, shared: sharedWithItself(before) };
    const after = classOf(measured.sample(standIn.sample).calibrations, model, label);
    return after && { truth, before, after };
  }
  const varied = measured.profiles.variations.get(standIn.sample)?.get(standIn.variation)?.calibrations;
  const after = classOf(varied, model, label);
  return after && { truth, before, after, ...(standIn.sample === sample && { shared: after }) };
}

function classOf<Class extends CalibrationClass>(
  calibrations: readonly CalibrationProfile<Class>[] | undefined,
  { model }: MeasuredModel,
  label: ClassLabel,
): Class | undefined {
  return calibrations?.find((one) => one.model === model.name)?.classes.find((one) => one.label === label);
}

/** What the weights of each class are multiplied with; undefined where a class has no positive sum of weights. */
function factorsOf(
  { model }: MeasuredModel,
  parts: readonly { readonly truth: 0 | 1; readonly one: CalibrationClass }[],
): readonly number[] | undefined {
  const totals = [0, 1].map((truth) =>
    parts
      .filter((part) => part.truth === truth)
      .reduce((total, { one }) => total + one.score.w.reduce((sum, w) => sum + w, 0), 0),
  );
  if (!totals.every((total) => total > 0)) return undefined;
  return model.calibrated?.mixture === 'balanced' ? totals.map((total) => 1 / total) : [1, 1];
}

/** Σw and Σw² by bin of the parts of a class together. */
function classSums(parts: readonly CalibrationClass[]): { w: Float64Array; ww: Float64Array } {
  const bins = parts[0]?.score.w.length ?? 0;
  const over = (of: 'w' | 'ww'): Float64Array =>
    Float64Array.from({ length: bins }, (_, bin) => parts.reduce((sum, { score }) => sum + score[of][bin]!, 0));
  return { w: over('w'), ww: over('ww') };
}

/** What kind of shift it is: other fractions of the classes, other events, or events that mean something else. */
import type { ConfigPath } from '../../config/analysis';
import { sum } from '../../stats/contrast';
import type { Estimate } from '../../stats/estimate';
import { labelShift, type LabelShift, type RegionSums } from '../../stats/labelShift';
import { benjaminiHochberg } from '../../stats/multiplicity';
import type { BinSums } from '../../profile/profile';
import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { judgeShape, simultaneousSigmas } from '../decision';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { interval, percent, plain } from '../wording';
import { nothingApplied, nothingCompared } from './nothingApplied';
import { probabilityChange } from './probabilityChange';

const code = 'shift/kind';

type Status = 'pass' | 'finding' | 'undecided';
type Said = Pick<Outcome, 'status' | 'message' | 'evidence'>;

interface Asked {
  readonly measured: Measurements;
  readonly model: MeasuredModel;
  readonly sample: string;
  readonly labels: readonly [number, number];
  readonly tolerance: number;
  readonly probabilityTolerance: number;
  readonly condition: number;
  readonly alpha: number;
}

export const shiftKind = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    if (analysis.application.size === 0) return [nothingApplied(code, severity)];
    const labels = measured.binaryLabels();
    if (labels === undefined || measured.models.length === 0) return [];
    const applications = [...analysis.application.values()];
    const settings = {
      tolerance: optionOf(analysis, code, 'tolerance'),
      probabilityTolerance: optionOf(analysis, code, 'probability-tolerance'),
      condition: optionOf(analysis, code, 'condition'),
      alpha: optionOf(analysis, code, 'alpha') / (applications.length * measured.models.length),
    };
    return applications.flatMap(({ sample, path }: { sample: string; path: ConfigPath }) =>
      measured.models.map((model): Outcome => {
        const target = { sample, model: model.model.name };
        const asked = { measured, model, sample, labels, ...settings };
        const before = statusesOf(asked);
        if (before.size === 0) return { ...nothingCompared(code, severity, sample, path), target };
        return { code, severity, at: { path }, target, ...kindOf(asked, before) };
      }),
    );
  },
});

/** @param before what is said of each feature and of the score as they are */
function kindOf(asked: Asked, before: ReadonlyMap<string, Status>): Said {
  const { measured, model, sample, labels, tolerance } = asked;
  const shifted = [...before].filter(([, status]) => status === 'finding').map(([name]) => name);
  if (shifted.length === 0) {
    const none = [...before.values()].every((status) => status === 'pass');
    return none
      ? {
          status: 'pass',
          evidence: {},
          message: `Neither a feature nor the score is shifted in '${sample}' by more than ${plain(tolerance)} σ: there is nothing to explain.`,
        }
      : {
          status: 'undecided',
          evidence: {},
          message: `Whether anything is shifted in '${sample}' is undecided, so that its kind cannot be asked for.`,
        };
  }
  const threshold = separatingBin(measured, model, labels);
  const found = estimate(asked, threshold);
  const where = shifted.map((name) => `'${name}'`).join(', ');
  const cannotTell = (why: string, evidence: Record<string, Measured> = {}): Said => ({
    status: 'undecided',
    evidence,
    message: `The shift of ${where} in '${sample}': cannot tell of what kind it is. ${why}`,
  });
  if (found === undefined) return cannotTell('The fractions of the classes cannot be estimated from the score.');
  const [, signal] = found.fractions;
  const nominal = nominalFraction(measured, model, labels);
  const evidence: Record<string, Measured> = {
    classFraction: interval(signal!),
    nominalFraction: nominal,
    condition: found.condition,
  };
  if (found.condition > asked.condition) {
    return cannotTell(
      `The score tells the classes apart too badly (condition number ${plain(found.condition)}).`,
      evidence,
    );
  }
  const fractions = `${percentOf(signal!)} of class ${labels[1]}, and not ${percent(nominal)}`;
  const mixture = `Weighting the nominal classes to the mixture that the score suggests (${fractions}; condition number ${plain(found.condition)})`;
  const removed = removedBy(asked, found, shifted);
  if (removed === 'pass') {
    const message =
      `The shift of ${where} in '${sample}' is one of the fractions of the classes (label shift). ${mixture} takes it away: ` +
      `every feature and the score agree within ${plain(tolerance)} σ. Working points keep their efficiencies, purities do not.`;
    return { status: 'finding', evidence, message };
  }
  if (removed === 'undecided') {
    return cannotTell(`${mixture} may take it away, or not: these samples are too small.`, evidence);
  }
  return (
    conceptOf(asked, where, mixture, evidence) ??
    cannotTell(
      `${mixture} leaves it: more than the mixture has changed. Whether events of one kind still mean the same takes labels in '${sample}'.`,
      evidence,
    )
  );
}

/** With labels in the applied sample: whether the probability of a class at a given score has changed. */
function conceptOf(asked: Asked, where: string, mixture: string, evidence: Record<string, Measured>): Said | undefined {
  const { measured, model, sample, labels, alpha, probabilityTolerance } = asked;
  const change = probabilityChange(measured, model, sample, labels);
  if (change === undefined) return undefined;
  const { value } = change;
  const sigmas = simultaneousSigmas(alpha, 1);
  const { low, high } = change.limits(sigmas);
  const detectable = change.detectable(probabilityTolerance, sigmas);
  const told = { ...evidence, probabilityChange: { value, ...change.within(1) } };
  const shift = `The shift of ${where} in '${sample}'`;
  const size = `the probability of class ${labels[1]} at a given score changes by ${plain(value)} on average`;
  if (low > probabilityTolerance) {
    return {
      status: 'finding',
      evidence: told,
      message: `${shift} changes what events mean (concept shift): ${size}, more than ${plain(probabilityTolerance)}. ${mixture} does not take it away; a score means something else there.`,
    };
  }
  if (high <= probabilityTolerance) {
    return {
      status: 'finding',
      evidence: told,
      message: `${shift} is one of the events, not of what they mean (covariate shift): ${size}, no more than ${plain(probabilityTolerance)}. ${mixture} does not take it away; weighting events by their features may.`,
    };
  }
  return {
    status: 'undecided',
    evidence: { ...told, minimumDetectable: detectable },
    message: `${shift}: cannot tell of what kind it is. ${mixture} leaves it, and ${size}, too uncertain to compare with ${plain(probabilityTolerance)}; beyond ${plain(detectable)} it would have been seen.`,
  };
}

/** What is said of each feature of the model and of its score, perhaps with the nominal classes weighted. */
function statusesOf(
  { measured, model, sample, tolerance, alpha }: Asked,
  factors?: ReadonlyMap<ClassLabel, number>,
): Map<string, Status> {
  const features = measured.profiles.models[model.index]?.features ?? [];
  const shapes = [
    ...features.map((index) => ({
      name: measured.features[index]!.name,
      shape: measured.shapeAgainst('features', index, sample, factors)?.shape,
    })),
    { name: 'score', shape: measured.shapeAgainst('scores', model.index, sample, factors)?.shape },
  ].flatMap(({ name, shape }) => (shape === undefined ? [] : [{ name, shape }]));
  const adjusted = benjaminiHochberg(shapes.map(({ shape }) => shape.pValue));
  return new Map(
    shapes.map(({ name, shape }, index) => [
      name,
      judgeShape(shape, adjusted[index]!, tolerance, { alpha, rows: shapes.length }).status,
    ]),
  );
}

/**
 * Whether another mixture takes the shift away. That it does not must hold for every fraction within two standard errors of
 * the estimate.
 */
function removedBy(
  asked: Asked,
  { fractions }: LabelShift,
  shifted: readonly string[],
): 'pass' | 'finding' | 'undecided' {
  const { measured, model, labels } = asked;
  const signal = fractions[1]!;
  const nominal = nominalFraction(measured, model, labels);
  const statusesAt = (fraction: number): Map<string, Status> =>
    statusesOf(
      asked,
      new Map([
        [labels[0], (1 - fraction) / (1 - nominal)],
        [labels[1], fraction / nominal],
      ]),
    );
  const central = statusesAt(signal.value);
  const left = [...central].filter(([, status]) => status === 'finding').map(([name]) => name);
  if (left.length === 0) return shifted.every((name) => central.get(name) === 'pass') ? 'pass' : 'undecided';
  const others = [-2, 2].map((sigmas) => statusesAt(signal.value + sigmas * signal.error));
  return left.some((name) => others.every((one) => one.get(name) === 'finding')) ? 'finding' : 'undecided';
}

/** The threshold at which the efficiencies of the two classes differ most: the best conditioned confusion matrix. */
function separatingBin(measured: Measurements, model: MeasuredModel, labels: readonly [number, number]): number {
  const [background, signal] = labels.map(
    (label) => measured.nominal('scores', model.index, label)?.histogram.sumWeights,
  );
  if (background === undefined || signal === undefined) return 1;
  const [total, signalTotal] = [sum(background), sum(signal)];
  let [below, best, largest] = [0, 1, 0];
  for (let bin = 0; bin + 1 < background.length; bin++) {
    below += background[bin]! / total - signal[bin]! / signalTotal;
    if (Math.abs(below) > largest) [best, largest] = [bin + 1, Math.abs(below)];
  }
  return best;
}

function estimate({ measured, model, sample, labels }: Asked, threshold: number): LabelShift | undefined {
  const regions = (histogram: BinSums | undefined): RegionSums | undefined =>
    histogram && {
      sumWeights: inTwo(histogram.sumWeights, threshold),
      sumWeights2: inTwo(histogram.sumWeights2, threshold),
    };
  const classes = labels.map((label) => regions(measured.nominal('scores', model.index, label)?.histogram));
  const applied = regions(measured.ofSample('scores', model.index, sample)?.histogram);
  const [background, signal] = classes;
  if (background === undefined || signal === undefined || applied === undefined) return undefined;
  return labelShift([background, signal], applied);
}

function inTwo(values: Float64Array, threshold: number): Float64Array {
  return Float64Array.of(sum(values.subarray(0, threshold)), sum(values.subarray(threshold)));
}

/** Of the second class, in the nominal samples together. */
function nominalFraction(measured: Measurements, model: MeasuredModel, labels: readonly [number, number]): number {
  const [background, signal] = labels.map((label) =>
    sum(measured.nominal('scores', model.index, label)?.histogram.sumWeights ?? new Float64Array(0)),
  );
  return signal! / (background! + signal!);
}

function percentOf({ value, error }: Estimate): string {
  const digits = Math.min(Math.max(1 - Math.floor(Math.log10(100 * Math.max(error, 1e-9))), 0), 4);
  return `${(100 * value).toFixed(digits)} ± ${(100 * error).toFixed(digits)} %`;
}

/** Areas under the ROC curve of models, and how they differ between models and under variations, with paired errors. */
import type { NuisanceSide } from '../config/nuisanceSides';
import type { BinSums } from '../profile/profile';
import { auc, aucInfluence } from '../stats/auc';
import { linearVariance, sum, type Contrast } from '../stats/contrast';
import type { Estimate } from '../stats/estimate';
import type { MeasuredModel, Measurements } from './measurements';

/** AUC of a variation and its difference from nominal, with paired errors. Undefined unless there are two classes. */
export function variedAuc(
  measured: Measurements,
  model: MeasuredModel,
  side: NuisanceSide,
): { nominal: number; varied: number; difference: Estimate } | undefined {
  const labels = measured.binaryLabels();
  if (labels === undefined) return undefined;
  const [background, signal] = labels.map((label) => measured.contrast(model, side, label)) as [Contrast, Contrast];
  const totals = [background.nominal, background.varied, signal.nominal, signal.varied].map(sum);
  if (!totals.every((total) => total > 0)) return undefined;
  const before = aucInfluence(background.nominal, signal.nominal);
  const after = aucInfluence(background.varied, signal.varied);
  const negative = (values: Float64Array): Float64Array => values.map((value) => -value);
  const variance =
    linearVariance(background, negative(before.background), after.background) +
    linearVariance(signal, negative(before.signal), after.signal);
  const nominal = auc(background.nominal, signal.nominal);
  const varied = auc(background.varied, signal.varied);
  return { nominal, varied, difference: { value: varied - nominal, error: Math.sqrt(variance) } };
}

/** A score of some events, by class: background and signal. */
export interface ScoredEvents {
  readonly classes: readonly [Pick<BinSums, 'sumWeights' | 'sumWeights2'>, Pick<BinSums, 'sumWeights' | 'sumWeights2'>];
  /** Bin of the plot of each bin, and how many of these there are. */
  readonly groups: Int32Array;
  readonly width: number;
}

/** AUC with its error; undefined where a class has no positive sum of weights. */
export function aucOf({ classes: [background, signal] }: Pick<ScoredEvents, 'classes'>): Estimate | undefined {
  if (!(sum(background.sumWeights) > 0) || !(sum(signal.sumWeights) > 0)) return undefined;
  const influence = aucInfluence(background.sumWeights, signal.sumWeights);
  let variance = 0;
  for (let bin = 0; bin < background.sumWeights.length; bin++) {
    variance += influence.background[bin]! ** 2 * background.sumWeights2[bin]!;
    variance += influence.signal[bin]! ** 2 * signal.sumWeights2[bin]!;
  }
  return { value: auc(background.sumWeights, signal.sumWeights), error: Math.sqrt(variance) };
}

/**
 * By how much the AUC of a score differs from that of another of the same events, with a paired error, which is worked out
 * in the bins of the plots.
 * @param shared of each class tables of Σw² by the bins of the plot of the other score (rows) and of its own (columns)
 */
export function pairedAucDifference(
  own: ScoredEvents,
  other: ScoredEvents,
  shared: readonly [readonly Float64Array[], readonly Float64Array[]],
): Estimate | undefined {
  const [area, otherArea] = [aucOf(own), aucOf(other)];
  if (area === undefined || otherArea === undefined) return undefined;
  const coarse = ({ classes, groups, width }: ScoredEvents, label: 0 | 1, what: keyof ScoredEvents['classes'][0]) =>
    grouped(classes[label][what], groups, width);
  const influenceOf = (of: ScoredEvents): readonly [Float64Array, Float64Array] => {
    const { background, signal } = aucInfluence(coarse(of, 0, 'sumWeights'), coarse(of, 1, 'sumWeights'));
    return [background, signal];
  };
  const [influence, otherInfluence] = [influenceOf(own), influenceOf(other)];
  let variance = 0;
  for (const label of [0, 1] as const) {
    const [mine, theirs] = [influence[label], otherInfluence[label]];
    coarse(own, label, 'sumWeights2').forEach((squares, bin) => (variance += mine[bin]! ** 2 * squares));
    coarse(other, label, 'sumWeights2').forEach((squares, bin) => (variance += theirs[bin]! ** 2 * squares));
    for (const table of shared[label]) {
      table.forEach((squares, cell) => {
        variance -= 2 * theirs[Math.floor(cell / own.width)]! * mine[cell % own.width]! * squares;
      });
    }
  }
  return { value: area.value - otherArea.value, error: Math.sqrt(Math.max(variance, 0)) };
}

/** The nominal events of the two classes as a model scores them. */
export function nominalScores(
  measured: Measurements,
  model: MeasuredModel,
  labels: readonly [number, number],
): ScoredEvents | undefined {
  const [background, signal] = labels.map((label) => measured.nominal('scores', model.index, label)?.histogram);
  if (background === undefined || signal === undefined) return undefined;
  const { edges } = model;
  return { classes: [background, signal], groups: measured.plotGroups(edges), width: edges.plot.length + 1 };
}

/** By how much the AUC of a model differs from that of the first one on the nominal samples: the same events. */
function aucAgainstFirst(measured: Measurements, model: MeasuredModel): Estimate | undefined {
  const [first] = measured.models;
  const labels = measured.binaryLabels();
  if (labels === undefined || first === undefined) return undefined;
  const [own, reference] = [nominalScores(measured, model, labels), nominalScores(measured, first, labels)];
  if (own === undefined || reference === undefined) return undefined;
  const tables = (label: number): Float64Array[] =>
    measured
      .nominalSamples()
      .flatMap(({ profile }) => profile.classes.find((one) => one.label === label)?.shared[model.index] ?? []);
  return pairedAucDifference(own, reference, [tables(labels[0]), tables(labels[1])]);
}

/**
 * By how much the AUC of a model differs from that of another on the nominal samples, with a paired error. Between two
 * models of which neither is the first, what they share is taken from the kept rows.
 */
export function aucAgainst(
  measured: Measurements,
  model: MeasuredModel,
  reference: MeasuredModel,
): Estimate | undefined {
  if (reference.index === 0) return aucAgainstFirst(measured, model);
  if (model.index === 0) {
    const turned = aucAgainstFirst(measured, reference);
    return turned && { ...turned, value: -turned.value };
  }
  const [own, other] = [nominalAuc(measured, model), nominalAuc(measured, reference)];
  const labels = measured.binaryLabels();
  if (labels === undefined || own === undefined || other === undefined) return undefined;
  const [mine, theirs] = [influences(measured, model, labels), influences(measured, reference, labels)];
  let covariance = 0;
  for (const { profile } of measured.nominalSamples()) {
    const { rows } = profile;
    const [first, second] = [rows.scores[model.index]!, rows.scores[reference.index]!];
    rows.weights.forEach((w, row) => {
      const one = labels.indexOf(rows.labels[row]!);
      const [bin, otherBin] = [model.binning.index(first[row]!), reference.binning.index(second[row]!)];
      if (one < 0 || bin < 0 || otherBin < 0) return;
      covariance += (rows.events / rows.weights.length) * w * w * mine[one]![bin]! * theirs[one]![otherBin]!;
    });
  }
  const variance = own.error ** 2 + other.error ** 2 - 2 * covariance;
  return { value: own.value - other.value, error: Math.sqrt(Math.max(variance, 0)) };
}

/** Of an event in each bin of the score on the nominal AUC, for background and signal. */
function influences(
  measured: Measurements,
  model: MeasuredModel,
  labels: readonly [number, number],
): readonly Float64Array[] {
  const [below, above] = labels.map((label) => measured.nominal('scores', model.index, label)!.histogram.sumWeights);
  const { background, signal } = aucInfluence(below!, above!);
  return [background, signal];
}

/** Nominal AUC with its error. */
export function nominalAuc(measured: Measurements, model: MeasuredModel): Estimate | undefined {
  const labels = measured.binaryLabels();
  const scores = labels && nominalScores(measured, model, labels);
  return scores && aucOf(scores);
}

/** Sums over groups of bins. */
function grouped(values: Float64Array, groups: Int32Array, bins: number): Float64Array {
  const out = new Float64Array(bins);
  values.forEach((value, bin) => (out[groups[bin]!]! += value));
  return out;
}

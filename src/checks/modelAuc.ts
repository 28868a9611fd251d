/** Areas under the ROC curve of models, and how they differ between models and under variations, with paired errors. */
import type { NuisanceSide } from '../profile/nuisanceSides';
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

/**
 * By how much the AUC of a model differs from that of the first one on the nominal samples: the same events, so with
 * a paired error. The error is worked out in the bins of the plots.
 */
function aucAgainstFirst(measured: Measurements, model: MeasuredModel): Estimate | undefined {
  const [first] = measured.models;
  const labels = measured.binaryLabels();
  const [own, reference] = [nominalAuc(measured, model), first && nominalAuc(measured, first)];
  if (labels === undefined || own === undefined || first === undefined || reference === undefined) return undefined;
  const coarse = (of: MeasuredModel, label: number, what: 'sumWeights' | 'sumWeights2'): Float64Array =>
    grouped(
      measured.nominal('scores', of.index, label)!.histogram[what],
      measured.plotGroups(of.edges),
      of.edges.plot.length + 1,
    );
  const influenceOf = (of: MeasuredModel): Float64Array[] => {
    const { background, signal } = aucInfluence(
      coarse(of, labels[0], 'sumWeights'),
      coarse(of, labels[1], 'sumWeights'),
    );
    return [background, signal];
  };
  const ownInfluence = influenceOf(model);
  const firstInfluence = influenceOf(first);
  const width = model.edges.plot.length + 1;
  let variance = 0;
  labels.forEach((label, index) => {
    const mine = ownInfluence[index]!;
    const other = firstInfluence[index]!;
    coarse(model, label, 'sumWeights2').forEach((squares, bin) => (variance += mine[bin]! ** 2 * squares));
    coarse(first, label, 'sumWeights2').forEach((squares, bin) => (variance += other[bin]! ** 2 * squares));
    for (const { profile } of measured.nominalSamples()) {
      const shared = profile.classes.find((one) => one.label === label)?.shared[model.index];
      shared?.forEach((squares, cell) => {
        variance -= 2 * other[Math.floor(cell / width)]! * mine[cell % width]! * squares;
      });
    }
  });
  return { value: own.value - reference.value, error: Math.sqrt(Math.max(variance, 0)) };
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
  if (labels === undefined) return undefined;
  const [background, signal] = labels.map((label) => measured.nominal('scores', model.index, label)?.histogram);
  if (background === undefined || signal === undefined) return undefined;
  if (!(sum(background.sumWeights) > 0) || !(sum(signal.sumWeights) > 0)) return undefined;
  const influence = aucInfluence(background.sumWeights, signal.sumWeights);
  let variance = 0;
  for (let bin = 0; bin < model.binning.bins; bin++) {
    variance += influence.background[bin]! ** 2 * background.sumWeights2[bin]!;
    variance += influence.signal[bin]! ** 2 * signal.sumWeights2[bin]!;
  }
  return { value: auc(background.sumWeights, signal.sumWeights), error: Math.sqrt(variance) };
}

/** Sums over groups of bins. */
function grouped(values: Float64Array, groups: Int32Array, bins: number): Float64Array {
  const out = new Float64Array(bins);
  values.forEach((value, bin) => (out[groups[bin]!]! += value));
  return out;
}

/** What the members of an ensemble make of each efficiency, beside what else is uncertain of it. */
import { isEnsemble } from '../../config/ensembleMembers';
import { mergeEnsembleClasses, type EnsembleClass, type MemberNumber } from '../../profile/ensembleProfile';
import { sum } from '../../stats/contrast';
import { efficiency } from '../../stats/efficiency';
import type { Estimate } from '../../stats/estimate';
import { memberEfficiencies, type MemberEfficiencies } from '../../stats/memberEfficiencies';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { standInFor, type NuisanceSide } from '../../config/nuisanceSides';
import { effectsOf, type RateEffect } from '../nuisance/effects';

/** One efficiency of one class. */
export interface MemberEffect {
  readonly model: MeasuredModel;
  readonly label: ClassLabel;
  readonly workingPoint: string;
  /** Of the mean score, which is what the analysis cuts on, with its statistical error. */
  readonly efficiency: Estimate;
  /** Σw of the class: times the efficiency it is the yield. */
  readonly sumWeights: number;
  readonly members: MemberEfficiencies;
  /** Its relative changes by each side of each nuisance, largest first. */
  readonly nuisances: readonly RateEffect[];
  /** How the members differ in each side of each nuisance that says anything of the class. */
  readonly varied: readonly VariedMembers[];
}

/** The members' efficiencies, with a nuisance at one of its sides. */
export interface VariedMembers {
  readonly side: NuisanceSide;
  readonly members: MemberEfficiencies;
  /** Of the mean score there. */
  readonly efficiency: number;
  /** Σw of the class there. */
  readonly sumWeights: number;
}

/** Models of several members. */
export function ensembles(measured: Measurements): MeasuredModel[] {
  return measured.models.filter(({ model }) => isEnsemble(model));
}

/** All nominal events of a class, seen by the members of an ensemble. */
export function ensembleClass(
  measured: Measurements,
  { model }: MeasuredModel,
  label: ClassLabel,
): EnsembleClass | undefined {
  return measured
    .nominalSamples()
    .flatMap(({ profile }) => {
      const ofModel = profile.ensembles?.find((one) => one.model === model.name);
      return ofModel?.classes.find((one) => one.label === label) ?? [];
    })
    .reduce<EnsembleClass | undefined>(
      (all, one) => (all === undefined ? one : mergeEnsembleClasses(all, one)),
      undefined,
    );
}

/** The same of a variation: other events, or these ones with columns replaced. */
function variedEnsembleClass(
  measured: Measurements,
  { model }: MeasuredModel,
  side: NuisanceSide,
  label: ClassLabel,
): EnsembleClass | undefined {
  const parts = measured.samplesOf(label).map((sample) => {
    const { sample: name, variation } = standInFor(sample, side.variation);
    const profile =
      variation === undefined ? measured.sample(name) : measured.profiles.variations.get(name)?.get(variation);
    const ofModel = profile?.ensembles?.find((one) => one.model === model.name);
    return ofModel?.classes.find((one) => one.label === label);
  });
  // What is missing of one sample would look like fewer events of the class.
  return parts.reduce((all, one) => all && one && mergeEnsembleClasses(all, one));
}

const known = new WeakMap<Measurements, readonly MemberEffect[]>();

/** Of every ensemble of trained members, class and working point with a positive efficiency. */
export function memberEffectsOf(measured: Measurements): readonly MemberEffect[] {
  let found = known.get(measured);
  if (found === undefined) {
    const trained = ensembles(measured).filter(({ model }) => model.dropout === undefined);
    found = trained.flatMap((model) => measured.labels.flatMap((label) => effectsOfClass(measured, model, label)));
    known.set(measured, found);
  }
  return found;
}

function effectsOfClass(measured: Measurements, model: MeasuredModel, label: ClassLabel): MemberEffect[] {
  const one = ensembleClass(measured, model, label);
  const histogram = measured.nominal('scores', model.index, label)?.histogram;
  if (one === undefined || histogram === undefined || !(one.sumWeights > 0)) return [];
  const sides = measured.sides.flatMap((side) => {
    if (!measured.touches(side, label)) return [];
    const ensemble = variedEnsembleClass(measured, model, side, label);
    return ensemble === undefined ? [] : [{ side, ensemble }];
  });
  return model.workingPoints.flatMap(({ name, firstBin }, point): MemberEffect[] => {
    const members = memberEfficiencies(one.passes[point]!, one.sumWeights, one.sumWeights2);
    const ofMean = efficiency(histogram.sumWeights, histogram.sumWeights2, firstBin);
    if (members === undefined || !(ofMean.value > 0)) return [];
    const nuisances = effectsOf(measured)
      .rates.filter(
        (rate) =>
          rate.quantity === 'efficiency' && rate.model === model && rate.label === label && rate.workingPoint === name,
      )
      .sort((a, b) => Math.abs(b.change.value) - Math.abs(a.change.value));
    const varied = sides.flatMap(({ side, ensemble }): VariedMembers[] => {
      const there = memberEfficiencies(ensemble.passes[point]!, ensemble.sumWeights, ensemble.sumWeights2);
      const scores = measured.contrast(model, side, label).varied;
      const ofVaried = sum(scores.subarray(firstBin)) / sum(scores);
      if (there === undefined || !(ofVaried > 0)) return [];
      return [{ side, members: there, efficiency: ofVaried, sumWeights: ensemble.sumWeights }];
    });
    const { sumWeights } = one;
    return [{ model, label, workingPoint: name, efficiency: ofMean, sumWeights, members, nuisances, varied }];
  });
}

/** Mean of a number of each event over bins of the mean score; undefined without a positive sum of weights. */
export function meanOver(one: EnsembleClass, number: MemberNumber, bins: readonly number[]): Estimate | undefined {
  const { wq, wwq, wwqq } = one.along[number];
  let [weight, squares, sum, squaresOnce, squaresTwice] = [0, 0, 0, 0, 0];
  for (const bin of bins) {
    weight += one.weights[bin]!;
    squares += one.weights2[bin]!;
    sum += wq[bin]!;
    squaresOnce += wwq[bin]!;
    squaresTwice += wwqq[bin]!;
  }
  if (!(weight > 0)) return undefined;
  const value = sum / weight;
  const variance = squaresTwice - 2 * value * squaresOnce + value ** 2 * squares;
  return { value, error: Math.sqrt(Math.max(variance, 0)) / weight };
}

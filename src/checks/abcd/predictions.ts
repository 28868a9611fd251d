/** Regions that are predicted from three others, with everything that is measured of them. */
import { regionNames, type Abcd, type RegionName } from '../../config/abcdSection';
import type { AbcdProfile, RegionBins } from '../../profile/abcdProfile';
import type { VariableEdges } from '../../profile/binnings';
import type { Target } from '../../report/report';
import { Binning } from '../../stats/binning';
import { contrastOf, type Contrast } from '../../stats/contrast';
import type { Estimate } from '../../stats/estimate';
import { wassersteinDistance } from '../../stats/distance';
import { binCentres, type BinAxis } from '../../stats/shapeTest';
import {
  contamination,
  nonClosureOf,
  transferPrediction,
  type NonClosure,
  type RegionSum,
  type RegionSums,
} from '../../stats/transferFactor';
import type { MeasuredModel, MeasuredShape, Measurements } from '../measurements';

/** The variable of a prediction in bins: what is in D, and what is predicted there. */
export interface PredictedBins {
  readonly edges: VariableEdges;
  /** Σw and Σw² of D; Σw and Σw² of C with the second weight and the factor that brings it to D. */
  readonly observed: Sums;
  readonly predicted: Sums;
  /** The prediction of each member of an ensemble. */
  readonly members: readonly Float64Array[];
  /** D against the prediction, each with errors of its own events. */
  readonly contrast: Contrast;
  /** Undefined where a side has no positive sum or no width. */
  readonly shape: MeasuredShape | undefined;
  /** Events of C and D without a value of the variable: they count in the yields alone. */
  readonly withoutValue: number;
  /** Root mean square of the members' Wasserstein distances from their mean, in units of the σ in D. */
  readonly memberDistance: number;
}

export interface Sums {
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
}

export interface Prediction {
  readonly abcd: Abcd;
  /** Where the weight is that of a model. */
  readonly model: MeasuredModel | undefined;
  /** As they are, and with the second weight in B and C, where there is one. */
  readonly regions: RegionSums;
  readonly weighted: RegionSums;
  /** The largest event of C, as a fraction of Σw. */
  readonly largest: number;
  /** Events of B and C without a second weight. */
  readonly unweighted: number;
  /** Undefined where Σw of B is not positive. */
  readonly predicted: Estimate | undefined;
  /** Of each member of an ensemble. */
  readonly members: readonly number[];
  /** Standard deviation of the members, relative to the prediction; 0 without members. */
  readonly spread: number;
  /**
   * What the training leaves uncertain of the prediction, relative to it: a training's deviation, and that of the mean of
   * M members about the mean of many, s·√(1 + 1/M).
   */
  readonly training: number;
  /** With what the training leaves uncertain; undefined where Σw of B or D is not positive. */
  readonly closure: NonClosure | undefined;
  /** The same with one transfer factor for all. */
  readonly transferClosure: NonClosure | undefined;
  readonly bins: PredictedBins | undefined;
  /** By the samples that are not to be predicted; undefined without any. */
  readonly contamination: { readonly shift: number; readonly fraction: number } | undefined;
}

const known = new WeakMap<Measurements, readonly Prediction[]>();

/** Worked out once. */
export function predictionsOf(measured: Measurements): readonly Prediction[] {
  let found = known.get(measured);
  if (found === undefined) {
    found = [...(measured.analysis.abcd?.values() ?? [])].map((abcd) => predictionOf(measured, abcd));
    known.set(measured, found);
  }
  return found;
}

/** Profiles of a prediction, with the sign with which they count. */
export interface SignedProfile {
  readonly sample: string;
  readonly sign: 1 | -1;
  readonly profile: AbcdProfile;
}

/** @throws Error when a sample was not profiled: a bug */
export function profilesOf(measured: Measurements, { name, samples, subtract }: Abcd): SignedProfile[] {
  return [...signedProfiles(measured, name, samples, 1), ...signedProfiles(measured, name, subtract, -1)];
}

function signedProfiles(
  { profiles }: Measurements,
  name: string,
  samples: Abcd['samples'],
  sign: 1 | -1,
): SignedProfile[] {
  return samples.map(({ sample }) => {
    const profile = profiles.abcd?.get(sample)?.get(name);
    if (profile === undefined) throw new Error(`sample '${sample}' was not profiled for '${name}'`);
    return { sample, sign, profile };
  });
}

function predictionOf(measured: Measurements, abcd: Abcd): Prediction {
  const profiles = profilesOf(measured, abcd);
  const edges = abcd.variable && measured.profiles.edges.abcd?.get(abcd.name);
  const cells = edges === undefined ? 1 : new Binning(edges.edges).bins + 1;
  const plain = added(profiles, ({ regions }) => regions);
  const regions = sumsOf(plain, regionNames, cells);
  const [model] = abcd.weight ? measured.models.filter((one) => one.model.name === abcd.weight?.model) : [];
  const [mean, ...others] = (profiles[0]?.profile.weighted ?? []).map((_, weighting) =>
    added(profiles, ({ weighted }) => weighted[weighting]!),
  );
  const weightedWith = (sums: Sums | undefined): RegionSums =>
    sums === undefined ? regions : { ...regions, ...sumsOf(sums, ['B', 'C'], cells) };
  const weighted = weightedWith(mean);
  const signal = signedProfiles(measured, abcd.name, abcd.signal, 1);
  const predicted = transferPrediction(weighted);
  const members = others.flatMap((one) => transferPrediction(weightedWith(one))?.value ?? []);
  const spread = predicted === undefined ? 0 : deviation(members) / Math.abs(predicted.value);
  const training = spread * ofMean(members.length);
  const unweighted = profiles.map(({ profile }) => Math.max(0, ...profile.unweighted));
  const largest = Math.max(...profiles.map(({ profile }) => profile.largest));
  return {
    abcd,
    model,
    regions,
    weighted,
    largest: weighted.C.sum > 0 ? largest / weighted.C.sum : 0,
    unweighted: unweighted.reduce((total, events) => total + events, 0),
    predicted,
    members,
    spread,
    training,
    closure: nonClosureOf(weighted, training),
    transferClosure: nonClosureOf(regions),
    contamination: signal.length === 0 ? undefined : contamination(weighted, signalRegions(signal, cells)),
    bins:
      edges === undefined || predicted === undefined
        ? undefined
        : predictedBins(measured, abcd, profiles, {
            edges,
            plain: regionBins(plain, regionNames.indexOf('D'), cells),
            carried: [mean, ...others].map((one) => {
              const sums = weightedWith(one);
              const inC = one === undefined ? regionBins(plain, 2, cells) : regionBins(one, 1, cells);
              return scaled(inC, sums.A.sum / sums.B.sum);
            }),
          }),
  };
}

/** Of the samples that are not to be predicted; with the second weight, where there is one. */
function signalRegions(signal: readonly SignedProfile[], cells: number): RegionSums {
  const regions = sumsOf(
    added(signal, (profile) => profile.regions),
    regionNames,
    cells,
  );
  if (signal[0]?.profile.weighted.length === 0) return regions;
  return {
    ...regions,
    ...sumsOf(
      added(signal, ({ weighted }) => weighted[0]!),
      ['B', 'C'],
      cells,
    ),
  };
}

/** Adds over samples; what is subtracted takes Σw off, but is uncertain too. */
function added(profiles: readonly SignedProfile[], of: (profile: AbcdProfile) => RegionBins): Sums {
  const [first] = profiles;
  const cells = first === undefined ? 0 : of(first.profile).counts.length;
  const sums = { sumWeights: new Float64Array(cells), sumWeights2: new Float64Array(cells) };
  for (const { profile, sign } of profiles) {
    const own = of(profile);
    own.sumWeights.forEach((content, cell) => (sums.sumWeights[cell]! += sign * content));
    own.sumWeights2.forEach((content, cell) => (sums.sumWeights2[cell]! += content));
  }
  return sums;
}

/** @param cells of each region, in their order */
function sumsOf<Name extends RegionName>(sums: Sums, regions: readonly Name[], cells: number): Record<Name, RegionSum> {
  const total = (values: Float64Array, region: number): number =>
    values.subarray(region * cells, (region + 1) * cells).reduce((all, value) => all + value, 0);
  const entries = regions.map((name, region): [Name, RegionSum] => [
    name,
    { sum: total(sums.sumWeights, region), variance: total(sums.sumWeights2, region) },
  ]);
  return Object.fromEntries(entries) as Record<Name, RegionSum>;
}

/** The bins of one region, without its events that have no value. */
function regionBins({ sumWeights, sumWeights2 }: Sums, region: number, cells: number): Sums {
  const [from, to] = [region * cells, (region + 1) * cells - 1];
  return { sumWeights: sumWeights.slice(from, to), sumWeights2: sumWeights2.slice(from, to) };
}

function scaled({ sumWeights, sumWeights2 }: Sums, factor: number): Sums {
  return {
    sumWeights: sumWeights.map((content) => factor * content),
    sumWeights2: sumWeights2.map((content) => factor ** 2 * content),
  };
}

function predictedBins(
  measured: Measurements,
  abcd: Abcd,
  profiles: readonly SignedProfile[],
  parts: { readonly edges: VariableEdges; readonly plain: Sums; readonly carried: readonly Sums[] },
): PredictedBins | undefined {
  const { edges, plain: observed } = parts;
  const [predicted, ...members] = parts.carried;
  if (predicted === undefined) return undefined;
  const bins = observed.sumWeights.length;
  const contrast = contrastOf(bins, [
    {
      kind: 'independent',
      nominal: observed.sumWeights,
      nominalSquares: observed.sumWeights2,
      varied: predicted.sumWeights,
      variedSquares: predicted.sumWeights2,
    },
  ]);
  const axis: BinAxis = {
    edges: edges.edges,
    low: Math.min(edges.edges[0]!, ...profiles.map(({ profile }) => profile.low)),
    high: Math.max(edges.edges[edges.edges.length - 1]!, ...profiles.map(({ profile }) => profile.high)),
  };
  const variance = varianceIn(observed.sumWeights, binCentres(axis));
  const total = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
  const comparable = [predicted, ...members].every(({ sumWeights }) => total(sumWeights) > 0);
  const distances = (comparable ? members : []).map(({ sumWeights }) =>
    wassersteinDistance(predicted.sumWeights, sumWeights, axis.edges, axis.low, axis.high),
  );
  const squares = distances.reduce((total, distance) => total + distance ** 2, 0);
  const freedom = Math.max(members.length - 1, 1);
  return {
    edges,
    observed,
    predicted,
    members: members.map(({ sumWeights }) => sumWeights),
    contrast,
    shape: measured.testShape(contrast, axis, variance, `abcd/${abcd.name}`),
    withoutValue: profiles.reduce((total, { profile }) => total + eventsWithoutValue(profile), 0),
    memberDistance: variance === undefined ? 0 : Math.sqrt(squares / freedom / variance),
  };
}

/** In the last cell of either region. */
function eventsWithoutValue({ regions: { counts } }: AbcdProfile): number {
  const cells = counts.length / regionNames.length;
  return (['C', 'D'] as const).reduce((total, name) => total + counts[(regionNames.indexOf(name) + 1) * cells - 1]!, 0);
}

/** Of what stands at the bins' centres; undefined where it is not positive. */
function varianceIn(contents: Float64Array, centres: Float64Array): number | undefined {
  let [total, first, second] = [0, 0, 0];
  const origin = centres[centres.length >> 1]!;
  contents.forEach((content, bin) => {
    const x = centres[bin]! - origin;
    total += content;
    first += content * x;
    second += content * x * x;
  });
  const variance = second / total - (first / total) ** 2;
  return total > 0 && variance > 0 ? variance : undefined;
}

/** Of a deviation of M members: that of one training and of the mean of so few together. */
export function ofMean(members: number): number {
  return members < 2 ? 0 : Math.sqrt(1 + 1 / members);
}

/** Standard deviation of draws, with one less than their number; 0 of fewer than two. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}

/** What an outcome or a figure of a prediction speaks of. */
export function targetOf({ name, samples, weight }: Abcd): Target {
  const [sample, ...others] = samples;
  return {
    prediction: name,
    ...(sample !== undefined && others.length === 0 && { sample: sample.sample }),
    ...(weight && { model: weight.model }),
  };
}

/** Edges for every histogram of an analysis, fixed once from the nominal samples so that all profiles can be added. */
import type { Binning } from '../stats/binning';
import { mergeEdges, quantileEdgesOf, uniformEdges } from '../stats/binning';
import { sortedFinite } from '../stats/sorting';

/** Equal-population bins of a feature for the tests. */
const featureBins = 256;
/** Of a score finer ones: small KS distances are compared with each other there. */
const scoreBins = 512;
/** Equal-width bins for plots. */
const plotBins = 40;

/** Plain data, so that it can be kept in the cache. */
export interface VariableEdges {
  /** Union of test, plot and threshold edges. */
  readonly edges: Float64Array;
  /** The equal-width edges among them. */
  readonly plot: Float64Array;
  /** A value in the middle of the distribution, from which moments are measured. */
  readonly origin: number;
}

export interface AnalysisEdges {
  /** One for each feature of all models together. */
  readonly features: readonly VariableEdges[];
  /** Sentinels of the nominal samples, one list for each feature; they hold for every sample. */
  readonly sentinels: readonly (readonly number[])[];
  /** One for each model. */
  readonly scores: readonly VariableEdges[];
  /** By text: of protected variables and columns that are nuisances. */
  readonly conditions: ReadonlyMap<string, Float64Array>;
  /** By name of the prediction: of the variable whose distribution is predicted. */
  readonly abcd?: ReadonlyMap<string, VariableEdges>;
}

/** @param parts values of the nominal samples; NaN, ±∞ and sentinels are left out */
export function featureEdges(...parts: readonly Float64Array[]): VariableEdges {
  const sorted = sortedFinite(...parts);
  if (sorted.length === 0) return { edges: Float64Array.of(0), plot: Float64Array.of(0), origin: 0 };
  const plot = plotEdges(sorted);
  return { edges: mergeEdges(quantileEdgesOf(sorted, featureBins), plot), plot, origin: middle(sorted) };
}

/**
 * Edges of a score. Working points are edges, so that an efficiency is a sum of bins.
 * A score within [0, 1] is drawn over [0, 1].
 */
export function scoreEdges(values: Float64Array, thresholds: readonly number[]): VariableEdges {
  const sorted = sortedFinite(values);
  if (sorted.length === 0) return { edges: Float64Array.of(0), plot: Float64Array.of(0), origin: 0 };
  const probability = sorted[0]! >= 0 && sorted[sorted.length - 1]! <= 1;
  const plot = probability ? uniformEdges(0, 1, plotBins) : plotEdges(sorted);
  return {
    edges: mergeEdges(quantileEdgesOf(sorted, scoreBins), plot, Float64Array.from(thresholds)),
    plot,
    origin: middle(sorted),
  };
}

/** Steps of the logit: of the bins, and of those in which two scores are compared event by event. */
const [logitStep, sharedStep, largestLogit] = [1 / 32, 1 / 4, 12];

/**
 * Edges of a score for events of every kind: those that are told another value of a nuisance pile up where the nominal ones
 * have few bins. A probability gets bins of equal width in its logit beside the edges that it has, so that its AUC is right
 * to 1e-4 wherever its events lie; `plot` has fewer of them. Other scores keep their edges.
 */
export function everywhereEdges(edges: VariableEdges): VariableEdges {
  const { plot } = edges;
  if (plot[0] !== 0 || plot[plot.length - 1] !== 1) return edges;
  const shared = logitEdges(sharedStep);
  return { ...edges, edges: mergeEdges(edges.edges, logitEdges(logitStep), shared), plot: shared };
}

function logitEdges(step: number): Float64Array {
  const steps = Math.round((2 * largestLogit) / step);
  return Float64Array.from({ length: steps + 1 }, (_, index) => 1 / (1 + Math.exp(largestLogit - index * step)));
}

/**
 * Edges of a variable that the score may depend on.
 * @param values [n] of a protected variable in the nominal samples
 * @param prior of a nuisance: 24 bins over ±3 standard deviations
 */
export function conditionEdges(
  values: Float64Array,
  prior?: { readonly mean: number; readonly sigma: number },
): Float64Array {
  if (prior !== undefined) return uniformEdges(prior.mean - 3 * prior.sigma, prior.mean + 3 * prior.sigma, 24);
  const sorted = sortedFinite(values);
  return sorted.length === 0 ? Float64Array.of(0) : plotEdges(sorted);
}

/** For each bin of a binning the bin of the plot it lies in: 0 below, `plot.length` above. */
export function plotGroups(binning: Binning, plot: Float64Array): Int32Array {
  const groups = new Int32Array(binning.bins);
  let group = 0;
  for (let bin = 1; bin < binning.bins; bin++) {
    const lower = binning.edges[bin - 1]!;
    while (group < plot.length && plot[group]! <= lower) group++;
    groups[bin] = group;
  }
  return groups;
}

/** Few distinct values (nJets) get a bin each, centred; others 40 bins between round numbers around 99 % of the events. */
function plotEdges(sorted: Float64Array): Float64Array {
  const low = sorted[Math.floor(0.005 * (sorted.length - 1))]!;
  const high = sorted[Math.ceil(0.995 * (sorted.length - 1))]!;
  if (high <= low) return Float64Array.of(low - 0.5, low + 0.5);
  if (Number.isInteger(low) && Number.isInteger(high) && high - low <= plotBins && sorted.every(Number.isInteger)) {
    return uniformEdges(low - 0.5, high + 0.5, high - low + 1);
  }
  const width = roundUp((high - low) / plotBins);
  const from = Math.floor(low / width) * width;
  return uniformEdges(from, from + width * Math.ceil((high - from) / width), Math.ceil((high - from) / width));
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10);
}

function middle(sorted: Float64Array): number {
  return sorted[sorted.length >> 1]!;
}

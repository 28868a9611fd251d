import type { Binning } from './binning';

/** Sums per bin, under- and overflow included: each array has `binning.bins` entries. Weights may have any sign. */
export interface Histogram {
  readonly binning: Binning;
  /** Σw */
  readonly sumWeights: Float64Array;
  /** Σw² */
  readonly sumWeights2: Float64Array;
  /** Events, whatever their weight. */
  readonly counts: Float64Array;
}

export interface HistogramTotal {
  readonly sumWeights: number;
  readonly sumWeights2: number;
  readonly events: number;
}

export function emptyHistogram(binning: Binning): Histogram {
  return {
    binning,
    sumWeights: new Float64Array(binning.bins),
    sumWeights2: new Float64Array(binning.bins),
    counts: new Float64Array(binning.bins),
  };
}

/**
 * Adds the first n events, whose bins were found by `Binning.fillIndices`. Those with index −1 (NaN) are left out:
 * who fills keeps a count of them.
 *
 * @throws RangeError if an array is shorter than n or an index lies outside the binning
 */
export function fill(histogram: Histogram, indices: Int32Array, weights: Float64Array, n: number): void {
  const { sumWeights, sumWeights2, counts, binning } = histogram;
  if (indices.length < n || weights.length < n) {
    throw new RangeError(`Cannot fill ${n} events from ${indices.length} indices and ${weights.length} weights.`);
  }
  for (let i = 0; i < n; i++) {
    const bin = indices[i]!;
    if (bin === -1) continue;
    if (bin < 0 || bin >= binning.bins) throw new RangeError(`There is no bin ${bin} among ${binning.bins}.`);
    const weight = weights[i]!;
    sumWeights[bin]! += weight;
    sumWeights2[bin]! += weight * weight;
    counts[bin]! += 1;
  }
}

/**
 * Adds what `from` holds to `into`.
 *
 * @throws RangeError if their edges differ
 */
export function add(into: Histogram, from: Histogram): void {
  assertSameEdges(into.binning.edges, from.binning.edges);
  accumulate(into.sumWeights, from.sumWeights);
  accumulate(into.sumWeights2, from.sumWeights2);
  accumulate(into.counts, from.counts);
}

/** Sums over all bins, under- and overflow included. */
export function total(histogram: Histogram): HistogramTotal {
  return {
    sumWeights: sum(histogram.sumWeights),
    sumWeights2: sum(histogram.sumWeights2),
    events: sum(histogram.counts),
  };
}

function accumulate(into: Float64Array, from: Float64Array): void {
  for (let bin = 0; bin < into.length; bin++) into[bin]! += from[bin]!;
}

function sum(values: Float64Array): number {
  let result = 0;
  for (const value of values) result += value;
  return result;
}

function assertSameEdges(a: Float64Array, b: Float64Array): void {
  if (a !== b && (a.length !== b.length || a.some((edge, i) => edge !== b[i]))) {
    throw new RangeError('Only histograms with the same edges can be added.');
  }
}

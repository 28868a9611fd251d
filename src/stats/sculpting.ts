/**
 * Jensen-Shannon divergence of two normalised histograms of independent events with its error and without its bias, as a
 * measure of mass sculpting (ATL-PHYS-PUB-2018-014 quotes 1/JSD).
 *
 * Finite samples make it too large, by about (bins − 1)(1/n + 1/n')/(8 ln 2) where p = q: without a correction no sample
 * of n events could show a 1/JSD above 2n/bins or so. The second-order bias is taken away here, so the estimate scatters
 * around 0 for equal distributions.
 */
import { jensenShannon } from './divergence';
import type { Estimate } from './estimate';
import type { Random } from './random';

export interface BinnedSide {
  /** Σw and Σw² per bin. */
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
}

export interface Sculpting {
  /** Without its bias, with its error: first-order, and the scatter for equal distributions. */
  readonly estimate: Estimate;
  /** What the histograms give as they are. */
  readonly plugIn: number;
  /** Scatter of the estimate if the distributions were equal. */
  readonly noise: number;
  /** 1/n + 1/n' with the effective events of both sides. */
  readonly inverseEvents: number;
}

/**
 * @param first,second with a positive Σw in every bin: see `mergeSparseBins`
 * @returns undefined with fewer than two bins, or where one is not positive
 */
export function sculpting(first: BinnedSide, second: BinnedSide, random: Random, draws = 200): Sculpting | undefined {
  if (first.sumWeights.length < 2) return undefined;
  const plugIn = jensenShannon(first.sumWeights, second.sumWeights);
  if (plugIn === undefined) return undefined;
  const [p, q] = [normalised(first), normalised(second)];
  let bias = 0;
  let variance = 0;
  for (const [own, other] of [
    [p, q],
    [q, p],
  ] as const) {
    const slopes = own.fractions.map((value, bin) => Math.log2((2 * value) / (value + other.fractions[bin]!)) / 2);
    const mean = slopes.reduce((total, slope, bin) => total + slope * own.fractions[bin]!, 0);
    slopes.forEach((slope, bin) => {
      const [value, rest] = [own.fractions[bin]!, other.fractions[bin]!];
      variance += (slope - mean) ** 2 * own.variances[bin]!;
      bias += (rest / (value * (value + rest)) / (4 * Math.LN2)) * own.ofFraction[bin]!;
    });
  }
  const noise = scatterIfEqual(p, q, random, draws);
  return {
    estimate: { value: plugIn - bias, error: Math.hypot(Math.sqrt(variance), noise) },
    plugIn,
    noise,
    inverseEvents: [p, q].reduce((all, { variances }) => all + variances.reduce((one, own) => one + own, 0), 0),
  };
}

/** Groups of neighbouring bins in each of which both sides have at least so many effective events. */
export function mergeSparseBins(first: BinnedSide, second: BinnedSide, effectiveEvents: number): Int32Array {
  const groups = new Int32Array(first.sumWeights.length);
  const sums = [0, 0, 0, 0];
  let group = 0;
  let filled = false;
  for (let bin = 0; bin < groups.length; bin++) {
    if (filled) {
      group++;
      sums.fill(0);
    }
    groups[bin] = group;
    [first.sumWeights, first.sumWeights2, second.sumWeights, second.sumWeights2].forEach((values, index) => {
      sums[index]! += values[bin]!;
    });
    const enough = (s: number, v: number): boolean => s > 0 && s * s >= effectiveEvents * v;
    filled = enough(sums[0]!, sums[1]!) && enough(sums[2]!, sums[3]!);
  }
  // What is left at the end belongs to the last group that is full.
  if (!filled && group > 0)
    for (let bin = 0; bin < groups.length; bin++) groups[bin] = Math.min(groups[bin]!, group - 1);
  return groups;
}

/** A side in groups of its bins. */
export function groupBins({ sumWeights, sumWeights2 }: BinnedSide, groups: Int32Array): BinnedSide {
  const bins = (groups.at(-1) ?? -1) + 1;
  const grouped = { sumWeights: new Float64Array(bins), sumWeights2: new Float64Array(bins) };
  groups.forEach((group, bin) => {
    grouped.sumWeights[group]! += sumWeights[bin]!;
    grouped.sumWeights2[group]! += sumWeights2[bin]!;
  });
  return grouped;
}

interface Normalised {
  readonly fractions: Float64Array;
  /** Σw²/W² of each bin. */
  readonly variances: Float64Array;
  /** Variance of each fraction. */
  readonly ofFraction: Float64Array;
}

function normalised({ sumWeights, sumWeights2 }: BinnedSide): Normalised {
  const total = sumWeights.reduce((sum, content) => sum + content, 0);
  const fractions = sumWeights.map((content) => content / total);
  const variances = sumWeights2.map((square) => square / total ** 2);
  const all = variances.reduce((sum, variance) => sum + variance, 0);
  return {
    fractions,
    variances,
    ofFraction: variances.map((own, bin) => own * (1 - 2 * fractions[bin]!) + fractions[bin]! ** 2 * all),
  };
}

/** Near equal distributions JSD is Σ (p − q)²/(8 m ln 2), with noise that is normal in every bin and keeps the totals. */
function scatterIfEqual(p: Normalised, q: Normalised, random: Random, draws: number): number {
  const bins = p.fractions.length;
  const middle = p.fractions.map((value, bin) => (value + q.fractions[bin]!) / 2);
  const drawn = new Float64Array(draws);
  const noise = new Float64Array(bins);
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    for (let bin = 0; bin < bins; bin++) {
      noise[bin] = Math.sqrt(p.variances[bin]! + q.variances[bin]!) * random.normal();
      total += noise[bin]!;
    }
    for (let bin = 0; bin < bins; bin++) {
      drawn[draw]! += (noise[bin]! - middle[bin]! * total) ** 2 / (8 * Math.LN2 * middle[bin]!);
    }
  }
  const mean = drawn.reduce((sum, value) => sum + value, 0) / draws;
  return Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1));
}

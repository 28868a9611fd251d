/**
 * Jensen-Shannon divergence of two normalised histograms of independent events with its error and without its bias, as a
 * measure of mass sculpting (ATL-PHYS-PUB-2018-014 quotes 1/JSD).
 *
 * Finite samples make it too large, by about (bins − 1)(1/n + 1/n')/(8 ln 2) where p = q: without a correction no sample
 * of n events could show a 1/JSD above 2n/bins or so. The second-order bias is taken away here, so the estimate scatters
 * around 0 for equal distributions.
 */
import { sum } from './contrast';
import { jensenShannon } from './divergence';
import { squaredLength, type SquaredLength } from './squaredLength';

export interface BinnedSide {
  /** Σw and Σw² per bin. */
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
}

export interface Sculpting {
  /** Without its bias, as a squared length: in bits, of either sign around 0 for equal distributions. */
  readonly length: SquaredLength;
  /** What the histograms give as they are. */
  readonly plugIn: number;
}

/**
 * @param first,second with a positive Σw in every bin: see `mergeSparseBins`
 * @returns undefined with fewer than two bins, or where one is not positive
 */
export function sculpting(first: BinnedSide, second: BinnedSide): Sculpting | undefined {
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
  const { square, cube } = noiseIfEqual(p, q);
  // Bins are alike, or nearly: any direction is as good as another.
  const eigenvalue = square > 0 ? cube / square : 0;
  const about = { value: plugIn - bias, firstOrder: variance, trace: bias, square, cube, eigenvalue };
  return { plugIn, length: squaredLength(about) };
}

/**
 * Groups of neighbouring bins with so many effective events on both sides: groups that hold that part of the side's Σw²,
 * which does not follow the signs of weights. To stop where Σw is large enough is to stop where it comes out too large, and
 * the variance too small. Where Σw comes out very small, the group goes on until it has a third of them.
 */
export function mergeSparseBins(first: BinnedSide, second: BinnedSide, effectiveEvents: number): Int32Array {
  const groups = new Int32Array(first.sumWeights.length);
  const sides = [first, second].map((side) => {
    const [total, squares] = [sum(side.sumWeights), sum(side.sumWeights2)];
    return { ...side, part: effectiveEvents * (squares / total) ** 2, content: 0, square: 0 };
  });
  let group = 0;
  let filled = false;
  for (let bin = 0; bin < groups.length; bin++) {
    if (filled) group++;
    groups[bin] = group;
    for (const side of sides) {
      side.content = (filled ? 0 : side.content) + side.sumWeights[bin]!;
      side.square = (filled ? 0 : side.square) + side.sumWeights2[bin]!;
    }
    filled = sides.every(
      ({ content, square, part }) => square >= part && content > 0 && 3 * content ** 2 >= effectiveEvents * square,
    );
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
  const total = sum(sumWeights);
  const fractions = sumWeights.map((content) => content / total);
  const variances = sumWeights2.map((square) => square / total ** 2);
  const all = sum(variances);
  return {
    fractions,
    variances,
    ofFraction: variances.map((own, bin) => own * (1 - 2 * fractions[bin]!) + fractions[bin]! ** 2 * all),
  };
}

/**
 * tr C² and tr C³ near equal distributions, where JSD is Σ (p − q)²/(8 m ln 2), with noise that is independent in every bin
 * but for the totals: with v the variances of both sides, the eigenvalues are those of (diag(v/m) − √v√vᵀ)/(8 ln 2).
 */
function noiseIfEqual(p: Normalised, q: Normalised): { readonly square: number; readonly cube: number } {
  let [g2, g3, gv, ggv, v] = [0, 0, 0, 0, 0];
  p.fractions.forEach((value, bin) => {
    const own = p.variances[bin]! + q.variances[bin]!;
    const g = own / ((value + q.fractions[bin]!) / 2);
    g2 += g * g;
    g3 += g ** 3;
    gv += g * own;
    ggv += g * g * own;
    v += own;
  });
  const scale = 8 * Math.LN2;
  return { square: (g2 - 2 * gv + v * v) / scale ** 2, cube: (g3 - 3 * ggv + 3 * v * gv - v ** 3) / scale ** 3 };
}

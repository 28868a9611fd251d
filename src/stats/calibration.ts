/**
 * How well a score tells the probability to be signal, from sums of weights in bins of the score: reliability, expected
 * calibration error, and the mean of a loss. Weights have any sign.
 */
import { absoluteMean, type AbsoluteMean } from './absoluteMean';
import type { Estimate } from './estimate';
import { normalCdf } from './normal';

/** Sums over the events of one class by bin of the score p. */
export interface ScoreSums {
  /** Σw */
  readonly w: Float64Array;
  /** Σw² */
  readonly ww: Float64Array;
  /** Σwp */
  readonly wp: Float64Array;
  /** Σw²p */
  readonly wwp: Float64Array;
  /** Σw²p² */
  readonly wwpp: Float64Array;
}

/** Sums over the same events before and after a variation, by bin before (rows) and bin after: they make the errors of differences. */
export interface SharedScoreSums {
  /** Σww' */
  readonly ww: Float64Array;
  /** Σww'p */
  readonly wwp: Float64Array;
  /** Σww'p' */
  readonly wwq: Float64Array;
  /** Σww'pp' */
  readonly wwpq: Float64Array;
}

/** One class as it enters the mixture: its sums, what is true of it (0 or 1), and the factor of its weights. */
export interface MixedClass {
  readonly truth: 0 | 1;
  readonly factor: number;
  readonly sums: ScoreSums;
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  /** Fraction of the weight of all bins. */
  readonly fraction: number;
  /** Mean score. */
  readonly predicted: number;
  /** Fraction of signal, with the error of its numerator and denominator. */
  readonly observed: Estimate;
  /** observed − predicted. */
  readonly difference: Estimate;
}

/**
 * Reliability, bin by bin: ȳ = Σwy/Σw against p̄ = Σwp/Σw. The error of d = ȳ − p̄ is that of a ratio of sums of weights,
 * σ² = Σw²(y − p − d)²/(Σw)².
 *
 * @returns undefined where a bin has no positive sum of weights: merge bins first
 */
export function reliability(classes: readonly MixedClass[]): ReliabilityBin[] | undefined {
  const bins = classes[0]?.sums.w.length ?? 0;
  const over = (bin: number, of: (one: MixedClass) => number): number =>
    classes.reduce((total, one) => total + one.factor * one.sums.w[bin]! * of(one), 0);
  let total = 0;
  for (let bin = 0; bin < bins; bin++) total += over(bin, () => 1);
  const found: ReliabilityBin[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const weight = over(bin, () => 1);
    if (!(weight > 0)) return undefined;
    const observed = over(bin, ({ truth }) => truth) / weight;
    const scored = classes.reduce((sum, { factor, sums }) => sum + factor * sums.wp[bin]!, 0);
    const predicted = scored / weight;
    const difference = observed - predicted;
    let [observedVariance, variance] = [0, 0];
    for (const { truth, factor, sums } of classes) {
      observedVariance += factor ** 2 * (truth - observed) ** 2 * sums.ww[bin]!;
      variance += factor ** 2 * squaredResidual(sums, bin, truth - difference);
    }
    found.push({
      fraction: weight / total,
      predicted,
      observed: { value: observed, error: Math.sqrt(observedVariance) / weight },
      difference: { value: difference, error: Math.sqrt(Math.max(variance, 0)) / weight },
    });
  }
  return found;
}

/** Σw²(a − p)² of one bin. */
function squaredResidual({ ww, wwp, wwpp }: ScoreSums, bin: number, a: number): number {
  return a * a * ww[bin]! - 2 * a * wwp[bin]! + wwpp[bin]!;
}

export interface CalibrationError {
  /** Σ f |d| over bins, f their fractions: what is quoted as ECE. Chance alone makes it larger than zero. */
  readonly plain: number;
  /** Less what chance adds to it: Σ f (2|d| − E|N(d, σ)|), as in A. Kumar, P. Liang and T. Ma, arXiv:1909.10155. */
  readonly debiased: number;
  /** The same with its noise, of which limits are made. */
  readonly mean: AbsoluteMean;
}

/**
 * Expected calibration error Σ f |d| from differences with their covariance.
 * @param differences d, with their errors
 * @param covariance of the differences, row by row; they are independent where it is left out
 */
export function calibrationError(
  fractions: readonly number[],
  differences: readonly Estimate[],
  covariance?: Float64Array,
): CalibrationError {
  const mean = absoluteMean(fractions, differences, covariance);
  const folded = differences.reduce(
    (sum, { value, error }, bin) => sum + Math.abs(fractions[bin]!) * foldedMean(value, error),
    0,
  );
  return { plain: mean.measured, debiased: Math.max(2 * mean.measured - folded, 0), mean };
}

/** E|X| of X ~ N(mean, sigma): the mean of a folded normal distribution. */
function foldedMean(mean: number, sigma: number): number {
  if (!(sigma > 0)) return Math.abs(mean);
  const t = mean / sigma;
  return sigma * Math.sqrt(2 / Math.PI) * Math.exp(-(t * t) / 2) + mean * (1 - 2 * normalCdf(-t));
}

/** A class before and after a variation; `shared` is what makes them move together, and left out for other events. */
export interface VariedClassSums {
  readonly truth: 0 | 1;
  readonly before: { readonly factor: number; readonly sums: ScoreSums };
  readonly after: { readonly factor: number; readonly sums: ScoreSums };
  readonly shared?: SharedScoreSums;
}

/** How a variation moves the reliability. */
export interface ReliabilityChange {
  readonly before: readonly ReliabilityBin[];
  readonly after: readonly ReliabilityBin[];
  /** Of ȳ − p̄, after less before. */
  readonly differences: readonly Estimate[];
  /** Of those, row by row. */
  readonly covariance: Float64Array;
}

/** @returns undefined where a bin has no positive sum of weights on either side */
export function reliabilityChange(classes: readonly VariedClassSums[]): ReliabilityChange | undefined {
  const side = (which: 'before' | 'after'): ReliabilityBin[] | undefined =>
    reliability(classes.map((one) => ({ truth: one.truth, ...one[which] })));
  const [before, after] = [side('before'), side('after')];
  if (before === undefined || after === undefined) return undefined;
  const weights = (which: 'before' | 'after'): number[] =>
    before.map((_, bin) => classes.reduce((total, one) => total + one[which].factor * one[which].sums.w[bin]!, 0));
  const [weightsBefore, weightsAfter] = [weights('before'), weights('after')];
  const bins = before.length;
  const cross = new Float64Array(bins * bins);
  for (const { truth, before: first, after: second, shared } of classes) {
    if (shared === undefined) continue;
    const factor = first.factor * second.factor;
    for (let bin = 0; bin < bins; bin++) {
      for (let other = 0; other < bins; other++) {
        const cell = bin * bins + other;
        const [a, b] = [truth - before[bin]!.difference.value, truth - after[other]!.difference.value];
        const sum = a * b * shared.ww[cell]! - b * shared.wwp[cell]! - a * shared.wwq[cell]! + shared.wwpq[cell]!;
        cross[cell]! += (factor * sum) / (weightsBefore[bin]! * weightsAfter[other]!);
      }
    }
  }
  const covariance = new Float64Array(bins * bins);
  for (let bin = 0; bin < bins; bin++) {
    for (let other = 0; other < bins; other++) {
      covariance[bin * bins + other] = -cross[bin * bins + other]! - cross[other * bins + bin]!;
    }
    covariance[bin * bins + bin]! += before[bin]!.difference.error ** 2 + after[bin]!.difference.error ** 2;
  }
  return {
    before,
    after,
    differences: before.map(({ difference }, bin) => ({
      value: after[bin]!.difference.value - difference.value,
      // Where the two sides cancel, rounding leaves a tiny number of either sign.
      error: Math.sqrt(Math.max(covariance[bin * bins + bin]!, 0)),
    })),
    covariance,
  };
}

/** Sums of a loss l over the events of one class. */
export interface LossSums {
  readonly w: number;
  readonly ww: number;
  /** Σwl */
  readonly wl: number;
  /** Σw²l */
  readonly wwl: number;
  /** Σw²l² */
  readonly wwll: number;
}

/** The same of the same events before and after a variation. */
export interface SharedLossSums {
  /** Σww' */
  readonly ww: number;
  /** Σww'l */
  readonly wwl: number;
  /** Σww'l' */
  readonly wwm: number;
  /** Σww'll' */
  readonly wwlm: number;
}

/**
 * Mean of a loss over a mixture of classes, Σwl/Σw, with the error of a ratio of sums of weights.
 * @returns undefined where Σw is not positive
 */
export function meanLoss(
  classes: readonly { readonly factor: number; readonly sums: LossSums }[],
): (Estimate & { readonly weight: number }) | undefined {
  let [weight, lost] = [0, 0];
  for (const { factor, sums } of classes) {
    weight += factor * sums.w;
    lost += factor * sums.wl;
  }
  if (!(weight > 0)) return undefined;
  const value = lost / weight;
  let variance = 0;
  for (const { factor, sums } of classes) {
    variance += factor ** 2 * (sums.wwll - 2 * value * sums.wwl + value ** 2 * sums.ww);
  }
  return { value, error: Math.sqrt(Math.max(variance, 0)) / weight, weight };
}

/** A class before and after a variation. */
export interface VariedLoss {
  readonly before: { readonly factor: number; readonly sums: LossSums };
  readonly after: { readonly factor: number; readonly sums: LossSums };
  readonly shared?: SharedLossSums;
}

/** Change of the mean of a loss, with its paired error; undefined where Σw is not positive. */
export function lossChange(classes: readonly VariedLoss[]): Estimate | undefined {
  const before = meanLoss(classes.map((one) => one.before));
  const after = meanLoss(classes.map((one) => one.after));
  if (before === undefined || after === undefined) return undefined;
  let covariance = 0;
  for (const { before: first, after: second, shared } of classes) {
    if (shared === undefined) continue;
    covariance +=
      first.factor *
      second.factor *
      (shared.wwlm - after.value * shared.wwl - before.value * shared.wwm + before.value * after.value * shared.ww);
  }
  const variance = before.error ** 2 + after.error ** 2 - (2 * covariance) / (before.weight * after.weight);
  return { value: after.value - before.value, error: Math.sqrt(Math.max(variance, 0)) };
}

/**
 * Groups of neighbouring bins that each hold a positive sum of weights and at least so many effective events, on every
 * side that is compared.
 * @param sides Σw and Σw² of all classes, for each side
 * @returns group of each bin, not decreasing from 0; undefined where not even all bins together suffice
 */
export function reliabilityGroups(
  sides: readonly { readonly w: Float64Array; readonly ww: Float64Array }[],
  effectiveEvents: number,
): Int32Array | undefined {
  const bins = sides[0]?.w.length ?? 0;
  const groups = new Int32Array(bins);
  const suffices = (from: number, to: number): boolean =>
    sides.every(({ w, ww }) => {
      let [sum, squares] = [0, 0];
      for (let bin = from; bin < to; bin++) [sum, squares] = [sum + w[bin]!, squares + ww[bin]!];
      return sum > 0 && sum * sum >= effectiveEvents * squares;
    });
  const starts: number[] = [];
  for (let from = 0; from < bins;) {
    let to = from + 1;
    while (to < bins && !suffices(from, to)) to++;
    if (suffices(from, to)) starts.push(from);
    from = to;
  }
  // What is left over at the end belongs to the last group; signed weights may spoil that one by it.
  while (starts.length > 0 && !suffices(starts.at(-1)!, bins)) starts.pop();
  if (starts.length === 0) return undefined;
  starts.forEach((start, group) => groups.fill(group, start));
  return groups;
}

/** The same sums in groups of bins. */
export function groupScoreSums(sums: ScoreSums, groups: Int32Array): ScoreSums {
  const of = (values: Float64Array): Float64Array => grouped(values, groups);
  return { w: of(sums.w), ww: of(sums.ww), wp: of(sums.wp), wwp: of(sums.wwp), wwpp: of(sums.wwpp) };
}

/** The same tables in groups of bins. */
export function groupSharedSums(sums: SharedScoreSums, groups: Int32Array): SharedScoreSums {
  const bins = groups.length;
  const count = groups[bins - 1]! + 1;
  const cells = Int32Array.from(
    { length: bins * bins },
    (_, cell) => groups[Math.floor(cell / bins)]! * count + groups[cell % bins]!,
  );
  const of = (values: Float64Array): Float64Array => {
    const out = new Float64Array(count * count);
    values.forEach((value, cell) => (out[cells[cell]!]! += value));
    return out;
  };
  return { ww: of(sums.ww), wwp: of(sums.wwp), wwq: of(sums.wwq), wwpq: of(sums.wwpq) };
}

function grouped(values: Float64Array, groups: Int32Array): Float64Array {
  const out = new Float64Array(groups[groups.length - 1]! + 1);
  values.forEach((value, bin) => (out[groups[bin]!]! += value));
  return out;
}

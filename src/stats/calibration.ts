/**
 * How well a score tells the probability to be signal, from sums of weights in bins of the score: reliability, its change by
 * a variation, and the mean of a loss. Weights have any sign.
 */
import { effectiveDegreesOfFreedom } from './effectiveDegreesOfFreedom';
import type { Estimate } from './estimate';
import type { Fraction } from './fractions';
import { effectiveEvents } from './moments';

/** Sums over the events of one class by bin of the score p. */
export interface ScoreSums {
  /** Σw */
  readonly w: Float64Array;
  /** Σw² */
  readonly ww: Float64Array;
  /** Σw³ */
  readonly www: Float64Array;
  /** Σw⁴ */
  readonly wwww: Float64Array;
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
  readonly observed: Fraction;
  /** observed − predicted, without the bias of heavy events. */
  readonly difference: Estimate;
  /** What the variance of residuals was multiplied with to be that of the difference. */
  readonly leverage: number;
}

/**
 * Reliability, bin by bin: ȳ = Σwy/W against p̄ = Σwp/W with W = Σw, which differ by d = ȳ − p̄ with the error of a ratio of
 * sums of weights, σ² = Σw²(y − p − d)²/W².
 *
 * Few heavy events do more to it, by their shares h = w/W of which the squares add up to S. Where those of one class are
 * heavier, d has the bias −Σh²(y − p − d), which is taken away and leaves to each event 1 + h − S times its part. And each pulls
 * d towards itself: its residual has only 1 − 2h + S of its variance on average (J. G. MacKinnon and H. White, J. Econometrics
 * 29 (1985) 305). What both do to σ², up to h², is told by third and fourth powers of weights.
 *
 * @returns undefined where a bin has no positive sum of weights: merge bins first
 */
export function reliability(classes: readonly MixedClass[]): ReliabilityBin[] | undefined {
  const bins = classes[0]?.sums.w.length ?? 0;
  const over = (of: (one: MixedClass) => number): number => classes.reduce((total, one) => total + of(one), 0);
  const weights = Array.from({ length: bins }, (_, bin) => over(({ factor, sums }) => factor * sums.w[bin]!));
  if (!weights.every((weight) => weight > 0)) return undefined;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, bin) => {
    const observed = over(({ truth, factor, sums }) => truth * factor * sums.w[bin]!) / weight;
    const predicted = over(({ factor, sums }) => factor * sums.wp[bin]!) / weight;
    const found = observed - predicted;
    const pulled = over(({ truth, factor, sums }) => factor ** 2 * ((truth - found) * sums.ww[bin]! - sums.wwp[bin]!));
    const difference = found + pulled / weight ** 2;
    const residuals = ({ truth, sums }: MixedClass): number =>
      Math.max(squaredResidual(sums, bin, truth - difference), 0);
    const { plain, variance } = varianceOf(classes, bin, weight, residuals, withoutBias);
    return {
      fraction: weight / total,
      predicted,
      observed: observedFraction(classes, bin, weight, observed),
      difference: { value: difference, error: Math.sqrt(variance) / weight },
      leverage: plain > 0 ? variance / plain : 1,
    };
  });
}

/** Fraction of signal of one bin. */
function observedFraction(classes: readonly MixedClass[], bin: number, weight: number, value: number): Fraction {
  const residuals = ({ truth, sums }: MixedClass): number => (truth - value) ** 2 * sums.ww[bin]!;
  const { plain, variance } = varianceOf(classes, bin, weight, residuals, asItIs);
  let [squares, third, fourth] = [0, 0, 0];
  for (const { truth, factor, sums } of classes) {
    const residual = factor * (truth - value);
    squares += factor ** 2 * sums.ww[bin]!;
    third += residual ** 3 * sums.www[bin]!;
    fourth += residual ** 4 * sums.wwww[bin]!;
  }
  const fraction = { value, error: Math.sqrt(variance) / weight, events: effectiveEvents(weight, squares) };
  if (!(plain > 0)) return fraction;
  const freedom = effectiveDegreesOfFreedom(plain, fourth);
  return { ...fraction, studentised: { freedom, skewness: third / plain ** 1.5 } };
}

/** By how much the squares of residuals are too small: coefficients of S, h and h². */
type Leverage = readonly [number, number, number];

/** 1/(1 − 2h + S). */
const asItIs: Leverage = [-1, 2, 4];
/** (1 + h − S)²/(1 − 2h(1 + h) + S). */
const withoutBias: Leverage = [-3, 4, 11];

/**
 * Of a sum of weighted residuals of one bin, as they are and without the events' leverage.
 * @param weight Σw of the bin
 * @param residuals Σw² times squared residuals, of each class without its factor
 */
function varianceOf(
  classes: readonly MixedClass[],
  bin: number,
  weight: number,
  residuals: (one: MixedClass) => number,
  [ofAll, linear, quadratic]: Leverage,
): { readonly plain: number; readonly variance: number } {
  const all = classes.reduce((sum, { factor, sums }) => sum + factor ** 2 * sums.ww[bin]!, 0) / weight ** 2;
  let [plain, variance] = [0, 0];
  for (const one of classes) {
    const { factor, sums } = one;
    const squares = sums.ww[bin]!;
    if (!(squares > 0)) continue;
    const own = factor ** 2 * residuals(one);
    const share = factor / weight;
    const pulled = (linear * share * sums.www[bin]! + quadratic * share ** 2 * sums.wwww[bin]!) / squares;
    plain += own;
    variance += own * (1 + ofAll * all + pulled);
  }
  return { plain, variance };
}

/** Σw²(a − p)² of one bin. */
function squaredResidual({ ww, wwp, wwpp }: ScoreSums, bin: number, a: number): number {
  return a * a * ww[bin]! - 2 * a * wwp[bin]! + wwpp[bin]!;
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
        // Residuals of either side are too small by the same, as their variances are.
        const leverage = Math.sqrt(before[bin]!.leverage * after[other]!.leverage);
        cross[cell]! += (factor * leverage * sum) / (weightsBefore[bin]! * weightsAfter[other]!);
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
  return {
    w: of(sums.w),
    ww: of(sums.ww),
    www: of(sums.www),
    wwww: of(sums.wwww),
    wp: of(sums.wp),
    wwp: of(sums.wwp),
    wwpp: of(sums.wwpp),
  };
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

/**
 * Average decision ordering (Faucett, Thaler, Whiteson, arXiv:2010.11998): how often another number puts a signal and a
 * background event in the same order as a model does. Over the pairs of a signal event i and a background event j that
 * the model f orders at all,
 *
 *   ADO[f, g] = Σ w_i w_j ½(1 + s_f s_g) / Σ w_i w_j,   s_f = sign(f_i − f_j),
 *
 * which is 1 where both order every pair alike, 0 where they order every pair the other way round, and ½ by chance. A pair
 * that g does not order (equal values, or none) counts one half. Weights of any sign: beyond 0..1 the value says that they
 * cancel too much.
 */
import type { Estimate } from './estimate';

/** A number of each event of two classes; NaN where an event has none. */
export interface Ordering {
  readonly signal: Float64Array;
  readonly background: Float64Array;
}

/**
 * Σ w_i w_j s_f s_g over all pairs, divided by Σ w_i w_j: 2·ADO − 1. For each event the mean over the events of the other
 * class, of which the value is the weighted mean: what errors are made of.
 */
export interface Concordance {
  readonly value: number;
  readonly signal: Float64Array;
  readonly background: Float64Array;
}

/**
 * In O(n log n): events are taken in the order of f, with the weights of those that were met in a Fenwick tree over the
 * ranks of g.
 * @param weights of the events, any sign
 * @throws RangeError if the weights of a class do not sum to a positive number
 */
export function concordance(f: Ordering, g: Ordering, weights: Ordering): Concordance {
  const totals = requirePositive(weights);
  const signal = meanAgainst(f.signal, g.signal, f.background, g.background, weights.background, totals.background);
  const background = meanAgainst(f.background, g.background, f.signal, g.signal, weights.signal, totals.signal);
  const value = signal.reduce((sum, mean, event) => sum + mean * weights.signal[event]!, 0) / totals.signal;
  return { value, signal, background };
}

/** Of which every pair counts, whatever its order: what a constant is to pairs. */
function everyPair({ signal, background }: Ordering): Concordance {
  return {
    value: 1,
    signal: new Float64Array(signal.length).fill(1),
    background: new Float64Array(background.length).fill(1),
  };
}

/** Σ factor·concordance. */
function combined(parts: readonly (readonly [factor: number, of: Concordance])[]): Concordance {
  const [, first] = parts[0]!;
  const sum = (side: 'signal' | 'background'): Float64Array =>
    first[side].map((_, event) => parts.reduce((all, [factor, of]) => all + factor * of[side][event]!, 0));
  return {
    value: parts.reduce((all, [factor, of]) => all + factor * of.value, 0),
    signal: sum('signal'),
    background: sum('background'),
  };
}

/**
 * A mean over pairs with its standard error. Of a statistic of pairs the first-order influence of event i is
 * w_i(mean of its pairs − value)/Σw, and the variance the sum of their squares over both classes (Hoeffding, Ann. Math.
 * Statist. 19 (1948) 293): with f = score, g = label that of DeLong for the AUC, for weights of any sign.
 */
function pairEstimate(of: Concordance, weights: Ordering): Estimate {
  return { value: of.value, error: Math.sqrt(influenceSquares(of, of.value, 1, weights)) };
}

/** The ratio of two means over the same pairs, with its error; undefined where what it is divided by is not positive. */
function pairRatio(above: Concordance, below: Concordance, weights: Ordering): Estimate | undefined {
  if (!(below.value > 0)) return undefined;
  const value = above.value / below.value;
  // The influence of the ratio is that of above − value·below, over below.
  const centred = combined([
    [1, above],
    [-value, below],
  ]);
  return { value, error: Math.sqrt(influenceSquares(centred, 0, below.value, weights)) };
}

/** A model's scores, and the pairs that it orders. */
export interface ModelPairs {
  readonly model: Ordering;
  readonly weights: Ordering;
  /** 1 for pairs that the model orders. */
  readonly ordered: Concordance;
  readonly ties: readonly Ties[];
}

/** Events to which the model gives the same score. */
interface Ties {
  readonly signal: Int32Array;
  readonly background: Int32Array;
}

/**
 * @param model scores, none of them NaN
 * @throws RangeError if the weights of a class do not sum to a positive number
 */
export function modelPairs(model: Ordering, weights: Ordering): ModelPairs {
  requirePositive(weights);
  const ties = tiesOf(model);
  return { model, weights, ordered: orderedPairs(model, weights, ties), ties };
}

/** ADO of a model with another number, from their concordance. Undefined where the model orders no pair. */
export function decisionOrdering({ ordered, weights }: ModelPairs, other: Concordance): Estimate | undefined {
  const alike = combined([
    [0.5, ordered],
    [0.5, other],
  ]);
  return pairRatio(alike, ordered, weights);
}

/** How much larger the ADO of a model is with one number than with another, with the error of the same events. */
export function orderingGain(
  { ordered, weights }: ModelPairs,
  other: Concordance,
  than: Concordance,
): Estimate | undefined {
  const difference = combined([
    [0.5, other],
    [-0.5, than],
  ]);
  return pairRatio(difference, ordered, weights);
}

/**
 * ADO of the model with a candidate on the pairs that a list orders otherwise than the model does, on which the paper
 * chooses the next observable. The three signs of a pair that the model orders obey ½(1 − s_f s_l)·½(1 + s_f s_c) =
 * ¼(1 + s_f s_c − s_f s_l − s_l s_c), so no pair has to be looked at.
 * @param list what a list of observables makes of the events, and its concordance with the model
 * @param candidate likewise
 * @returns undefined where no such pair is left
 */
export function orderingWhereDisagreeing(
  { weights, ordered, ties }: ModelPairs,
  list: { readonly values: Ordering; readonly withModel: Concordance },
  candidate: { readonly values: Ordering; readonly withModel: Concordance },
): Estimate | undefined {
  const otherwise = combined([
    [0.5, ordered],
    [-0.5, list.withModel],
  ]);
  const above = combined([
    [0.25, ordered],
    [0.25, candidate.withModel],
    [-0.25, list.withModel],
    [-0.25, concordance(list.values, candidate.values, weights)],
    // Pairs that the model does not order are none that a list orders otherwise.
    [0.25, amongTies(ties, list.values, candidate.values, weights)],
  ]);
  return pairRatio(above, otherwise, weights);
}

/**
 * Fraction of pairs whose order differs between two scores of the same events: ¼(s_f − s_g)², so that a pair whose order
 * is made or lost (equal scores in one of them) counts a quarter.
 * @throws RangeError if the weights of a class do not sum to a positive number
 */
export function reversedPairs(before: Ordering, after: Ordering, weights: Ordering): Estimate {
  const reversed = combined([
    [0.25, modelPairs(before, weights).ordered],
    [0.25, modelPairs(after, weights).ordered],
    [-0.5, concordance(before, after, weights)],
  ]);
  return pairEstimate(reversed, weights);
}

/** For each event Σ_j w_j s_f s_g / Σ_j w_j over events of the other class. */
function meanAgainst(
  f: Float64Array,
  g: Float64Array,
  otherF: Float64Array,
  otherG: Float64Array,
  otherWeights: Float64Array,
  totalWeight: number,
): Float64Array {
  const { ranks, otherRanks, size } = ranksOf(g, otherG);
  const order = orderOf(f, g);
  const others = orderOf(otherF, otherG);
  const met = new RankedWeights(size);
  const all = new RankedWeights(size);
  for (const j of others) all.add(otherRanks[j]!, otherWeights[j]!);
  const means = new Float64Array(f.length);
  let below = 0;
  let upTo = 0;
  const lower = new RankedWeights(size);
  for (const i of order) {
    while (below < others.length && otherF[others[below]!]! < f[i]!) {
      lower.add(otherRanks[others[below]!]!, otherWeights[others[below]!]!);
      below++;
    }
    while (upTo < others.length && otherF[others[upTo]!]! <= f[i]!) {
      met.add(otherRanks[others[upTo]!]!, otherWeights[others[upTo]!]!);
      upTo++;
    }
    const rank = ranks[i]!;
    means[i] = (lower.signed(rank) + met.signed(rank) - all.signed(rank)) / totalWeight;
  }
  return means;
}

/** Sums of weights by rank (Fenwick, Softw. Pract. Exp. 24 (1994) 327). */
class RankedWeights {
  private readonly tree: Float64Array;
  private sum = 0;

  constructor(size: number) {
    this.tree = new Float64Array(size + 1);
  }

  /** @param rank from 1 */
  add(rank: number, weight: number): void {
    this.sum += weight;
    for (let at = rank; at < this.tree.length; at += at & -at) this.tree[at]! += weight;
  }

  /** Σ w below the rank less Σ w above it. */
  signed(rank: number): number {
    return this.upTo(rank - 1) - (this.sum - this.upTo(rank));
  }

  private upTo(rank: number): number {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += this.tree[at]!;
    return sum;
  }
}

/** Ranks from 1 in both lists together; equal values share one. 0 for what has no value. */
function ranksOf(
  g: Float64Array,
  otherG: Float64Array,
): { readonly ranks: Int32Array; readonly otherRanks: Int32Array; readonly size: number } {
  const distinct = new Float64Array(g.length + otherG.length);
  distinct.set(g);
  distinct.set(otherG, g.length);
  // NaN sorts to the end.
  distinct.sort();
  let size = 0;
  for (const value of distinct) {
    if (Number.isNaN(value)) break;
    if (size === 0 || value !== distinct[size - 1]!) distinct[size++] = value;
  }
  const rankOf = (value: number): number => {
    if (Number.isNaN(value)) return 0;
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distinct[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  return { ranks: Int32Array.from(g, rankOf), otherRanks: Int32Array.from(otherG, rankOf), size };
}

/** Events with a value in both, ascending in f. */
function orderOf(f: Float64Array, g: Float64Array): Int32Array {
  const events: number[] = [];
  f.forEach((value, event) => {
    if (!Number.isNaN(value) && !Number.isNaN(g[event]!)) events.push(event);
  });
  return Int32Array.from(events).sort((a, b) => f[a]! - f[b]! || a - b);
}

function tiesOf(model: Ordering): Ties[] {
  const groups = new Map<number, { signal: number[]; background: number[] }>();
  for (const side of ['signal', 'background'] as const) {
    model[side].forEach((score, event) => {
      const group = groups.get(score) ?? { signal: [], background: [] };
      group[side].push(event);
      groups.set(score, group);
    });
  }
  return [...groups.values()]
    .filter(({ signal, background }) => signal.length > 0 && background.length > 0)
    .map(({ signal, background }) => ({ signal: Int32Array.from(signal), background: Int32Array.from(background) }));
}

/** 1 for every pair but those to which the model gives the same score. */
function orderedPairs(model: Ordering, weights: Ordering, ties: readonly Ties[]): Concordance {
  const tied = overTies(ties, model, weights, (group, side) => {
    const other = side === 'signal' ? 'background' : 'signal';
    const sum = total(group.weights[other]);
    return new Float64Array(group.weights[side].length).fill(sum);
  });
  return combined([
    [1, everyPair(model)],
    [-1, tied],
  ]);
}

/** Σ w_i w_j s_l s_c over pairs to which the model gives the same score, as a part of all pairs. */
function amongTies(ties: readonly Ties[], list: Ordering, candidate: Ordering, weights: Ordering): Concordance {
  return overTies(ties, list, weights, ({ of, weights: own, events }, side) => {
    const other = side === 'signal' ? 'background' : 'signal';
    const c = chosen(candidate, events);
    return meanAgainst(of[side], c[side], of[other], c[other], own[other], 1);
  });
}

/** @param sums for each event of one side of a group the sum over its pairs in the group */
function overTies(
  ties: readonly Ties[],
  of: Ordering,
  weights: Ordering,
  sums: (
    group: { readonly of: Ordering; readonly weights: Ordering; readonly events: Ties },
    side: 'signal' | 'background',
  ) => Float64Array,
): Concordance {
  const found = { signal: new Float64Array(of.signal.length), background: new Float64Array(of.background.length) };
  const totals = { signal: total(weights.signal), background: total(weights.background) };
  for (const events of ties) {
    const group = { of: chosen(of, events), weights: chosen(weights, events), events };
    for (const side of ['signal', 'background'] as const) {
      const other = side === 'signal' ? 'background' : 'signal';
      sums(group, side).forEach((sum, index) => (found[side][events[side][index]!] = sum / totals[other]));
    }
  }
  const value = found.signal.reduce((sum, mean, event) => sum + mean * weights.signal[event]!, 0) / totals.signal;
  return { value, ...found };
}

function chosen(of: Ordering, events: Ties): Ordering {
  return {
    signal: Float64Array.from(events.signal, (event) => of.signal[event]!),
    background: Float64Array.from(events.background, (event) => of.background[event]!),
  };
}

function influenceSquares(of: Concordance, centre: number, scale: number, weights: Ordering): number {
  let variance = 0;
  for (const side of ['signal', 'background'] as const) {
    const sum = total(weights[side]) * scale;
    of[side].forEach((mean, event) => (variance += ((weights[side][event]! * (mean - centre)) / sum) ** 2));
  }
  return variance;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function requirePositive({ signal, background }: Ordering): { readonly signal: number; readonly background: number } {
  const totals = { signal: total(signal), background: total(background) };
  if (totals.signal > 0 && totals.background > 0) return totals;
  throw new RangeError('The weights of a class do not sum to a positive number: no pair can be ordered on average.');
}

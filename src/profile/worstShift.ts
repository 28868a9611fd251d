/**
 * The change of events within small bounds that most moves how many of them pass a threshold, while their distributions
 * and correlations stay as they are within limits (after Nachman and Shimmin, arXiv:1910.08606, and CONSERVAttack,
 * arXiv:2603.13970).
 *
 * 1. Each event alone: projected steps along the signs of finite differences, which need no gradient of the model (for a
 *    linear or logistic one the first step is exact: sign of the weight times the bound).
 * 2. Of the events that can cross the threshold, as many as possible take the shortest way across it. What their moving
 *    does to the distributions, the others make up for: they take the ranks that were left, within their bounds, unless
 *    they would cross the threshold themselves.
 *
 * What is found is a lower bound on the worst case: another search may find more.
 */
import { correlation } from '../stats/correlation';
import type { Estimate } from '../stats/estimate';
import { eventKs } from '../stats/eventKs';
import type { Random } from '../stats/random';
import { studentisedByEvents } from '../stats/studentisedEvents';

export type Direction = 'lowers' | 'raises';
export const directions: readonly Direction[] = ['lowers', 'raises'];

/** Events of one class, and what may be done to them. */
export interface ShiftedEvents {
  /** [features][n], without NaN. */
  readonly features: readonly Float64Array[];
  readonly scores: Float64Array;
  /** Any sign. */
  readonly weights: Float64Array;
  /** How far each value may move either way, [features][n]. */
  readonly bounds: readonly Float64Array[];
  /** Largest KS distance of a feature, and largest change of a correlation coefficient, that are allowed. */
  readonly ks: number;
  readonly correlation: number;
  /** @returns [n], an array of its own */
  score(features: readonly Float64Array[]): Promise<Float64Array>;
}

/** What the worst change does at one threshold. */
export interface WorstShift {
  /** Relative change of the efficiency. */
  readonly change: Estimate;
  /** The same if distributions and correlations were allowed to change. */
  readonly unlimited: number;
  /** Of the allowed change: largest KS distance of a feature, largest change of a correlation. */
  readonly ks: number;
  readonly correlation: number;
  /** Fraction of the events that cross the threshold, without weights. */
  readonly crossing: number;
  readonly features: readonly Float64Array[];
  readonly scores: Float64Array;
}

/** As far as each event alone can go in one direction. */
export interface Extremes {
  readonly direction: Direction;
  /** Scores a quarter, a half, three quarters and all of the way. */
  readonly ways: readonly { readonly part: number; readonly scores: Float64Array }[];
  readonly features: readonly Float64Array[];
}

const stepSizes = [1, 0.5, 0.5, 0.25];
const parts = [0.25, 0.5, 0.75];
/** Halvings in the search for how many events may cross. */
const halvings = 10;
/** Rounds in which ranks are given back. */
const rounds = 3;

/** Scores that `extremes` asks for: what a progress bar counts. */
export function scoringsOfExtremes(features: number): number {
  return stepSizes.length * (2 * features + 1) + parts.length;
}

/** Where each event alone has the smallest or the largest score within its bounds. */
export async function extremes(events: ShiftedEvents, direction: Direction): Promise<Extremes> {
  const sign = direction === 'lowers' ? -1 : 1;
  let current = events.features;
  const best = events.features.map((values) => values.slice());
  const reached = events.scores.slice();
  for (const size of stepSizes) {
    const next: Float64Array[] = [];
    for (let feature = 0; feature < current.length; feature++) {
      const beside = (by: number): Float64Array => within(events, feature, current[feature]!, by * size);
      if (!events.bounds[feature]!.some((bound) => bound > 0)) {
        next.push(current[feature]!);
        continue;
      }
      const [below, above] = [beside(-1), beside(1)];
      const replaced = (values: Float64Array) => current.map((one, index) => (index === feature ? values : one));
      const low = await events.score(replaced(below));
      const high = await events.score(replaced(above));
      next.push(
        current[feature]!.map((value, event) => {
          const slope = sign * (high[event]! - low[event]!);
          return slope > 0 ? above[event]! : slope < 0 ? below[event]! : value;
        }),
      );
    }
    const scores = await events.score(next);
    scores.forEach((score, event) => {
      if (!(sign * (score - reached[event]!) > 0)) return;
      reached[event] = score;
      next.forEach((values, feature) => (best[feature]![event] = values[event]!));
    });
    current = next;
  }
  const ways: { part: number; scores: Float64Array }[] = [];
  for (const part of parts) ways.push({ part, scores: await events.score(onTheWay(events.features, best, part)) });
  return { direction, ways: [...ways, { part: 1, scores: reached }], features: best };
}

/** @returns undefined where no event passes */
export async function worstShift(
  events: ShiftedEvents,
  { direction, ways, features: far }: Extremes,
  threshold: number,
): Promise<WorstShift | undefined> {
  const passes = (scores: Float64Array, event: number): boolean => scores[event]! >= threshold;
  const lowers = direction === 'lowers';
  // The shortest way across, for each event that can cross.
  const way = events.scores.map((_, event) => {
    if (passes(events.scores, event) !== lowers) return 0;
    return ways.find(({ scores }) => passes(scores, event) !== lowers)?.part ?? 0;
  });
  const crossers = [...way.keys()].filter((event) => way[event]! > 0).sort((a, b) => way[a]! - way[b]! || a - b);
  const propose = async (count: number, madeUp: boolean): Promise<WorstShift | undefined> => {
    const chosen = new Uint8Array(events.weights.length);
    for (const event of crossers.slice(0, count)) chosen[event] = 1;
    let features: Float64Array[] = events.features.map((values, feature) =>
      values.map((value, event) =>
        chosen[event] === 0 ? value : value + way[event]! * (far[feature]![event]! - value),
      ),
    );
    if (madeUp) features = await makeUp(events, features, chosen, threshold);
    const scores = await events.score(features);
    const change = changeOf(events, scores, threshold);
    if (change === undefined) return undefined;
    const ks = Math.max(
      0,
      ...features.map((values, feature) => eventKs(events.features[feature]!, values, events.weights)),
    );
    const largest = largestCorrelationChange(events, features);
    return {
      change,
      unlimited: 0,
      ks,
      correlation: largest,
      crossing: count / events.weights.length,
      features,
      scores,
    };
  };
  const allowed = (shift: WorstShift): boolean => shift.ks <= events.ks && shift.correlation <= events.correlation;
  const all = await propose(crossers.length, false);
  if (all === undefined) return undefined;
  const unlimited = all.change.value;
  const most = async (madeUp: boolean): Promise<WorstShift | undefined> => {
    let best: WorstShift | undefined;
    let [low, high] = [0, crossers.length];
    for (let halving = 0; halving < halvings && low < high; halving++) {
      const count = halving === 0 ? high : Math.ceil((low + high) / 2);
      const shift = await propose(count, madeUp);
      if (shift !== undefined && allowed(shift)) {
        best = shift;
        low = count;
      } else high = count - 1;
    }
    return best;
  };
  if (allowed(all)) return { ...all, unlimited };
  const candidates = [await most(false), await most(true)].filter((shift) => shift !== undefined);
  const nothing = await propose(0, false);
  if (nothing === undefined) return undefined;
  const size = ({ change }: WorstShift): number => (lowers ? -change.value : change.value);
  const best = candidates.reduce((one, other) => (size(other) > size(one) ? other : one), nothing);
  return { ...best, unlimited };
}

/** Every feature moved by its bound, with signs drawn for each event: what the same size does without a purpose. */
export async function randomShift(events: ShiftedEvents, random: Random): Promise<Float64Array> {
  return events.score(
    events.features.map((values, feature) =>
      values.map((value, event) => value + (random.uniform() < 0.5 ? -1 : 1) * events.bounds[feature]![event]!),
    ),
  );
}

/**
 * Relative change of the efficiency between the scores of the same events, Σw(p' − p)/Σwp, with the error of its
 * influence w(p' − (1 + c)p)/Σwp for each event.
 * @returns undefined where what passes has no positive sum of weights
 */
export function changeOf(
  { scores: before, weights }: Pick<ShiftedEvents, 'scores' | 'weights'>,
  after: Float64Array,
  threshold: number,
): Estimate | undefined {
  let passing = 0;
  let passingAfter = 0;
  weights.forEach((w, event) => {
    if (before[event]! >= threshold) passing += w;
    if (after[event]! >= threshold) passingAfter += w;
  });
  if (!(passing > 0)) return undefined;
  const ratio = passingAfter / passing;
  const influences = weights.map((w, event) => {
    const change = (after[event]! >= threshold ? 1 : 0) - (before[event]! >= threshold ? ratio : 0);
    return (w * change) / passing;
  });
  const studentised = studentisedByEvents(influences);
  return {
    value: ratio - 1,
    error: Math.sqrt(influences.reduce((all, u) => all + u * u, 0)),
    ...(studentised && { studentised }),
  };
}

/** A feature moved by a part of its bounds, and not beyond them. */
function within({ features, bounds }: ShiftedEvents, feature: number, from: Float64Array, by: number): Float64Array {
  const [origin, bound] = [features[feature]!, bounds[feature]!];
  return from.map((value, event) => clipped(value + by * bound[event]!, origin[event]!, bound[event]!));
}

function clipped(value: number, origin: number, bound: number): number {
  return Math.min(Math.max(value, origin - bound), origin + bound);
}

function onTheWay(from: readonly Float64Array[], to: readonly Float64Array[], part: number): Float64Array[] {
  return from.map((values, feature) => values.map((value, event) => value + part * (to[feature]![event]! - value)));
}

/** The others take the ranks that the chosen events left, within their bounds; who would cross by it stays. */
async function makeUp(
  events: ShiftedEvents,
  moved: readonly Float64Array[],
  chosen: Uint8Array,
  threshold: number,
): Promise<Float64Array[]> {
  const features = moved.map((values, feature) => {
    const origin = events.features[feature]!;
    const bound = events.bounds[feature]!;
    if (!bound.some((one) => one > 0)) return values;
    const sorted = origin.slice().sort();
    let current = values;
    for (let round = 0; round < rounds; round++) {
      const order = Int32Array.from(current.keys()).sort((a, b) => current[a]! - current[b]! || a - b);
      const next = current.slice();
      order.forEach((event, rank) => {
        if (chosen[event] === 0) next[event] = clipped(sorted[rank]!, origin[event]!, bound[event]!);
      });
      current = next;
    }
    return current;
  });
  const scores = await events.score(features);
  return features.map((values, feature) =>
    values.map((value, event) => {
      const crosses = scores[event]! >= threshold !== events.scores[event]! >= threshold;
      return chosen[event] === 0 && crosses ? events.features[feature]![event]! : value;
    }),
  );
}

function largestCorrelationChange({ features, weights }: ShiftedEvents, moved: readonly Float64Array[]): number {
  let largest = 0;
  for (let first = 0; first < features.length; first++) {
    for (let second = 0; second < first; second++) {
      const before = correlation(features[first]!, features[second]!, weights);
      const after = correlation(moved[first]!, moved[second]!, weights);
      if (before === undefined || after === undefined) continue;
      largest = Math.max(largest, Math.abs(after.value - before.value));
    }
  }
  return largest;
}

/**
 * Which readable numbers order events as a model does, alone and together: the black-box guided search of Faucett, Thaler
 * and Whiteson (arXiv:2010.11998). The first of the list is the number whose average decision ordering with the model is
 * farthest from ½; each further one is chosen by that on the pairs which the list so far orders otherwise than the model.
 * A list is combined by boosted trees that predict the rank of the model's score, each event from the other half of them.
 */
import { crossFitted } from '../../stats/boostedTrees';
import {
  concordance,
  decisionOrdering,
  modelPairs,
  orderingGain,
  orderingWhereDisagreeing,
  type Concordance,
  type ModelPairs,
  type Ordering,
} from '../../stats/decisionOrdering';
import { arrayFingerprint } from '../../stats/drawMemo';
import type { Estimate } from '../../stats/estimate';
import type { MeasuredModel, Measurements } from '../measurements';
import { orderedEvents, type OrderedEvents } from './orderedEvents';

export interface Readable {
  readonly name: string;
  readonly kind: 'feature' | 'observable' | 'model';
  /** ADO with the model, of this number alone. */
  readonly alone: Estimate;
}

export interface ListStep {
  readonly name: string;
  /** ADO with the model of the list up to this one. */
  readonly together: Estimate;
}

export interface ReadableList {
  readonly model: MeasuredModel;
  /** Everything that may be in the list, and the other models, which may not; in the order of the file. */
  readonly readables: readonly Readable[];
  readonly steps: readonly ListStep[];
  readonly events: number;
}

/** Candidates that are tried at each step: those that look best on the pairs that the list gets wrong. */
const tried = 3;
/** A further observable has to gain this much, and as many standard errors of it. */
const leastGain = 0.002;
const gainSigmas = 3;

/**
 * @param most observables in the list
 * @returns undefined unless there are two classes with positive sums of weights, and a model that tells events apart
 */
export function readableList(measured: Measurements, model: MeasuredModel, most: number): ReadableList | undefined {
  const events = orderedEvents(measured, model.index);
  if (events === undefined) return undefined;
  const scores = events.values((rows) => rows.scores[model.index]);
  const candidates = candidatesOf(measured, model, events);
  const others = measured.models
    .filter((other) => other !== model)
    .map((other) => ({ name: other.model.name, values: events.values((rows) => rows.scores[other.index]) }));
  const arrays = [scores, events.weights, ...[...candidates, ...others].map(({ values }) => values)];
  const content = arrayFingerprint(...arrays.flatMap(({ signal, background }) => [signal, background]));
  const found = measured.memo.remember(`readable list/${model.model.name}/${most}/${content}`, () =>
    search(events, scores, candidates, others, most),
  );
  return found && { ...found, model, events: scores.signal.length + scores.background.length };
}

interface Candidate {
  readonly name: string;
  readonly kind: 'feature' | 'observable';
  readonly values: Ordering;
}

function candidatesOf(measured: Measurements, { model }: MeasuredModel, events: OrderedEvents): Candidate[] {
  const { features } = measured.profiles;
  const own = [...new Set(model.features.map(({ text }) => text))].map((text): Candidate => {
    const index = features.indexOf(text);
    return { name: text, kind: 'feature', values: events.values((rows) => rows.features[index]) };
  });
  const observables = (measured.analysis.learned?.observables ?? [])
    .filter(({ expression }) => !model.features.some(({ text }) => text === expression.text))
    .map(({ name, expression }): Candidate => {
      return { name, kind: 'observable', values: events.values((rows) => rows.extra.get(expression.text)) };
    });
  return [...own, ...observables];
}

interface Judged extends Candidate {
  readonly withModel: Concordance;
  readonly alone: Estimate;
}

function search(
  events: OrderedEvents,
  scores: Ordering,
  candidates: readonly Candidate[],
  others: readonly { readonly name: string; readonly values: Ordering }[],
  most: number,
): Pick<ReadableList, 'readables' | 'steps'> | undefined {
  const pairs = modelPairs(scores, events.weights);
  const judged = candidates.flatMap((candidate): Judged[] => {
    const withModel = concordance(scores, candidate.values, events.weights);
    const alone = decisionOrdering(pairs, withModel);
    return alone === undefined ? [] : [{ ...candidate, withModel, alone }];
  });
  if (judged.length === 0) return undefined;
  const models = others.flatMap(({ name, values }): Readable[] => {
    const alone = decisionOrdering(pairs, concordance(scores, values, events.weights));
    return alone === undefined ? [] : [{ name, kind: 'model', alone }];
  });
  const readables = [...judged.map(({ name, kind, alone }): Readable => ({ name, kind, alone })), ...models];
  return { readables, steps: steps(pairs, judged, new Combiner(events, scores), most) };
}

/** What a list of candidates makes of the events, and its concordance with the model. */
interface List {
  readonly members: readonly Judged[];
  readonly values: Ordering;
  readonly withModel: Concordance;
}

function steps(pairs: ModelPairs, candidates: readonly Judged[], combiner: Combiner, most: number): ListStep[] {
  const found: ListStep[] = [];
  let list: List | undefined;
  while (found.length < most) {
    const current: List | undefined = list;
    const left = candidates.filter((one) => current?.members.includes(one) !== true);
    // Farthest from ½, above or below it: a combination may use a number either way.
    const ranked = left
      .map((one) => {
        const ordering = current === undefined ? one.alone : orderingWhereDisagreeing(pairs, current, one);
        return { one, promise: Math.abs((ordering?.value ?? 0.5) - 0.5) };
      })
      .sort((a, b) => b.promise - a.promise);
    const longer = ranked
      .slice(0, tried)
      .map(({ one }) => combiner.longer(pairs, current, one))
      .reduce<List | undefined>(
        (best, one) => (best === undefined || value(one) > value(best) ? one : best),
        undefined,
      );
    if (longer === undefined) break;
    if (current !== undefined) {
      const gain = orderingGain(pairs, longer.withModel, current.withModel);
      if (gain === undefined || gain.value < Math.max(leastGain, gainSigmas * gain.error)) break;
    }
    found.push({ name: longer.members.at(-1)!.name, together: decisionOrdering(pairs, longer.withModel)! });
    list = longer;
  }
  return found;
}

function value({ withModel }: List): number {
  return withModel.value;
}

/** Combines the numbers of a list into one. */
class Combiner {
  private readonly target: Float64Array;
  private readonly parts: Uint8Array;
  private readonly signals: number;

  constructor(
    private readonly events: OrderedEvents,
    scores: Ordering,
  ) {
    this.signals = scores.signal.length;
    this.target = ranks(joined(scores));
    const { signal, background } = events.hashes;
    this.parts = Uint8Array.from([...signal, ...background], (hash) => hash & 1);
  }

  longer(pairs: ModelPairs, list: List | undefined, candidate: Judged): List {
    const members = [...(list?.members ?? []), candidate];
    const fitted = crossFitted(
      members.map(({ values }) => joined(values)),
      this.target,
      this.parts,
    );
    const values = {
      signal: fitted.subarray(0, this.signals),
      background: fitted.subarray(this.signals),
    };
    const combination = { members, values, withModel: concordance(pairs.model, values, this.events.weights) };
    if (list !== undefined) return combination;
    // One number alone may order events better than what a fit makes of it.
    const sign = candidate.withModel.value < 0 ? -1 : 1;
    const own = {
      members,
      values: turned(candidate.values, sign),
      withModel: {
        value: sign * candidate.withModel.value,
        ...turned(candidate.withModel, sign),
      },
    };
    return value(own) >= value(combination) ? own : combination;
  }
}

function turned({ signal, background }: Ordering, sign: number): Ordering {
  return { signal: signal.map((one) => sign * one), background: background.map((one) => sign * one) };
}

function joined({ signal, background }: Ordering): Float64Array {
  const both = new Float64Array(signal.length + background.length);
  both.set(signal);
  both.set(background, signal.length);
  return both;
}

/** Mean ranks from 0 to 1. */
function ranks(values: Float64Array): Float64Array {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const found = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let at = from; at < to; at++) found[order[at]!] = (from + to) / 2 / order.length;
    from = to;
  }
  return found;
}

/** What spoilt features do to one model, step by step: AUC, calibration, and what it states as its uncertainty. No events. */
import type { Corruption, CorruptionKind } from '../config/corruptionsSection';
import { aucChange, eventAuc, type EventAuc, type TwoClasses } from '../stats/eventAuc';
import { aleatoricEntropy, binaryEntropy, epistemicEntropy, spreadOf } from '../stats/ensemble';
import type { Estimate } from '../stats/estimate';
import { meanRatio } from '../stats/meanRatio';
import { CalibrationFiller } from './calibrationFiller';
import type { CalibrationProfile } from './calibrationProfile';
import { corrupted } from './corruption';
import type { ScoringModel } from './pass';
import type { RowSample } from './rowSample';
import { rowsOfClass } from './rowsOfClass';

/** Events of either class that are scored again: their AUC is known to half a per cent, its changes much better. */
const mostEvents = 5000;
/** Scores of kept rows that differ by more than this from those of the pass cannot be asked for again. */
const sameScore = 1e-5;

/** What a model says of how sure it is, in the mean over events of one class, both classes alike. */
export const statedNumbers = ['spread', 'epistemic', 'entropy'] as const;
/** Standard deviation of the members, their mutual information in bits, and the entropy of the score in bits. */
export type StatedNumber = (typeof statedNumbers)[number];

export interface Stated {
  readonly mean: Estimate;
  /** Against the events as they are: the error of its logarithm is paired. */
  readonly ratio: { readonly value: number; readonly logError: number };
}

/** One step. */
export interface CorruptionLevel {
  readonly kind: CorruptionKind;
  /** From 1 on. */
  readonly severity: number;
  readonly size: number;
  readonly auc: Estimate;
  /** Against the events as they are, paired. */
  readonly change: Estimate;
  readonly stated: Readonly<Partial<Record<StatedNumber, Stated>>>;
  /** Only of a score that is said to be a probability. */
  readonly calibration?: CalibrationProfile;
}

export interface CorruptionProfile {
  /** Events that were scored again, and that were not: their score does not come out of the kept features. */
  readonly events: number;
  readonly leftOut: number;
  /** As the events are; undefined where there is no AUC. */
  readonly nominal: Pick<CorruptionLevel, 'auc' | 'stated' | 'calibration'> | undefined;
  readonly levels: readonly CorruptionLevel[];
}

export interface CorruptionRequest {
  readonly model: ScoringModel;
  /** Position of the model's score among those of the rows. */
  readonly index: number;
  readonly corruptions: readonly Corruption[];
  /** Of each nominal sample, with what means "not computed" in it, one list for each feature of the pass. */
  readonly samples: readonly { readonly rows: RowSample; readonly sentinels: readonly (readonly number[])[] }[];
  /** Background and signal. */
  readonly labels: readonly [number, number];
  /** By feature of the pass, over all nominal events. */
  readonly features: readonly {
    readonly name: string;
    readonly mean: number | undefined;
    readonly sigma: number | undefined;
  }[];
  /** Called after each scoring of all events; throws to stop. */
  readonly onStep: (fraction: number) => Promise<void>;
}

/** Scores of some events, all finite. */
interface Scored {
  readonly scores: Float64Array;
  /** Of an ensemble. */
  readonly members: readonly Float64Array[];
}

/** The events that are scored again. */
interface Events extends TwoClasses {
  /** For each feature that the model takes, NaN where there is no value. */
  readonly features: readonly Float64Array[];
  /** What stands for a missing value. */
  readonly fill: readonly Float64Array[];
  readonly hashes: Uint32Array;
}

export async function profileCorruptions(request: CorruptionRequest): Promise<CorruptionProfile> {
  const { model, corruptions, features, onStep } = request;
  const chosen = [...new Set(model.features)];
  const steps = corruptions.flatMap(({ kind, sizes }) => sizes.map((size, at) => ({ kind, size, severity: at + 1 })));
  let done = 0;
  const score = async (events: Events, values: readonly Float64Array[]): Promise<Scored> => {
    const n = events.weights.length;
    const filled = values.map((one, feature) =>
      one.map((value, event) => (Number.isNaN(value) ? events.fill[feature]![event]! : value)),
    );
    const inputs = model.features.map((feature) => filled[chosen.indexOf(feature)]!);
    const scores = (await model.score(inputs, n)).slice(0, n);
    const members = model.ensemble?.scores().map((one) => one.slice(0, n)) ?? [];
    await onStep(++done / (steps.length + 1));
    return { scores, members };
  };
  const taken = takeEvents(request, chosen);
  const rescored = await score(taken.events, taken.events.features);
  const kept = [...rescored.scores.keys()].filter(
    (event) => Math.abs(rescored.scores[event]! - taken.scores[event]!) <= sameScore,
  );
  const leftOut = taken.scores.length - kept.length;
  const events = eventsOf(taken.events, kept);
  const nominal = scoredOf(rescored, kept);
  const asTheyAre = measured(request, events, nominal, nominal);
  if (asTheyAre === undefined) return { events: kept.length, leftOut, nominal: undefined, levels: [] };
  const levels: CorruptionLevel[] = [];
  for (const { kind, size, severity } of steps) {
    const spoilt = chosen.map((feature, index) =>
      corrupted(kind, size, { ...features[feature]!, values: events.features[index]! }, events.hashes),
    );
    const found = measured(request, events, nominal, await score(events, spoilt));
    if (found !== undefined) levels.push({ kind, size, severity, ...found });
  }
  return { events: kept.length, leftOut, nominal: asTheyAre, levels };
}

/** Of the events that both have scores. */
function measured(
  { model }: CorruptionRequest,
  all: Events,
  nominal: Scored,
  spoilt: Scored,
): Omit<CorruptionLevel, 'kind' | 'size' | 'severity'> | undefined {
  const both = [...spoilt.scores.keys()].filter((event) => Number.isFinite(spoilt.scores[event]!));
  const events = eventsOf(all, both);
  const [before, after] = [scoredOf(nominal, both), scoredOf(spoilt, both)];
  const [first, second] = [eventAuc(before.scores, events), eventAuc(after.scores, events)];
  if (first === undefined || second === undefined) return undefined;
  const weights = equalClasses(events);
  const stated = statedNumbers.flatMap((number) => {
    const [old, now] = [statedOf(number, before), statedOf(number, after)];
    const ratio = old && now && meanRatio(old, now, weights);
    return ratio === undefined ? [] : [[number, ratio] as const];
  });
  return {
    auc: estimateOf(second),
    change: aucChange(first, second),
    stated: Object.fromEntries(stated),
    ...(model.calibrated === true && { calibration: calibrationOf(model.name, events, after.scores) }),
  };
}

function estimateOf({ value, error }: EventAuc): Estimate {
  return { value, error };
}

/** @returns by event; undefined where it is not stated: of a single model, or of scores that are no probabilities */
function statedOf(number: StatedNumber, { scores, members }: Scored): Float64Array | undefined {
  const several = members.length > 1;
  if (number !== 'entropy' && !several) return undefined;
  const values = scores.map((score, event) => {
    if (number === 'entropy') return binaryEntropy(score);
    if (number === 'spread') return spreadOf(members, event);
    return epistemicEntropy(members, event, aleatoricEntropy(members, event));
  });
  return values.every(Number.isFinite) ? values : undefined;
}

/** Both classes with the total weight 1. */
function equalClasses({ weights, signal }: TwoClasses): Float64Array {
  const totals = [0, 0];
  weights.forEach((w, event) => (totals[signal[event]!]! += w));
  return weights.map((w, event) => w / totals[signal[event]!]!);
}

function calibrationOf(name: string, { weights, signal }: TwoClasses, scores: Float64Array): CalibrationProfile {
  const filler = new CalibrationFiller(name, 0, []);
  for (const label of [0, 1]) filler.newClass(label);
  const values = { weight: weights, select: new Float64Array(weights.length).fill(1) };
  filler.add({ values, scores: [scores] }, new Map(), Int32Array.from(signal), weights.length);
  return filler.finish((a, b) => a.label! - b.label!);
}

function takeEvents(
  { samples, labels, index }: CorruptionRequest,
  chosen: readonly number[],
): { readonly events: Events; readonly scores: Float64Array } {
  const sentinels = new Map(samples.map(({ rows, sentinels: own }) => [rows, own] as const));
  const all = samples.map(({ rows }) => rows);
  const taken = labels.flatMap((label, truth) => rowsOfClass(all, label, mostEvents).map((one) => ({ ...one, truth })));
  const columns = (of: (feature: number, rows: RowSample, row: number) => number): Float64Array[] =>
    chosen.map((feature) => Float64Array.from(taken, ({ rows, row }) => of(feature, rows, row)));
  // Which of several sentinels stood there is not known; whether it was the only one, the score tells.
  const onlySentinel = (feature: number, rows: RowSample): number => {
    const [first, ...others] = sentinels.get(rows)?.[feature] ?? [];
    return first === undefined || others.length > 0 ? Number.NaN : first;
  };
  return {
    events: {
      features: columns((feature, rows, row) => rows.features[feature]![row]!),
      fill: columns(onlySentinel),
      hashes: Uint32Array.from(taken, ({ rows, row }) => rows.hashes[row]!),
      weights: Float64Array.from(taken, ({ weight }) => weight),
      signal: Uint8Array.from(taken, ({ truth }) => truth),
    },
    scores: Float64Array.from(taken, ({ rows, row }) => rows.scores[index]![row]!),
  };
}

function eventsOf({ features, fill, hashes, weights, signal }: Events, kept: readonly number[]): Events {
  const of = (values: Float64Array): Float64Array => picked(values, kept);
  return {
    features: features.map(of),
    fill: fill.map(of),
    hashes: Uint32Array.from(kept, (event) => hashes[event]!),
    weights: of(weights),
    signal: Uint8Array.from(kept, (event) => signal[event]!),
  };
}

function scoredOf({ scores, members }: Scored, kept: readonly number[]): Scored {
  return { scores: picked(scores, kept), members: members.map((one) => picked(one, kept)) };
}

function picked(values: Float64Array, kept: readonly number[]): Float64Array {
  return Float64Array.from(kept, (event) => values[event]!);
}

/** What the search for the worst shift of one model leaves behind: numbers and small histograms, no events. */
import { Binning } from '../stats/binning';
import type { Estimate } from '../stats/estimate';
import { Random } from '../stats/random';
import type { FeatureValues } from '../model/packInputs';
import type { ScoringModel } from './pass';
import type { RowSample } from './rowSample';
import { rowsOfClass } from './rowsOfClass';
import {
  changeOf,
  directions,
  extremes,
  randomShift,
  scoringsOfExtremes,
  worstShift,
  type Direction,
  type ShiftedEvents,
} from './worstShift';

/** Events of the signal that are moved: those of the smallest hashes. */
const mostEvents = 5000;
/** Scores of kept rows that differ by more than this from those of the pass cannot be asked for again. */
const sameScore = 1e-5;

export interface WorstShiftProfile {
  /** Events that were moved, and that were not: a feature has no value there, or their score does not come out again. */
  readonly events: number;
  readonly leftOut: number;
  /** By feature of the pass the largest relative change; 0 for one that stays. */
  readonly bounds: ReadonlyMap<number, number>;
  readonly shifts: readonly WorkingPointShift[];
}

export interface WorkingPointShift {
  readonly threshold: number;
  readonly direction: Direction;
  /** Relative change of the efficiency of the signal. */
  readonly change: Estimate;
  readonly unlimited: number;
  /** At random signs of the same size. */
  readonly random: Estimate;
  readonly ks: number;
  readonly correlation: number;
  readonly crossing: number;
  /** Σw by bin of the plot, underflow first: before and after, of the score and of each feature that may move. */
  readonly score: Histograms;
  readonly features: ReadonlyMap<number, Histograms>;
}

export interface Histograms {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export interface WorstShiftRequest {
  readonly model: ScoringModel;
  /** Position of the model's score among those of the rows. */
  readonly index: number;
  readonly thresholds: readonly number[];
  /** Of samples that hold events of the class. */
  readonly rows: readonly RowSample[];
  readonly label: number;
  /** Largest relative change of each feature of the pass; undefined where none is declared. */
  readonly declared: readonly (number | undefined)[];
  /** That of features where none is declared, but for whole numbers, which stay. */
  readonly usual: number;
  readonly ks: number;
  readonly correlation: number;
  /** Edges of the plots of each feature of the pass, and of the model's score. */
  readonly featurePlots: readonly Float64Array[];
  readonly scorePlot: Float64Array;
  readonly seed: string;
  /** Called after each scoring of all events; throws to stop. */
  readonly onStep: (fraction: number) => Promise<void>;
}

export async function profileWorstShift(request: WorstShiftRequest): Promise<WorstShiftProfile> {
  const { model, thresholds } = request;
  const chosen = [...new Set(model.features)];
  const taken = takeRows(request, chosen);
  const perDirection = scoringsOfExtremes(chosen.length);
  let scorings = 0;
  const score = async (features: readonly Float64Array[]): Promise<Float64Array> => {
    const inputs = model.features.map((feature): FeatureValues => features[chosen.indexOf(feature)]!);
    const n = features[0]?.length ?? 0;
    const scores = Float64Array.from((await model.score(inputs, n, 'score')).subarray(0, n));
    // The searches at the thresholds take some thirty scorings each.
    scorings++;
    const all = directions.length * (perDirection + 30 * thresholds.length);
    await request.onStep(Math.min(scorings / all, 1));
    return scores;
  };
  const rescored = await score(taken.features);
  const same = (row: number): boolean => Math.abs(rescored[row]! - taken.scores[row]!) <= sameScore;
  const kept = [...taken.weights.keys()].filter(same);
  const of = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!);
  const features = taken.features.map(of);
  const sizes = chosen.map((feature, index) => sizeOf(request, feature, features[index]!));
  const events: ShiftedEvents = {
    features,
    scores: of(rescored),
    weights: of(taken.weights),
    bounds: features.map((values, index) => values.map((value) => sizes[index]! * Math.abs(value))),
    ks: request.ks,
    correlation: request.correlation,
    score,
  };
  const leftOut = taken.leftOut + taken.weights.length - kept.length;
  const bounds = new Map(chosen.map((feature, index) => [feature, sizes[index]!] as const));
  const shifts = kept.length === 0 ? [] : await shiftsOf(request, events, chosen, sizes);
  return { events: kept.length, leftOut, bounds, shifts };
}

async function shiftsOf(
  { thresholds, seed, scorePlot, featurePlots }: WorstShiftRequest,
  events: ShiftedEvents,
  chosen: readonly number[],
  sizes: readonly number[],
): Promise<WorkingPointShift[]> {
  const random = await randomShift(events, new Random(seed));
  const scoreBinning = new Binning(scorePlot);
  const shifts: WorkingPointShift[] = [];
  for (const direction of directions) {
    const far = await extremes(events, direction);
    for (const threshold of thresholds) {
      const shift = await worstShift(events, far, threshold);
      const aimless = changeOf(events, random, threshold);
      if (shift === undefined || aimless === undefined) continue;
      const { features, scores, ...numbers } = shift;
      const moved = chosen.flatMap((feature, index) => {
        if (sizes[index] === 0) return [];
        const binning = new Binning(featurePlots[feature]!);
        return [[feature, histograms(binning, events.features[index]!, features[index]!, events.weights)] as const];
      });
      shifts.push({
        ...numbers,
        threshold,
        direction,
        random: aimless,
        score: histograms(scoreBinning, events.scores, scores, events.weights),
        features: new Map(moved),
      });
    }
  }
  return shifts;
}

interface TakenRows {
  readonly features: readonly Float64Array[];
  readonly scores: Float64Array;
  readonly weights: Float64Array;
  readonly leftOut: number;
}

/** Rows of the class; those without a value in every feature are left out. */
function takeRows({ rows: samples, label, index }: WorstShiftRequest, chosen: readonly number[]): TakenRows {
  const found = rowsOfClass(samples, label, mostEvents).map(({ rows, row, weight }) => ({
    values: chosen.map((feature) => rows.features[feature]![row]!),
    score: rows.scores[index]![row]!,
    weight,
  }));
  const taken = found.filter(({ values, score }) => Number.isFinite(score) && !values.some(Number.isNaN));
  return {
    features: chosen.map((_, feature) => Float64Array.from(taken, ({ values }) => values[feature]!)),
    scores: Float64Array.from(taken, ({ score }) => score),
    weights: Float64Array.from(taken, ({ weight }) => weight),
    leftOut: found.length - taken.length,
  };
}

/** A number of jets is not wrong by a per cent of itself, unless somebody says so. */
function sizeOf({ declared, usual }: WorstShiftRequest, feature: number, values: Float64Array): number {
  return declared[feature] ?? (values.every(Number.isInteger) ? 0 : usual);
}

function histograms(binning: Binning, before: Float64Array, after: Float64Array, weights: Float64Array): Histograms {
  const filled = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(binning.bins);
    values.forEach((value, event) => (sums[binning.index(value)]! += weights[event]!));
    return sums;
  };
  return { before: filled(before), after: filled(after) };
}

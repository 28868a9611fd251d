/** Areas under the ROC curve of models that are told the value of a nuisance: told the truth, told otherwise, and beside others. */
import { everywhereEdges } from '../../profile/binnings';
import { toldModels, type ToldModel, type Truth } from '../../profile/hypotheses';
import { addVariables, type ClassProfile } from '../../profile/profile';
import type { Estimate } from '../../stats/estimate';
import { aucGrowth } from '../detectableGrowth';
import { aucOf, pairedAucDifference, type ScoredEvents } from '../modelAuc';
import type { MeasuredModel, Measurements } from '../measurements';

/** What a model makes of events that were made at one value of the nuisance. */
export interface ToldResult {
  readonly truth: Truth;
  /** AUC of the model told the truth. */
  readonly auc: Estimate;
  /** How much variance a difference from it brings with it. */
  readonly growth: number;
  /** Told another value: its AUC, and how much larger it is than that told the truth. */
  readonly otherwise: readonly { readonly value: number; readonly auc: Estimate; readonly excess: Estimate }[];
  /** The same for every other model, told the truth where it is told any. */
  readonly others: readonly { readonly model: MeasuredModel; readonly auc: Estimate; readonly excess: Estimate }[];
}

export interface ToldResults {
  readonly told: ToldModel;
  /** One for each truth of which there are events of both classes. */
  readonly results: readonly ToldResult[];
}

const known = new WeakMap<Measurements, readonly ToldResults[]>();

/** All of an analysis; worked out once. None without two classes. */
export function toldResults(measured: Measurements): readonly ToldResults[] {
  let results = known.get(measured);
  if (results === undefined) {
    const labels = measured.binaryLabels();
    results = toldModels(measured.analysis).map((told) => ({
      told,
      results:
        labels === undefined ? [] : told.truths.flatMap((truth) => resultOf(measured, told, truth, labels) ?? []),
    }));
    known.set(measured, results);
  }
  return results;
}

/** `z = 1`, or `z from 0.5 to 1.5` in a sample that was made with many values. */
export function placeOf({ nuisance }: ToldModel, { value, slice }: Truth): string {
  return slice === undefined
    ? `${nuisance.name} = ${text(value)}`
    : `${nuisance.name} from ${text(slice.from)} to ${text(slice.to)}`;
}

/** The values of the nuisance that the events have. */
export function rangeOf({ value, slice }: Truth): { readonly from: number; readonly to: number } {
  return slice ?? { from: value, to: value };
}

/** A value as it is written, with a true minus. */
export function text(value: number): string {
  return String(value).replace('-', '−');
}

function resultOf(
  measured: Measurements,
  told: ToldModel,
  truth: Truth,
  labels: readonly [number, number],
): ToldResult | undefined {
  const asked = truth.of[0]?.question.asked ?? [];
  const own = measured.models[told.index]!;
  const right = scoreOf(measured, truth, labels, 0, own);
  const auc = right && aucOf(right);
  if (right === undefined || auc === undefined) return undefined;
  const compared = (score: number, model: MeasuredModel): { auc: Estimate; excess: Estimate } | undefined => {
    const other = scoreOf(measured, truth, labels, score, model);
    const area = other && aucOf(other);
    const excess = other && pairedAucDifference(other, right, [tables(0, score), tables(1, score)]);
    return area && excess && { auc: area, excess };
  };
  const tables = (side: 0 | 1, score: number): Float64Array[] =>
    classesOf(measured, truth, labels[side]).flatMap((one) => one.shared[score] ?? []);
  return {
    truth,
    auc,
    growth: aucGrowth(right),
    otherwise: asked.flatMap((value, index) => {
      const result = compared(1 + index, own);
      return result === undefined ? [] : [{ value, ...result }];
    }),
    others: measured.models.flatMap((model) => {
      const result = model === own ? undefined : compared(1 + asked.length + model.index, model);
      return result === undefined ? [] : [{ model, ...result }];
    }),
  };
}

/** One of the scores of a question, for both classes. */
function scoreOf(
  measured: Measurements,
  truth: Truth,
  labels: readonly [number, number],
  score: number,
  { edges }: MeasuredModel,
): ScoredEvents | undefined {
  const [background, signal] = labels.map((label) =>
    addVariables(classesOf(measured, truth, label).flatMap((one) => one.scores[score] ?? [])),
  );
  if (background === undefined || signal === undefined) return undefined;
  const everywhere = everywhereEdges(edges);
  return {
    classes: [background.histogram, signal.histogram],
    groups: measured.plotGroups(everywhere),
    width: everywhere.plot.length + 1,
  };
}

function classesOf({ profiles }: Measurements, { of }: Truth, label: number): ClassProfile[] {
  return of.flatMap(
    ({ sample, question }) =>
      profiles.hypotheses
        ?.get(sample)
        ?.get(question.key)
        ?.classes.find((one) => one.label === label) ?? [],
  );
}

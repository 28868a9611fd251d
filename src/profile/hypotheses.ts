/**
 * What is asked of a model that is told the value of a nuisance: with events that were made at one value, the truth, it is
 * told that, the nominal one, the next ones on either side, and those it was trained with.
 */
import type { Analysis, Model, Nuisance } from '../config/analysis';
import type { HypothesisQuestion } from './hypothesisProfile';
import { gridOf, rounded, sidesOf, spreadOf, standInFor, valueOf, type StandIn } from '../config/nuisanceSides';

/** Events that were made with a value of a nuisance. */
export interface Truth {
  readonly value: number;
  /** Of a sample that was made with many values: its events between these. */
  readonly slice?: { readonly from: number; readonly to: number };
  readonly of: readonly { readonly sample: string; readonly question: HypothesisQuestion }[];
}

/** A model that is told the value of a nuisance. */
export interface ToldModel {
  readonly model: Model;
  readonly index: number;
  readonly nuisance: Nuisance;
  /** What the nuisance is nominally. */
  readonly centre: number;
  /** Values that it was trained with; empty where it was with all. */
  readonly trained: readonly number[];
  readonly truths: readonly Truth[];
}

/** The nuisances whose values models are told, each once: several inputs of one may be told the same. */
function namesOf(models: readonly Model[]): string[] {
  const names = models.flatMap(({ features }) => features.flatMap(({ nuisance }) => nuisance?.name ?? []));
  return [...new Set(names)];
}

export function hypothesesOf({ models }: Analysis): string[] {
  return namesOf([...models.values()]);
}

export function toldModels(analysis: Analysis): ToldModel[] {
  const names = hypothesesOf(analysis);
  return [...analysis.models.values()].flatMap((model, index) =>
    namesOf([model]).flatMap((name): ToldModel[] => {
      const nuisance = analysis.nuisances.get(name);
      if (nuisance === undefined) return [];
      const trained = ascending(
        model.features.flatMap(({ nuisance: told }) => (told?.name === name ? told.trained : [])),
      );
      const centre = rounded(spreadOf(nuisance).mean);
      const places = placesOf(analysis, nuisance);
      const values = ascending([centre, ...trained, ...places.map(({ value }) => value)]);
      const truths = places.map(({ value, slice, of }): Truth => {
        const next = [values.findLast((one) => one < value), values.find((one) => one > value)];
        const others = ascending([centre, ...trained, ...next.flatMap((one) => one ?? [])]);
        // In a slice each event is told its own value, and the one in the middle is another.
        const asked = slice === undefined ? others.filter((one) => one !== value) : others;
        const ask = ({ sample, variation }: StandIn): Truth['of'][number] => {
          const question = {
            model: index,
            hypothesis: names.indexOf(nuisance.name),
            asked,
            ...(variation !== undefined && { variation }),
            ...(slice && { slice }),
          };
          return {
            sample,
            question: { ...question, key: JSON.stringify([model.name, nuisance.name, value, question]) },
          };
        };
        return { value, of: of.map(ask), ...(slice && { slice }) };
      });
      return [{ model, index, nuisance, centre, trained, truths }];
    }),
  );
}

type Place = Pick<Truth, 'value' | 'slice'> & { readonly of: readonly StandIn[] };

/** The events that there are of each value: nominal ones, sides, points of a grid, and slices of a sample made with many. */
function placesOf(analysis: Analysis, nuisance: Nuisance): Place[] {
  const { mean, sigma } = spreadOf(nuisance);
  const { continuous } = nuisance;
  const column = continuous?.kind === 'column' ? continuous : undefined;
  const own = column?.prior === undefined ? undefined : column.sample;
  const nominal = analysis.nominal.map(({ sample }) => sample).filter((sample) => sample !== own);
  const places = new Map<number, readonly StandIn[]>([
    [rounded(mean), nominal.map((sample): StandIn => ({ sample, variation: undefined }))],
  ]);
  const add = (value: number, of: readonly StandIn[]): void => {
    if (!places.has(value)) places.set(value, distinct(of));
  };
  for (const { side, variation } of sidesOf(nuisance)) {
    const value = valueOf(nuisance, side);
    if (value === undefined) continue;
    add(
      value,
      analysis.nominal.map(({ sample }) => standInFor(sample, variation)),
    );
  }
  for (const { value, variation } of gridOf(nuisance)) {
    add(
      value,
      analysis.nominal.map(({ sample }) => standInFor(sample, variation)),
    );
  }
  const fixed = [...places].filter(([, of]) => of.length > 0).map(([value, of]): Place => ({ value, of }));
  const slices =
    own === undefined
      ? []
      : [-2, -1, 0, 1, 2].map((sigmas): Place => {
          const value = rounded(mean + sigmas * sigma);
          const slice = { from: rounded(value - sigma / 2), to: rounded(value + sigma / 2) };
          return { value, slice, of: [{ sample: own, variation: undefined }] };
        });
  return [...fixed.sort((a, b) => a.value - b.value), ...slices];
}

/** Two nominal samples may have the same stand-in. */
function distinct(standIns: readonly StandIn[]): StandIn[] {
  return standIns.filter(
    (one, index) =>
      index === standIns.findIndex(({ sample, variation }) => sample === one.sample && variation === one.variation),
  );
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Fills profiles from events that a test writes down as columns: no file, no ONNX. */
import { parseExpression, substitute } from '../../../src/data/expression/expression';
import { Binning, uniformEdges } from '../../../src/stats/binning';
import { SampleFiller, type FillBinning, type FilledSample } from '../../../src/profile/fillSample';
import type { Condition } from '../../../src/profile/conditionProfile';
import type { HypothesisQuestion } from '../../../src/profile/hypothesisProfile';
import type { FeatureValues } from '../../../src/model/packInputs';
import type { ListColumn } from '../../../src/data/eventSource';
import type { KeptBatch } from '../../../src/profile/keptEvents';
import { missingValues } from '../../../src/profile/measured';
import type { EventExpressions, Pass, ScoringModel } from '../../../src/profile/pass';

/** One number an event, or a list. */
export type Columns = Readonly<Record<string, readonly (number | readonly number[])[]>>;

export interface Recipe {
  readonly weight?: string;
  readonly select?: string;
  readonly label?: string;
  readonly features: readonly string[];
  /** Variation → column → what stands in for it. */
  readonly variations?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly models?: readonly FakeModel[];
  readonly sentinels?: readonly (readonly number[])[];
  /** By key, the variations that are its points. */
  readonly grids?: Readonly<Record<string, readonly string[]>>;
  /** Columns that the score may depend on, in the bins of everything. */
  readonly conditions?: readonly Condition[];
  /** Working points of each model. */
  readonly thresholds?: readonly (readonly number[])[];
  /** Values that models are told beside the features. */
  readonly told?: readonly string[];
  readonly hypotheses?: readonly HypothesisQuestion[];
  /** Column → declared missing value. */
  readonly missing?: Readonly<Record<string, number>>;
  /** Whether the rows of variations are kept. */
  readonly variedRows?: boolean;
  /** Of all features and scores; 0 to 1 in tenths when left out. */
  readonly edges?: Float64Array;
}

/** A model that counts what it is asked. */
export class FakeModel implements ScoringModel {
  readonly name = 'fake';
  rows = 0;
  /** The scores that it gave last. */
  last = new Float64Array(0);

  /** @param features positions among the features of the pass */
  constructor(
    readonly features: readonly number[],
    private readonly of: (features: readonly number[]) => number,
  ) {}

  score(values: readonly FeatureValues[], n: number): Promise<Float64Array> {
    this.rows += n;
    // A model of float32, as most are.
    this.last = Float64Array.from({ length: n }, (_, event) =>
      this.of(values.map((feature) => (feature instanceof Float64Array ? Math.fround(feature[event]!) : Number.NaN))),
    );
    return Promise.resolve(this.last);
  }
}

/** The first feature is the score. */
export function identity(): FakeModel {
  return new FakeModel([0], ([x]) => x!);
}

export function passOf(recipe: Recipe): Pass {
  const { weight = '1', select = '1', label, features, variations = {}, missing = {} } = recipe;
  const { conditions = [], variedRows = false } = recipe;
  const declared = new Map(Object.entries(missing));
  const nominal: EventExpressions = {
    weight: parseExpression(weight),
    select: parseExpression(select),
    label: label === undefined ? undefined : parseExpression(label),
    features: features.map(parseExpression),
    missing: declared,
    ...(recipe.told && { hypotheses: recipe.told.map(parseExpression) }),
    extra: conditions.map(({ name }) => parseExpression(name)),
  };
  const varied = Object.entries(variations).map(([key, replace]): [string, EventExpressions] => {
    const replacements = new Map(Object.entries(replace).map(([column, text]) => [column, parseExpression(text)]));
    return [
      key,
      {
        weight: substitute(nominal.weight, replacements),
        select: substitute(nominal.select, replacements),
        label: nominal.label,
        features: nominal.features.map((feature) => substitute(feature, replacements)),
        ...(nominal.hypotheses && { hypotheses: nominal.hypotheses }),
      },
    ];
  });
  const declaredMissing = nominal.features.map((feature) => missingValues(feature, declared));
  return {
    sample: 'tt',
    nominal,
    declaredMissing,
    variations: new Map(varied),
    variedRows,
    grids: new Map(Object.entries(recipe.grids ?? {})),
    conditions,
    ...(recipe.thresholds && { thresholds: recipe.thresholds }),
    ...(recipe.hypotheses && { hypotheses: recipe.hypotheses }),
  };
}

/** @param batchSizes in turn, the last one for all that is left; one batch when left out */
export async function fillProfile(
  recipe: Recipe,
  columns: Columns,
  batchSizes: readonly number[] = [Infinity],
): Promise<FilledSample> {
  return fillFiles(recipe, new Map([['tt', columns]]), batchSizes);
}

/** The profile of a sample in several files, by name. */
export async function fillFiles(
  recipe: Recipe,
  files: ReadonlyMap<string, Columns>,
  batchSizes: readonly number[] = [Infinity],
): Promise<FilledSample> {
  const models = recipe.models ?? [];
  const edges = recipe.edges ?? uniformEdges(0, 1, 10);
  const binning = (): FillBinning => ({
    binning: new Binning(edges),
    edges: { edges, plot: edges, origin: edges[edges.length >> 1]! },
  });
  const pass = passOf(recipe);
  const filler = new SampleFiller(
    pass,
    models,
    recipe.sentinels ?? pass.declaredMissing,
    recipe.features.map(binning),
    models.map(binning),
    [...files.keys()],
    (recipe.conditions ?? []).map(() => new Binning(edges)),
  );
  for (const [file, columns] of [...files.values()].entries()) {
    for (const batch of batchesOf(columns, batchSizes)) await filler.add(batch, file);
  }
  return filler.finish();
}

function batchesOf(columns: Columns, sizes: readonly number[]): KeptBatch[] {
  const events = Object.values(columns)[0]?.length ?? 0;
  const batches: KeptBatch[] = [];
  for (let from = 0, index = 0; from < events; index++) {
    const length = Math.min(sizes[Math.min(index, sizes.length - 1)]!, events - from);
    const numbers = new Map<string, Float64Array>();
    const lists = new Map<string, ListColumn>();
    for (const [name, all] of Object.entries(columns)) {
      const values = all.slice(from, from + length);
      if (values.every((value) => typeof value === 'number')) numbers.set(name, Float64Array.from(values));
      else lists.set(name, listOf(values.map((value) => (typeof value === 'number' ? [value] : value))));
    }
    batches.push({ length, columns: numbers, lists });
    from += length;
  }
  return batches;
}

function listOf(events: readonly (readonly number[])[]): ListColumn {
  const offsets = new Int32Array(events.length + 1);
  events.forEach((values, index) => {
    offsets[index + 1] = offsets[index]! + values.length;
  });
  return { offsets, values: Float64Array.from(events.flat()) };
}

/** What each profile depends on, as keys of the cache. */
import type { Analysis, Model, Sample } from '../config/analysis';
import { canonicalText } from '../data/expression/expression';
import { cacheKey } from '../profile/cache';
import type { EventExpressions, Pass } from '../profile/pass';
import type { Plan } from './plan';

export interface Identities {
  /** By sample: paths, sizes and times of its files. */
  readonly stamps: ReadonlyMap<string, unknown>;
  /** In the plan's order: hashes of the models' content. */
  readonly models: readonly unknown[];
  /** Fraction of events from which one isolated value counts as a sentinel. */
  readonly sentinelFraction: number;
}

export interface PassKeys {
  readonly nominal: string;
  /** By the variation's key. */
  readonly variations: ReadonlyMap<string, string>;
  /** By the grid's key. */
  readonly grids: ReadonlyMap<string, string>;
}

/** Key of the edges: everything that fixes the look at the nominal samples. */
export function keyOfEdges(analysis: Analysis, plan: Plan, identities: Identities): string {
  return cacheKey({
    nominal: analysis.nominal.map(({ sample }) => {
      const pass = plan.passes.get(sample)!;
      return [identities.stamps.get(sample), textsOf(pass.nominal), pass.declaredMissing];
    }),
    features: plan.features,
    models: plan.models.map(({ model, features }, index) => [
      identities.models[index],
      features,
      contractOf(model),
      model.workingPoints.map(({ threshold }) => threshold),
    ]),
    conditions: [...plan.passes.values()].map((pass) => pass.conditions),
    sentinels: identities.sentinelFraction,
  });
}

/** Keys of a sample's profile and of its variations. */
export function keysOfPass(sample: Sample, pass: Pass, edges: string, identities: Identities): PassKeys {
  const nominal = [
    edges,
    identities.stamps.get(sample.name),
    textsOf(pass.nominal),
    pass.declaredMissing,
    pass.conditions,
  ];
  const varied = (key: string): unknown => textsOf(pass.variations.get(key)!);
  return {
    nominal: cacheKey(['sample', nominal]),
    grids: new Map(
      [...(pass.grids ?? [])].map(([key, points]) => [key, cacheKey(['grid', nominal, points.map(varied)])]),
    ),
    variations: new Map(
      [...pass.variations].map(([key, expressions]) => [key, cacheKey(['variation', nominal, textsOf(expressions)])]),
    ),
  };
}

/** How features become a score, wherever in the file it is said. */
function contractOf({ inputs, output, activation, classes }: Model): string {
  return JSON.stringify([inputs, output, activation, classes], (key, value: unknown) =>
    key === 'path' ? undefined : value,
  );
}

function textsOf(expressions: EventExpressions): unknown {
  return [
    expressions.weight.text,
    expressions.select.text,
    expressions.label?.text,
    expressions.features.map(({ text }) => text),
    expressions.extra?.map(canonicalText),
  ];
}

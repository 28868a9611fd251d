/** What each profile depends on, as keys of the cache. */
import type { Analysis, Model, Sample } from '../config/analysis';
import { canonicalText, type Expression } from '../data/expression/expression';
import type { AbcdQuestion } from '../profile/abcdProfile';
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
  /** All of the nominal profile but its features. */
  readonly nominal: string;
  /** The histograms of the features, which depend on no model. */
  readonly features: string;
  /** By the variation's key. */
  readonly variations: ReadonlyMap<string, string>;
  /** By the grid's key. */
  readonly grids: ReadonlyMap<string, string>;
  /** By the question's key. */
  readonly hypotheses: ReadonlyMap<string, string>;
  /** By name of the prediction. */
  readonly abcd: ReadonlyMap<string, string>;
}

export interface EdgesKeys {
  readonly all: string;
  readonly features: string;
  /** Of the variables of predictions; left out where there are none. */
  readonly predicted?: string;
}

/** Keys of the edges: everything that fixes the look at the nominal samples. */
export function keysOfEdges(analysis: Analysis, plan: Plan, identities: Identities): EdgesKeys {
  const features = {
    nominal: analysis.nominal.map(({ sample }) => {
      const pass = plan.passes.get(sample)!;
      return [identities.stamps.get(sample), textsOf(pass.nominal), pass.declaredMissing];
    }),
    features: plan.features,
    sentinels: identities.sentinelFraction,
  };
  const all = {
    ...features,
    models: plan.models.map(({ model, features }, index) => [
      identities.models[index],
      features,
      contractOf(model),
      model.workingPoints.map(({ threshold }) => threshold),
    ]),
    conditions: [...plan.passes.values()].map((pass) => pass.conditions),
  };
  const predicted = predictedVariables(plan, identities);
  return {
    all: cacheKey(all),
    features: cacheKey(['features', features]),
    ...(predicted.length > 0 && { predicted: cacheKey(['predicted', all.models, predicted]) }),
  };
}

/** Keys of a sample's profile and of its variations. */
export function keysOfPass(sample: Sample, pass: Pass, edges: EdgesKeys, identities: Identities): PassKeys {
  const own = [identities.stamps.get(sample.name), textsOf(pass.nominal), pass.declaredMissing];
  const nominal = [edges.all, ...own, pass.conditions];
  const varied = (key: string): unknown => textsOf(pass.variations.get(key)!);
  return {
    features: cacheKey(['features of a sample', edges.features, ...own]),
    nominal: cacheKey(['sample', nominal]),
    grids: new Map(
      [...(pass.grids ?? [])].map(([key, points]) => [key, cacheKey(['grid', nominal, points.map(varied)])]),
    ),
    hypotheses: new Map(
      (pass.hypotheses ?? []).map((question) => {
        const of = question.variation === undefined ? undefined : varied(question.variation);
        return [question.key, cacheKey(['hypotheses', nominal, of, question])];
      }),
    ),
    abcd: new Map(
      (pass.abcd ?? []).map((question) => [
        question.key,
        cacheKey(['prediction', nominal, textsOfQuestion(question), edges.predicted]),
      ]),
    ),
    variations: new Map(
      [...pass.variations].map(([key, expressions]) => [
        key,
        cacheKey(['variation', nominal, textsOf(expressions), ...(pass.variedRows === true ? ['rows'] : [])]),
      ]),
    ),
  };
}

/** Keys of the profiles of the nominal samples, in their order. */
export function keysOfNominal(analysis: Analysis, plan: Plan, identities: Identities): string[] {
  const edges = keysOfEdges(analysis, plan, identities);
  return analysis.nominal.map(
    ({ sample }) => keysOfPass(analysis.samples.get(sample)!, plan.passes.get(sample)!, edges, identities).nominal,
  );
}

/** What the edges of predicted variables are chosen from; nothing where no variable is predicted. */
function predictedVariables({ passes }: Plan, { stamps }: Identities): unknown[] {
  return [...passes].flatMap(([sample, { abcd = [], nominal }]) =>
    abcd
      .filter(({ variable }) => variable !== undefined)
      .map((question) => [stamps.get(sample), textsOf(nominal), textsOfQuestion(question)]),
  );
}

function textsOfQuestion({ key, regions, axes, variable, weight, scores }: AbcdQuestion): unknown {
  const texts = (expressions: readonly Expression[]): string[] => expressions.map(canonicalText);
  return [key, texts(regions), texts(axes), variable && canonicalText(variable), weight, [...scores]];
}

/** How features become a score, wherever in the file it is said. */
function contractOf({ inputs, output, activation, classes, calibrated, files, dropout }: Model): string {
  // In which mixture a score is calibrated is a question to the same sums.
  const measured = [
    ...(calibrated === undefined ? [] : ['calibrated']),
    ...(files.length > 1 ? ['ensemble'] : []),
    ...(dropout === undefined ? [] : [['dropout', dropout.passes]]),
  ];
  return JSON.stringify([inputs, output, activation, classes, ...measured], (key, value: unknown) =>
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
    expressions.hypotheses?.map(({ text }) => text),
  ];
}

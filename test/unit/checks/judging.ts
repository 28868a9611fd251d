/** Judges an analysis whose events a test writes down: no file is read, and a function stands for the model. */
import type { Analysis } from '../../../src/config/analysis';
import { givesProbability } from '../../../src/config/calibrated';
import type { CheckCode } from '../../../src/config/catalogue';
import { parseAnalysis } from '../../../src/config/parse';
import { judge, Measurements, type Judged } from '../../../src/checks';
import { planAnalysis } from '../../../src/engine/plan';
import type { AbcdProfile } from '../../../src/profile/abcdProfile';
import { conditionEdges, featureEdges, scoreEdges, type VariableEdges } from '../../../src/profile/binnings';
import { EventEvaluator } from '../../../src/profile/eventValues';
import { SampleFiller, type FillBinning } from '../../../src/profile/fillSample';
import type { GridProfile } from '../../../src/profile/gridProfile';
import type { SampleProfile, VariationProfile } from '../../../src/profile/profile';
import type { FeatureValues } from '../../../src/model/packInputs';
import { PredictedVariables } from '../../../src/profile/predictedVariables';
import { findSentinels } from '../../../src/profile/sentinels';
import { Binning } from '../../../src/stats/binning';
import { Random } from '../../../src/stats/random';
import type { Measured, Outcome, Target } from '../../../src/report/report';

export type Events = Readonly<Record<string, readonly number[]>>;
type Score = (features: readonly number[]) => number;

/** The first feature is the score, in the precision of the file. */
const firstFeature: Score = ([x]) => x!;

/**
 * @param text an analysis file
 * @param samples columns of each sample that it uses
 * @param scores for each model that is not its own first feature; of an ensemble one for each member
 * @param files for each sample that is not a file of its own, the name of the file its events stand in
 */
export async function measure(
  text: string,
  samples: Readonly<Record<string, Events>>,
  scores: Readonly<Record<string, Score | readonly Score[]>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Judged> {
  const analysis = parsed(text);
  const plan = planAnalysis(analysis);
  const models = plan.models.map(({ model, features }) => ({
    name: model.name,
    features,
    calibrated: givesProbability(model),
    ...membersOf(scores[model.name] ?? firstFeature),
  }));
  const batches = new Map([...plan.passes.keys()].map((name) => [name, batchOf(samples[name]!)]));
  const variables = new Map<string, number[]>();
  const values = new Map(
    [...plan.passes].map(([name, pass]) => {
      const batch = batches.get(name)!;
      const { select, measured, extra } = new EventEvaluator(pass.nominal).evaluate(batch);
      const selected = [...select.keys()].filter((event) => select[event] !== 0);
      pass.conditions?.forEach((condition, index) => {
        variables.set(condition.name, [...(variables.get(condition.name) ?? []), ...extra[index]!]);
      });
      return [name, measured.map((feature) => Float64Array.from(selected, (event) => feature[event]!))];
    }),
  );
  const nominal = analysis.nominal.map(({ sample }) => values.get(sample)!);
  const predicted = new PredictedVariables(plan.passes);
  for (const [name, pass] of predicted.passes) {
    const batch = batches.get(name)!;
    const given = new EventEvaluator(pass.nominal).evaluate(batch).features;
    const value = (feature: number, event: number): number => Math.fround((given[feature] as Float64Array)[event]!);
    const scored = models.map(({ features, of }) =>
      Float64Array.from({ length: batch.length }, (_, event) => of(features.map((feature) => value(feature, event)))),
    );
    predicted.add([{ ...batch, scores: scored }], pass);
  }
  const edges = {
    abcd: predicted.edges(),
    sentinels: plan.features.map(() => []),
    features: plan.features.map((_, feature) => featureEdges(...nominal.map((of) => of[feature]!))),
    scores: models.map(({ features, of }, model) =>
      scoreEdges(
        joined(
          nominal.map((all) =>
            // What models are told comes after the features: 0 nominally.
            (all[0] ?? new Float64Array()).map((_, event) => of(features.map((feature) => all[feature]?.[event] ?? 0))),
          ),
        ),
        plan.models[model]!.model.workingPoints.map(({ threshold }) => threshold),
      ),
    ),
    conditions: new Map(
      [...plan.passes.values()].flatMap(({ conditions = [] }) =>
        conditions.map((one) => [one.name, conditionEdges(Float64Array.from(variables.get(one.name)!), one.prior)]),
      ),
    ),
  };
  const profiles = new Map<string, SampleProfile>();
  const variations = new Map<string, ReadonlyMap<string, VariationProfile>>();
  const grids = new Map<string, ReadonlyMap<string, GridProfile>>();
  const abcd = new Map<string, ReadonlyMap<string, AbcdProfile>>();
  for (const [name, pass] of plan.passes) {
    const filler = new SampleFiller(
      pass,
      models.map((model) => {
        let given: readonly FeatureValues[] = [];
        let events = 0;
        const scored = (of: Score): Float64Array =>
          Float64Array.from({ length: events }, (_, event) =>
            of(given.map((one) => (one instanceof Float64Array ? Math.fround(one[event]!) : Number.NaN))),
          );
        const { members } = model;
        return {
          ...model,
          score: (values: readonly FeatureValues[], n: number) => {
            [given, events] = [values, n];
            return Promise.resolve(scored(model.of));
          },
          ...(members && { ensemble: { members: members.length, scores: () => members.map(scored) } }),
        };
      }),
      pass.declaredMissing.map((declared, feature) => [
        ...new Set([...declared, ...findSentinels(values.get(name)![feature]!, 0.005)]),
      ]),
      edges.features.map(binned),
      edges.scores.map(binned),
      [files[name] ?? name],
      (pass.conditions ?? []).map((condition) => new Binning(edges.conditions.get(condition.name)!)),
      true,
      new Map([...edges.abcd].map(([prediction, one]) => [prediction, new Binning(one.edges)])),
    );
    await filler.add(batches.get(name)!);
    const filled = filler.finish();
    profiles.set(name, filled.nominal);
    variations.set(name, filled.variations);
    grids.set(name, filled.grids);
    abcd.set(name, filled.abcd);
  }
  const set = { features: plan.features, models, edges, samples: profiles, variations, grids, abcd };
  return { analysis, measured: new Measurements(analysis, set, 7), theory: undefined, fit: undefined };
}

/** The score of an ensemble is the mean of its members'. */
function membersOf(score: Score | readonly Score[]): { of: Score; members?: readonly Score[] } {
  if (typeof score === 'function') return { of: score };
  const mean: Score = (features) => score.reduce((sum, member) => sum + member(features), 0) / score.length;
  return { of: mean, members: score };
}

export function parsed(text: string): Analysis {
  const { analysis, problems } = parseAnalysis(text);
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (analysis === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return analysis;
}

export function outcomes(judged: Judged, code: CheckCode, target: Target = {}): Outcome[] {
  return judge(judged).filter(
    (outcome) =>
      outcome.code === code &&
      Object.entries(target).every(([name, value]) => outcome.target[name as keyof Target] === value),
  );
}

/** What a user is told of: findings without the further rows of each. */
export function findings(judged: Judged, code?: CheckCode): Outcome[] {
  return judge(judged).filter(
    (outcome) =>
      outcome.status === 'finding' && outcome.severity !== 'hint' && (code === undefined || outcome.code === code),
  );
}

export function statuses(judged: Judged, code: CheckCode, target: Target = {}): string[] {
  return outcomes(judged, code, target).map(({ status }) => status);
}

export function valueOf(measured: Measured | undefined): number {
  if (measured === undefined) throw new Error('there is no such evidence');
  return typeof measured === 'number' ? measured : measured.value;
}

/** A column of random numbers, the same for the same name. */
export function column(name: string, n: number, of: (random: Random) => number): number[] {
  const random = new Random(name);
  return Array.from({ length: n }, () => of(random));
}

/** In steps of 1/16, which float32 holds exactly: few bins, and few random numbers to draw for each. */
export function grid(random: Random): number {
  return Math.floor(16 * random.uniform()) / 16;
}

function batchOf(events: Events): { length: number; columns: ReadonlyMap<string, Float64Array> } {
  const columns = Object.entries(events).map(([name, values]): [string, Float64Array] => [
    name,
    Float64Array.from(values),
  ]);
  return { length: columns[0]?.[1].length ?? 0, columns: new Map(columns) };
}

function binned(edges: VariableEdges): FillBinning {
  return { binning: new Binning(edges.edges), edges };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

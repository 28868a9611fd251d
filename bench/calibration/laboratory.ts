/** Analyses of events that were just drawn: planned once, measured in memory as the engine does, and judged. */
import { judge, Measurements } from '../../src/checks';
import type { Analysis } from '../../src/config/analysis';
import { givesProbability } from '../../src/config/calibrated';
import { catalogue, type CheckCode } from '../../src/config/catalogue';
import { parseAnalysis } from '../../src/config/parse';
import { planAnalysis, type Plan } from '../../src/engine/plan';
import { withCorruptions } from '../../src/engine/corruptions';
import { withWorstShifts, type RescoringOptions } from '../../src/engine/worstShifts';
import type { AbcdProfile } from '../../src/profile/abcdProfile';
import { conditionEdges, featureEdges, scoreEdges, type VariableEdges } from '../../src/profile/binnings';
import { noCache } from '../../src/profile/cache';
import { EventEvaluator } from '../../src/profile/eventValues';
import { SampleFiller, type FillBinning } from '../../src/profile/fillSample';
import type { ScoringModel } from '../../src/profile/pass';
import type { GridProfile } from '../../src/profile/gridProfile';
import type { HypothesisProfile } from '../../src/profile/hypothesisProfile';
import { PredictedVariables } from '../../src/profile/predictedVariables';
import type { SampleProfile, VariationProfile } from '../../src/profile/profile';
import type { ProfileSet } from '../../src/profile/profileSet';
import type { Outcome } from '../../src/report/report';
import { Binning } from '../../src/stats/binning';
import { hash } from '../../src/stats/hash';

/** Columns of one sample, of equal length. */
export type Events = Readonly<Record<string, Float64Array>>;

const sameLuck = 20;

/**
 * The normal numbers of a null distribution are drawn anew for every twentieth repetition only. 999 draws fix a p-value of
 * 0.05 to 0.007; twenty repetitions share that, of 1,000 it leaves 0.001.
 */
export function luckOf(name: string, repetition: number): string {
  return `${name}/luck ${Math.floor(repetition / sameLuck)}`;
}

/**
 * `checks:` with all others turned off, so that the whole of α is for these.
 * @param kept codes, or codes with their options as YAML
 */
export function checksOnly(...kept: readonly (CheckCode | readonly [code: CheckCode, options: string])[]): string {
  const options = kept.flatMap((one) => (typeof one === 'string' ? [] : [`${one[0]}: { ${one[1]} }`]));
  const codes = kept.map((one) => (typeof one === 'string' ? one : one[0]));
  const off = catalogue.map(({ code }) => code).filter((one) => !codes.includes(one) && !one.startsWith('config/'));
  return `checks: { ${[...options, ...off.map((one) => `${one}: off`)].join(', ')} }\n`;
}

/** What stands for a model. */
export interface Stub {
  readonly score: (features: readonly number[]) => number;
  /** Of an ensemble, whose score is their mean. */
  readonly members?: readonly ((features: readonly number[]) => number)[];
  /** Of a regression, the uncertainty that it predicts for every event. */
  readonly sigma?: number;
}

export function ensembleOf(members: readonly Stub['score'][]): Stub {
  return { members, score: (x) => members.reduce((sum, member) => sum + member(x), 0) / members.length };
}

/** The first feature is the score. */
const firstFeature: Stub = { score: ([x]) => x! };

export class Laboratory {
  private readonly analysis: Analysis;
  private readonly plan: Plan;
  private readonly models: readonly ScoringModel[];

  /**
   * @param text an analysis file
   * @param stubs for models by name (`model` where there is one); the first feature is the score of the others
   * @param told whether the samples a regression is applied to hold what it predicts, as it is in truth
   */
  constructor(text: string, stubs: Readonly<Record<string, Stub>> = {}, told = false) {
    this.analysis = parsed(text);
    this.plan = planAnalysis(this.analysis, () => told);
    this.models = this.plan.models.map(({ model, features }): ScoringModel => {
      const { score, sigma, members } = stubs[model.name] ?? firstFeature;
      let events = 0;
      let given: readonly Float64Array[] = [];
      return {
        name: model.name,
        features,
        score: (values, n) => {
          events = n;
          given = values as readonly Float64Array[];
          return Promise.resolve(scored(score, given, n));
        },
        calibrated: givesProbability(model),
        ...(members && {
          ensemble: { members: members.length, scores: () => members.map((of) => scored(of, given, events)) },
        }),
        ...(sigma !== undefined && { sigmas: () => new Float64Array(events).fill(sigma) }),
      };
    });
  }

  /**
   * @param luck from which the random numbers of the analysis are seeded. Those of the events are the caller's, and many
   * analyses may have the same luck: each draws its null distribution from the same normal numbers.
   */
  async measure(samples: Readonly<Record<string, Events>>, luck: string): Promise<Measurements> {
    const { plan, models, analysis } = this;
    const edges = await this.edgesOf(samples);
    const [featureBins, scoreBins] = [edges.features.map(binned), edges.scores.map(binned)];
    const variables = new Map([...(edges.abcd ?? [])].map(([prediction, one]) => [prediction, new Binning(one.edges)]));
    const profiles = new Map<string, SampleProfile>();
    const variations = new Map<string, ReadonlyMap<string, VariationProfile>>();
    const grids = new Map<string, ReadonlyMap<string, GridProfile>>();
    const hypotheses = new Map<string, ReadonlyMap<string, HypothesisProfile>>();
    const abcd = new Map<string, ReadonlyMap<string, AbcdProfile>>();
    for (const [sample, pass] of plan.passes) {
      const filler = new SampleFiller(
        pass,
        models,
        edges.sentinels,
        featureBins,
        scoreBins,
        undefined,
        (pass.conditions ?? []).map(({ name }) => new Binning(edges.conditions.get(name)!)),
        true,
        variables,
      );
      await filler.add(batchOf(samples[sample]!));
      const filled = filler.finish();
      profiles.set(sample, filled.nominal);
      variations.set(sample, filled.variations);
      grids.set(sample, filled.grids);
      hypotheses.set(sample, filled.hypotheses);
      abcd.set(sample, filled.abcd);
    }
    const set: ProfileSet = {
      features: plan.features,
      // What a model is told is no feature.
      models: models.map(({ name, features }) => ({
        name,
        features: features.filter((feature) => feature < plan.features.length),
      })),
      edges,
      samples: profiles,
      variations,
      grids,
      hypotheses,
      abcd,
    };
    const seed = hash(luck);
    const asking: RescoringOptions = {
      cache: noCache,
      identities: { stamps: new Map(), models: [], sentinelFraction: 0 },
      openModels: () => Promise.resolve(models),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    };
    const corrupted = await withCorruptions(analysis, plan, set, asking);
    return new Measurements(analysis, await withWorstShifts(analysis, plan, corrupted, { ...asking, seed }), seed);
  }

  /** What the pilot look chooses: edges from all nominal events, and of what is predicted from all of its samples. */
  private async edgesOf(samples: Readonly<Record<string, Events>>): Promise<ProfileSet['edges']> {
    const { plan, models, analysis } = this;
    const variables = new Map<string, Float64Array[]>();
    const nominal = analysis.nominal.map(({ sample }) => {
      const pass = plan.passes.get(sample)!;
      const { measured, features, extra, weight } = new EventEvaluator(pass.nominal).evaluate(
        batchOf(samples[sample]!),
      );
      pass.conditions?.forEach(({ name }, index) => {
        variables.set(name, [...(variables.get(name) ?? []), extra[index]!]);
      });
      return { measured, given: features, events: weight.length };
    });
    const scores = await Promise.all(
      models.map(async (model) =>
        joined(
          await Promise.all(
            nominal.map(({ given, events }) =>
              model.score(
                model.features.map((feature) => given[feature]!),
                events,
              ),
            ),
          ),
        ),
      ),
    );
    const conditions = [...plan.passes.values()].flatMap((pass) => pass.conditions ?? []);
    const predicted = new PredictedVariables(plan.passes);
    for (const [sample, pass] of predicted.passes) predicted.add([{ ...batchOf(samples[sample]!), file: 0 }], pass);
    return {
      sentinels: plan.features.map(() => []),
      features: plan.features.map((_, feature) => featureEdges(...nominal.map(({ measured }) => measured[feature]!))),
      scores: scores.map((values, model) =>
        scoreEdges(
          values,
          plan.models[model]!.model.workingPoints.map(({ threshold }) => threshold),
        ),
      ),
      conditions: new Map(
        conditions.map(({ name, prior }) => [name, conditionEdges(joined(variables.get(name) ?? []), prior)]),
      ),
      ...(predicted.passes.size > 0 && { abcd: predicted.edges() }),
    };
  }

  /** What the checks say, or one of them. */
  outcomes(measured: Measurements, code?: CheckCode): Outcome[] {
    return judge({ analysis: this.analysis, measured, theory: undefined, fit: undefined }).filter(
      (outcome) => code === undefined || outcome.code === code,
    );
  }
}

export function parsed(text: string): Analysis {
  const { analysis, problems } = parseAnalysis(text);
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (analysis === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return analysis;
}

function scored(
  score: (features: readonly number[]) => number,
  values: readonly Float64Array[],
  n: number,
): Float64Array {
  const features = new Array<number>(values.length);
  return Float64Array.from({ length: n }, (_, event) => {
    for (let feature = 0; feature < values.length; feature++) features[feature] = values[feature]![event]!;
    return score(features);
  });
}

function batchOf(events: Events): { length: number; columns: ReadonlyMap<string, Float64Array> } {
  const columns = new Map(Object.entries(events));
  return { length: columns.values().next().value?.length ?? 0, columns };
}

function binned(edges: VariableEdges): FillBinning {
  return { binning: new Binning(edges.edges), edges };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Analyses of events that were just drawn: planned once, measured in memory as the engine does, and judged. */
import { judge, Measurements } from '../../src/checks';
import type { Analysis } from '../../src/config/analysis';
import type { CheckCode } from '../../src/config/catalogue';
import { parseAnalysis } from '../../src/config/parse';
import { planAnalysis, type Plan } from '../../src/engine/plan';
import { featureEdges, scoreEdges, type VariableEdges } from '../../src/profile/binnings';
import { EventEvaluator } from '../../src/profile/eventValues';
import { SampleFiller, type FillBinning } from '../../src/profile/fillSample';
import type { ScoringModel } from '../../src/profile/pass';
import type { SampleProfile, VariationProfile } from '../../src/profile/profile';
import type { Outcome, Target } from '../../src/report/report';
import { Binning } from '../../src/stats/binning';
import { hash } from '../../src/stats/hash';

/** Columns of one sample, of equal length. */
export type Events = Readonly<Record<string, Float64Array>>;

export class Laboratory {
  private readonly analysis: Analysis;
  private readonly plan: Plan;
  private readonly models: readonly ScoringModel[];

  /**
   * @param text an analysis file
   * @param score of an event from its features; the first feature where it is not given
   */
  constructor(text: string, score: (features: readonly number[]) => number = ([x]) => x!) {
    this.analysis = parsed(text);
    this.plan = planAnalysis(this.analysis);
    this.models = this.plan.models.map(({ model, features }) => ({
      name: model.name,
      features,
      score: (values, n) => Promise.resolve(scored(score, values as readonly Float64Array[], n)),
    }));
  }

  /** @param name of the analysis, from which its random numbers are seeded */
  async measure(samples: Readonly<Record<string, Events>>, name: string): Promise<Measurements> {
    const { plan, models, analysis } = this;
    const nominal = analysis.nominal.map(({ sample }) => {
      const batch = batchOf(samples[sample]!);
      return new EventEvaluator(plan.passes.get(sample)!.nominal).evaluate(batch).measured;
    });
    const scores = await Promise.all(
      models.map(async (model) =>
        joined(
          await Promise.all(
            nominal.map((values) =>
              model.score(
                model.features.map((feature) => values[feature]!),
                values[0]!.length,
              ),
            ),
          ),
        ),
      ),
    );
    const edges = {
      sentinels: plan.features.map(() => []),
      features: plan.features.map((_, feature) => featureEdges(joined(nominal.map((of) => of[feature]!)))),
      scores: scores.map((values, model) =>
        scoreEdges(
          values,
          plan.models[model]!.model.workingPoints.map(({ threshold }) => threshold),
        ),
      ),
      conditions: new Map<string, Float64Array>(),
    };
    const profiles = new Map<string, SampleProfile>();
    const variations = new Map<string, ReadonlyMap<string, VariationProfile>>();
    for (const [sample, pass] of plan.passes) {
      const filler = new SampleFiller(
        pass,
        models,
        edges.sentinels,
        edges.features.map(binned),
        edges.scores.map(binned),
      );
      await filler.add(batchOf(samples[sample]!));
      const filled = filler.finish();
      profiles.set(sample, filled.nominal);
      variations.set(sample, filled.variations);
    }
    const set = {
      features: plan.features,
      models: [...models],
      edges,
      samples: profiles,
      variations,
      grids: new Map(),
    };
    return new Measurements(analysis, set, hash(name));
  }

  /**
   * What one check says.
   * @param target outcomes that are about all of this
   * @param checks another `checks:` than the analysis has
   */
  outcomes(measured: Measurements, code: CheckCode, target: Target = {}, checks = this.analysis.checks): Outcome[] {
    return judge({ analysis: { ...this.analysis, checks }, measured, theory: undefined, fit: undefined }).filter(
      (outcome) =>
        outcome.code === code &&
        Object.entries(target).every(([name, value]) => outcome.target[name as keyof Target] === value),
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

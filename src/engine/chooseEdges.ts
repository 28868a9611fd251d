/** Looks at the nominal samples and fixes the edges of every histogram. */
import type { Analysis } from '../config/analysis';
import { conditionEdges, featureEdges, scoreEdges, type AnalysisEdges } from '../profile/binnings';
import { BatchScorer, EventEvaluator } from '../profile/eventValues';
import { bytesOf, type KeptEvents } from '../profile/keptEvents';
import type { Pass, ScoringModel } from '../profile/pass';
import type { NormalMixtures } from '../stats/normalMixture';
import { PredictedVariables, type PredictedEdges } from '../profile/predictedVariables';
import { findSentinels } from '../profile/sentinels';
import type { Plan } from './plan';
import { breathe, openSample, type OpenedSample } from './readSample';

/** Events that are kept in memory between choosing edges and filling, in bytes of all samples together. */
const keptBytes = 256 * 2 ** 20;

export interface ChooseOptions {
  readonly folder: string;
  readonly models: readonly ScoringModel[];
  readonly sentinelFraction: number;
  readonly signal: AbortSignal;
  readonly onSample: (sample: string) => void;
}

export interface ChosenEdges {
  readonly edges: AnalysisEdges;
  /** Of the variables of predictions, by their names. */
  readonly predicted: PredictedEdges;
  /** Nominal samples that fit into memory, opened, with the scores of their events: they need not be read again. */
  readonly opened: ReadonlyMap<string, OpenedSample>;
}

/**
 * @param passes what is to be filled of each sample later; the columns for that are read here already
 * @throws AnalysisError when a file or a model cannot be used
 */
export async function chooseEdges(
  analysis: Analysis,
  plan: Plan,
  passes: ReadonlyMap<string, Pass>,
  options: ChooseOptions,
): Promise<ChosenEdges> {
  const features = plan.features.map((): Float64Array[] => []);
  const sentinels = plan.features.map(() => new Set<number>());
  const scores = plan.models.map((): Float64Array[] => []);
  const variables = new Map<string, Float64Array[]>();
  const looked = new LookedAtSamples(analysis, plan, passes, options);
  const predicted = new PredictedVariables(plan.passes);
  try {
    for (const { sample } of analysis.nominal) {
      const one = await looked.open(sample);
      const pass = plan.passes.get(sample)!;
      const values = selectedValues(one.kept, pass);
      values.features.forEach((feature, index) => {
        const found = sentinelsOf(feature, pass.declaredMissing[index]!, options.sentinelFraction);
        for (const value of found) sentinels[index]!.add(value);
        features[index]!.push(feature);
      });
      values.scores.forEach((score, index) => scores[index]!.push(score));
      pass.conditions?.forEach(({ name }, index) => {
        variables.set(name, [...(variables.get(name) ?? []), values.extra[index]!]);
      });
      predicted.add(one.kept.batches, pass);
      await looked.keepOrClose(sample);
    }
    const nominal = new Set(analysis.nominal.map(({ sample }) => sample));
    await looked.lookFor(predicted, (sample) => !nominal.has(sample));
  } catch (error) {
    await looked.close();
    throw error;
  }
  const edges: AnalysisEdges = {
    features: features.map((parts, index) =>
      featureEdges(...parts.map((values) => withoutSentinels(values, sentinels[index]!))),
    ),
    sentinels: sentinels.map((values) => [...values].sort((a, b) => a - b)),
    scores: scores.map((parts, index) =>
      scoreEdges(
        joined(parts),
        plan.models[index]!.model.workingPoints.map(({ threshold }) => threshold),
      ),
    ),
    conditions: new Map(
      [...plan.passes.values()].flatMap(({ conditions = [] }) =>
        conditions.map(({ name, prior }) => [name, conditionEdges(joined(variables.get(name) ?? []), prior)] as const),
      ),
    ),
  };
  return { edges, predicted: predicted.edges(), opened: looked.opened };
}

/**
 * The edges of the variables of predictions alone, where all others are known.
 * @throws AnalysisError when a file or a model cannot be used
 */
export async function choosePredictedEdges(
  analysis: Analysis,
  plan: Plan,
  passes: ReadonlyMap<string, Pass>,
  options: ChooseOptions,
): Promise<Pick<ChosenEdges, 'predicted' | 'opened'>> {
  const looked = new LookedAtSamples(analysis, plan, passes, options);
  const predicted = new PredictedVariables(plan.passes);
  try {
    await looked.lookFor(predicted, () => true);
  } catch (error) {
    await looked.close();
    throw error;
  }
  return { predicted: predicted.edges(), opened: looked.opened };
}

/** Samples that were opened and scored for a look; those that are filled later and fit into memory stay. */
class LookedAtSamples {
  readonly opened = new Map<string, OpenedSample>();
  private bytes = 0;

  constructor(
    private readonly analysis: Analysis,
    private readonly plan: Plan,
    private readonly passes: ReadonlyMap<string, Pass>,
    private readonly options: ChooseOptions,
  ) {}

  async open(sample: string): Promise<OpenedSample> {
    const whole = this.plan.passes.get(sample)!;
    // Of a sample whose profiles are known only the edges are wanted; for those every prediction is looked at.
    const pass = this.passes.get(sample) ?? { ...whole, variations: new Map() };
    this.options.onSample(sample);
    const one = await openSample(
      this.analysis.samples.get(sample)!,
      { ...pass, ...(whole.abcd && { abcd: whole.abcd }) },
      this.options,
    );
    this.opened.set(sample, one);
    await scoreEvents(one.kept, pass, this.options);
    return one;
  }

  async keepOrClose(sample: string): Promise<void> {
    const one = this.opened.get(sample)!;
    this.bytes += bytesOf(one.kept);
    if (one.kept.complete && this.bytes <= keptBytes && this.passes.has(sample)) return;
    this.opened.delete(sample);
    await one.source.close();
  }

  async lookFor(predicted: PredictedVariables, asked: (sample: string) => boolean): Promise<void> {
    for (const [sample, pass] of predicted.passes) {
      if (!asked(sample)) continue;
      const { kept } = await this.open(sample);
      predicted.add(kept.batches, pass);
      await this.keepOrClose(sample);
    }
  }

  async close(): Promise<void> {
    for (const { source } of this.opened.values()) await source.close();
  }
}

/** Sentinels of one sample that was looked at: one list for each feature. */
export function sentinelsOfSample(pass: Pass, kept: KeptEvents, fraction: number): number[][] {
  return selectedValues(kept, pass).features.map((values, index) =>
    sentinelsOf(values, pass.declaredMissing[index]!, fraction),
  );
}

function withoutSentinels(values: Float64Array, sentinels: ReadonlySet<number>): Float64Array {
  return sentinels.size === 0 ? values : values.filter((value) => !sentinels.has(value));
}

function sentinelsOf(values: Float64Array, declared: readonly number[], fraction: number): number[] {
  return [...new Set([...declared, ...findSentinels(values, fraction)])].sort((a, b) => a - b);
}

/** Puts the nominal scores of every model beside the events, where they are not scored again. */
async function scoreEvents(kept: KeptEvents, pass: Pass, { models, signal }: ChooseOptions): Promise<void> {
  const evaluator = new EventEvaluator(pass.nominal);
  const scorers = models.map((model) => new BatchScorer(model));
  for (const batch of kept.batches) {
    const { features } = evaluator.evaluate(batch);
    const scores: Float64Array[] = [];
    const sigmas: (Float64Array | undefined)[] = [];
    const members: (readonly Float64Array[] | undefined)[] = [];
    const mixtures: (readonly NormalMixtures[] | undefined)[] = [];
    for (const scorer of scorers) {
      scores.push((await scorer.score(features, batch.length)).slice());
      sigmas.push(scorer.sigmas(batch.length)?.slice());
      members.push(scorer.members(batch.length)?.map((one) => one.slice()));
      mixtures.push(scorer.mixtures());
    }
    batch.scores = scores;
    batch.sigmas = sigmas;
    batch.members = members;
    batch.mixtures = mixtures;
    await breathe(signal);
  }
}

/** Features, known scores and extra variables of the selected events. */
function selectedValues(
  kept: KeptEvents,
  pass: Pass,
): { features: Float64Array[]; scores: Float64Array[]; extra: Float64Array[] } {
  const evaluator = new EventEvaluator(pass.nominal);
  const events = kept.batches.reduce((total, { length }) => total + length, 0);
  const features = pass.nominal.features.map(() => new Float64Array(events));
  const scores = (kept.batches[0]?.scores ?? []).map(() => new Float64Array(events));
  const extra = (pass.nominal.extra ?? []).map(() => new Float64Array(events));
  let filled = 0;
  for (const batch of kept.batches) {
    const values = evaluator.evaluate(batch);
    const columns = [...values.measured, ...(batch.scores ?? []), ...values.extra];
    const targets = [...features, ...scores, ...extra];
    for (let event = 0; event < batch.length; event++) {
      if (values.select[event] === 0) continue;
      for (let column = 0; column < columns.length; column++) targets[column]![filled] = columns[column]![event]!;
      filled++;
    }
  }
  return {
    features: features.map((values) => values.subarray(0, filled)),
    scores: scores.map((values) => values.subarray(0, filled)),
    extra: extra.map((values) => values.subarray(0, filled)),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

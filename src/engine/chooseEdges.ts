/** Looks at the nominal samples and fixes the edges of every histogram. */
import type { Analysis } from '../config/analysis';
import { conditionEdges, featureEdges, scoreEdges, type AnalysisEdges } from '../profile/binnings';
import { BatchScorer, EventEvaluator } from '../profile/eventValues';
import { bytesOf, type KeptEvents } from '../profile/keptEvents';
import type { Pass, ScoringModel } from '../profile/pass';
import type { NormalMixtures } from '../stats/normalMixture';
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
  const opened = new Map<string, OpenedSample>();
  let bytes = 0;
  try {
    for (const { sample } of analysis.nominal) {
      // Of a nominal sample whose profiles are known only the edges are wanted.
      const pass = passes.get(sample) ?? { ...plan.passes.get(sample)!, variations: new Map() };
      options.onSample(sample);
      const one = await openSample(analysis.samples.get(sample)!, pass, options);
      opened.set(sample, one);
      await scoreEvents(one.kept, pass, options);
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
      bytes += bytesOf(one.kept);
      if (!one.kept.complete || bytes > keptBytes || !passes.has(sample)) {
        opened.delete(sample);
        await one.source.close();
      }
    }
  } catch (error) {
    for (const { source } of opened.values()) await source.close();
    throw error;
  }
  const edges: AnalysisEdges = {
    features: features.map((parts, index) =>
      featureEdges(joined(parts).filter((value) => !sentinels[index]!.has(value))),
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
  return { edges, opened };
}

/** Sentinels of one sample that was looked at: one list for each feature. */
export function sentinelsOfSample(pass: Pass, kept: KeptEvents, fraction: number): number[][] {
  return selectedValues(kept, pass).features.map((values, index) =>
    sentinelsOf(values, pass.declaredMissing[index]!, fraction),
  );
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

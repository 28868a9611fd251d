/** Reads what a plan asks for, each event once, and leaves profiles. What the cache holds is not read again. */
import type { Analysis, Place, Sample } from '../config/analysis';
import { openEvents, type EventSource } from '../data';
import { Binning } from '../stats/binning';
import { featureEdges, scoreEdges, type AnalysisEdges } from '../profile/binnings';
import type { ProfileCache } from '../profile/cache';
import { BatchScorer, EventEvaluator } from '../profile/eventValues';
import { SampleFiller, type FilledSample } from '../profile/fillSample';
import { lookAt, spanEvents, type KeptEvents } from '../profile/keptEvents';
import { columnsOf, type Pass, type ScoringModel } from '../profile/pass';
import type { SampleProfile, VariationProfile } from '../profile/profile';
import type { ProfileSet } from '../profile/profileSet';
import { findSentinels } from '../profile/sentinels';
import { placed } from './placed';
import type { Plan } from './plan';
import { keyOfEdges, keysOfPass, type Identities, type PassKeys } from './profileKeys';

/** Events that are kept in memory between choosing edges and filling, in bytes of all samples together. */
const keptBytes = 256 * 2 ** 20;

export interface MeasureOptions {
  readonly folder: string;
  readonly cache: ProfileCache;
  readonly identities: Identities;
  /** Opens the models; called once, and only when events must be scored. */
  readonly openModels: () => Promise<readonly ScoringModel[]>;
  readonly onProgress: (fraction: number, message: string) => void;
  readonly signal: AbortSignal;
}

interface Task {
  readonly sample: Sample;
  /** With only those variations that must be filled. */
  readonly pass: Pass;
  readonly keys: PassKeys;
}

/**
 * @throws AnalysisError when a file or a model cannot be used, at the word that names it
 * @throws DOMException AbortError when the signal aborts; between batches, so within milliseconds
 */
export async function measure(analysis: Analysis, plan: Plan, options: MeasureOptions): Promise<ProfileSet> {
  const samples = new Map<string, SampleProfile>();
  const variations = new Map<string, Map<string, VariationProfile>>();
  const edgesKey = keyOfEdges(analysis, plan, options.identities);
  const tasks: Task[] = [];
  for (const [name, pass] of plan.passes) {
    const sample = analysis.samples.get(name)!;
    const keys = keysOfPass(sample, pass, edgesKey, options.identities);
    const nominal = (await options.cache.get(keys.nominal)) as SampleProfile | undefined;
    const known = new Map<string, VariationProfile>();
    for (const [variation, key] of keys.variations) {
      const profile = (await options.cache.get(key)) as VariationProfile | undefined;
      if (profile !== undefined) known.set(variation, profile);
    }
    variations.set(name, known);
    if (nominal !== undefined) samples.set(name, nominal);
    const missing = new Map([...pass.variations].filter(([variation]) => !known.has(variation)));
    if (nominal === undefined || missing.size > 0) tasks.push({ sample, pass: { ...pass, variations: missing }, keys });
  }

  let edges = (await options.cache.get(edgesKey)) as AnalysisEdges | undefined;
  const opened = new Map<string, { source: EventSource; kept: KeptEvents }>();
  try {
    if (edges === undefined) {
      edges = await chooseEdges(analysis, plan, tasks, opened, options);
      await options.cache.put(edgesKey, edges);
    }
    for (const [index, task] of tasks.entries()) {
      const filled = await fill(task, plan, edges, opened, options, (done) => {
        options.onProgress((index + done) / tasks.length, task.sample.name);
      });
      samples.set(task.sample.name, filled.nominal);
      await options.cache.put(task.keys.nominal, filled.nominal);
      for (const [variation, profile] of filled.variations) {
        variations.get(task.sample.name)!.set(variation, profile);
        await options.cache.put(task.keys.variations.get(variation)!, profile);
      }
    }
  } finally {
    for (const { source } of opened.values()) await source.close();
  }
  const models = plan.models.map(({ model, features }) => ({ name: model.name, features }));
  return { features: plan.features, models, edges, samples, variations };
}

/** Looks at the nominal samples and fixes the edges of every histogram. */
async function chooseEdges(
  analysis: Analysis,
  plan: Plan,
  tasks: readonly Task[],
  opened: Map<string, { source: EventSource; kept: KeptEvents }>,
  options: MeasureOptions,
): Promise<AnalysisEdges> {
  const features = plan.features.map((): number[][] => []);
  const scores = plan.models.map((): number[][] => []);
  const models = plan.models.length === 0 ? [] : await options.openModels();
  const scorers = models.map((model) => new BatchScorer(model));
  let bytes = 0;
  for (const { sample } of analysis.nominal) {
    // Nominal samples that are cached whole are read here for their edges alone.
    const task = tasks.find((one) => one.sample.name === sample);
    const pass = task?.pass ?? { ...plan.passes.get(sample)!, variations: new Map() };
    options.onProgress(0, `${sample}: choosing bins`);
    const { source, kept } = await open(analysis.samples.get(sample)!, pass, options);
    const evaluator = new EventEvaluator(pass.nominal);
    const sampleFeatures = plan.features.map((): number[] => []);
    for (const batch of kept.batches) {
      const values = evaluator.evaluate(batch);
      const selected = selectedEvents(values.select, batch.length);
      values.features.forEach((feature, index) => {
        for (const event of selected) sampleFeatures[index]!.push(feature[event]!);
      });
      const batchScores: Float64Array[] = [];
      for (const [model, scorer] of scorers.entries()) {
        const scored = (await scorer.score(values.features, batch.length)).slice();
        batchScores.push(scored);
        scores[model]!.push(selected.map((event) => scored[event]!));
      }
      batch.scores = batchScores;
      bytes += batch.columns.size * batch.length * 8;
      await breathe(options.signal);
    }
    sampleFeatures.forEach((values, index) => {
      const sentinels = sentinelsOf(
        Float64Array.from(values),
        pass.declaredMissing[index]!,
        options.identities.sentinelFraction,
      );
      features[index]!.push(values.filter((value) => !sentinels.includes(value)));
    });
    if (kept.complete && bytes <= keptBytes && task !== undefined) opened.set(sample, { source, kept });
    else await source.close();
  }
  return {
    features: features.map((parts) => featureEdges(Float64Array.from(parts.flat()))),
    scores: scores.map((parts, index) =>
      scoreEdges(
        Float64Array.from(parts.flat()),
        plan.models[index]!.model.workingPoints.map(({ threshold }) => threshold),
      ),
    ),
  };
}

async function fill(
  task: Task,
  plan: Plan,
  edges: AnalysisEdges,
  opened: Map<string, { source: EventSource; kept: KeptEvents }>,
  options: MeasureOptions,
  onProgress: (fraction: number) => void,
): Promise<FilledSample> {
  const { sample, pass } = task;
  const models = plan.models.length === 0 ? [] : await options.openModels();
  const { source, kept } = opened.get(sample.name) ?? (await open(sample, pass, options));
  try {
    const filler = new SampleFiller(
      pass,
      models,
      sentinelsOfSample(pass, kept, options.identities.sentinelFraction),
      edges.features.map((one) => ({ binning: new Binning(one.edges), edges: one })),
      edges.scores.map((one) => ({ binning: new Binning(one.edges), edges: one })),
    );
    const columns = columnsOf(pass);
    let done = 0;
    const spans = kept.complete ? [] : source.spans(spanEvents);
    // What filling itself finds wrong is a label.
    const place: Place = { path: sample.label?.path ?? sample.path };
    for (const batch of kept.complete ? kept.batches : []) {
      await placed(filler.add(batch), place);
      onProgress(++done / kept.batches.length);
      await breathe(options.signal);
    }
    for (const span of spans) {
      for await (const batch of reading(source.read(columns, span), sample)) {
        await placed(filler.add(batch), place);
        await breathe(options.signal);
      }
      onProgress(++done / spans.length);
    }
    return filler.finish();
  } finally {
    opened.delete(sample.name);
    await source.close();
  }
}

async function open(
  sample: Sample,
  pass: Pass,
  options: MeasureOptions,
): Promise<{ source: EventSource; kept: KeptEvents }> {
  const place: Place = { path: sample.files[0]?.path ?? sample.path };
  const source = await placed(
    openEvents(
      options.folder,
      sample.files.map(({ text }) => text),
    ),
    place,
  );
  try {
    return {
      source,
      kept: await placed(
        lookAt(source, columnsOf(pass), () => breathe(options.signal)),
        place,
      ),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Puts errors of a reader at the sample's file. */
async function* reading<T>(batches: AsyncIterable<T>, sample: Sample): AsyncGenerator<T> {
  const place: Place = { path: sample.files[0]?.path ?? sample.path };
  const iterator = batches[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await placed(iterator.next(), place);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Lets messages in (a cancellation above all) and stops if one said so. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function sentinelsOfSample(pass: Pass, kept: KeptEvents, fraction: number): number[][] {
  const evaluator = new EventEvaluator(pass.nominal);
  const values = pass.nominal.features.map((): number[] => []);
  for (const batch of kept.batches) {
    const { select, features } = evaluator.evaluate(batch);
    const selected = selectedEvents(select, batch.length);
    features.forEach((feature, index) => {
      for (const event of selected) values[index]!.push(feature[event]!);
    });
  }
  return values.map((one, index) => sentinelsOf(Float64Array.from(one), pass.declaredMissing[index]!, fraction));
}

function sentinelsOf(values: Float64Array, declared: readonly number[], fraction: number): number[] {
  return [...new Set([...declared, ...findSentinels(values, fraction)])].sort((a, b) => a - b);
}

function selectedEvents(select: Float64Array, n: number): number[] {
  const events: number[] = [];
  for (let event = 0; event < n; event++) if (select[event] !== 0) events.push(event);
  return events;
}

/** Reads what a plan asks for, each event once, and leaves profiles. What the cache holds is not read again. */
import type { Analysis, Place, Sample } from '../config/analysis';
import type { Limits } from '../data/eventSource';
import { couldBeTrue } from '../data/expression/possible';
import { spanRuns } from '../data/spanRuns';
import { Binning } from '../stats/binning';
import type { AbcdProfile } from '../profile/abcdProfile';
import type { AnalysisEdges, VariableEdges } from '../profile/binnings';
import type { ProfileCache } from '../profile/cache';
import { SampleFiller, type FilledSample } from '../profile/fillSample';
import type { GridProfile } from '../profile/gridProfile';
import type { HypothesisProfile } from '../profile/hypothesisProfile';
import { spanEvents } from '../profile/keptEvents';
import { columnsOf, type Pass, type ScoringModel } from '../profile/pass';
import type { ClassProfile, SampleProfile, VariationProfile } from '../profile/profile';
import type { PredictedEdges } from '../profile/predictedVariables';
import type { ProfileSet } from '../profile/profileSet';
import { chooseEdges, choosePredictedEdges, sentinelsOfSample } from './chooseEdges';
import { placed } from './placed';
import type { Plan } from './plan';
import { keysOfEdges, keysOfPass, type Identities, type PassKeys } from './profileKeys';
import { breathe, openSample, reading, type OpenedSample } from './readSample';

export interface MeasureOptions {
  readonly folder: string;
  readonly cache: ProfileCache;
  readonly identities: Identities;
  /** Opens the models; called once, and only when events must be scored. */
  readonly openModels: () => Promise<readonly ScoringModel[]>;
  readonly onProgress: (fraction: number, message: string) => void;
  readonly signal: AbortSignal;
}

/** What was really done, where the cache did not know it. */
export interface Work {
  /** Samples whose features were profiled. */
  readonly features: string[];
  /** Samples whose nominal scores were. */
  readonly scores: string[];
  /** Variations of samples. */
  readonly variations: { readonly sample: string; readonly variation: string }[];
  /** Events that went into them. */
  events: number;
}

interface Task {
  readonly sample: Sample;
  /** With only those variations that must be filled. */
  readonly pass: Pass;
  readonly keys: PassKeys;
  /** Known already, and not profiled again. */
  readonly features: KnownFeatures | undefined;
  readonly nominal: SampleProfile | undefined;
}

/** The features of each class of a sample. */
type KnownFeatures = readonly Pick<ClassProfile, 'label' | 'features'>[];

/**
 * @throws AnalysisError when a file or a model cannot be used, at the word that names it
 * @throws DOMException AbortError when the signal aborts; between batches, so within milliseconds
 */
export async function measure(
  analysis: Analysis,
  plan: Plan,
  options: MeasureOptions,
): Promise<{ readonly profiles: ProfileSet; readonly work: Work }> {
  const work: Work = { features: [], scores: [], variations: [], events: 0 };
  const samples = new Map<string, SampleProfile>();
  const variations = new Map<string, Map<string, VariationProfile>>();
  const grids = new Map<string, Map<string, GridProfile>>();
  const hypotheses = new Map<string, Map<string, HypothesisProfile>>();
  const abcd = new Map<string, Map<string, AbcdProfile>>();
  const edgesKeys = keysOfEdges(analysis, plan, options.identities);
  const tasks: Task[] = [];
  for (const [name, pass] of plan.passes) {
    const sample = analysis.samples.get(name)!;
    const keys = keysOfPass(sample, pass, edgesKeys, options.identities);
    const features = (await options.cache.get(keys.features)) as KnownFeatures | undefined;
    const scores = (await options.cache.get(keys.nominal)) as SampleProfile | undefined;
    const nominal = features && scores && withFeatures(scores, features);
    const known = new Map<string, VariationProfile>();
    for (const [variation, key] of keys.variations) {
      const profile = (await options.cache.get(key)) as VariationProfile | undefined;
      if (profile !== undefined) known.set(variation, profile);
    }
    const knownGrids = new Map<string, GridProfile>();
    for (const [grid, key] of keys.grids) {
      const profile = (await options.cache.get(key)) as GridProfile | undefined;
      if (profile !== undefined) knownGrids.set(grid, profile);
    }
    const knownHypotheses = new Map<string, HypothesisProfile>();
    for (const [question, key] of keys.hypotheses) {
      const profile = (await options.cache.get(key)) as HypothesisProfile | undefined;
      if (profile !== undefined) knownHypotheses.set(question, profile);
    }
    const knownAbcd = new Map<string, AbcdProfile>();
    for (const [prediction, key] of keys.abcd) {
      const profile = (await options.cache.get(key)) as AbcdProfile | undefined;
      if (profile !== undefined) knownAbcd.set(prediction, profile);
    }
    abcd.set(name, knownAbcd);
    hypotheses.set(name, knownHypotheses);
    variations.set(name, known);
    grids.set(name, knownGrids);
    if (nominal !== undefined) samples.set(name, nominal);
    const missingGrids = new Map([...(pass.grids ?? [])].filter(([grid]) => !knownGrids.has(grid)));
    // All points of a grid are filled together: they share their events.
    const questions = (pass.hypotheses ?? []).filter(({ key }) => !knownHypotheses.has(key));
    const predictions = (pass.abcd ?? []).filter(({ key }) => !knownAbcd.has(key));
    const wanted = new Set([...[...missingGrids.values()].flat(), ...questions.map(({ variation }) => variation)]);
    const missing = new Map([...pass.variations].filter(([key]) => !known.has(key) || wanted.has(key)));
    if (nominal !== undefined && missing.size === 0 && questions.length + predictions.length === 0) continue;
    tasks.push({
      sample,
      pass: { ...pass, variations: missing, grids: missingGrids, hypotheses: questions, abcd: predictions },
      keys,
      features,
      nominal,
    });
  }

  let edges = (await options.cache.get(edgesKeys.all)) as AnalysisEdges | undefined;
  let predicted =
    edgesKeys.predicted === undefined
      ? new Map<string, VariableEdges>()
      : ((await options.cache.get(edgesKeys.predicted)) as PredictedEdges | undefined);
  const opened = new Map<string, OpenedSample>();
  try {
    if (edges === undefined || predicted === undefined) {
      const passes = new Map(tasks.map(({ sample, pass }) => [sample.name, pass]));
      const choosing = {
        folder: options.folder,
        models: plan.models.length === 0 ? [] : await options.openModels(),
        sentinelFraction: options.identities.sentinelFraction,
        signal: options.signal,
        onSample: (sample: string) => {
          options.onProgress(0, `${sample}: choosing bins`);
        },
      };
      const chosen =
        edges === undefined
          ? await chooseEdges(analysis, plan, passes, choosing)
          : { edges, ...(await choosePredictedEdges(analysis, plan, passes, choosing)) };
      ({ edges, predicted } = chosen);
      for (const [sample, one] of chosen.opened) opened.set(sample, one);
      await options.cache.put(edgesKeys.all, edges);
      if (edgesKeys.predicted !== undefined) await options.cache.put(edgesKeys.predicted, predicted);
    }
    edges = { ...edges, ...(predicted.size > 0 && { abcd: predicted }) };
    for (const [index, task] of tasks.entries()) {
      const filled = await fill(task, plan, edges, opened, options, (done) => {
        options.onProgress((index + done) / tasks.length, task.sample.name);
      });
      const { name } = task.sample;
      if (task.nominal === undefined) {
        const features = task.features ?? filled.nominal.classes;
        samples.set(name, withFeatures(filled.nominal, features));
        await options.cache.put(task.keys.nominal, withFeatures(filled.nominal, []));
        if (task.features === undefined) {
          await options.cache.put(task.keys.features, featuresOf(features));
          work.features.push(name);
        }
        work.scores.push(name);
      }
      work.events += filled.nominal.events;
      for (const [variation, profile] of filled.variations) {
        variations.get(name)!.set(variation, profile);
        work.variations.push({ sample: name, variation });
        await options.cache.put(task.keys.variations.get(variation)!, profile);
      }
      for (const [question, profile] of filled.hypotheses) {
        hypotheses.get(name)!.set(question, profile);
        await options.cache.put(task.keys.hypotheses.get(question)!, profile);
      }
      for (const [prediction, profile] of filled.abcd) {
        abcd.get(name)!.set(prediction, profile);
        await options.cache.put(task.keys.abcd.get(prediction)!, profile);
      }
      for (const [grid, profile] of filled.grids) {
        grids.get(name)!.set(grid, profile);
        await options.cache.put(task.keys.grids.get(grid)!, profile);
      }
    }
  } finally {
    for (const { source } of opened.values()) await source.close();
  }
  const models = plan.models.map(({ model, features }) => ({
    name: model.name,
    features: features.filter((feature) => feature < plan.features.length),
  }));
  return { profiles: { features: plan.features, models, edges, samples, variations, grids, hypotheses, abcd }, work };
}

/** A profile with the features of another of the same events: none where a class has no others. */
function withFeatures(profile: SampleProfile, known: KnownFeatures): SampleProfile {
  const features = new Map(known.map((one) => [one.label, one.features]));
  return {
    ...profile,
    classes: profile.classes.map((one) => ({ ...one, features: features.get(one.label) ?? [] })),
  };
}

function featuresOf(classes: KnownFeatures): KnownFeatures {
  return classes.map(({ label, features }) => ({ label, features }));
}

async function fill(
  task: Task,
  plan: Plan,
  edges: AnalysisEdges,
  opened: Map<string, OpenedSample>,
  options: MeasureOptions,
  onProgress: (fraction: number) => void,
): Promise<FilledSample> {
  const { sample, pass } = task;
  const models = plan.models.length === 0 ? [] : await options.openModels();
  const { source, kept } = opened.get(sample.name) ?? (await openSample(sample, pass, options));
  let filler: SampleFiller | undefined;
  try {
    const own = sentinelsOfSample(pass, kept, options.identities.sentinelFraction);
    // What means "not computed" in the nominal samples means it everywhere.
    const sentinels = own.map((values, index) => [...new Set([...values, ...edges.sentinels[index]!])]);
    filler = new SampleFiller(
      pass,
      models,
      sentinels,
      edges.features.map((one) => ({ binning: new Binning(one.edges), edges: one })),
      edges.scores.map((one) => ({ binning: new Binning(one.edges), edges: one })),
      source.names,
      (pass.conditions ?? []).map(({ name }) => new Binning(edges.conditions.get(name)!)),
      // What is known already is not filled again.
      task.features === undefined,
      new Map([...(edges.abcd ?? [])].map(([prediction, one]) => [prediction, new Binning(one.edges)])),
    );
    const columns = columnsOf(pass);
    let done = 0;
    const spans = kept.complete ? [] : source.spans(spanEvents);
    // What filling itself finds wrong is a label.
    const place: Place = { path: sample.label?.path ?? sample.path };
    for (const batch of kept.complete ? kept.batches : []) {
      await placed(filler.add(batch, batch.file), place);
      onProgress(++done / kept.batches.length);
      await breathe(options.signal);
    }
    const selections = [pass.nominal, ...pass.variations.values()].map(({ select }) => select);
    // The first events are scored in any case, to compare with the training framework.
    const runs = spanRuns(spans, (span, index) => {
      const limits = source.limits?.(span) ?? new Map<string, Limits>();
      return index === 0 || selections.some((selection) => couldBeTrue(selection, limits));
    });
    for (const { span, wanted, spans: joined } of runs) {
      if (wanted) {
        let events = 0;
        for await (const batch of reading(source.read(columns, span), sample)) {
          await placed(filler.add(batch, span.file), place);
          events += batch.length;
          onProgress((done + Math.min(events / spanEvents, joined)) / spans.length);
          await breathe(options.signal);
        }
      } else {
        filler.skip(span.to - span.from, span.file);
      }
      done += joined;
      onProgress(done / spans.length);
    }
    return filler.finish();
  } finally {
    filler?.abandon();
    opened.delete(sample.name);
    await source.close();
  }
}

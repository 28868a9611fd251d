/** Reads what a plan asks for, each event once, and leaves profiles. What the cache holds is not read again. */
import type { Analysis, Place, Sample } from '../config/analysis';
import { Binning } from '../stats/binning';
import type { AnalysisEdges } from '../profile/binnings';
import type { ProfileCache } from '../profile/cache';
import { SampleFiller, type FilledSample } from '../profile/fillSample';
import type { GridProfile } from '../profile/gridProfile';
import { spanEvents } from '../profile/keptEvents';
import { columnsOf, type Pass, type ScoringModel } from '../profile/pass';
import type { SampleProfile, VariationProfile } from '../profile/profile';
import type { ProfileSet } from '../profile/profileSet';
import { chooseEdges, sentinelsOfSample } from './chooseEdges';
import { placed } from './placed';
import type { Plan } from './plan';
import { keyOfEdges, keysOfPass, type Identities, type PassKeys } from './profileKeys';
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
  const grids = new Map<string, Map<string, GridProfile>>();
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
    const knownGrids = new Map<string, GridProfile>();
    for (const [grid, key] of keys.grids) {
      const profile = (await options.cache.get(key)) as GridProfile | undefined;
      if (profile !== undefined) knownGrids.set(grid, profile);
    }
    variations.set(name, known);
    grids.set(name, knownGrids);
    if (nominal !== undefined) samples.set(name, nominal);
    const missingGrids = new Map([...(pass.grids ?? [])].filter(([grid]) => !knownGrids.has(grid)));
    // All points of a grid are filled together: they share their events.
    const wanted = new Set([...missingGrids.values()].flat());
    const missing = new Map([...pass.variations].filter(([key]) => !known.has(key) || wanted.has(key)));
    if (nominal === undefined || missing.size > 0) {
      tasks.push({ sample, pass: { ...pass, variations: missing, grids: missingGrids }, keys });
    }
  }

  let edges = (await options.cache.get(edgesKey)) as AnalysisEdges | undefined;
  const opened = new Map<string, OpenedSample>();
  try {
    if (edges === undefined) {
      const chosen = await chooseEdges(analysis, plan, new Map(tasks.map(({ sample, pass }) => [sample.name, pass])), {
        folder: options.folder,
        models: plan.models.length === 0 ? [] : await options.openModels(),
        sentinelFraction: options.identities.sentinelFraction,
        signal: options.signal,
        onSample: (sample) => {
          options.onProgress(0, `${sample}: choosing bins`);
        },
      });
      edges = chosen.edges;
      for (const [sample, one] of chosen.opened) opened.set(sample, one);
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
      for (const [grid, profile] of filled.grids) {
        grids.get(task.sample.name)!.set(grid, profile);
        await options.cache.put(task.keys.grids.get(grid)!, profile);
      }
    }
  } finally {
    for (const { source } of opened.values()) await source.close();
  }
  const models = plan.models.map(({ model, features }) => ({ name: model.name, features }));
  return { features: plan.features, models, edges, samples, variations, grids };
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
  try {
    const own = sentinelsOfSample(pass, kept, options.identities.sentinelFraction);
    // What means "not computed" in the nominal samples means it everywhere.
    const sentinels = own.map((values, index) => [...new Set([...values, ...edges.sentinels[index]!])]);
    const filler = new SampleFiller(
      pass,
      models,
      sentinels,
      edges.features.map((one) => ({ binning: new Binning(one.edges), edges: one })),
      edges.scores.map((one) => ({ binning: new Binning(one.edges), edges: one })),
      source.names,
      (pass.conditions ?? []).map(({ name }) => new Binning(edges.conditions.get(name)!)),
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
    for (const span of spans) {
      for await (const batch of reading(source.read(columns, span), sample)) {
        await placed(filler.add(batch, span.file), place);
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

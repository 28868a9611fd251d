/** One analysis from its text to its report: parse, check what needs no events, measure, judge, draw. */
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Analysis, FileReference, Model, Place, Sample } from '../config/analysis';
import { givesProbability, statesUncertainty } from '../config/calibrated';
import { isEnsemble, membersOf } from '../config/ensembleMembers';
import { parseAnalysis } from '../config/parse';
import { drawCoverage, drawFigures, drawFits, judge, Measurements, type Judged } from '../checks';
import type { Facts } from '../checks/facts';
import { optionOf } from '../checks/severity';
import { checkParsed, collectReferences } from '../checks/static';
import type { FeatureValues } from '../model/packInputs';
import { Scorer } from '../model/scorer';
import { folderCache, noCache, type ProfileCache } from '../profile/cache';
import type { Answers } from '../profile/pass';
import type { ProfileSet } from '../profile/profileSet';
import type { Outcome, Report } from '../report/report';
import { DrawMemo } from '../stats/drawMemo';
import { hash } from '../stats/hash';
import { emulate } from './emulate';
import { factsFrom, gatherFacts } from './facts';
import { readFit } from './fit';
import { identifyEmulator, identifyModels, type IdentifiedModel } from './identifiedModels';
import { measure, type Work } from './measure';
import { placed } from './placed';
import { planAnalysis, type Plan } from './plan';
import { provenanceOf } from './provenance';
import { pullFiles } from './pullFiles';
import { readTheoryTable } from './theory';
import { versions } from './versions';
import { assertWeightRange } from './weightRange';
import { withCorruptions } from './corruptions';
import { withWorstShifts } from './worstShifts';

export interface Progress {
  /** 0 to 1. */
  readonly fraction: number;
  /** What is being done: the sample being read. */
  readonly message: string;
}

export interface RunOptions {
  /** Folder of the cache; undefined keeps nothing. */
  readonly cache: string | undefined;
  readonly cacheBytes: number;
  /** Threads that ONNX Runtime may use. */
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** What went wrong without spoiling the run, for a log. */
  readonly onTrouble: (message: string) => void;
  /** What was done, where the cache did not know it; not called where nothing is measured. */
  readonly onWork?: (work: Work) => void;
}

/**
 * @param input.path absolute path of the analysis file; its folder is what relative paths start from
 * @param memo of the process, where it runs more than once
 * @returns a report of static outcomes alone where these hold an error: nothing is measured then
 * @throws AnalysisError what the user can mend, at its word
 * @throws DOMException AbortError when the signal aborts
 */
export async function runAnalysis(
  input: { path: string; text: string },
  options: RunOptions,
  memo = new DrawMemo(),
): Promise<Report> {
  const started = performance.now();
  const parsed = parseAnalysis(input.text);
  const { analysis } = parsed;
  if (analysis === undefined) return staticReport(input.path, []);
  const folder = dirname(input.path);
  const references = collectReferences(analysis);
  const facts = factsFrom(
    references.data,
    references.models,
    await gatherFacts(folder, references.data, references.models),
  );
  const fixed = checkParsed(parsed, facts);
  const broken = fixed.some(({ status, severity }) => status === 'finding' && severity === 'error');
  if (!parsed.runnable || broken) return staticReport(input.path, fixed);
  options.signal.throwIfAborted();

  const cache =
    options.cache === undefined ? noCache : folderCache(options.cache, options.cacheBytes, options.onTrouble);
  const plan = planAnalysis(analysis, (sample, columns) => hasColumns(facts, sample, columns));
  const models = await identifyModels(analysis, facts);
  const profiles = await measureAll(analysis, plan, facts, models, folder, cache, options);
  const emulatorFiles = analysis.emulator && (await identifyEmulator(analysis.emulator, facts));
  const emulated =
    analysis.emulator &&
    (await emulate(analysis.emulator, {
      folder,
      cache,
      identity: emulatorFiles?.map(({ file, sha256 }) => sha256 ?? file),
      threads: options.threads,
      signal: options.signal,
      onProgress: (fraction, message) => {
        options.onProgress({ fraction, message });
      },
    }));
  await cache.tidy();
  const seed = seedOf(plan);
  const measured = profiles && new Measurements(analysis, profiles, seed, memo);
  const theory = analysis.pulls.theory && (await readTheoryTable(folder, analysis.pulls.theory));
  const fit = analysis.pulls.fit && (await readFit(folder, analysis.pulls.fit));
  const identified = emulatorFiles === undefined ? models : [...models, { name: 'emulator', files: emulatorFiles }];
  const { files, firstScores } = provenanceOf(analysis, facts, identified, profiles);
  const pausing = (message: string) => async (fraction: number) => {
    options.onProgress({ fraction, message });
    // What came from outside in the meantime, a cancellation among it.
    await setImmediate();
    options.signal.throwIfAborted();
  };
  const drawn: Judged = { analysis, measured, theory, fit, emulated };
  await drawFits(drawn, pausing('fits'));
  const coverage = await drawCoverage(drawn, pausing('pseudo-experiments'));
  const judged: Judged = { ...drawn, ...(coverage && { coverage }) };
  options.onProgress({ fraction: 1, message: 'judging' });
  return {
    analysis: input.path,
    outcomes: [...fixed, ...judge(judged)],
    figures: drawFigures(judged),
    provenance: {
      files: [...files, ...(await pullFiles(analysis, folder))],
      firstScores,
      versions: versions(),
      seed,
      seconds: (performance.now() - started) / 1000,
    },
  };
}

async function measureAll(
  analysis: Analysis,
  plan: Plan,
  facts: Facts,
  models: readonly IdentifiedModel[],
  folder: string,
  cache: ProfileCache,
  options: RunOptions,
): Promise<ProfileSet | undefined> {
  if (analysis.nominal.length === 0) return undefined;
  const scorers: Scorer[] = [];
  const openModels = async () => {
    if (scorers.length === 0) {
      for (const { model } of plan.models) {
        scorers.push(await placed(Scorer.open({ folder, model, threads: options.threads }), placeOf(model)));
      }
    }
    return plan.models.map(({ model, features }, index) => ({
      name: model.name,
      features,
      score: (values: readonly FeatureValues[], n: number, answers?: Answers) =>
        placed(scorers[index]!.score(values, n, answers), placeOf(model)),
      calibrated: givesProbability(model),
      ...(isEnsemble(model) && {
        ensemble: {
          members: membersOf(model),
          scores: () => scorers[index]!.memberScores,
          ...(model.dropout && { drawn: true as const }),
        },
      }),
      ...(scorers[index]!.hasMixtures &&
        statesUncertainty(model) && {
          predicted: { truth: model.truth!.text, mixtures: () => scorers[index]!.mixtures },
        }),
      ...(scorers[index]!.hasSigma && { sigmas: () => scorers[index]!.sigmas! }),
    }));
  };
  try {
    const identities = {
      stamps: new Map([...plan.passes.keys()].map((name) => [name, stampsOf(analysis, facts, name)])),
      models: models.map(({ files }) =>
        files.map(({ file: { path, size, mtime }, sha256 }) => sha256 ?? [path, size, mtime]),
      ),
      sentinelFraction: optionOf(analysis, 'data/missing', 'sentinel-fraction'),
    };
    const shared = { cache, identities, openModels, signal: options.signal };
    // Measuring is as much of the work as what may follow.
    const stages = 1 + (analysis.undetected === undefined ? 0 : 1) + (analysis.corruptions === undefined ? 0 : 1);
    const inStage = (stage: number) => (fraction: number, message: string) => {
      options.onProgress({ fraction: (stage + fraction) / stages, message });
    };
    const { profiles, work } = await measure(analysis, plan, {
      ...shared,
      folder,
      onProgress: inStage(0),
    });
    options.onWork?.(work);
    assertWeightRange(analysis, profiles);
    const corrupted = await withCorruptions(analysis, plan, profiles, { ...shared, onProgress: inStage(1) });
    return await withWorstShifts(analysis, plan, corrupted, {
      ...shared,
      seed: seedOf(plan),
      onProgress: inStage(stages - 1),
    });
  } finally {
    for (const scorer of scorers) await scorer.close();
  }
}

function placeOf(model: Model): Place {
  return { path: model.files[0]?.path ?? model.path };
}

/** Whether all files of a sample have the columns, in themselves or in their friends. */
function hasColumns(facts: Facts, { files, friends = [] }: Sample, columns: readonly string[]): boolean {
  const namesOf = ({ text }: FileReference): ReadonlySet<string> => {
    const known = facts.data(text);
    return new Set(known?.ok === true ? known.columns.map(({ name }) => name) : []);
  };
  const ofFriends = new Set(friends.flatMap((friend) => [...namesOf(friend)]));
  return files.every((file) => {
    const own = namesOf(file);
    return columns.every((name) => own.has(name) || ofFriends.has(name));
  });
}

/** The tree as well as the file: the reference says which. */
function stampsOf(analysis: Analysis, facts: Facts, sample: string): unknown {
  const { files = [], friends = [] } = analysis.samples.get(sample) ?? {};
  return [files, friends].map((references) =>
    references.map(({ text }) => {
      const known = facts.data(text);
      return [text, known?.ok === true ? known.files : undefined];
    }),
  );
}

/** From what is asked, not from where the files lie: the same analysis draws the same numbers everywhere. */
function seedOf(plan: Plan): number {
  const passes = [...plan.passes.values()].map(({ sample, nominal }) => [
    sample,
    nominal.weight.text,
    nominal.select.text,
    nominal.label?.text,
  ]);
  return hash(JSON.stringify([passes, plan.features, plan.models.map(({ model }) => model.name)]));
}

/** A report of an analysis that was not measured. */
export function staticReport(path: string, outcomes: readonly Outcome[]): Report {
  return {
    analysis: path,
    outcomes,
    figures: [],
    provenance: { files: [], versions: versions(), seed: 0, seconds: 0, firstScores: [] },
  };
}

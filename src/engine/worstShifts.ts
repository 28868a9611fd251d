/**
 * The stage between measuring and judging that asks the models anew: it takes the kept rows, and leaves a small profile
 * for each model, which the cache keeps.
 */
import type { Analysis } from '../config/analysis';
import { cacheKey, type ProfileCache } from '../profile/cache';
import type { ScoringModel } from '../profile/pass';
import type { ProfileSet } from '../profile/profileSet';
import { profileWorstShift, type WorstShiftProfile } from '../profile/worstShiftProfile';
import type { Plan } from './plan';
import { keysOfNominal, type Identities } from './profileKeys';
import { breathe } from './readSample';

/** What a stage needs that scores kept rows anew. */
export interface RescoringOptions {
  readonly cache: ProfileCache;
  readonly identities: Identities;
  readonly openModels: () => Promise<readonly ScoringModel[]>;
  readonly onProgress: (fraction: number, message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * @returns the same profiles where nothing is asked, or where there are not two classes
 * @throws AnalysisError where a model cannot be used
 * @throws DOMException AbortError when the signal aborts, after the scoring that is under way
 */
export async function withWorstShifts(
  analysis: Analysis,
  plan: Plan,
  profiles: ProfileSet,
  options: RescoringOptions & { readonly seed: number },
): Promise<ProfileSet> {
  const { undetected } = analysis;
  const label = signalLabel(analysis, profiles);
  if (undetected === undefined || label === undefined) return profiles;
  const samples = analysis.nominal.map(({ sample }) => sample);
  const passKeys = keysOfNominal(analysis, plan, options.identities);
  const declared = plan.features.map((feature) => undetected.within.get(feature)?.value);
  const { usual, ks, correlation } = undetected;
  const worstShifts = new Map<string, WorstShiftProfile>();
  for (const [index, { model }] of plan.models.entries()) {
    const thresholds = model.workingPoints.map(({ threshold }) => threshold);
    // What a model is told of a nuisance is no feature of kept rows.
    if (thresholds.length === 0 || model.features.some(({ nuisance }) => nuisance !== undefined)) continue;
    const seed = `${options.seed}/worst shift/${model.name}`;
    const key = cacheKey(['worst shift of rows by sample', passKeys, index, declared, usual, ks, correlation, seed]);
    let found = (await options.cache.get(key)) as WorstShiftProfile | undefined;
    if (found === undefined) {
      found = await profileWorstShift({
        model: (await options.openModels())[index]!,
        index,
        thresholds,
        rows: samples.map((name) => profiles.samples.get(name)!.rows),
        label,
        declared,
        usual,
        ks,
        correlation,
        featurePlots: profiles.edges.features.map(({ plot }) => plot),
        scorePlot: profiles.edges.scores[index]!.plot,
        seed,
        onStep: async (fraction) => {
          options.onProgress((index + fraction) / plan.models.length, `${model.name}: the worst shift`);
          await breathe(options.signal);
        },
      });
      await options.cache.put(key, found);
    }
    worstShifts.set(model.name, found);
  }
  return { ...profiles, worstShifts };
}

/** The larger of two labels. */
function signalLabel(analysis: Analysis, profiles: ProfileSet): number | undefined {
  const labels = new Set(
    analysis.nominal.flatMap(({ sample }) => profiles.samples.get(sample)?.classes.map(({ label }) => label) ?? []),
  );
  const [first, second, ...others] = labels;
  return first === undefined || second === undefined || others.length > 0 ? undefined : Math.max(first, second);
}

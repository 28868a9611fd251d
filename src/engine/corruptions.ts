/** The stage after measuring that spoils the features of kept rows in steps, and asks the models again. */
import type { Analysis } from '../config/analysis';
import { cacheKey } from '../profile/cache';
import { profileCorruptions, type CorruptionProfile } from '../profile/corruptionProfile';
import { addVariables, meanOf, varianceOf } from '../profile/profile';
import type { ProfileSet } from '../profile/profileSet';
import type { Plan } from './plan';
import { keysOfNominal } from './profileKeys';
import { breathe } from './readSample';
import type { RescoringOptions } from './worstShifts';

/**
 * @returns the same profiles where nothing is asked, or where there are not two classes
 * @throws AnalysisError where a model cannot be used
 * @throws DOMException AbortError when the signal aborts, after the scoring that is under way
 */
export async function withCorruptions(
  analysis: Analysis,
  plan: Plan,
  profiles: ProfileSet,
  options: RescoringOptions,
): Promise<ProfileSet> {
  const samples = analysis.nominal.map(({ sample }) => profiles.samples.get(sample)!);
  const labels = [...new Set(samples.flatMap(({ classes }) => classes.map(({ label }) => label)))].sort(
    (a, b) => (a ?? 0) - (b ?? 0),
  );
  const [background, signal] = labels;
  if (analysis.corruptions === undefined || labels.length !== 2) return profiles;
  if (background === undefined || signal === undefined) return profiles;
  const passKeys = keysOfNominal(analysis, plan, options.identities);
  const features = plan.features.map((name, feature) => {
    const all = addVariables(samples.flatMap(({ classes }) => classes.map((one) => one.features[feature]!)));
    const variance = all && varianceOf(all.sums);
    return { name, mean: all && meanOf(all.sums), sigma: variance === undefined ? undefined : Math.sqrt(variance) };
  });
  const asked = analysis.corruptions.map(({ kind, sizes }) => [kind, sizes]);
  const corruptions = new Map<string, CorruptionProfile>();
  for (const [index, { model }] of plan.models.entries()) {
    // What a model is told of a nuisance is no feature of kept rows.
    if (model.features.some(({ nuisance }) => nuisance !== undefined)) continue;
    const key = cacheKey(['corruptions', passKeys, index, asked]);
    let found = (await options.cache.get(key)) as CorruptionProfile | undefined;
    if (found === undefined) {
      found = await profileCorruptions({
        model: (await options.openModels())[index]!,
        index,
        corruptions: analysis.corruptions,
        samples,
        labels: [background, signal],
        features,
        onStep: async (fraction) => {
          options.onProgress((index + fraction) / plan.models.length, `${model.name}: corruptions`);
          await breathe(options.signal);
        },
      });
      await options.cache.put(key, found);
    }
    corruptions.set(model.name, found);
  }
  return { ...profiles, corruptions };
}

/** Weights whose powers a double cannot hold: errors of them would come out as nothing, or as no number. */
import type { Analysis, Place, Variation } from '../config/analysis';
import { AnalysisError } from '../config/analysisError';
import { gridOf, sidesOf, standInFor } from '../config/nuisanceSides';

/**
 * Of Σw and √Σw² of a class, either way: sixth powers of weights, which distance correlations take, are then finite and
 * not zero. Cross sections in cm² for 10^6 events are far inside.
 */
const largest = 1e50;

interface Sums {
  readonly classes: readonly { readonly sumWeights: number; readonly sumWeights2: number }[];
}

/** What it needs of the profiles of an analysis. */
interface Profiles {
  readonly samples: ReadonlyMap<string, Sums>;
  readonly variations: ReadonlyMap<string, ReadonlyMap<string, Sums>>;
}

/** @throws AnalysisError where the weights of a sample, or those that a nuisance gives it, are beyond what can be squared */
export function assertWeightRange(analysis: Analysis, { samples, variations }: Profiles): void {
  for (const [name, sums] of samples) {
    const sample = analysis.samples.get(name);
    assertInRange(sums, `The weights of '${name}'`, { path: sample?.weight?.path ?? ['samples', name] });
  }
  const assertVaried = (variation: Variation, at: Place, where: string): void => {
    for (const nominal of analysis.nominal) {
      const { sample, variation: key } = standInFor(nominal.sample, variation);
      const varied = key === undefined ? undefined : variations.get(sample)?.get(key);
      if (varied !== undefined) assertInRange(varied, `The weights of '${sample}' with ${where}`, at);
    }
  };
  for (const nuisance of analysis.nuisances.values()) {
    const at = { path: nuisance.path, on: 'key' } as const;
    for (const { side, variation } of sidesOf(nuisance)) assertVaried(variation, at, `'${nuisance.name}' ${side}`);
    for (const { value, variation } of gridOf(nuisance)) assertVaried(variation, at, `'${nuisance.name}' at ${value}`);
  }
}

function assertInRange({ classes }: Sums, whose: string, at: Place): void {
  for (const { sumWeights, sumWeights2 } of classes) {
    const size = Math.max(Math.abs(sumWeights), Math.sqrt(sumWeights2));
    if (size === 0 || (size >= 1 / largest && size <= largest)) continue;
    const message =
      `${whose} add up to ${sumWeights.toPrecision(3)}, and their squares to ${sumWeights2.toPrecision(3)}: ` +
      `beyond ${largest.toExponential()} or below its inverse no error can be computed of them. Multiply them by a constant.`;
    throw new AnalysisError('weights', message, at);
  }
}

/** The variations of an analysis, and which events stand for each nominal sample in them. */
import type { Nuisance, Variation } from '../config/analysis';

export type SideName = 'up' | 'down' | 'alternative' | 'cross-check';

export interface NuisanceSide {
  readonly nuisance: Nuisance;
  readonly side: SideName;
  readonly variation: Variation;
}

/** The events that stand for a nominal sample: another sample, columns replaced, or both. */
export interface StandIn {
  readonly sample: string;
  /** Key of the replacement; undefined when no column is replaced. */
  readonly variation: string | undefined;
}

export function sidesOf(nuisance: Nuisance): NuisanceSide[] {
  const sides: [SideName, Variation | undefined][] = [
    ['up', nuisance.up],
    ['down', nuisance.down],
    ['alternative', nuisance.alternative],
    ['cross-check', nuisance.crossCheck],
  ];
  return sides.flatMap(([side, variation]) => (variation === undefined ? [] : [{ nuisance, side, variation }]));
}

export function standInFor(sample: string, variation: Variation): StandIn {
  return { sample: variation.samples.get(sample)?.sample ?? sample, variation: replacementKey(variation) };
}

/** Equal for variations that replace the same columns by the same text. */
function replacementKey(variation: Variation): string | undefined {
  if (variation.replace.size === 0) return undefined;
  return JSON.stringify([...variation.replace].map(([column, { text }]) => [column, text]).sort());
}

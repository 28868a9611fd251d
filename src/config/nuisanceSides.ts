/** The variations of an analysis, and which events stand for each nominal sample in them. */
import type { Nuisance, Prior, Variation } from './analysis';

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

/** A continuous nuisance in expressions has the two sides of its prior: one standard deviation up and down. */
export function sidesOf(nuisance: Nuisance): NuisanceSide[] {
  const { continuous } = nuisance;
  const prior = continuous?.kind === 'parameter' ? continuous.prior : undefined;
  const sides: [SideName, Variation | undefined][] = [
    ['up', nuisance.up ?? (prior && variationAt(nuisance, prior.mean + prior.sigma))],
    ['down', nuisance.down ?? (prior && variationAt(nuisance, prior.mean - prior.sigma))],
    ['alternative', nuisance.alternative],
    ['cross-check', nuisance.crossCheck],
  ];
  return sides.flatMap(([side, variation]) =>
    variation === undefined ? [] : [{ nuisance, side, variation: told(nuisance, variation, valueOf(nuisance, side)) }],
  );
}

/** Where nothing else is said, a nuisance is 0 nominally and ±1 at its sides. */
const standard: Pick<Prior, 'mean' | 'sigma'> = { mean: 0, sigma: 1 };

/** How the value that models are told is distributed. */
export function spreadOf({ continuous }: Nuisance): Pick<Prior, 'mean' | 'sigma'> {
  return continuous?.prior ?? standard;
}

/** The value of a nuisance at a side; undefined at another generator, which is no value. */
export function valueOf(nuisance: Nuisance, side: SideName): number | undefined {
  const { mean, sigma } = spreadOf(nuisance);
  if (side !== 'up' && side !== 'down') return undefined;
  return rounded(side === 'up' ? mean + sigma : mean - sigma);
}

/** A variation in which models are told the value, if they are told any. */
function told(nuisance: Nuisance, variation: Variation, value: number | undefined): Variation {
  if (nuisance.hypothesised !== true || value === undefined) return variation;
  return { ...variation, hypothesis: { name: nuisance.name, value } };
}

/** One point of the grid of a continuous nuisance: the same events, with its value in their expressions. */
export interface GridPoint {
  readonly value: number;
  readonly variation: Variation;
  /** Key of its replacement. */
  readonly key: string;
}

/** The points at which a continuous nuisance is evaluated; none for any other. */
export function gridOf(nuisance: Nuisance): GridPoint[] {
  const { continuous } = nuisance;
  if (continuous?.kind !== 'parameter' || continuous.prior === undefined) return [];
  return continuous.grid.flatMap((value) => {
    const variation = variationAt(nuisance, value);
    const key = variation && replacementKey(variation);
    return variation === undefined || key === undefined ? [] : [{ value, variation, key }];
  });
}

/** Key of a grid, from those of its points. */
export function gridKey(points: readonly GridPoint[]): string {
  return JSON.stringify(points.map(({ key }) => key));
}

function variationAt(nuisance: Nuisance, value: number): Variation | undefined {
  const { path, continuous } = nuisance;
  if (continuous?.kind !== 'parameter') return undefined;
  const parameter = { name: continuous.parameter, value: rounded(value) };
  return told(nuisance, { path, replace: continuous.replace, samples: new Map(), parameter }, rounded(value));
}

/** Sums of decimal fractions lose their last digits: 1 + 0.01 is the 1.01 of a grid. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

export function standInFor(sample: string, variation: Variation): StandIn {
  return { sample: variation.samples.get(sample)?.sample ?? sample, variation: replacementKey(variation) };
}

/**
 * Equal for variations that replace the same columns by the same text, with the same value of the same parameter, and in
 * which models are told the same.
 */
function replacementKey({ replace, parameter, hypothesis }: Variation): string | undefined {
  if (replace.size === 0 && parameter === undefined && hypothesis === undefined) return undefined;
  const replacements = [...replace].map(([column, { text }]) => [column, text]).sort();
  return JSON.stringify([
    ...replacements,
    ...(parameter === undefined ? [] : [[parameter.name, parameter.value]]),
    ...(hypothesis === undefined ? [] : [['told', hypothesis.name, hypothesis.value]]),
  ]);
}

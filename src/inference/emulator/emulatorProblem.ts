/** What an emulator is asked: its parameters with their ranges, its nuisances with their priors, and the data. */
import type { Coordinate, Predict } from './emulatedLikelihood';
import type { Spectrum } from './spectrum';

/** How a nuisance is distributed; a number: it is known. */
export type NuisancePrior =
  | { readonly kind: 'known'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sigma: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number };

export interface EmulatorParameter {
  readonly name: string;
  /** Scanned, and flat as a prior. */
  readonly low: number;
  readonly high: number;
}

export interface EmulatorNuisance {
  readonly name: string;
  readonly prior: NuisancePrior;
  /** Where the emulator was trained: nothing is asked for outside. */
  readonly trained?: { readonly low: number; readonly high: number };
  /** Of finite differences. */
  readonly step: number;
}

export interface EmulatorProblem {
  readonly predict: Predict;
  readonly spectrum: Spectrum;
  readonly parameters: readonly EmulatorParameter[];
  /** The emulator takes parameters first, then these. */
  readonly nuisances: readonly EmulatorNuisance[];
  /** Names the random numbers. */
  readonly seed: string;
  /** Called with the part that is done. */
  readonly onProgress: (fraction: number) => void;
}

export function coordinatesOf({ parameters, nuisances }: EmulatorProblem): Coordinate[] {
  return [
    ...parameters.map(({ name, low, high }) => ({ name, low, high, step: (high - low) / 1000 })),
    ...nuisances.map(({ name, prior, trained, step }): Coordinate => {
      const all = trained ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
      if (prior.kind !== 'uniform') return { name, ...all, step, ...(prior.kind === 'normal' && { prior }) };
      return { name, low: Math.max(prior.low, all.low), high: Math.min(prior.high, all.high), step };
    }),
  ];
}

import type { TemplatePoint } from './interpolation';
import { diagonal, type NoiseMatrix } from './noiseMatrix';

/** Histograms that a fit compares with data: of each process at nominal, and with each nuisance at ±1 standard deviation. */
export interface Templates {
  readonly bins: number;
  readonly processes: readonly Process[];
  readonly nuisances: readonly TemplateNuisance[];
}

export interface Process {
  readonly name: string;
  /** Whether its rate is multiplied by the parameter of interest. */
  readonly signal: boolean;
  /** Expected events of each bin, Σw, any sign. */
  readonly contents: Float64Array;
  /** Σw² of each bin. */
  readonly squares: Float64Array;
}

export interface TemplateNuisance {
  readonly name: string;
  /** Where the nuisance may lie, in standard deviations: then nothing else holds it; a normal prior where it is left out. */
  readonly range?: { readonly low: number; readonly high: number };
  /** For each process; undefined where the nuisance leaves it alone. */
  readonly shifts: readonly (Shift | undefined)[];
}

/** Expected events of each bin with one nuisance at ±1 standard deviation, and what is known of their noise. */
export interface Shift {
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** Undefined: the mirror image of the other side, noise and all. */
  readonly upNoise: SideNoise | undefined;
  readonly downNoise: SideNoise | undefined;
  /** At more values of the nuisance, ascending, none of them 0 or ±1. */
  readonly points?: readonly (TemplatePoint & { readonly noise: SideNoise })[];
}

/** What the finite number of simulated events does to the differences of a side to nominal. */
export interface SideNoise {
  /** How differences follow nominal contents, in the columns: their covariance over the variance of the content, Σw². */
  readonly along: NoiseMatrix;
  /** Variance in each bin beyond that, of events which stay where they are and get another weight: the same on both sides. */
  readonly weighted: Float64Array;
  /** L of the covariance L·Lᵀ beyond that, of events which are in a bin either at nominal or on this side. */
  readonly crossing: NoiseMatrix;
}

/** As if the difference of a side to nominal were exact. */
export function noNoise(bins: number): SideNoise {
  const none = diagonal(new Float64Array());
  return { along: none, weighted: new Float64Array(bins), crossing: none };
}

/** All values at which templates are known, ascending: sides, nominal, and points of a grid. */
export function pointsOf(
  { up, down, points = [] }: Shift,
  nominal: Float64Array = new Float64Array(up.length),
): TemplatePoint[] {
  const all = [{ value: -1, contents: down }, { value: 0, contents: nominal }, { value: 1, contents: up }, ...points];
  return all.sort((a, b) => a.value - b.value);
}

/** What a side that was not made is taken to be: as far from nominal as the other, on the other side. */
export function mirrored(nominal: Float64Array, side: Float64Array): Float64Array {
  return nominal.map((content, bin) => 2 * content - side[bin]!);
}

/** Expected events of each bin at a strength of the signal, all nuisances at nominal. */
export function totalAt({ bins, processes }: Templates, strength: number): Float64Array {
  const total = new Float64Array(bins);
  for (const { contents, signal } of processes) {
    const factor = signal ? strength : 1;
    contents.forEach((content, bin) => (total[bin]! += factor * content));
  }
  return total;
}

/**
 * Relative statistical uncertainty of each bin's total at nominal: √Σw²/Σw of all processes together, as pyhf's
 * `staterror` has it. 0 where there is nothing to be scaled.
 */
export function relativeErrors({ bins, processes }: Templates): Float64Array {
  return Float64Array.from({ length: bins }, (_, bin) => {
    const content = processes.reduce((total, { contents }) => total + contents[bin]!, 0);
    const squares = processes.reduce((total, process) => total + process.squares[bin]!, 0);
    return content > 0 ? Math.sqrt(squares) / content : 0;
  });
}

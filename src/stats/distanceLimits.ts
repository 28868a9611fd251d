import { drawnQuantile } from './drawnQuantile';
import { normalQuantile } from './normal';

/** Limits below and above which a true distance lies with a given probability at most, each. */
export interface DistanceLimits {
  readonly low: (p: number) => number;
  readonly high: (p: number) => number;
}

/** Distances that are tried for the lower limit: below the measured one, in units of the 99 % quantile of the noise. */
const tried = [1.75, 1.2, 0.75, 0.35, 0];

/**
 * Limits of ‖G‖ from a measured ‖G + N‖, which noise N makes longer on average, most of all where G is short.
 *
 * `low` inverts a test: a distance as large as the measured one has the probability p there. G is taken along the
 * measured difference, at several lengths, with linear interpolation between them. Where the measured distance is one
 * that noise alone exceeds with probability p, it is 0.
 *
 * `high` = measured + z·`spread`. A norm is convex, so ‖G + N‖ ≥ ‖G‖ + ⟨g, N⟩ with its (sub)gradient g at G: where
 * `spread` is the standard deviation of ⟨g, N⟩, the limit holds for every G.
 *
 * @param shifted draws noise again where a lower limit above 0 asks for it, and gives the lengths of the measured
 *   difference times each of some factors with the noise added, one a draw: draws are not kept in between
 * @param lengths of the noise alone, ascending
 */
export function distanceLimits(
  measured: number,
  shifted: (factors: readonly number[]) => readonly Float64Array[],
  lengths: Float64Array,
  spread: number,
): DistanceLimits {
  const reach = drawnQuantile(lengths, 0.99);
  const distances = tried.map((steps) => measured - steps * reach).filter((distance) => distance > 0 && reach > 0);
  let curves: readonly Curve[] | undefined;
  const drawn = (): readonly Curve[] =>
    shifted(distances.map((distance) => distance / measured)).map((lengths, index) => {
      // Mostly the limit is found before the last of them.
      let ascending: Float64Array | undefined;
      return {
        distance: distances[index]!,
        quantile: (p: number): number => drawnQuantile((ascending ??= lengths.sort()), p),
      };
    });
  return {
    high: (p) => measured + Math.max(normalQuantile(1 - p), 0) * spread,
    low: (p) => {
      const alone = drawnQuantile(lengths, 1 - p);
      if (distances.length > 0 && alone >= measured) return 0;
      curves ??= drawn();
      return lowerLimit(p, measured, alone, curves);
    },
  };
}

/** A true distance, and quantiles of the lengths that would be measured. */
interface Curve {
  readonly distance: number;
  readonly quantile: (p: number) => number;
}

/** @param alone quantile of the noise alone */
function lowerLimit(p: number, measured: number, alone: number, curves: readonly Curve[]): number {
  let [before, beforeQuantile] = [0, alone];
  for (const { distance, quantile } of curves) {
    const here = quantile(1 - p);
    if (here >= measured) {
      return before + ((distance - before) * (measured - beforeQuantile)) / (here - beforeQuantile);
    }
    [before, beforeQuantile] = [distance, here];
  }
  return measured;
}

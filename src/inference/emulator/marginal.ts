/**
 * The posterior of one coordinate, flat in the parameters within their ranges and with the priors of the nuisances: the
 * integral of the likelihood over all other coordinates, at each point of a profile. Over the one of them that is most
 * entangled with the rest it goes point by point, along a profile of its own, so that bent valleys are followed; over what is
 * left by importance sampling around the fit, with Student's tails. The even points are the same everywhere, so that the
 * curve is smooth, and where the likelihood is normal in the others the result is exact. Elsewhere its scatter over
 * independent scramblings of the points is its error; where that is large there are more points.
 *
 * @see J. Geweke, Econometrica 57 (1989) 1317
 */
import { covarianceOf, response, type BestFit } from './conditionalFit';
import { crossings } from './crossings';
import { DensityCurve } from './densityCurve';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import { IntegralOverRest, scramblings } from './integralOverRest';
import { minimiseMany, pick, type Minima } from './minimiseMany';

export interface Marginal {
  /** Values of the coordinate, ascending and equally spaced, and the density there. */
  readonly xs: readonly number[];
  readonly density: readonly number[];
  readonly mean: number;
  readonly sigma: number;
  /** What 15.87 %, half and 84.13 % lie below, each with its numerical error. */
  readonly low: Quantile;
  readonly median: Quantile;
  readonly high: Quantile;
  /** What 2.5 % and 97.5 % lie below. */
  readonly low95: number;
  readonly high95: number;
  /** Independent draws from the posterior that the points are worth, as a fraction of them. */
  readonly effectiveFraction: number;
}

export interface Quantile {
  readonly value: number;
  readonly error: number;
}

const quantiles = { low: 0.15865525393145707, median: 0.5, high: 0.8413447460685429, low95: 0.025, high95: 0.975 };
/** Of each scrambling, until the error is small beside the interval. */
const pointsEach = [4, 16, 64, 256] as const;
const smallError = 0.0025;
/** Of −2 ln L: how far the inner coordinate is followed. */
const tailHeight = 25;
const innerPoints = 25;

/**
 * @param xs equally spaced values of the coordinate
 * @param profile the fits at each
 * @param index the coordinate
 * @param fixed what is held besides
 * @param seed names the scramblings
 * @returns undefined where a fit has no information on a coordinate that is free
 */
export async function marginalAlong(
  likelihood: EmulatedLikelihood,
  xs: readonly number[],
  profile: Minima,
  index: number,
  fixed: Uint8Array,
  seed: string,
): Promise<Marginal | undefined> {
  const lowest = Math.min(...profile.values);
  const held = fixed.slice();
  held[index] = 1;
  const free = [...held.keys()].filter((k) => held[k] === 0);
  if (free.length === 0) {
    const curve = new DensityCurve(
      xs,
      [...profile.values].map((value) => lowest - value),
    );
    return marginalOf(xs, curve, [], 1);
  }
  const fits = fitsAlong(profile, held);
  const inner = fits && entangled(profile, free, held);
  if (inner === undefined) return undefined;
  const grid = await innerGrid(likelihood, fits!, inner, held);
  const integral = IntegralOverRest.over(likelihood, grid.minima, grid.held);
  if (integral === undefined) return undefined;
  let found: Marginal | undefined;
  for (const points of pointsEach) {
    const { logs, effectiveFraction } = await integral.logs(points, seed, lowest);
    const curves = logs.map((list) => new DensityCurve(xs, overInner(list, grid.ranges)));
    const mean = meanOf(logs);
    found = marginalOf(xs, new DensityCurve(xs, overInner(mean, grid.ranges)), curves, effectiveFraction);
    const { low, high } = found;
    if (integral.isExact || Math.max(low.error, high.error) < smallError * (high.value - low.value)) break;
  }
  return found;
}

/** ln of the mean over scramblings, at each point. */
function meanOf(logs: readonly Float64Array[]): Float64Array {
  return logs[0]!.map((_, point) => {
    const highest = Math.max(...logs.map((one) => one[point]!));
    if (highest === Number.NEGATIVE_INFINITY) return highest;
    return highest + Math.log(logs.reduce((sum, one) => sum + Math.exp(one[point]! - highest), 0) / logs.length);
  });
}

function marginalOf(
  xs: readonly number[],
  together: DensityCurve,
  curves: readonly DensityCurve[],
  effectiveFraction: number,
): Marginal {
  const quantile = (p: number): Quantile => {
    const value = together.quantile(p);
    let squares = 0;
    for (const curve of curves) squares += (curve.quantile(p) - value) ** 2;
    return { value, error: curves.length > 1 ? Math.sqrt(squares / (scramblings * (scramblings - 1))) : 0 };
  };
  return {
    xs,
    density: xs.map((_, point) => together.densityAt(point)),
    mean: together.mean,
    sigma: together.sigma,
    low: quantile(quantiles.low),
    median: quantile(quantiles.median),
    high: quantile(quantiles.high),
    low95: together.quantile(quantiles.low95),
    high95: together.quantile(quantiles.high95),
    effectiveFraction,
  };
}

function fitsAlong(profile: Minima, held: Uint8Array): BestFit[] | undefined {
  const size = held.length;
  const fits: BestFit[] = [];
  for (const [point, value] of profile.values.entries()) {
    const { at, information } = pick(profile, point, size);
    const covariance = covarianceOf(information, held);
    if (covariance === undefined) return undefined;
    fits.push({ at, value, covariance, fixed: held });
  }
  return fits;
}

/** The coordinate whose error grows most by the others being free, at the lowest of the fits. */
function entangled(profile: Minima, free: readonly number[], held: Uint8Array): number | undefined {
  const size = held.length;
  const best = profile.values.indexOf(Math.min(...profile.values));
  const { information } = pick(profile, best, size);
  const covariance = covarianceOf(information, held);
  if (covariance === undefined) return undefined;
  const growth = (k: number): number => covariance[k * size + k]! * information[k * size + k]!;
  return [...free].sort((a, b) => growth(b) - growth(a))[0];
}

/** For each value of the outer coordinate, fits at equally spaced values of the inner one. */
interface InnerGrid {
  readonly ranges: readonly (readonly number[])[];
  /** [outer · inner] */
  readonly minima: Minima;
  /** What is held in them. */
  readonly held: Uint8Array;
}

async function innerGrid(
  likelihood: EmulatedLikelihood,
  fits: readonly BestFit[],
  inner: number,
  outerHeld: Uint8Array,
): Promise<InnerGrid> {
  const { size } = likelihood;
  const held = outerHeld.slice();
  held[inner] = 1;
  const ends = await crossings(
    likelihood,
    fits.flatMap((best) =>
      (['low', 'high'] as const).map((side) => ({ best, index: inner, side, height: tailHeight })),
    ),
  );
  const ranges = fits.map((_, outer) => {
    const [from, to] = [ends[2 * outer]!.at, ends[2 * outer + 1]!.at];
    return Array.from({ length: innerPoints }, (_, i) => from + ((to - from) * i) / (innerPoints - 1));
  });
  const starts = new Float64Array(fits.length * innerPoints * size);
  const masks = new Uint8Array(fits.length * innerPoints * size);
  for (const [outer, best] of fits.entries()) {
    for (const [i, x] of ranges[outer]!.entries()) {
      const row = outer * innerPoints + i;
      starts.set(response(best, new Map([[inner, x]])), row * size);
      masks.set(held, row * size);
    }
  }
  return { ranges, minima: await minimiseMany(likelihood, starts, masks), held };
}

/** ln of the integral over the inner coordinate, for each value of the outer one. */
function overInner(logs: Float64Array, ranges: readonly (readonly number[])[]): number[] {
  return ranges.map((xs, outer) => {
    const own = [...logs.subarray(outer * innerPoints, (outer + 1) * innerPoints)];
    return xs.at(-1)! > xs[0]! ? new DensityCurve(xs, own).logNorm : Number.NEGATIVE_INFINITY;
  });
}

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
import { covarianceOf, type BestFit } from './conditionalFit';
import { DensityCurve } from './densityCurve';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import { innerGrid, type Segment } from './innerGrid';
import { IntegralOverRest, scramblings } from './integralOverRest';
import { pick, type Minima } from './minimiseMany';

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
  /** ln of the integral of likelihood and priors over everything: the same, whichever coordinate is the outer one. */
  readonly logNorm: number;
  readonly logNormError: number;
}

export interface Quantile {
  readonly value: number;
  readonly error: number;
}

const quantiles = { low: 0.15865525393145707, median: 0.5, high: 0.8413447460685429, low95: 0.025, high95: 0.975 };
/** Of each scrambling, until the error is small beside the interval. */
const pointsEach = [4, 16, 64, 256] as const;
const smallError = 0.0025;

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
    return marginalOf(xs, curve, [], 1, lowest);
  }
  const fits = fitsAlong(profile, held);
  const inner = fits && entangled(profile, free, held);
  if (inner === undefined) return undefined;
  const grid = await innerGrid(likelihood, fits!, inner);
  const integral = IntegralOverRest.over(likelihood, grid.minima, grid.held);
  if (integral === undefined) return undefined;
  let found: Marginal | undefined;
  for (const points of pointsEach) {
    const { logs, effectiveFraction } = await integral.logs(points, seed, lowest);
    const curves = logs.map((list) => new DensityCurve(xs, overInner(list, grid.segments, xs.length)));
    const mean = meanOf(logs);
    found = marginalOf(
      xs,
      new DensityCurve(xs, overInner(mean, grid.segments, xs.length)),
      curves,
      effectiveFraction,
      lowest,
    );
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
  lowest: number,
): Marginal {
  const half = together.everySecond();
  const norms = curves.map((curve) => (curve.logNorm - together.logNorm) ** 2);
  const normScatter = Math.sqrt(norms.reduce((sum, one) => sum + one, 0) / (scramblings * (scramblings - 1)));
  const quantile = (p: number): Quantile => {
    const value = together.quantile(p);
    let squares = 0;
    for (const curve of curves) squares += (curve.quantile(p) - value) ** 2;
    const scatter = curves.length > 1 ? Math.sqrt(squares / (scramblings * (scramblings - 1))) : 0;
    // What half of the points would have said tells how well a curve through them does.
    return { value, error: Math.hypot(scatter, half.quantile(p) - value) };
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
    logNorm: together.logNorm - lowest,
    logNormError: Math.hypot(normScatter, half.logNorm - together.logNorm),
  };
}

/** Standard errors from which two integrals of the same differ. */
const certainty = 3;

/**
 * With the errors that follow from a check: of the posteriors of several parameters each integrates the same over everything.
 * One that finds less than another has missed that part of it, wherever it may lie.
 */
export function crossChecked(marginals: readonly (Marginal | undefined)[]): (Marginal | undefined)[] {
  return marginals.map((one) => {
    if (one === undefined) return undefined;
    const missed = Math.max(
      ...marginals.flatMap((other) => {
        if (other === undefined) return [];
        const error = Math.hypot(one.logNormError, other.logNormError);
        return -Math.expm1(Math.min(one.logNorm - other.logNorm + certainty * error, 0));
      }),
    );
    const curve = new DensityCurve(one.xs, one.density.map(Math.log));
    const wider = ({ value, error }: Quantile, p: number): Quantile => {
      const shifts = [p - missed, p + missed].map((other) => curve.quantile(Math.min(Math.max(other, 0), 1)) - value);
      return { value, error: Math.hypot(error, Math.max(...shifts.map(Math.abs))) };
    };
    return {
      ...one,
      low: wider(one.low, quantiles.low),
      median: wider(one.median, quantiles.median),
      high: wider(one.high, quantiles.high),
    };
  });
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

/** ln of the integral over the inner coordinate, for each value of the outer one. */
function overInner(logs: Float64Array, segments: readonly Segment[], outers: number): number[] {
  const found: number[] = Array.from({ length: outers }, () => Number.NEGATIVE_INFINITY);
  for (const { outer, xs, from } of segments) {
    if (!(xs.at(-1)! > xs[0]!)) continue;
    const { logNorm } = new DensityCurve(xs, [...logs.subarray(from, from + xs.length)]);
    const [more, less] = [Math.max(found[outer]!, logNorm), Math.min(found[outer]!, logNorm)];
    if (more > Number.NEGATIVE_INFINITY) found[outer] = more + Math.log1p(Math.exp(less - more));
  }
  return found;
}

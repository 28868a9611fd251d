/**
 * Intervals of a squared length θ = ‖μ‖² that was measured as T = ‖μ + N‖² − E‖N‖², with normal noise N of covariance C:
 * what a distance correlation is, and a divergence of two histograms. T is unbiased, and its cumulants are those of a
 * quadratic form in normal variables (J. P. Imhof, Biometrika 48 (1961) 419),
 *
 *     variance 2 tr C² + 4 μᵀCμ        third cumulant 8 tr C³ + 24 μᵀC²μ
 *
 * of which μᵀCμ grows with θ. Its distribution is then that of a χ² which is shifted and scaled to the same mean, variance
 * and skewness (E. S. Pearson, Biometrika 46 (1959) 364), exact where nothing is there and C has one eigenvalue.
 *
 * T scatters less the smaller θ is and comes out too low and too certain together, so T ± error is no interval. Here an
 * interval holds every θ at which a T as far from it is not rare: those of Feldman and Cousins, Phys. Rev. D 57 (1998)
 * 3873, for a quantity that is never negative. "As far" is by their ratio of likelihoods, as if √variance(T) were normal.
 */
import { beyond, bisect } from './bisection';
import { chiSquaredTail } from './gammaFunction';
import { normalTail } from './normal';
import { studentSigmas } from './studentT';

/** What is known of a measured length. */
export interface MeasuredLength {
  /** T. */
  readonly value: number;
  /** Variance of first order, 4 (μ + N)ᵀC(μ + N): without anything there it does not vanish, but is 4 tr C² on average. */
  readonly firstOrder: number;
  /** tr C, by which a sum with the squares of single events would be larger than T. */
  readonly trace: number;
  /** tr C² and tr C³. */
  readonly square: number;
  readonly cube: number;
  /** Of C, in the direction in which a small μ may be thought to lie. */
  readonly eigenvalue: number;
  /** (μ + N)ᵀC²(μ + N), where C is the same for every μ, and known better than μ. */
  readonly secondOrder?: number;
  /** Of the first-order variance, where it was estimated of few events. */
  readonly freedom?: number;
}

export interface SquaredLength {
  /** T. */
  readonly value: number;
  /** Variance and third cumulant of T where θ is 0: 2 tr C² and 8 tr C³. */
  readonly nullVariance: number;
  readonly nullThird: number;
  /** 4 μᵀCμ/θ: by how much the variance grows with θ, if that is T. */
  readonly growth: number;
  /** The same for other θ, of which the noise made another part of what was measured. */
  readonly elsewhere?: Growth | undefined;
  /**
   * Effective degrees of freedom of the variances, where few events made them: T is held as far from θ as Student's t asks
   * for, which is the F distribution of a single squared component and t itself far from 0.
   */
  readonly freedom?: number;
}

/** (along + slope·(θ − T))/(θ + trace), and never negative. */
interface Growth {
  readonly along: number;
  readonly slope: number;
  readonly trace: number;
}

/**
 * The growth is (firstOrder − 4 tr C²)/T. Where θ is as small as the noise, both are hardly known: with so much more of
 * either as there is noise, it goes over to four times the eigenvalue.
 *
 * Noise that makes T larger than θ does so to the first-order variance, too: intervals would be longer where T is too large,
 * and shorter where it is too small. Of a C that is the same for every μ that is taken off for each θ.
 */
export function squaredLength(measured: MeasuredLength): SquaredLength {
  const { value, firstOrder, trace, square, cube, eigenvalue, secondOrder, freedom } = measured;
  const along = firstOrder - 4 * square + 4 * eigenvalue * trace;
  const growth = value + trace > 0 ? Math.max(along, 0) / (value + trace) : 4 * eigenvalue;
  const elsewhere =
    secondOrder === undefined || !(square > 0) ? undefined : { along, slope: slopeOf(measured, secondOrder), trace };
  const length = { value, nullVariance: 2 * square, nullThird: 8 * cube, growth, ...(elsewhere && { elsewhere }) };
  return freedom === undefined ? length : { ...length, freedom };
}

/**
 * Regression of 4 (μ + N)ᵀC(μ + N) on T: four times their covariance 4 μᵀC²μ + 2 tr C³ over the variance 4 μᵀCμ + 2 tr C².
 */
function slopeOf({ firstOrder, square, cube }: MeasuredLength, secondOrder: number): number {
  const covariance = 4 * Math.max(secondOrder - cube, 0) + 2 * cube;
  return (4 * covariance) / (Math.max(firstOrder - 4 * square, 0) + 2 * square);
}

/**
 * The mean of lengths that may depend on each other in any way: it scatters by the mean of their standard deviations at most, as
 * if all were one and the same. Its variance grows to what that is where they were measured, each with its noise added.
 */
export function meanOfLengths(lengths: readonly SquaredLength[]): SquaredLength {
  const mean = (of: (length: SquaredLength) => number): number =>
    lengths.reduce((all, length) => all + of(length), 0) / lengths.length;
  const about = ({ value, nullVariance }: SquaredLength): number => Math.max(value, 0) + Math.sqrt(nullVariance);
  const nullVariance = mean((length) => Math.sqrt(length.nullVariance)) ** 2;
  const there = mean((length) => Math.sqrt(varianceAt(length, about(length)))) ** 2;
  const where = mean(about);
  return {
    value: mean(({ value }) => value),
    nullVariance,
    nullThird: mean(({ nullThird }) => Math.cbrt(nullThird)) ** 3,
    growth: where > 0 ? (there - nullVariance) / where : 0,
  };
}

/** Both ends. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** @returns the interval that holds θ with probability 1 − p; its ends are never below 0 */
export function lengthLimits(length: SquaredLength, p: number): Limits {
  const best = Math.max(length.value, 0);
  const sigma = Math.sqrt(varianceAt(length, best));
  if (!(sigma > 0)) return { low: best, high: best };
  const rare = tailsOf(length, p);
  const holds = (theta: number): boolean => rarity(length, theta) >= rare;
  const low = best === 0 || holds(0) ? 0 : bisect(0, best, (theta) => !holds(theta));
  return { low, high: bisect(best, beyond(best, sigma, holds), holds) };
}

/** What it takes to be found: an interval, which holds with 1 − p, above the tolerance, and T above the floor. */
export interface Finding {
  readonly tolerance: number;
  readonly p: number;
  readonly floor: number;
  /** Probability with which it is found. */
  readonly power: number;
}

/** @returns the smallest θ that would have been found */
export function detectableLength(measured: SquaredLength, { tolerance, p, floor, power }: Finding): number {
  // An estimate that comes out too low has too small a growth: no less than four eigenvalues, 4 tr C³/tr C².
  const typical = measured.nullVariance > 0 ? measured.nullThird / measured.nullVariance : 0;
  const length = { ...measured, growth: Math.max(measured.growth, typical), elsewhere: undefined };
  const sigma = Math.sqrt(varianceAt(length, tolerance));
  if (!(sigma > 0)) return Math.max(tolerance, floor);
  const rare = tailsOf(length, p);
  const unseen = (value: number): boolean => value <= floor || rarity({ ...length, value }, tolerance) >= rare;
  const needed = bisect(tolerance, beyond(tolerance, sigma, unseen), unseen);
  const missed = (theta: number): boolean => tailAt(length, theta, needed) < power;
  return bisect(tolerance, beyond(needed, sigma, missed), missed);
}

/** What the tails hold of a T whose variances were known, as far out as Student's t has p. */
function tailsOf({ freedom }: SquaredLength, p: number): number {
  return freedom === undefined ? p : Math.max(2 * normalTail(studentSigmas(p, freedom)), leastTails);
}

/** Below, no tail is told from none. */
const leastTails = 1e-300;

/** Probability, at this θ, of a T that is as far from it as the measured one. */
function rarity(measured: SquaredLength, theta: number): number {
  const { value, nullVariance } = measured;
  const length = { ...measured, growth: growthAt(measured, theta) };
  // u = √variance(T) scatters alike at every θ. −2 ln of the ratio of likelihoods, against max(T, 0), the best there is.
  const growth = Math.max(length.growth, 1e-6 * Math.sqrt(nullVariance));
  const scaled = (t: number): number => Math.sqrt(Math.max(nullVariance + growth * t, 0));
  const unscaled = (u: number): number => (u * u - nullVariance) / growth;
  const [u, middle, none] = [scaled(value), scaled(theta), scaled(0)];
  const far = (u - middle) ** 2 - (value < 0 ? (u - none) ** 2 : 0);
  const distance = Math.sqrt(far);
  const above = unscaled(middle + distance);
  if (value < theta || value <= 0) return 1 - tailAt(length, theta, value) + tailAt(length, theta, above);
  const below = distance <= middle - none ? middle - distance : (middle + none - far / (middle - none)) / 2;
  return tailAt(length, theta, value) + 1 - tailAt(length, theta, below > 0 ? unscaled(below) : -Infinity);
}

function growthAt({ value, growth, elsewhere }: SquaredLength, theta: number): number {
  if (elsewhere === undefined) return growth;
  const { along, slope, trace } = elsewhere;
  return theta + trace > 0 ? Math.max(along + slope * (theta - value), 0) / (theta + trace) : growth;
}

/** P(T > t) at θ. */
function tailAt(length: SquaredLength, theta: number, t: number): number {
  if (t === -Infinity) return 1;
  const variance = varianceAt(length, theta);
  if (!(variance > 0)) return t < theta ? 1 : 0;
  const third = length.nullThird + 1.5 * length.growth ** 2 * theta;
  const deviation = (t - theta) / Math.sqrt(variance);
  const freedom = (8 * variance ** 3) / third ** 2;
  if (!(freedom < mostFreedom)) return normalTail(deviation);
  return chiSquaredTail(Math.max(freedom + deviation * Math.sqrt(2 * freedom), 0), freedom);
}

/** Above, χ² is normal. */
const mostFreedom = 1e4;

function varianceAt({ nullVariance, growth }: SquaredLength, theta: number): number {
  return nullVariance + growth * theta;
}

/**
 * How far a score is off the probability to be signal, over bins of the score with the fractions f and the differences d.
 *
 * Quoted with limits is the root of Σ f d², the calibration part of Brier's score (A. H. Murphy, J. Appl. Meteorol. 12
 * (1973) 595), which is a squared length: what noise adds to it, Σ f σ², is known whatever the differences are (A. Kumar,
 * P. Liang and T. Ma, arXiv:1909.10155), and where σ² goes as 1/f so is how it scatters. Of the mean distance Σ f |d|, known
 * as the expected calibration error, neither is: noise lengthens distances below σ and no others.
 */
import type { Estimate } from './estimate';
import { normalCdf } from './normal';
import { squaredLength, type SquaredLength } from './squaredLength';

export interface CalibrationError {
  /** Σ f d², less what chance adds to it. */
  readonly square: SquaredLength;
  /** Σ f |d|: what is quoted as ECE. Chance alone makes it larger than zero. */
  readonly plain: number;
  /** Less what chance adds to it: Σ f (2|d| − E|N(d, σ)|), as in arXiv:1909.10155. */
  readonly debiased: number;
}

/** A bin of the score, as far as it counts here. */
interface ScoreBin {
  /** f; those of all bins add up to 1. */
  readonly fraction: number;
  /** Mean score. */
  readonly predicted: number;
}

/**
 * @param differences d of each bin, with their errors
 * @param covariance of the differences, row by row; they are independent where it is left out
 */
export function calibrationError(
  bins: readonly ScoreBin[],
  differences: readonly Estimate[],
  covariance = diagonal(differences),
): CalibrationError {
  let [plain, chance] = [0, 0];
  differences.forEach(({ value, error }, bin) => {
    plain += bins[bin]!.fraction * Math.abs(value);
    chance += bins[bin]!.fraction * foldedMean(value, error);
  });
  return { square: meanSquare(bins, differences, covariance), plain, debiased: Math.max(2 * plain - chance, 0) };
}

/** With μ_b = √f_b d_b and the covariance √(f_a f_b) cov(d_a, d_b) of its noise. */
function meanSquare(
  bins: readonly ScoreBin[],
  differences: readonly Estimate[],
  covariance: Float64Array,
): SquaredLength {
  const count = bins.length;
  const roots = bins.map(({ fraction }) => Math.sqrt(fraction));
  const mu = differences.map(({ value }, bin) => roots[bin]! * value);
  const usual = bins.map(({ predicted }, bin) => roots[bin]! * Math.max(predicted * (1 - predicted), leastVariance));
  const noise = covariance.map((value, cell) => value * roots[Math.floor(cell / count)]! * roots[cell % count]!);
  const times = (vector: readonly number[]): number[] =>
    vector.map((_, row) => vector.reduce((sum, value, bin) => sum + noise[row * count + bin]! * value, 0));
  const [moved, square] = [times(mu), noise.reduce((sum, value) => sum + value ** 2, 0)];
  let [trace, cube] = [0, 0];
  for (let a = 0; a < count; a++) {
    trace += noise[a * count + a]!;
    for (let b = 0; b < count; b++) {
      for (let c = 0; c < count; c++) cube += noise[a * count + b]! * noise[b * count + c]! * noise[c * count + a]!;
    }
  }
  return squaredLength({
    value: product(mu, mu) - trace,
    firstOrder: 4 * product(mu, moved),
    secondOrder: product(moved, moved),
    trace,
    square,
    cube,
    // Log odds that are wrong, or move, by the same everywhere do so to probabilities by p(1 − p).
    eigenvalue: product(usual, times(usual)) / product(usual, usual),
  });
}

/** Scores of 0 and 1, and those that are no probability, have none. */
const leastVariance = 1e-6;

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function diagonal(differences: readonly Estimate[]): Float64Array {
  const bins = differences.length;
  const covariance = new Float64Array(bins * bins);
  differences.forEach(({ error }, bin) => (covariance[bin * bins + bin] = error ** 2));
  return covariance;
}

/** E|X| of X ~ N(mean, sigma): the mean of a folded normal distribution. */
function foldedMean(mean: number, sigma: number): number {
  if (!(sigma > 0)) return Math.abs(mean);
  const t = mean / sigma;
  return sigma * Math.sqrt(2 / Math.PI) * Math.exp(-(t * t) / 2) + mean * (1 - 2 * normalCdf(-t));
}

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

/**
 * @param fractions f, which add up to 1
 * @param differences d, with their errors
 * @param covariance of the differences, row by row; they are independent where it is left out
 */
export function calibrationError(
  fractions: readonly number[],
  differences: readonly Estimate[],
  covariance = diagonal(differences),
): CalibrationError {
  let [plain, chance] = [0, 0];
  differences.forEach(({ value, error }, bin) => {
    plain += fractions[bin]! * Math.abs(value);
    chance += fractions[bin]! * foldedMean(value, error);
  });
  return {
    square: meanSquare(fractions, differences, covariance),
    plain,
    debiased: Math.max(2 * plain - chance, 0),
  };
}

/** With μ_b = √f_b d_b and the covariance √(f_a f_b) cov(d_a, d_b) of its noise. */
function meanSquare(
  fractions: readonly number[],
  differences: readonly Estimate[],
  covariance: Float64Array,
): SquaredLength {
  const bins = fractions.length;
  const noise = covariance.map(
    (value, cell) => value * Math.sqrt(fractions[Math.floor(cell / bins)]! * fractions[cell % bins]!),
  );
  let [value, trace, square, cube, along, alike] = [0, 0, 0, 0, 0, 0];
  for (let a = 0; a < bins; a++) {
    value += fractions[a]! * differences[a]!.value ** 2;
    trace += noise[a * bins + a]!;
    for (let b = 0; b < bins; b++) {
      const here = noise[a * bins + b]!;
      const both = here * Math.sqrt(fractions[a]! * fractions[b]!);
      along += both * differences[a]!.value * differences[b]!.value;
      alike += both;
      square += here ** 2;
      for (let c = 0; c < bins; c++) cube += here * noise[b * bins + c]! * noise[c * bins + a]!;
    }
  }
  // What is wrong with a score, or moves it, mostly does so to all bins alike.
  const [firstOrder, eigenvalue] = [4 * along, alike];
  return squaredLength({ value: value - trace, firstOrder, trace, square, cube, eigenvalue, steady: true });
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

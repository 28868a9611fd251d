/**
 * Intervals of a mean distance θ = Σ f |d| of which Σ f |d + N| is measured, with normal noise N: what a calibration error
 * is. A |d| below its noise σ comes out too large, by up to σ√(2/π), and one far above it does not; so what noise adds
 * depends on how the differences are spread over the terms, of which Σ f d² tells something: without bias it is
 * Σ f ((d + N)² − σ²). A part of the terms, by f, is taken to have one difference and the others none, as in a mixture with
 * just these two moments: all have it, unless Σ f d² is larger than that by more than its error. Terms are folded normal
 * numbers then, whose moments are known (F. C. Leone, L. S. Nelson and R. B. Nottingham, Technometrics 3 (1961) 543), and
 * their sum is a χ² that is shifted and scaled to the same mean, variance and skewness.
 *
 * An interval holds every θ at which a sum as far from what is expected is not rare, in the order of Feldman and Cousins,
 * Phys. Rev. D 57 (1998) 3873, as θ is never negative.
 *
 * Where differences are alike, or grow evenly, intervals hold the truth as often as they say, and more often where some
 * terms differ and others do not (test/fixtures/reference/absoluteMean.py).
 */
import { beyond, bisect } from './bisection';
import type { Estimate } from './estimate';
import { chiSquaredTail } from './gammaFunction';
import { normalCdf, normalTail } from './normal';
import type { Limits } from './squaredLength';

export interface AbsoluteMean {
  /** Σ f |d + N|. */
  readonly measured: number;
  readonly fractions: Float64Array;
  readonly sigmas: Float64Array;
  /** Σ f d², less the error of its estimate; 0 where that is more. */
  readonly square: number;
  /** How much more the terms scatter together than each on its own: without differences, and with large ones. */
  readonly together: { readonly none: number; readonly large: number };
}

/**
 * @param fractions f, of either sign: their sizes count
 * @param differences d + N, with σ as errors
 * @param covariance of the differences, row by row; they are independent where it is left out
 */
export function absoluteMean(
  fractions: readonly number[],
  differences: readonly Estimate[],
  covariance?: Float64Array,
): AbsoluteMean {
  const f = Float64Array.from(fractions, Math.abs);
  const sigmas = Float64Array.from(differences, ({ error }) => error);
  let [measured, square, variance] = [0, 0, 0];
  differences.forEach(({ value, error }, term) => {
    measured += f[term]! * Math.abs(value);
    square += f[term]! * (value ** 2 - error ** 2);
  });
  const size = Math.max(square, 0);
  sigmas.forEach((sigma, term) => (variance += f[term]! ** 2 * (2 * sigma ** 4 + 4 * sigma ** 2 * size)));
  return {
    measured,
    fractions: f,
    sigmas,
    square: Math.max(square - Math.sqrt(variance), 0),
    together: covariance === undefined ? { none: 1, large: 1 } : scatterTogether(f, differences, covariance),
  };
}

/** Of folded normal numbers without means the covariance is (2/π)(√(1 − ρ²) + ρ asin ρ − 1)·σσ'. */
function scatterTogether(
  f: Float64Array,
  differences: readonly Estimate[],
  covariance: Float64Array,
): AbsoluteMean['together'] {
  const terms = differences.length;
  let [folded, signed, foldedAlone, alone] = [0, 0, 0, 0];
  for (let one = 0; one < terms; one++) {
    for (let other = 0; other < terms; other++) {
      const [first, second] = [differences[one]!, differences[other]!];
      const scale = f[one]! * f[other]! * first.error * second.error;
      if (!(scale > 0)) continue;
      const rho = Math.min(Math.max(covariance[one * terms + other]! / (first.error * second.error), -1), 1);
      const ofFolded = scale * (2 / Math.PI) * (Math.sqrt(1 - rho * rho) + rho * Math.asin(rho) - 1);
      folded += ofFolded;
      signed += scale * rho * Math.sign(first.value) * Math.sign(second.value);
      if (one === other) [foldedAlone, alone] = [foldedAlone + ofFolded, alone + scale];
    }
  }
  return alone > 0 ? { none: folded / foldedAlone, large: Math.max(signed, 0) / alone } : { none: 1, large: 1 };
}

/** @returns the interval that holds θ with probability 1 − p; its ends are never below 0 */
export function absoluteMeanLimits(mean: AbsoluteMean, p: number): Limits {
  const { measured } = mean;
  const none = momentsAt(mean, 0, mean.square);
  if (!(none.variance > 0)) return { low: measured, high: measured };
  const holds = (theta: number): boolean => rarity(mean, theta) >= p;
  // The sum is never below θ by more than its noise.
  const best =
    measured <= none.mean ? 0 : bisect(0, measured, (theta) => momentsAt(mean, theta, mean.square).mean < measured);
  const low = best === 0 || holds(0) ? 0 : bisect(0, best, (theta) => !holds(theta));
  return { low, high: bisect(best, beyond(best, Math.sqrt(none.variance), holds), holds) };
}

/** What it takes to be found: an interval, which holds with 1 − p, above the tolerance. */
export interface FindingOfMean {
  readonly tolerance: number;
  readonly p: number;
  /** Probability with which it is found. */
  readonly power: number;
}

/** @returns the smallest θ that would have been found, of differences that are alike */
export function detectableAbsoluteMean(mean: AbsoluteMean, { tolerance, p, power }: FindingOfMean): number {
  const none = momentsAt(mean, 0, 0);
  if (!(none.variance > 0)) return tolerance;
  const step = Math.sqrt(none.variance);
  const found = (theta: number): boolean => {
    let variance = 0;
    mean.fractions.forEach((f, term) => {
      const sigma = mean.sigmas[term]!;
      variance += f ** 2 * (2 * sigma ** 4 + 4 * sigma ** 2 * theta ** 2);
    });
    const square = Math.max(theta ** 2 - Math.sqrt(variance), 0);
    const unseen = (measured: number): boolean => rarity({ ...mean, measured, square }, tolerance) >= p;
    const least = momentsAt(mean, tolerance, square).mean;
    const needed = bisect(least, beyond(least, step, unseen), unseen);
    return tail(momentsAt(mean, theta, 0), needed) >= power;
  };
  const missed = (theta: number): boolean => !found(theta);
  return bisect(tolerance, beyond(tolerance, step, missed), missed);
}

/** Of Σ f |d + N|. */
interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

function momentsAt({ fractions, sigmas, together }: AbsoluteMean, theta: number, least: number): Moments {
  const square = Math.max(least, theta ** 2);
  const [share, difference] = theta > 0 ? [theta ** 2 / square, square / theta] : [0, 0];
  let [mean, variance, third, full] = [0, 0, 0, 0];
  fractions.forEach((f, term) => {
    const sigma = sigmas[term]!;
    if (!(sigma > 0)) {
      mean += f * share * difference;
      return;
    }
    const [there, elsewhere] = [folded(difference / sigma), folded(0)];
    const mixed = (of: (one: Moments) => number): number => share * of(there) + (1 - share) * of(elsewhere);
    const scale = f * sigma;
    mean += scale * mixed((one) => one.mean);
    variance += scale ** 2 * mixed((one) => one.variance);
    third += scale ** 3 * mixed((one) => one.third);
    full += scale ** 2;
  });
  const least0 = folded(0).variance * full;
  const large = full > least0 ? Math.min(Math.max((variance - least0) / (full - least0), 0), 1) : 0;
  const scatter = least0 * (1 - large) * together.none + full * large * together.large;
  return { mean, variance: scatter, third: variance > 0 ? third * (scatter / variance) ** 1.5 : 0 };
}

/** Of |r + N(0, 1)|: mean, variance and third cumulant. */
function folded(r: number): Moments {
  // Beyond, nothing is folded over.
  if (r > 8) return { mean: r, variance: 1, third: 0 };
  const density = Math.sqrt(2 / Math.PI) * Math.exp((-r * r) / 2);
  const inside = 2 * normalCdf(r) - 1;
  const mean = density + r * inside;
  const square = 1 + r * r;
  const cube = (r ** 3 + 3 * r) * inside + (r * r + 2) * density;
  return { mean, variance: square - mean ** 2, third: cube - 3 * mean * square + 2 * mean ** 3 };
}

/** Probability, at this θ, of a sum that is as far from what is expected as the measured one. */
function rarity(mean: AbsoluteMean, theta: number): number {
  const { measured, square } = mean;
  const [there, none] = [momentsAt(mean, theta, square), momentsAt(mean, 0, square)];
  const sigma = Math.sqrt(there.variance);
  // −2 ln of the ratio of likelihoods, against the best θ there is.
  const below = Math.min((measured - none.mean) / Math.sqrt(none.variance), 0);
  const far = Math.max(((measured - there.mean) / sigma) ** 2 - below ** 2, 0);
  const [distance, room] = [Math.sqrt(far), (there.mean - none.mean) / sigma];
  const above = tail(there, there.mean + distance * sigma);
  if (!(room > 0)) return above;
  const under = distance <= room ? distance : (room + far / room) / 2;
  return above + 1 - tail(there, there.mean - under * sigma);
}

/** P(sum > t). */
function tail({ mean, variance, third }: Moments, t: number): number {
  const deviation = (t - mean) / Math.sqrt(variance);
  const freedom = (8 * variance ** 3) / third ** 2;
  if (!(freedom < mostFreedom)) return normalTail(deviation);
  return chiSquaredTail(Math.max(freedom + deviation * Math.sqrt(2 * freedom), 0), freedom);
}

/** Above, χ² is normal. */
const mostFreedom = 1e4;

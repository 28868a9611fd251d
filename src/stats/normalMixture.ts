/** Mixtures of normal distributions that models predict, one for each event: where the truth lies in them, and their CRPS. */
import { normalCdf, normalQuantile } from './normal';

/** For each event as many components, event after event. Weights need not add up to 1. */
export interface NormalMixtures {
  readonly components: number;
  readonly weights: Float64Array;
  readonly means: Float64Array;
  /** Standard deviations; 0 is a point. */
  readonly sigmas: Float64Array;
}

const farthest = 40;

interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly sigma: number;
}

/**
 * Φ⁻¹(F(x)), F the distribution function of the mixture: N(0, 1) where what is predicted is right, so that the central
 * interval of a level holds x where that of N(0, 1) holds this number. Each tail is summed up by itself, so that neither
 * loses digits.
 * @param members one mixture for each member of an ensemble; together they are one with equal shares
 * @returns within ±40, beyond which no double tells a tail from 0; NaN where a weight or width is negative or no number
 */
export function mixtureNormalScore(members: readonly NormalMixtures[], event: number, x: number): number {
  let [below, above] = [0, 0];
  for (const { weight, mean, sigma } of componentsOf(members, event)) {
    const t = sigma === 0 && x === mean ? 0 : (x - mean) / sigma;
    below += weight * normalCdf(t);
    above += weight * normalCdf(-t);
  }
  if (Number.isNaN(below)) return Number.NaN;
  return below < above ? Math.max(normalQuantile(below), -farthest) : Math.min(-normalQuantile(above), farthest);
}

/**
 * Continuous ranked probability score of a mixture, ∫(F(y) − 1{y ≥ x})² dy, in the unit of x:
 * Σ w A(x − μ, σ) − ½ΣΣ w w' A(μ − μ', √(σ² + σ'²)) with A(d, s) = 2sφ(d/s) + d(2Φ(d/s) − 1)
 * (E. P. Grimit et al., Q. J. R. Meteorol. Soc. 132 (2006) 2925, eq. 5).
 */
export function mixtureCrps(members: readonly NormalMixtures[], event: number, x: number): number {
  const components = componentsOf(members, event);
  let score = 0;
  for (const [index, { weight, mean, sigma }] of components.entries()) {
    score += weight * meanDistance(x - mean, sigma);
    // Each pair once, and each component with itself.
    score -= (weight * weight * meanDistance(0, Math.SQRT2 * sigma)) / 2;
    for (const other of components.slice(0, index)) {
      score -= weight * other.weight * meanDistance(mean - other.mean, Math.hypot(sigma, other.sigma));
    }
  }
  return score;
}

/** Of all members, with weights that add up to 1. */
function componentsOf(members: readonly NormalMixtures[], event: number): Component[] {
  return members.flatMap(({ components, weights, means, sigmas }) => {
    const from = event * components;
    let total = 0;
    for (let cell = from; cell < from + components; cell++) total += weights[cell]!;
    return Array.from({ length: components }, (_, component): Component => {
      const cell = from + component;
      const [weight, sigma] = [weights[cell]!, sigmas[cell]!];
      const valid = weight >= 0 && sigma >= 0;
      return { weight: valid ? weight / (total * members.length) : Number.NaN, mean: means[cell]!, sigma };
    });
  });
}

/** E|X| of X ~ N(d, s²). */
function meanDistance(d: number, s: number): number {
  if (s === 0) return Math.abs(d);
  const t = d / s;
  return 2 * s * (Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)) + d * (2 * normalCdf(t) - 1);
}

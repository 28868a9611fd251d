/** How much the efficiencies of the members of an ensemble differ, and how well so few members and events can say it. */
import { beyond, bisect } from './bisection';
import { chiSquaredQuantile } from './gammaFunction';
import { normalQuantile } from './normal';

/** Sums over events of one class, of members that are asked whether an event passes. */
export interface PassSums {
  /** Σw of what passes with a member, but not with all of them; last: of what passes with all. */
  readonly passing: Float64Array;
  /** Σw² of what passes with both of two members (`pairOf`), but not with all of them; last: of what passes with all. */
  readonly together: Float64Array;
}

/** Position of two members, who may be one, among the pairs. */
export function pairOf(one: number, other: number): number {
  return one >= other ? (one * (one + 1)) / 2 + other : pairOf(other, one);
}

/** Efficiency of the members and how they differ. */
export interface MemberEfficiencies {
  readonly members: readonly number[];
  readonly mean: number;
  /** Standard deviation over the members, with M − 1, less what the events at hand make of it. */
  readonly deviation: number;
  /** What equal members would show by chance: they see the same events, and differ on some. */
  readonly noise: number;
  /** Of the true standard deviation, with probability p at each end; members are normal draws. */
  readonly limits: (p: number) => { readonly low: number; readonly high: number };
  /**
   * The smallest standard deviation whose lower limit (at p) lies with a power above a threshold that is a part of the
   * efficiency, and scatters with it.
   */
  readonly detectable: (threshold: number, p: number, power: number) => number;
}

/**
 * Efficiencies ε_m = Σw pass_m/Σw, the same events for all members, with the covariance
 * C_mm' = Σw²(pass_m − ε_m)(pass_m' − ε_m')/(Σw)² from the finite number of events. With d_m = ε_m − ε̄ their variance
 * S² = Σd_m²/(M − 1) has the mean σ² + ν, of which the noise ν = (tr C − Σ_mm' C_mm'/M)/(M − 1) is taken off.
 *
 * Were the noise as large for all differences of members, (M − 1)S²/(σ² + ν) would be a χ² with M − 1 degrees of freedom.
 * But members that cut elsewhere have most events in common: one that lies between their cuts moves all that are above it
 * away from all that are below, and their distances grow and shrink together. The noise along d is then
 * γ = dᵀCd/dᵀd instead of ν, and the variance of S², with σ² for S² − ν,
 *
 *     2(σ⁴ + 2σ²γ + ν²)/(M − 1) = 2(σ² + ν)²/(M − 1) · (1 + 2σ²(γ − ν)/(σ² + ν)²)
 *
 * so that S² has so many fewer effective degrees of freedom (F. E. Satterthwaite, Biometrics Bull. 2 (1946) 110).
 *
 * @returns undefined unless Σw > 0
 */
export function memberEfficiencies(
  sums: PassSums,
  sumWeights: number,
  sumWeights2: number,
): MemberEfficiencies | undefined {
  if (!(sumWeights > 0)) return undefined;
  const passing = sums.passing.subarray(0, -1);
  const [byAll, squaresByAll] = [sums.passing.at(-1)!, sums.together.at(-1)!];
  const members = Array.from(passing, (sum) => (sum + byAll) / sumWeights);
  const count = members.length;
  const freedom = count - 1;
  const mean = members.reduce((sum, one) => sum + one, 0) / count;
  const distances = members.map((one) => one - mean);
  const squaresOf = (one: number, other: number): number => sums.together[pairOf(one, other)]! + squaresByAll;
  const covariance = (one: number, other: number): number => {
    const [first, second] = [members[one]!, members[other]!];
    const squares = squaresOf(one, other) - first * squaresOf(other, other) - second * squaresOf(one, one);
    return (squares + first * second * sumWeights2) / sumWeights ** 2;
  };
  let [trace, all, along] = [0, 0, 0];
  for (let one = 0; one < count; one++) {
    for (let other = 0; other < count; other++) {
      const shared = covariance(one, other);
      if (one === other) trace += shared;
      all += shared;
      along += distances[one]! * shared * distances[other]!;
    }
  }
  const squares = distances.reduce((sum, distance) => sum + distance ** 2, 0);
  const variance = squares / freedom;
  const noise = Math.max(trace - all / count, 0) / freedom;
  const excess = squares > 0 ? along / squares - noise : 0;
  const freedomAt = (squared: number, more: number): number => {
    const whole = squared + noise;
    return whole > 0 ? freedom / (1 + (2 * squared * more) / whole ** 2) : freedom;
  };
  const squared = Math.max(variance - noise, 0);
  const known = freedomAt(squared, excess);
  const less = (whole: number): number => Math.sqrt(Math.max(whole - noise, 0));
  const scaled = (p: number): number => less((known * variance) / chiSquaredQuantile(p, known));
  return {
    members,
    mean,
    deviation: Math.sqrt(squared),
    noise: Math.sqrt(noise),
    limits: (p) => ({ low: scaled(1 - p), high: scaled(p) }),
    detectable: (threshold, p, power) => {
      const seen = Math.sqrt(squared + noise);
      const missed = (deviation: number): boolean => {
        // Where cuts lie further apart, more events lie between.
        const more = seen > 0 ? Math.max(excess, 0) * Math.max(deviation / seen, 1) : 0;
        const there = freedomAt(deviation ** 2, more);
        const needed = (threshold ** 2 + noise) * (chiSquaredQuantile(1 - p, there) / there);
        // How much lower S may come out, and how much higher the efficiency, in quadrature as logarithms.
        const lower = Math.log(chiSquaredQuantile(1 - power, there) / there) / 2;
        const scatter = deviation ** 2 / count + all / count ** 2;
        const higher = normalQuantile(power) * Math.sqrt(scatter / (mean ** 2 + scatter));
        return (deviation ** 2 + noise) * Math.exp(-2 * Math.hypot(lower, higher)) < needed;
      };
      const step = Math.hypot(threshold, Math.sqrt(noise));
      return step > 0 ? bisect(threshold, beyond(threshold, step, missed), missed) : 0;
    },
  };
}

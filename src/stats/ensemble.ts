/** What the disagreement of the members of an ensemble says, and how well so few members can say it. */
import { chiSquaredQuantile } from './gammaFunction';

/**
 * Standard deviation of the members' scores of one event, with M − 1: each member is a draw, and few of them would agree
 * too well otherwise.
 * @param scores of each member [n]
 */
export function spreadOf(scores: readonly Float64Array[], event: number): number {
  const members = scores.length;
  let sum = 0;
  for (const of of scores) sum += of[event]!;
  const mean = sum / members;
  let squares = 0;
  for (const of of scores) squares += (of[event]! - mean) ** 2;
  return Math.sqrt(squares / (members - 1));
}

/** Entropy of a probability in bits: −p log₂ p − (1 − p) log₂(1 − p); NaN outside [0, 1]. */
export function binaryEntropy(p: number): number {
  if (p === 0 || p === 1) return 0;
  return -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}

/** What the data cannot tell of an event (aleatoric): the mean of the members' entropies in bits; NaN outside [0, 1]. */
export function aleatoricEntropy(scores: readonly Float64Array[], event: number): number {
  let entropies = 0;
  for (const of of scores) entropies += binaryEntropy(of[event]!);
  return entropies / scores.length;
}

/**
 * What the members do not agree on (epistemic): the mutual information of class and member in bits, the entropy of the
 * mean score less `aleatoric`. That of M members is, to the second order in their differences, (1 − 1/M) of that of many,
 * as the variance about their own mean is, and it is given for many: times M/(M − 1).
 *
 * S. Depeweg et al., arXiv:1710.07283; N. Houlsby et al., arXiv:1112.5745.
 */
export function epistemicEntropy(scores: readonly Float64Array[], event: number, aleatoric: number): number {
  const members = scores.length;
  let sum = 0;
  for (const of of scores) sum += of[event]!;
  const information = binaryEntropy(sum / members) - aleatoric;
  // Equal members leave a tiny number of either sign.
  return (Math.max(information, 0) * members) / (members - 1);
}

/** Sums over events of one class, of members that are asked whether an event passes. */
export interface PassSums {
  /** Σw of what passes, by member. */
  readonly passing: Float64Array;
  /** Σw² of what passes, by member. */
  readonly squares: Float64Array;
  /** Σw² by the number of members that an event passes: none to all. */
  readonly agreeing: Float64Array;
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
}

/**
 * Efficiencies ε_m = Σw pass_m/Σw, the same events for all members. Their variance about their mean has in it
 * Σ_{m<m'} Var(ε_m − ε_m')/(M(M − 1)) from the finite number of events, which is taken off:
 * Var(ε_m − ε_m') = Σw²(pass_m − pass_m' − ε_m + ε_m')²/(Σw)².
 *
 * @returns undefined unless Σw > 0
 */
export function memberEfficiencies(
  { passing, squares, agreeing }: PassSums,
  sumWeights: number,
  sumWeights2: number,
): MemberEfficiencies | undefined {
  if (!(sumWeights > 0)) return undefined;
  const members = Array.from(passing, (sum) => sum / sumWeights);
  const count = members.length;
  const mean = members.reduce((sum, one) => sum + one, 0) / count;
  const variance = members.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1);
  let pairs = agreeing.reduce((sum, ww, agreed) => sum + agreed * (count - agreed) * ww, 0);
  for (let one = 0; one < count; one++) {
    for (let other = 0; other < one; other++) {
      const difference = members[one]! - members[other]!;
      pairs += difference ** 2 * sumWeights2 - 2 * difference * (squares[one]! - squares[other]!);
    }
  }
  const noise = Math.max(pairs, 0) / (sumWeights ** 2 * count * (count - 1));
  const freedom = count - 1;
  const less = (squared: number): number => Math.sqrt(Math.max(squared - noise, 0));
  return {
    members,
    mean,
    deviation: less(variance),
    noise: Math.sqrt(noise),
    limits: (p) => ({
      low: less((freedom * variance) / chiSquaredQuantile(1 - p, freedom)),
      high: less((freedom * variance) / chiSquaredQuantile(p, freedom)),
    }),
  };
}

/** Factor by which a true deviation must lie above a threshold for its lower limit (at p) to lie above it with a power. */
export function detectableFactor(members: number, p: number, power: number): number {
  return Math.sqrt(chiSquaredQuantile(1 - p, members - 1) / chiSquaredQuantile(1 - power, members - 1));
}

/** What the members of an ensemble say of one event, and how much of it they do not agree on. */

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

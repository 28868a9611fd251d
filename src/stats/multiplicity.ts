/**
 * Adjusted p-values of Benjamini and Hochberg (J. R. Stat. Soc. B 57 (1995) 289), in the order given: rejecting those at
 * or below q keeps the expected fraction of false findings among all findings at or below q.
 *
 * @throws RangeError if a p-value is not in [0, 1]
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const at = order[rank - 1]!;
    smallest = Math.min(smallest, (pValues[at]! * order.length) / rank);
    adjusted[at] = smallest;
  }
  return adjusted;
}

/** Positions of the p-values from the smallest to the largest. */
function ascending(pValues: readonly number[]): number[] {
  for (const p of pValues) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A p-value must lie in [0, 1], not ${p}.`);
  }
  return pValues.map((_, at) => at).sort((a, b) => pValues[a]! - pValues[b]!);
}

/** Values that stand for "not computed": one isolated value, far outside the rest, in many events. */

/** What people write where there is nothing to write. */
const conventional = new Set([-9, -25, -99, -999, -9999, -99999, -999999, -1e9, -1e10]);

/** Distinct values the rest must have before an isolated one stands out by its distance alone. */
const enoughDistinct = 10;

/**
 * Finds sentinels at either end of a variable's range. A value is one when it holds at least `fraction` of the events
 * and either is further from the rest than the rest is wide, or is a conventional sentinel below values that are
 * never negative.
 * @param values [n], any order; NaN and ±∞ are ignored
 */
export function findSentinels(values: Float64Array, fraction: number): number[] {
  const sorted = values.filter(Number.isFinite).sort();
  const found: number[] = [];
  let first = 0;
  let last = sorted.length - 1;
  const needed = Math.max(fraction * sorted.length, 1);
  for (;;) {
    const atLow = runLength(sorted, first, last, 1);
    if (atLow >= needed && first + atLow <= last && standsApart(sorted, first, first + atLow, last)) {
      found.push(sorted[first]!);
      first += atLow;
      continue;
    }
    const atHigh = runLength(sorted, last, first, -1);
    if (atHigh >= needed && last - atHigh >= first && standsApart(sorted, last, first, last - atHigh)) {
      found.push(sorted[last]!);
      last -= atHigh;
      continue;
    }
    return found.sort((a, b) => a - b);
  }
}

function standsApart(sorted: Float64Array, candidate: number, restFirst: number, restLast: number): boolean {
  const value = sorted[candidate]!;
  const low = sorted[restFirst]!;
  const high = sorted[restLast]!;
  const gap = value < low ? low - value : value - high;
  if (conventional.has(value) && low >= 0) return true;
  return gap > high - low && distinct(sorted, restFirst, restLast) >= enoughDistinct;
}

/** Number of entries equal to the one at `from`, walking towards `to`. */
function runLength(sorted: Float64Array, from: number, to: number, step: 1 | -1): number {
  let length = 0;
  for (let index = from; step * (to - index) >= 0 && sorted[index] === sorted[from]; index += step) length++;
  return length;
}

/** Distinct values between two positions, counted up to `enoughDistinct`. */
function distinct(sorted: Float64Array, first: number, last: number): number {
  let count = first <= last ? 1 : 0;
  for (let index = first + 1; index <= last && count < enoughDistinct; index++) {
    if (sorted[index] !== sorted[index - 1]) count++;
  }
  return count;
}

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
  const found: number[] = [];
  let rest = rangeBetween(values, -Infinity, Infinity);
  const needed = Math.max(fraction * rest.events, 1);
  // What is found is left out by the bounds of the next look.
  for (;;) {
    const { above, below, low, high } = rest;
    const withoutLow = rest.atLow >= needed ? rangeBetween(values, low, below) : undefined;
    if (withoutLow !== undefined && standsApart(low, withoutLow, values)) {
      found.push(low);
      rest = withoutLow;
      continue;
    }
    const withoutHigh = rest.atHigh >= needed ? rangeBetween(values, above, high) : undefined;
    if (withoutHigh === undefined || !standsApart(high, withoutHigh, values)) return found.sort((a, b) => a - b);
    found.push(high);
    rest = withoutHigh;
  }
}

/** The values between two bounds. */
interface Range {
  /** The bounds, which are not among the values. */
  readonly above: number;
  readonly below: number;
  readonly events: number;
  /** The smallest and the largest value, and how many events hold them. */
  readonly low: number;
  readonly atLow: number;
  readonly high: number;
  readonly atHigh: number;
}

function rangeBetween(values: Float64Array, above: number, below: number): Range {
  let events = 0;
  let low = Infinity;
  let high = -Infinity;
  let atLow = 0;
  let atHigh = 0;
  for (let event = 0; event < values.length; event++) {
    const value = values[event]!;
    if (!(value > above && value < below)) continue;
    events++;
    if (value < low) {
      low = value;
      atLow = 0;
    }
    if (value > high) {
      high = value;
      atHigh = 0;
    }
    if (value === low) atLow++;
    if (value === high) atHigh++;
  }
  return { above, below, events, low, atLow, high, atHigh };
}

function standsApart(value: number, rest: Range, values: Float64Array): boolean {
  if (rest.events === 0) return false;
  if (conventional.has(value) && rest.low >= 0) return true;
  const gap = value < rest.low ? rest.low - value : value - rest.high;
  return gap > rest.high - rest.low && hasManyValues(rest, values);
}

/** Whether there are `enoughDistinct` different values within a range. */
function hasManyValues({ above, below }: Range, values: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (value > above && value < below && seen.add(value).size === enoughDistinct) return true;
  }
  return false;
}

/**
 * How often different events have the same values by chance. Values in files are no real numbers: they have the digits of
 * their type, or few values in the first place, so equal rows need not be copies.
 */

/** Parts of a variable's range that count as "about the same", by number of values. */
const cells = 64;

export interface Coincidence {
  /** Rows whose value of the telling feature no other row has. */
  readonly telling: Uint8Array;
  /** Upper limit of the probability that another event has all values of such a row. */
  readonly probability: number;
}

/**
 * From different rows: the feature with most values tells rows apart; a row is telling where no other row has its value of
 * it. Let q be the probability that all other features agree where this one does, bounded from above by the fraction of
 * rows with neighbouring values of it that lie in the same one of 64 parts of the range in every other feature. Of pairs of
 * events that agree in the one feature, different rows show the part 1 − q, so those that agree in all are at most
 *
 *     q/(1 − q) · (pairs of different rows with one value of the feature)
 *
 * Both counts get three and three standard deviations on top. Where q is near 1, as for a single feature or several that
 * are functions of each other, nothing can be said, and the limit is 1.
 *
 * @param features for each feature [n] the values of different rows
 * @returns undefined where there are not enough rows to say anything
 */
export function coincidence(features: readonly Float64Array[]): Coincidence | undefined {
  const distinct = features.map((values) => new Set(values).size);
  const best = distinct.reduce((most, size, feature) => (size > distinct[most]! ? feature : most), 0);
  const values = features[best];
  if (values === undefined || values.length < 100) return undefined;
  const order = [...values.keys()].filter((row) => !Number.isNaN(values[row]!)).sort((a, b) => values[a]! - values[b]!);
  const same = (a: number | undefined, b: number): boolean => a !== undefined && values[a] === values[b];
  const alone = order.filter((row, at) => !same(order[at - 1], row) && !same(order[at + 1], row));
  if (alone.length < 100) return undefined;
  const telling = new Uint8Array(values.length);
  for (const row of alone) telling[row] = 1;
  // Values that others have as well are told apart as those of atoms; pairs that chance made once are among them.
  const pairs = tiesOf(order, values, 3);
  const others = features.filter((_, feature) => feature !== best).map(cellsOf);
  let neighbours = 0;
  for (let at = 1; at < alone.length; at++) {
    if (others.every((of) => of[alone[at]!] === of[alone[at - 1]!])) neighbours++;
  }
  const value = upper(pairs) / ((alone.length * (alone.length - 1)) / 2);
  const rest = Math.min(upper(neighbours) / (alone.length - 1), 1);
  return { telling, probability: rest < 1 ? Math.min((value * rest) / (1 - rest), 1) : 1 };
}

/** Pairs of rows with one value, of values that at most `most` rows have. */
function tiesOf(order: readonly number[], values: Float64Array, most: number): number {
  let pairs = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    const run = to - from;
    if (run <= most) pairs += (run * (run - 1)) / 2;
    from = to;
  }
  return pairs;
}

function upper(count: number): number {
  return count + 3 + 3 * Math.sqrt(count);
}

/** Number of the part of its range that each value lies in; a variable of few values has one for each. */
function cellsOf(values: Float64Array): Int32Array {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const cell = new Map(
    distinct.map((value, index) => [value, Math.floor((index * cells) / Math.max(distinct.length, cells))]),
  );
  return Int32Array.from(values, (value) => cell.get(value) ?? 0);
}

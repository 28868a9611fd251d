/** Events that stand in two samples: the same positions of the same files. */
import type { RowSample } from '../profile/rowSample';
import type { Measurements } from './measurements';

/** Positions of the events that are in both, among the rows of either. */
export interface SharedRows {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/**
 * @param firstTaken,secondTaken of how many rows of each, from the first on
 */
export function sharedRows(
  first: RowSample,
  second: RowSample,
  firstTaken = first.hashes.length,
  secondTaken = second.hashes.length,
): SharedRows {
  const [ofFirst, ofSecond]: [number[], number[]] = [[], []];
  // Both are ascending by hash, file and position.
  for (let a = 0, b = 0; a < firstTaken && b < secondTaken;) {
    const order =
      first.hashes[a]! - second.hashes[b]! ||
      first.files[a]! - second.files[b]! ||
      first.positions[a]! - second.positions[b]!;
    if (order === 0) {
      ofFirst.push(a);
      ofSecond.push(b);
    }
    if (order <= 0) a++;
    if (order >= 0) b++;
  }
  return { first: Int32Array.from(ofFirst), second: Int32Array.from(ofSecond) };
}

/** Of two samples. */
export interface CommonEvents {
  /** How many rows, from the first on, are kept of both, whatever sample they stand in. */
  readonly window: { readonly first: number; readonly second: number };
  /** Which of these rows stand in both. */
  readonly shared: SharedRows;
}

const known = new WeakMap<RowSample, WeakMap<RowSample, CommonEvents>>();

/** Found once for two samples, and asked for by each of their variables. */
export function commonEvents(first: RowSample, second: RowSample): CommonEvents {
  const ofFirst = known.get(first) ?? new WeakMap<RowSample, CommonEvents>();
  known.set(first, ofFirst);
  const found = ofFirst.get(second) ?? findCommon(first, second);
  ofFirst.set(second, found);
  return found;
}

function findCommon(first: RowSample, second: RowSample): CommonEvents {
  // Both have every event with a hash up to here.
  const limit = Math.min(lastOf(first), lastOf(second));
  const window = { first: rowsUpTo(first, limit), second: rowsUpTo(second, limit) };
  return { window, shared: sharedRows(first, second, window.first, window.second) };
}

/** Whether every event is among the rows. */
export function holdsAll(rows: RowSample): boolean {
  return rows.events === rows.hashes.length;
}

/** Fraction of the events of a sample, by number, that nominal samples hold as well. */
export function sharedFraction(measured: Measurements, sample: string): number {
  return sharedWith(measured, sample).reduce((all, { fraction }) => all + fraction, 0);
}

/** The same for each nominal sample that holds any. */
export function sharedWith(
  measured: Measurements,
  sample: string,
): { readonly name: string; readonly fraction: number }[] {
  const { rows } = measured.sample(sample);
  return measured.nominalSamples().flatMap(({ name, profile }) => {
    const { window, shared } = commonEvents(profile.rows, rows);
    if (window.second === 0) return [];
    const fraction = shared.second.length / window.second;
    return fraction > 0 ? [{ name, fraction }] : [];
  });
}

/** The largest hash up to which nothing was left out. */
function lastOf(rows: RowSample): number {
  return holdsAll(rows) ? 0xffffffff : (rows.hashes.at(-1) ?? 0);
}

/** Hashes ascend. */
function rowsUpTo({ hashes }: RowSample, limit: number): number {
  let [from, to] = [0, hashes.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (hashes[middle]! <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Which events are further from the nominal ones, in all features together, than these are from each other. */
import { Neighbourhood } from '../../stats/nearestNeighbour';
import type { Measurements } from '../measurements';
import { rememberRows, type JointRows, type JointSide } from './jointRows';

/** Nominal events that neighbours are looked for among, and events of each side whose neighbours are looked for. */
const references = 4000;
const queries = 2000;
/** Fraction of the nominal events whose nearest neighbour is no further away than what counts as near. */
export const near = 0.99;

export interface Beyond {
  /** Rows of the nominal side that look for a neighbour among others of it, and 1 for those that have none. */
  readonly asking: readonly number[];
  readonly ofNominal: Uint8Array;
  /** The same for the first rows of the applied side. */
  readonly ofApplied: Uint8Array;
}

/**
 * Distances are compared with those of nominal events that are not among the references. Every side is cut in the order
 * of its hashes, so at random.
 *
 * @returns undefined with fewer than two features or too few nominal events
 */
export function beyondNominal(measured: Measurements, rows: JointRows): Beyond | undefined {
  return rememberRows(measured, 'neighbours', rows, () => findBeyond(rows));
}

function findBeyond({ nominal, applied, names }: JointRows): Beyond | undefined {
  const size = nominal.weights.length;
  const number = Math.min(queries, Math.floor(size / 3));
  if (names.length < 2 || number < 100) return undefined;
  // Every third nominal row asks, so that all samples do.
  const rows = [...nominal.weights.keys()];
  const asking = rows.filter((row) => row % 3 === 0).slice(0, number);
  const answering = spread(
    rows.filter((row) => row % 3 !== 0),
    references,
  );
  const known = new Neighbourhood(columnsOf(nominal, answering));
  const asked = columnsOf(nominal, asking);
  const limit = known.quantile(asked, chosen(nominal.events, asking), near);
  const applying = [...applied.weights.keys()].slice(0, queries);
  return {
    asking,
    ofNominal: known.beyond(asked, limit),
    ofApplied: known.beyond(columnsOf(applied, applying), limit),
  };
}

function columnsOf({ features }: JointSide, rows: readonly number[]): Float64Array[] {
  return features.map((values) =>
    // An event without a value stands at the feature's mean.
    Float64Array.from(rows, (row) => (Number.isNaN(values[row]!) ? 0 : values[row]!)),
  );
}

/** Values of some rows. */
export function chosen(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** Evenly among all. */
function spread(rows: readonly number[], most: number): number[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, index) => rows[Math.floor((index * rows.length) / most)]!);
}

import type { RowSample } from './rowSample';

/** A kept row, and what it weighs in place of all events that it stands for. */
export interface ClassRow {
  readonly rows: RowSample;
  readonly row: number;
  readonly weight: number;
}

/**
 * Kept rows of one class, of each sample that holds it the same number and those of the smallest hashes. What is taken of
 * a sample weighs on average what all its events of that class do, so samples of any size stand beside each other as they
 * are.
 * @param most rows of all samples together
 */
export function rowsOfClass(samples: readonly RowSample[], label: number, most: number): ClassRow[] {
  const found = samples
    .map((rows) => ({ rows, own: [...rows.labels.keys()].filter((row) => rows.labels[row] === label) }))
    .filter(({ own }) => own.length > 0);
  const each = Math.ceil(most / Math.max(found.length, 1));
  return found.flatMap(({ rows, own }) => {
    const taken = own.slice(0, each);
    const events = (rows.events / rows.weights.length) * (own.length / taken.length);
    return taken.map((row) => ({ rows, row, weight: rows.weights[row]! * events }));
  });
}

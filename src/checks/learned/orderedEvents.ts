/** The kept rows of two classes, for questions on the order in which numbers put them. */
import type { RowSample } from '../../profile/rowSample';
import type { Ordering } from '../../stats/decisionOrdering';
import type { Measurements } from '../measurements';

/** Rows of nominal samples, those of a class after each other; samples of which only a part was kept count for all. */
export interface OrderedEvents {
  readonly weights: Ordering;
  /** `hashOfEvent` */
  readonly hashes: { readonly signal: Uint32Array; readonly background: Uint32Array };
  /** @param of a sample's rows the numbers [rows]; none where the sample has none */
  values(of: (rows: RowSample, sample: string) => Float64Array | undefined): Ordering;
}

/**
 * Signal is the larger of two labels.
 * @param model only events that it has a score for
 * @returns undefined unless there are two classes, each with a positive sum of weights
 */
export function orderedEvents(measured: Measurements, model: number): OrderedEvents | undefined {
  const labels = measured.binaryLabels();
  if (labels === undefined) return undefined;
  const samples = measured.nominalSamples().map(({ name, profile: { rows } }) => ({
    name,
    rows,
    ofClass: labels.map((label) =>
      [...rows.labels.keys()].filter((row) => rows.labels[row] === label && Number.isFinite(rows.scores[model]![row]!)),
    ),
  }));
  const gathered = (of: (rows: RowSample, sample: string) => ArrayLike<number> | undefined): [number[], number[]] => {
    const found: [number[], number[]] = [[], []];
    for (const { name, rows, ofClass } of samples) {
      const values = of(rows, name);
      ofClass.forEach((chosen, index) => {
        for (const row of chosen) found[index]!.push(values?.[row] ?? Number.NaN);
      });
    }
    return found;
  };
  const ordering = ([background, signal]: [number[], number[]]): Ordering => ({
    signal: Float64Array.from(signal),
    background: Float64Array.from(background),
  });
  const weights = ordering(
    gathered((rows) => {
      const scale = rows.events / Math.max(rows.weights.length, 1);
      return rows.weights.map((w) => scale * w);
    }),
  );
  const positive = (side: Float64Array): boolean => side.reduce((sum, w) => sum + w, 0) > 0;
  if (!positive(weights.signal) || !positive(weights.background)) return undefined;
  const [background, signal] = gathered((rows) => rows.hashes);
  return {
    weights,
    hashes: { signal: Uint32Array.from(signal), background: Uint32Array.from(background) },
    values: (of) => ordering(gathered(of)),
  };
}

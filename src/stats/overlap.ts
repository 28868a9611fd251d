/** Events that are on both sides of a comparison: what they add to its covariance, known from all events or from some. */
import { Migration, type MigrationCells } from './migration';

/** Events of one side. A bin of −1 is none: the event has no value. */
export interface OverlapSide {
  /** Bin of each event that is looked at, and its weight. */
  readonly events: { readonly bins: Int32Array; readonly weights: Float64Array };
  /** [bins] Σw² of all events of the side. */
  readonly squares: Float64Array;
  /** Whether every event is looked at, or only a random part. */
  readonly complete: boolean;
}

/** One of the samples that make the nominal side. */
export interface Overlap {
  readonly nominal: OverlapSide;
  /** The varied side, with those of its events that were as likely to be looked at as the nominal ones. */
  readonly varied: OverlapSide;
  /** Positions of the events that are in both, among those looked at, in one order. */
  readonly shared: { readonly nominal: Int32Array; readonly varied: Int32Array };
}

/**
 * Cells of the migration of the events that are on both sides.
 *
 * Where only some events are looked at, the sums Σw², Σww', Σw'² of those that are shared are scaled by d_b², d_b·d'_b'
 * and d'_b'², with d_b² = (Σw² of all events of bin b)/(Σw² of those looked at). A diagonal matrix on both sides leaves a
 * covariance a covariance, and what all events share, with the same weights on both sides, cancels exactly. Events that
 * are not shared may have been missed: up to three times as many as would be worth one that is looked at, with 95 % (the
 * rule of three), so the sums are taken smaller by n/(n + 3), n = (Σw²)²/Σw⁴.
 *
 * An event may be counted for two nominal samples, or by scatter of the estimate more than there is: what is shared of a
 * bin never has more Σw'² than the bin.
 *
 * @param bins number of bins of both sides
 */
export function overlapCells(bins: number, overlaps: readonly Overlap[]): MigrationCells {
  const parts = overlaps.map(({ nominal, varied, shared }) => {
    const trust = Math.min(trustIn(nominal), trustIn(varied));
    const cells = new Migration(bins);
    const nominalScales = scalesOf(nominal, bins);
    const variedScales = scalesOf(varied, bins);
    shared.nominal.forEach((event, pair) => {
      const other = shared.varied[pair]!;
      const [from, to] = [nominal.events.bins[event]!, varied.events.bins[other]!];
      const w = from < 0 ? 0 : nominalScales[from]! * nominal.events.weights[event]!;
      const v = to < 0 ? 0 : variedScales[to]! * varied.events.weights[other]!;
      cells.addSums(from < 0 ? bins : from, to < 0 ? bins : to, trust * w * w, trust * w * v, trust * v * v);
    });
    return cells.cells();
  });
  return withinBins(bins, parts, overlaps[0]?.varied.squares ?? new Float64Array(bins));
}

/** Adds the parts, with no more Σw'² in a varied bin than it has. */
function withinBins(bins: number, parts: readonly MigrationCells[], squares: Float64Array): MigrationCells {
  const all = new Float64Array(bins + 1);
  for (const { to, varied } of parts) to.forEach((bin, cell) => (all[bin]! += varied[cell]!));
  const sum = new Migration(bins);
  for (const { from, to, nominal, cross, varied } of parts) {
    to.forEach((bin, cell) => {
      const most = bin < bins && all[bin]! > squares[bin]! ? squares[bin]! / all[bin]! : 1;
      sum.addSums(from[cell]!, bin, nominal[cell]!, Math.sqrt(most) * cross[cell]!, most * varied[cell]!);
    });
  }
  return sum.cells();
}

/** [bins] √(Σw² of all events / Σw² of those looked at). */
function scalesOf({ events, squares, complete }: OverlapSide, bins: number): Float64Array {
  if (complete) return new Float64Array(bins).fill(1);
  const seen = new Float64Array(bins);
  events.bins.forEach((bin, event) => {
    if (bin >= 0) seen[bin]! += events.weights[event]! ** 2;
  });
  return seen.map((sum, bin) => (sum > 0 ? Math.sqrt(squares[bin]! / sum) : 0));
}

/** How much of what is seen of some events is taken to hold for all. */
function trustIn({ events: { weights }, complete }: OverlapSide): number {
  if (complete) return 1;
  let [squares, fourths] = [0, 0];
  for (const weight of weights) {
    squares += weight ** 2;
    fourths += weight ** 4;
  }
  // n/(n + 3), without dividing by nothing.
  return squares === 0 ? 0 : squares ** 2 / (squares ** 2 + 3 * fourths);
}

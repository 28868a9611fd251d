/** The covariance of a feature or score with itself where the nominal samples and another one hold the same events. */
import type { SampleProfile, VariableProfile } from '../profile/profile';
import type { RowSample } from '../profile/rowSample';
import { Binning } from '../stats/binning';
import type { MigrationCells } from '../stats/migration';
import { overlapCells, type Overlap, type OverlapSide } from '../stats/overlap';
import type { ClassLabel } from './measurements';
import { commonEvents, holdsAll } from './sharedEvents';

export interface Variable {
  readonly kind: 'features' | 'scores';
  readonly index: number;
  readonly edges: Float64Array;
}

/**
 * @param applied what is compared with all nominal samples together, and the variable in it
 * @param factors by class, for nominal events weighted to another mixture
 * @returns undefined where no event is on both sides
 */
export function overlapOfShapes(
  variable: Variable,
  nominal: readonly SampleProfile[],
  applied: { readonly rows: RowSample; readonly variable: VariableProfile },
  factors?: ReadonlyMap<ClassLabel, number>,
): MigrationCells | undefined {
  const bins = variable.edges.length + 1;
  let binning: Binning | undefined;
  const factor = (label: ClassLabel): number => factors?.get(label) ?? 1;
  const overlaps = nominal.flatMap((sample): Overlap[] => {
    const { window, shared } = commonEvents(sample.rows, applied.rows);
    if (shared.first.length === 0) return [];
    binning ??= new Binning(variable.edges);
    const squares = new Float64Array(bins);
    for (const one of sample.classes) {
      const histogram = one[variable.kind][variable.index]?.histogram;
      histogram?.sumWeights2.forEach((content, bin) => (squares[bin]! += factor(one.label) ** 2 * content));
    }
    const weights = sample.rows.weights.map((weight, row) => weight * factor(labelOf(sample.rows, row)));
    return [
      {
        nominal: sideOf(variable, binning, sample.rows, weights, window.first, squares),
        varied: sideOf(
          variable,
          binning,
          applied.rows,
          applied.rows.weights,
          window.second,
          applied.variable.histogram.sumWeights2,
        ),
        shared: { nominal: shared.first, varied: shared.second },
      },
    ];
  });
  return overlaps.length === 0 ? undefined : overlapCells(bins, overlaps);
}

function sideOf(
  { kind, index }: Variable,
  binning: Binning,
  rows: RowSample,
  weights: Float64Array,
  taken: number,
  squares: Float64Array,
): OverlapSide {
  const bins = new Int32Array(taken);
  // Events without a value are in no bin.
  binning.fillIndices(rows[kind][index]!, taken, bins);
  return {
    events: { bins, weights: weights.subarray(0, taken) },
    squares,
    complete: holdsAll(rows) && taken === rows.hashes.length,
  };
}

function labelOf({ labels }: RowSample, row: number): ClassLabel {
  const label = labels[row]!;
  return Number.isNaN(label) ? undefined : label;
}

/** Two models on the same nominal events: the scores of one against those of the other, with what the events have in common. */
import type { ClassProfile } from '../profile/profile';
import type { RowSample } from '../profile/rowSample';
import { contrastOf, type Contrast, type ContrastPart } from '../stats/contrast';
import { overlapCells, type OverlapSide } from '../stats/overlap';
import type { MeasuredModel, Measurements } from './measurements';
import { holdsAll } from './sharedEvents';

/**
 * The events of a class as `reference` scores them, nominal, and as `model` does, varied. Which of them are in which bins of
 * both is known of the kept rows, which are all events of a small sample.
 *
 * @returns in as many bins as the score with more of them has; those beyond the last of the other are empty
 */
export function modelContrast(
  measured: Measurements,
  reference: MeasuredModel,
  model: MeasuredModel,
  label: number,
): Contrast {
  const bins = Math.max(reference.binning.bins, model.binning.bins);
  const parts = measured.nominalSamples().flatMap(({ profile: { classes, rows } }): ContrastPart[] => {
    const one = classes.find((known) => known.label === label);
    if (one === undefined) return [];
    const ofClass = Int32Array.from(rows.labels.keys()).filter((row) => rows.labels[row] === label);
    const [nominal, varied] = [reference, model].map((of) => sideOf(of, one, rows, ofClass, bins));
    if (nominal === undefined || varied === undefined) return [];
    const all = Int32Array.from(ofClass.keys());
    return [
      {
        kind: 'overlapping',
        nominal: nominal.sumWeights,
        nominalSquares: nominal.side.squares,
        varied: varied.sumWeights,
        variedSquares: varied.side.squares,
        shared: overlapCells(bins, [
          { nominal: nominal.side, varied: varied.side, shared: { nominal: all, varied: all } },
        ]),
      },
    ];
  });
  return contrastOf(bins, parts);
}

function sideOf(
  { index, binning }: MeasuredModel,
  one: ClassProfile,
  rows: RowSample,
  ofClass: Int32Array,
  bins: number,
): { readonly sumWeights: Float64Array; readonly side: OverlapSide } | undefined {
  const histogram = one.scores[index]?.histogram;
  const scores = rows.scores[index];
  if (histogram === undefined || scores === undefined) return undefined;
  const ofRows = new Int32Array(scores.length);
  binning.fillIndices(scores, scores.length, ofRows);
  const padded = (sums: Float64Array): Float64Array => {
    const longer = new Float64Array(bins);
    longer.set(sums);
    return longer;
  };
  return {
    sumWeights: padded(histogram.sumWeights),
    side: {
      events: {
        bins: ofClass.map((row) => ofRows[row]!),
        weights: Float64Array.from(ofClass, (row) => rows.weights[row]!),
      },
      squares: padded(histogram.sumWeights2),
      complete: holdsAll(rows),
    },
  };
}

/**
 * What one pass over a sample leaves behind: sums and histograms with edges fixed beforehand, and some rows. Profiles of
 * parts of a sample add up to the profile of the whole, to the last bit (`mergeProfiles.ts`); nothing that judges goes
 * through events. Plain data, serializable.
 */
import { passing } from '../stats/exactParts';
import { ExactSums, type RoundedSums } from '../stats/exactSums';
import type { MigrationCells } from '../stats/migration';
import type { CalibrationProfile, VariedCalibrationClass } from './calibrationProfile';
import type { ConditionProfile } from './conditionProfile';
import type { EnsembleProfile } from './ensembleProfile';
import type { DistinctRows } from './distinctRows';
import type { RowSample } from './rowSample';

/** Per-bin sums over the bins of a binning: underflow first, overflow last. */
export interface BinSums {
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
  readonly counts: Float64Array;
}

/** Sums of one variable; `x` is measured from `origin` so that the variance does not cancel. */
export interface VariableSums {
  readonly origin: number;
  readonly sumWeights: number;
  readonly sumWeightedX: number;
  readonly sumWeightedX2: number;
  /** Smallest and largest finite value; +∞ and −∞ while there is none. */
  readonly low: number;
  readonly high: number;
  /** Events without a value (NaN, ±∞, sentinels) and their Σw. */
  readonly missingEvents: number;
  readonly missingWeight: number;
  /** Those of them at a value that the analysis file declares as missing. */
  readonly declaredMissingEvents: number;
}

/** One variable of one class: a feature, or a model's score. */
export interface VariableProfile {
  readonly histogram: BinSums;
  readonly sums: VariableSums;
  readonly rests: VariableRests;
}

/** What rounding took from the sums: added to them, they are exact. Mostly one list, or none. */
export interface VariableRests {
  /** Of Σw by bin, and in the end of the missing weight. */
  readonly weights: readonly Float64Array[];
  /** Of Σw² by bin. */
  readonly squares: readonly Float64Array[];
  /** Of Σwx and Σwx². */
  readonly moments: readonly Float64Array[];
}

/** Selected events of one class of a sample. */
export interface ClassProfile {
  /** Undefined for a sample without labels. */
  readonly label: number | undefined;
  readonly events: number;
  readonly negativeEvents: number;
  readonly sumWeights: number;
  readonly sumWeights2: number;
  readonly features: VariableProfile[];
  /** One for each model. */
  readonly scores: VariableProfile[];
  /**
   * For each model Σw² by the bins of the plot of the first model's score (rows) and of its own (columns): how much two
   * models have in common, for errors of their differences.
   */
  readonly shared: Float64Array[];
  /** What rounding took from Σw and Σw², and from each table of `shared`. */
  readonly rests: { readonly totals: readonly Float64Array[]; readonly shared: readonly (readonly Float64Array[])[] };
}

/** A sample as it stands. */
export interface SampleProfile {
  /** Events in the files, before selection. */
  events: number;
  /** Events whose weight is NaN or infinite: they count nowhere else. */
  invalidWeights: number;
  readonly classes: ClassProfile[];
  /** Sentinel values found, one list for each feature. */
  readonly sentinels: readonly (readonly number[])[];
  /** Scores of the first events of the file, one list for each model. */
  readonly firstScores: number[][];
  /** Some of the selected events as they are. */
  readonly rows: RowSample;
  /** Of the score and the variables that it may depend on. */
  readonly conditions: readonly ConditionProfile[];
  /** How often the same values stand together. */
  readonly distinct: DistinctRows;
  /** Of each model that is said to be calibrated; left out where none is. */
  readonly calibrations?: readonly CalibrationProfile[];
  /** Of each ensemble; left out where there is none. */
  readonly ensembles?: readonly EnsembleProfile[];
}

/** One class of a varied sample, seen by one model: the varied histogram and how events moved. */
export interface VariedScores {
  readonly histogram: BinSums;
  readonly sums: VariableSums;
  readonly rests: VariableRests;
  readonly migration: MigrationCells;
}

export interface VariedClass {
  readonly label: number | undefined;
  readonly sumWeights: number;
  readonly sumWeights2: number;
  /** All selected events in one bin: yields depend on no score. */
  readonly yieldMigration: MigrationCells;
  readonly scores: VariedScores[];
  /** What rounding took from Σw and Σw². */
  readonly rests: readonly Float64Array[];
}

/** The same sample with columns replaced. */
export interface VariationProfile {
  /** Events whose weight, selection or any score differs from nominal. */
  changedEvents: number;
  invalidWeights: number;
  readonly classes: VariedClass[];
  /** Of each model that is said to be calibrated; left out where none is. */
  readonly calibrations?: readonly CalibrationProfile<VariedCalibrationClass>[];
  /** Of each ensemble of trained members; left out where there is none. */
  readonly ensembles?: readonly EnsembleProfile[];
  /** The kept rows of the nominal events with the scores of this variation; only where they are asked for and a score differs. */
  readonly rows?: RowSample;
}

/** Mean of a variable; undefined where Σw is not positive. */
export function meanOf(sums: VariableSums): number | undefined {
  return sums.sumWeights > 0 ? sums.origin + sums.sumWeightedX / sums.sumWeights : undefined;
}

/** Variance of a variable; undefined where it is not positive (which signed weights allow). */
export function varianceOf(sums: VariableSums): number | undefined {
  if (!(sums.sumWeights > 0)) return undefined;
  const variance = sums.sumWeightedX2 / sums.sumWeights - (sums.sumWeightedX / sums.sumWeights) ** 2;
  return variance > 0 ? variance : undefined;
}

/**
 * A variable from its sums.
 * @param weights Σw by bin, and in the end of the events without a value
 * @param squares Σw² by bin
 * @param moments Σwx, Σwx²
 */
export function variableOf(
  weights: RoundedSums,
  squares: RoundedSums,
  moments: RoundedSums,
  {
    counts,
    ...others
  }: Pick<VariableSums, 'origin' | 'low' | 'high' | 'missingEvents' | 'declaredMissingEvents'> &
    Pick<BinSums, 'counts'>,
): VariableProfile {
  const bins = counts.length;
  const total = new ExactSums(1);
  for (const list of [weights.nearest, ...weights.rests]) total.addTotal(0, passing.cut(list, bins));
  return {
    histogram: { sumWeights: weights.nearest.slice(0, bins), sumWeights2: squares.nearest, counts },
    sums: {
      ...others,
      sumWeights: total.rounded().nearest[0]!,
      sumWeightedX: moments.nearest[0]!,
      sumWeightedX2: moments.nearest[1]!,
      missingWeight: weights.nearest[bins]!,
    },
    rests: { weights: weights.rests, squares: squares.rests, moments: moments.rests },
  };
}

/** Adds histograms and sums of several classes or samples that share a binning, without rounding. */
export function addVariables(parts: readonly VariableProfile[]): VariableProfile | undefined {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first;
  const bins = first.histogram.counts.length;
  const [weights, squares, moments] = [new ExactSums(bins + 1), new ExactSums(bins), new ExactSums(2)];
  const counts = new Float64Array(bins);
  for (const { histogram, sums, rests } of parts) {
    weights.addSums({ nearest: Float64Array.of(...histogram.sumWeights, sums.missingWeight), rests: rests.weights });
    squares.addSums({ nearest: histogram.sumWeights2, rests: rests.squares });
    moments.addSums({ nearest: Float64Array.of(sums.sumWeightedX, sums.sumWeightedX2), rests: rests.moments });
    histogram.counts.forEach((count, bin) => (counts[bin]! += count));
  }
  const over = (of: (sums: VariableSums) => number): number => parts.reduce((total, { sums }) => total + of(sums), 0);
  return variableOf(weights.rounded(), squares.rounded(), moments.rounded(), {
    counts,
    origin: first.sums.origin,
    low: Math.min(...parts.map(({ sums }) => sums.low)),
    high: Math.max(...parts.map(({ sums }) => sums.high)),
    missingEvents: over((sums) => sums.missingEvents),
    declaredMissingEvents: over((sums) => sums.declaredMissingEvents),
  });
}

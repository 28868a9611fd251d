/**
 * What one pass over a sample leaves behind: sums and histograms with edges fixed beforehand, and some rows. Profiles of
 * parts of a sample add up to the profile of the whole; nothing that judges goes through events. Plain data,
 * serializable.
 */
import type { MigrationCells } from '../stats/migration';
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
  sumWeights: number;
  sumWeightedX: number;
  sumWeightedX2: number;
  /** Smallest and largest finite value; +∞ and −∞ while there is none. */
  low: number;
  high: number;
  /** Events without a value (NaN, ±∞, sentinels) and their Σw. */
  missingEvents: number;
  missingWeight: number;
  /** Those of them at a value that the analysis file declares as missing. */
  declaredMissingEvents: number;
}

/** One variable of one class: a feature, or a model's score. */
export interface VariableProfile {
  readonly histogram: BinSums;
  readonly sums: VariableSums;
}

/** Selected events of one class of a sample. */
export interface ClassProfile {
  /** Undefined for a sample without labels. */
  readonly label: number | undefined;
  events: number;
  negativeEvents: number;
  sumWeights: number;
  sumWeights2: number;
  readonly features: VariableProfile[];
  /** One for each model. */
  readonly scores: VariableProfile[];
  /**
   * For each model Σw² by the bins of the plot of the first model's score (rows) and of its own (columns): how much two
   * models have in common, for errors of their differences.
   */
  readonly shared: Float64Array[];
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
}

/** One class of a varied sample, seen by one model: the varied histogram and how events moved. */
export interface VariedScores {
  readonly histogram: BinSums;
  readonly sums: VariableSums;
  readonly migration: MigrationCells;
}

export interface VariedClass {
  readonly label: number | undefined;
  sumWeights: number;
  sumWeights2: number;
  /** All selected events in one bin: yields depend on no score. */
  yieldMigration: MigrationCells;
  readonly scores: VariedScores[];
}

/** The same sample with columns replaced. */
export interface VariationProfile {
  /** Events whose weight, selection or any score differs from nominal. */
  changedEvents: number;
  invalidWeights: number;
  readonly classes: VariedClass[];
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

export function emptyBins(bins: number): BinSums {
  return {
    sumWeights: new Float64Array(bins),
    sumWeights2: new Float64Array(bins),
    counts: new Float64Array(bins),
  };
}

export function emptyVariable(bins: number, origin: number): VariableProfile {
  return {
    histogram: emptyBins(bins),
    sums: {
      origin,
      sumWeights: 0,
      sumWeightedX: 0,
      sumWeightedX2: 0,
      low: Infinity,
      high: -Infinity,
      missingEvents: 0,
      missingWeight: 0,
      declaredMissingEvents: 0,
    },
  };
}

/** Adds histograms and sums of several classes or samples that share a binning. */
export function addVariables(parts: readonly VariableProfile[]): VariableProfile | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const total = emptyVariable(first.histogram.sumWeights.length, first.sums.origin);
  for (const part of parts) {
    for (const name of ['sumWeights', 'sumWeights2', 'counts'] as const) {
      part.histogram[name].forEach((value, bin) => {
        total.histogram[name][bin]! += value;
      });
    }
    for (const name of [
      'sumWeights',
      'sumWeightedX',
      'sumWeightedX2',
      'missingEvents',
      'missingWeight',
      'declaredMissingEvents',
    ] as const) {
      total.sums[name] += part.sums[name];
    }
    total.sums.low = Math.min(total.sums.low, part.sums.low);
    total.sums.high = Math.max(total.sums.high, part.sums.high);
  }
  return total;
}

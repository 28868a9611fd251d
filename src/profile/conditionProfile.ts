/** What a pass leaves behind of a variable that the score may depend on: a protected one, or a continuous nuisance. */
import { addToRegression, emptyRegressionSums, type RegressionSums } from '../stats/regression';
import type { Binning } from '../stats/binning';
import type { BinSums } from './profile';

/** A variable of a sample's events beside the features. */
export interface Condition {
  /** As written. */
  readonly name: string;
  /** Of a nuisance, its prior: regressions on it are filled, in standard deviations from its mean. */
  readonly prior?: { readonly mean: number; readonly sigma: number };
}

/** Of one model's score, events that have a score and a value of the variable. */
export interface ConditionScores {
  /** Σw and Σw² by bin of the score (rows) and of the variable (columns), row by row. */
  readonly joint: BinSums;
  /** Of the score on the nuisance, and of passing each working point. */
  readonly regressions: { readonly mean: RegressionSums; readonly efficiencies: readonly RegressionSums[] } | undefined;
}

export interface ConditionClass {
  readonly label: number | undefined;
  readonly scores: readonly ConditionScores[];
  /** Events without a finite value. */
  missingEvents: number;
}

/** A class for each of the sample's, in the same order. */
export interface ConditionProfile {
  readonly name: string;
  readonly classes: readonly ConditionClass[];
}

/** Sums of two parts, entry by entry. */
export function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value + b[index]!);
}

export function emptyBins(bins: number): BinSums {
  return {
    sumWeights: new Float64Array(bins),
    sumWeights2: new Float64Array(bins),
    counts: new Float64Array(bins),
  };
}

export class ConditionFiller {
  private readonly classes: ConditionClass[] = [];

  /**
   * @param binning of the variable
   * @param scoreBins number of bins of each model's score
   * @param thresholds working points of each model
   */
  constructor(
    private readonly condition: Condition,
    private readonly binning: Binning,
    private readonly scoreBins: readonly number[],
    private readonly thresholds: readonly (readonly number[])[],
  ) {}

  newClass(label: number | undefined): void {
    this.classes.push({
      label,
      missingEvents: 0,
      scores: this.scoreBins.map((bins, model) => ({
        joint: emptyBins(bins * this.binning.bins),
        regressions:
          this.condition.prior === undefined
            ? undefined
            : { mean: emptyRegressionSums(), efficiencies: this.thresholds[model]!.map(emptyRegressionSums) },
      })),
    });
  }

  /**
   * Adds events of one class.
   * @param values of the variable, for the whole batch as everything here
   * @param scoreBins bin of each model's score; below 0 without a score
   * @param events positions in the batch
   */
  add(
    number: number,
    values: Float64Array,
    scores: readonly Float64Array[],
    scoreBins: readonly Int32Array[],
    weight: Float64Array,
    events: Int32Array,
  ): void {
    const { binning, condition, thresholds } = this;
    const one = this.classes[number]!;
    const { prior } = condition;
    for (const event of events) {
      const value = values[event]!;
      if (!Number.isFinite(value)) {
        one.missingEvents++;
        continue;
      }
      const bin = binning.index(value);
      const w = weight[event]!;
      one.scores.forEach(({ joint, regressions }, model) => {
        const scoreBin = scoreBins[model]![event]!;
        if (scoreBin < 0) return;
        const cell = scoreBin * binning.bins + bin;
        joint.sumWeights[cell]! += w;
        joint.sumWeights2[cell]! += w * w;
        joint.counts[cell]!++;
        if (regressions === undefined || prior === undefined) return;
        const u = (value - prior.mean) / prior.sigma;
        const score = scores[model]![event]!;
        addToRegression(regressions.mean, u, score, w);
        thresholds[model]!.forEach((threshold, workingPoint) => {
          addToRegression(regressions.efficiencies[workingPoint]!, u, score >= threshold ? 1 : 0, w);
        });
      });
    }
  }

  finish(order: (a: ConditionClass, b: ConditionClass) => number): ConditionProfile {
    return { name: this.condition.name, classes: this.classes.sort(order) };
  }
}

/** What a pass leaves behind of a variable that the score may depend on: a protected one, or a continuous nuisance. */
import { RegressionFiller, type RegressionSums } from '../stats/regression';
import { ExactHistogram } from '../stats/exactHistogram';
import { ExactSums } from '../stats/exactSums';
import type { Binning } from '../stats/binning';
import type { ClassWeights } from './classWeights';
import type { BinSums } from './profile';

/** A variable of a sample's events beside the features. */
export interface Condition {
  /** As written. */
  readonly name: string;
  /** Of a nuisance, its prior: regressions on it are filled, in standard deviations from its mean. */
  readonly prior?: { readonly mean: number; readonly sigma: number };
}

/** Sums by bin of the score (rows) and of the variable (columns), row by row. */
export interface JointSums extends BinSums {
  /** Σw⁴: how well Σw² is known where few events are heavy. */
  readonly sumWeights4: Float64Array;
}

/** Of one model's score, events that have a score and a value of the variable. */
export interface ConditionScores {
  readonly joint: JointSums;
  /** What rounding took from Σw, Σw² and Σw⁴ by cell. */
  readonly rests: {
    readonly weights: readonly Float64Array[];
    readonly squares: readonly Float64Array[];
    readonly fourths: readonly Float64Array[];
  };
  /** Of the score on the nuisance, and of passing each working point. */
  readonly regressions: { readonly mean: RegressionSums; readonly efficiencies: readonly RegressionSums[] } | undefined;
}

export interface ConditionClass {
  readonly label: number | undefined;
  readonly scores: readonly ConditionScores[];
  /** Events without a finite value. */
  readonly missingEvents: number;
}

/** A class for each of the sample's, in the same order. */
export interface ConditionProfile {
  readonly name: string;
  readonly classes: readonly ConditionClass[];
}

export function emptyJoint(cells: number): JointSums {
  return {
    sumWeights: new Float64Array(cells),
    sumWeights2: new Float64Array(cells),
    sumWeights4: new Float64Array(cells),
    counts: new Float64Array(cells),
  };
}

/** One class while it is filled. */
interface ClassSums {
  readonly label: number | undefined;
  readonly scores: readonly {
    /** In the end the events without a score or a value. */
    readonly joint: ExactHistogram;
    readonly fourths: ExactSums;
    readonly mean: RegressionFiller;
    readonly efficiencies: readonly RegressionFiller[];
  }[];
  missingEvents: number;
}

export class ConditionFiller {
  private readonly classes: ClassSums[] = [];
  private bins = new Int32Array(0);
  private at = new Int32Array(0);

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
      scores: this.scoreBins.map((_, model) => ({
        joint: new ExactHistogram(this.cellsOf(model) + 1),
        fourths: new ExactSums(this.cellsOf(model) + 1),
        mean: new RegressionFiller(),
        efficiencies: this.thresholds[model]!.map(() => new RegressionFiller()),
      })),
    });
  }

  /**
   * Adds events of one class.
   * @param values of the variable, for the whole batch as everything here
   * @param scoreBins bin of each model's score; below 0 without a score
   */
  add(
    number: number,
    values: Float64Array,
    scores: readonly Float64Array[],
    scoreBins: readonly Int32Array[],
    chosen: ClassWeights,
  ): void {
    const one = this.classes[number]!;
    const n = this.findBins(values, chosen.events);
    for (let index = 0; index < n; index++) if (this.bins[index]! < 0) one.missingEvents++;
    one.scores.forEach((sums, model) => {
      const { at, bins, binning } = this;
      const missing = this.cellsOf(model);
      const scored = scoreBins[model]!;
      for (let index = 0; index < n; index++) {
        const scoreBin = scored[chosen.events[index]!]!;
        at[index] = scoreBin < 0 || bins[index]! < 0 ? missing : scoreBin * binning.bins + bins[index]!;
      }
      sums.joint.add(at, chosen.parts, chosen.squares);
      sums.fourths.add(at, chosen.fourths);
      const { prior } = this.condition;
      if (prior === undefined) return;
      for (let index = 0; index < n; index++) {
        if (at[index] === missing) continue;
        const event = chosen.events[index]!;
        const u = (values[event]! - prior.mean) / prior.sigma;
        const score = scores[model]![event]!;
        const w = chosen.values[index]!;
        sums.mean.add(u, score, w);
        this.thresholds[model]!.forEach((threshold, workingPoint) => {
          sums.efficiencies[workingPoint]!.add(u, score >= threshold ? 1 : 0, w);
        });
      }
    });
  }

  finish(order: (a: ConditionClass, b: ConditionClass) => number): ConditionProfile {
    const classes = this.classes.map(({ label, missingEvents, scores }) => ({
      label,
      missingEvents,
      scores: scores.map(({ joint, fourths: sumsOfFourths, mean, efficiencies }, model): ConditionScores => {
        const cells = this.cellsOf(model);
        const [weights, squares] = [joint.roundedWeights(cells), joint.roundedSquares(cells)];
        const fourths = sumsOfFourths.rounded(cells);
        return {
          joint: {
            sumWeights: weights.nearest,
            sumWeights2: squares.nearest,
            sumWeights4: fourths.nearest,
            counts: joint.counts.slice(0, cells),
          },
          rests: { weights: weights.rests, squares: squares.rests, fourths: fourths.rests },
          regressions:
            this.condition.prior === undefined
              ? undefined
              : { mean: mean.result(), efficiencies: efficiencies.map((one) => one.result()) },
        };
      }),
    }));
    return { name: this.condition.name, classes: classes.sort(order) };
  }

  private cellsOf(model: number): number {
    return this.scoreBins[model]! * this.binning.bins;
  }

  /** Bin of each event's value; −1 without a finite one. */
  private findBins(values: Float64Array, events: Int32Array): number {
    const n = events.length;
    if (this.bins.length < n) [this.bins, this.at] = [new Int32Array(n), new Int32Array(n)];
    for (let index = 0; index < n; index++) {
      const value = values[events[index]!]!;
      this.bins[index] = Number.isFinite(value) ? this.binning.index(value) : -1;
    }
    return n;
  }
}

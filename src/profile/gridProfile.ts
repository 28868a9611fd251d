/** What a pass leaves behind of a continuous nuisance in expressions: its results at all points, with their covariance. */
import { RatioFiller, type RatioSums } from '../stats/ratioGrid';
import type { EventValues } from './eventValues';

/** One class at the points of a grid, and at nominal as the last. */
export interface GridClass {
  readonly label: number | undefined;
  /** w at each point over nominal w. */
  readonly yields: RatioSums;
  /** One for each model. */
  readonly scores: readonly {
    /** w·score over w, of events that have a score. */
    readonly mean: RatioSums;
    /** For each working point w·passes over w. */
    readonly efficiencies: readonly RatioSums[];
  }[];
}

/** A class for each of the sample's, in the same order. */
export interface GridProfile {
  readonly classes: readonly GridClass[];
}

/** What one point (or nominal) makes of a batch. */
export interface PointValues {
  readonly values: Pick<EventValues, 'weight' | 'select'>;
  /** One array for each model. */
  readonly scores: readonly Float64Array[];
}

/** The same while it is filled. */
interface GridSums {
  readonly label: number | undefined;
  readonly yields: RatioFiller;
  readonly scores: readonly { readonly mean: RatioFiller; readonly efficiencies: readonly RatioFiller[] }[];
}

/** Fills the profile of one grid. */
export class GridFiller {
  private readonly classes: GridSums[] = [];
  private readonly weights: Float64Array;
  private readonly nominal: Float64Array;
  private readonly scored: Float64Array;
  private readonly numerator: Float64Array;

  /**
   * @param points without nominal
   * @param thresholds working points of each model
   */
  constructor(
    points: number,
    private readonly thresholds: readonly (readonly number[])[],
  ) {
    this.weights = new Float64Array(points + 1);
    this.nominal = new Float64Array(points + 1);
    this.scored = new Float64Array(points + 1);
    this.numerator = new Float64Array(points + 1);
  }

  newClass(label: number | undefined): void {
    const sums = (): RatioFiller => new RatioFiller(this.weights.length);
    this.classes.push({
      label,
      yields: sums(),
      scores: this.thresholds.map((thresholds) => ({ mean: sums(), efficiencies: thresholds.map(sums) })),
    });
  }

  /**
   * @param points what each point makes of the batch, and nominal as the last
   * @param classOf number of the class of each event; below 0 for events that are not selected anywhere
   */
  add(points: readonly PointValues[], classOf: Int32Array, n: number): void {
    const { weights, nominal, scored, numerator, thresholds } = this;
    for (let event = 0; event < n; event++) {
      if (classOf[event]! < 0) continue;
      const { yields, scores } = this.classes[classOf[event]!]!;
      points.forEach(({ values: { weight, select } }, point) => {
        const w = weight[event]!;
        weights[point] = select[event] !== 0 && Number.isFinite(w) ? w : 0;
      });
      yields.add(weights, nominal.fill(weights[points.length - 1]!));
      thresholds.forEach((ofModel, model) => {
        points.forEach((point, index) => {
          const score = point.scores[model]![event]!;
          scored[index] = Number.isFinite(score) ? weights[index]! : 0;
          numerator[index] = scored[index] === 0 ? 0 : scored[index] * score;
        });
        scores[model]!.mean.add(numerator, scored);
        ofModel.forEach((threshold, workingPoint) => {
          points.forEach((point, index) => {
            numerator[index] = point.scores[model]![event]! >= threshold ? scored[index]! : 0;
          });
          scores[model]!.efficiencies[workingPoint]!.add(numerator, scored);
        });
      });
    }
  }

  finish(order: (a: GridClass, b: GridClass) => number): GridProfile {
    const classes = this.classes.map(({ label, yields, scores }): GridClass => ({
      label,
      yields: yields.result(),
      scores: scores.map(({ mean, efficiencies }) => ({
        mean: mean.result(),
        efficiencies: efficiencies.map((one) => one.result()),
      })),
    }));
    return { classes: classes.sort(order) };
  }
}

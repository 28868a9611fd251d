import { ExactHistogram } from '../stats/exactHistogram';
import type { StayingWeights } from '../stats/reweightedSums';
import type { ClassWeights } from './classWeights';
import type { PlacedValues } from './placedValues';

/** Scores of one class in a batch, as variations find them that change weights alone: what they share is found once. */
export class UnmovedScores {
  private histogram: ExactHistogram | undefined;

  /**
   * @param chosen nominal weights
   * @param bins of the score, with the place of those without one
   */
  constructor(
    readonly chosen: ClassWeights,
    readonly placed: PlacedValues,
    private readonly bins: number,
  ) {}

  /** Nominal weights in their bins; undefined where one is too large for its square. */
  get staying(): StayingWeights | undefined {
    const { chosen, placed } = this;
    const { parts } = chosen;
    if (chosen.squares.beyond !== undefined) return undefined;
    const { largest, version } = parts;
    return { weights: chosen.values, largest, version, at: placed.at, binsVersion: placed.version };
  }

  /** Σw² by bin in place of Σw, and how many events. */
  get squares(): ExactHistogram {
    if (this.histogram === undefined) {
      this.histogram = new ExactHistogram(this.bins);
      this.histogram.add(this.placed.at, this.chosen.squares);
    }
    return this.histogram;
  }
}

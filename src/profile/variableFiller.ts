import { ExactSums, type RoundedSums } from '../stats/exactSums';
import type { ClassWeights } from './classWeights';
import { variableOf, type VariableProfile } from './profile';

/** Values that mean "not computed", and those of them that the analysis file declares. */
export interface MissingValues {
  readonly sentinels: readonly number[];
  readonly declared: readonly number[];
}

export const noSentinels: MissingValues = { sentinels: [], declared: [] };

/** Adds up one variable of one class, batch by batch and without rounding: the order of events changes no bit. */
export class VariableFiller {
  /** Σw by bin, and in the end of the events without a value. */
  private readonly weights: ExactSums;
  private readonly moments = new ExactSums(2);
  private readonly counts: Float64Array;
  private low = Infinity;
  private high = -Infinity;
  private missingEvents = 0;
  private declaredMissingEvents = 0;
  private first = new Float64Array(0);
  private second = new Float64Array(0);

  constructor(
    readonly bins: number,
    private readonly origin: number,
  ) {
    this.weights = new ExactSums(bins + 1);
    this.counts = new Float64Array(bins);
  }

  /**
   * @param x by event of the batch
   * @param found bin of each event of the batch
   * @param at written: the bin of each of the chosen events, and `bins` where it has no value
   */
  add(chosen: ClassWeights, x: Float64Array, found: Int32Array, missing: MissingValues, at: Int32Array): void {
    const { events, values } = chosen;
    const { counts, bins, origin } = this;
    const { sentinels, declared } = missing;
    const n = events.length;
    if (this.first.length < n) [this.first, this.second] = [new Float64Array(n), new Float64Array(n)];
    const { first, second } = this;
    let { low, high } = this;
    let [largestFirst, largestSecond] = [0, 0];
    for (let index = 0; index < n; index++) {
      const event = events[index]!;
      const value = x[event]!;
      if (!Number.isFinite(value) || (sentinels.length > 0 && sentinels.includes(value))) {
        this.missingEvents++;
        if (declared.includes(value)) this.declaredMissingEvents++;
        at[index] = bins;
        first[index] = second[index] = 0;
        continue;
      }
      const bin = found[event]!;
      at[index] = bin;
      counts[bin]!++;
      const distance = value - origin;
      const once = values[index]! * distance;
      const twice = once * distance;
      first[index] = once;
      second[index] = twice;
      largestFirst = Math.max(largestFirst, Math.abs(once));
      largestSecond = Math.max(largestSecond, Math.abs(twice));
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.low = low;
    this.high = high;
    this.moments.addValues(0, first, n, largestFirst);
    this.moments.addValues(1, second, n, largestSecond);
    this.weights.add(at, chosen.parts);
  }

  /** @param squares Σw² by bin */
  profile(squares: RoundedSums): VariableProfile {
    return variableOf(this.weights.rounded(), squares, this.moments.rounded(), {
      counts: this.counts,
      origin: this.origin,
      // Adding zero makes 0 of −0: which of them came first is chance.
      low: this.low + 0,
      high: this.high + 0,
      missingEvents: this.missingEvents,
      declaredMissingEvents: this.declaredMissingEvents,
    });
  }
}

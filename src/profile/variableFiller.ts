import { ExactHistogram } from '../stats/exactHistogram';
import { ExactMoments } from '../stats/exactMoments';
import type { Parts } from '../stats/exactParts';
import { largestOf, type ExactSums, type RoundedSums } from '../stats/exactSums';
import { unknownVersion } from '../stats/kernel/fillKernel';
import type { KernelSums } from '../stats/kernel/kernelVariable';
import type { ClassWeights } from './classWeights';
import type { Axis, PlacedValues } from './placedValues';
import { variableOf, type VariableProfile } from './profile';

/** Adds up one variable of one class, batch by batch and without rounding: the order of events changes no bit. */
export class VariableFiller {
  /** In the end the events without a value. */
  private readonly histogram: ExactHistogram;
  private readonly moments: ExactMoments;
  private low = Infinity;
  private high = -Infinity;
  private missingEvents = 0;
  private declaredMissingEvents = 0;

  /** @param squared whether Σw² is filled: of a variation, migrations have it */
  constructor(
    private readonly axis: Axis,
    private readonly squared: boolean,
  ) {
    this.histogram = new ExactHistogram(axis.binning.bins + 1);
    this.moments = new ExactMoments(axis.origin);
  }

  /** @param placed values of the chosen events, on the same axis */
  add(chosen: ClassWeights, placed: PlacedValues): void {
    const { parts, values } = chosen;
    this.note(placed);
    this.histogram.add(placed.at, parts, this.squared ? chosen.squares : undefined);
    const largestWeight = parts.beyond === undefined ? parts.largest : Infinity;
    this.addMoments(placed, values, largestWeight, parts.version);
  }

  /**
   * Adds all but Σw by bin, for which there is a target.
   * @param largest of the absolute weights, or more
   * @param counts of events by bin
   */
  addWithoutSums(weights: Float64Array, largest: number, placed: PlacedValues, counts: Float64Array): void {
    this.note(placed);
    this.histogram.addCounts(counts);
    this.addMoments(placed, weights, largest, unknownVersion);
  }

  /** Σw by bin. */
  get weights(): ExactSums {
    return this.histogram.weights;
  }

  /**
   * Adds what the kernel has added up.
   * @param declared values that the analysis says are missing
   */
  addSums({ counts, weights, squares, moments, low, high, missing }: KernelSums, declared: readonly number[]): void {
    const { bins } = this.axis.binning;
    this.histogram.addSums(counts, weights, squares);
    this.moments.addNumbers(moments);
    this.widen({ low, high });
    this.missingEvents += counts[bins]!;
    for (const [value, events] of missing) if (declared.includes(value)) this.declaredMissingEvents += events;
  }

  /**
   * Adds events to the moments that have a value, and are in all other sums.
   * @param x by event of the batch
   * @param listed numbers of the events among those that are chosen; what is beyond them is none
   */
  addListed(x: Float64Array, { events, values }: ClassWeights, listed: Int32Array): void {
    const some = listed.filter((index) => index < events.length);
    const weights = Float64Array.from(some, (index) => values[index]!);
    const measured = Float64Array.from(some, (index) => x[events[index]!]!);
    const distances = measured.map((value) => value - this.axis.origin);
    this.moments.add(measured, weights, some.length, largestOf(weights), largestOf(distances));
  }

  /** Adds what is left of weights, and of their squares, of events that are in all other sums. */
  addRests(at: Int32Array, weights: Parts, squares: Parts): void {
    this.histogram.addRests(at, weights, squares);
  }

  /** Adds Σw of all events, with a value or without, to a sum. */
  addTotalTo(sums: ExactSums, index: number): void {
    this.histogram.addTotalTo(sums, index);
  }

  /** The same of Σw², where it is filled. */
  addTotalSquareTo(sums: ExactSums, index: number): void {
    this.histogram.addTotalSquareTo(sums, index);
  }

  /** @param squares Σw² by bin, where it is not filled */
  profile(squares?: RoundedSums): VariableProfile {
    const { bins } = this.axis.binning;
    const { histogram } = this;
    return variableOf(histogram.roundedWeights(), squares ?? histogram.roundedSquares(bins), this.moments.rounded(), {
      counts: histogram.counts.slice(0, bins),
      origin: this.axis.origin,
      // Adding zero makes 0 of −0: which of them came first is chance.
      low: this.low + 0,
      high: this.high + 0,
      missingEvents: this.missingEvents,
      declaredMissingEvents: this.declaredMissingEvents,
    });
  }

  private note(placed: PlacedValues): void {
    this.missingEvents += placed.missingEvents;
    this.declaredMissingEvents += placed.declaredMissingEvents;
    this.widen(placed);
    const { edges } = this.axis.binning;
    // Mostly values are known already that lie farther outside than any within the edges.
    if (!(this.low < edges[0]! && this.high >= edges[edges.length - 1]!)) this.widen(placed.inner);
  }

  private addMoments(
    { values, n, largestDistance, version }: PlacedValues,
    weights: Float64Array,
    largestWeight: number,
    weightsVersion: number,
  ): void {
    this.moments.add(values, weights, n, largestWeight, largestDistance, version, weightsVersion);
  }

  private widen({ low, high }: { readonly low: number; readonly high: number }): void {
    if (low < this.low) this.low = low;
    if (high > this.high) this.high = high;
  }
}

import { addLanes } from './addLanes';
import type { Parts } from './exactParts';
import { ExactSums, mostTerms, type RoundedSums } from './exactSums';

/** Σw, Σw² and numbers of events by bin, without rounding: the order of events and parts changes no bit. */
export class ExactHistogram {
  readonly counts: Float64Array;
  readonly weights: ExactSums;
  private readonly squares: ExactSums;

  constructor(bins: number) {
    this.counts = new Float64Array(bins);
    this.weights = new ExactSums(bins);
    this.squares = new ExactSums(bins);
  }

  /**
   * @param at bin of each event
   * @param weights,squares of the same events; without squares Σw² stays what it is
   */
  add(at: Int32Array, weights: Parts, squares?: Parts): void {
    const { n } = weights;
    if (n > mostTerms) {
      addLanes(at, n, this.counts.length, [], this.counts);
      this.weights.add(at, weights);
      if (squares !== undefined) this.squares.add(at, squares);
      return;
    }
    // Every sum of one event in one go: finding the bin is half of the work.
    const lanes = this.weights.lanes(weights);
    this.weights.addScattered(at, weights);
    if (squares !== undefined) {
      lanes.push(...this.squares.lanes(squares));
      this.squares.addScattered(at, squares);
    }
    addLanes(at, n, this.counts.length, lanes, this.counts);
  }

  /** Adds numbers of events, for weights that are added elsewhere. */
  addCounts(counts: Float64Array): void {
    for (let bin = 0; bin < counts.length; bin++) this.counts[bin]! += counts[bin]!;
  }

  /** Adds sums of all bins that were made elsewhere. */
  addSums(counts: Float64Array, weights: RoundedSums, squares: RoundedSums): void {
    this.addCounts(counts);
    this.weights.addSums(weights);
    this.squares.addSums(squares);
  }

  /** Adds to Σw and Σw² alone. */
  addRests(at: Int32Array, weights: Parts, squares: Parts): void {
    this.weights.add(at, weights);
    this.squares.add(at, squares);
  }

  /** Σw of the first bins, or of all. */
  roundedWeights(bins?: number): RoundedSums {
    return this.weights.rounded(bins);
  }

  /** Adds Σw of all bins to a sum. */
  addTotalTo(sums: ExactSums, index: number): void {
    sums.addTotalOf(index, this.weights);
  }

  /** Adds Σw² of all bins to a sum. */
  addTotalSquareTo(sums: ExactSums, index: number): void {
    sums.addTotalOf(index, this.squares);
  }

  /** Σw² of the first bins. */
  roundedSquares(bins: number): RoundedSums {
    return this.squares.rounded(bins);
  }
}

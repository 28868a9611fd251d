import { addMomentBlock, blockRounder, blockTerms } from './exactBlocks';
import { ExactSums, type RoundedSums } from './exactSums';

/** Σwd and Σwd², d = x − origin, without rounding: the products wd and (wd)d are rounded, their sums are not. */
export class ExactMoments {
  private readonly sums = new ExactSums(2);
  private readonly block = new Float64Array(4);
  /** Of the blocks of one batch, two numbers each. */
  private first = new Float64Array(0);
  private second = new Float64Array(0);
  private readonly once = new Float64Array(blockTerms);
  private readonly twice = new Float64Array(blockTerms);

  constructor(private readonly origin: number) {}

  /**
   * Adds the first n events.
   * @param largestWeight,largestDistance of |w| and |d|, or more
   */
  add(x: Float64Array, weights: Float64Array, n: number, largestWeight: number, largestDistance: number): void {
    const largest = largestWeight * largestDistance;
    const largestSquare = largest * largestDistance;
    const [rounder, squareRounder] = [blockRounder(largest), blockRounder(largestSquare)];
    const room = 2 * Math.ceil(n / blockTerms);
    if (this.first.length < room) [this.first, this.second] = [new Float64Array(room), new Float64Array(room)];
    const { first, second, block } = this;
    let sums = 0;
    for (let from = 0; from < n; from += blockTerms) {
      const to = Math.min(from + blockTerms, n);
      if (
        rounder > 0 &&
        squareRounder > 0 &&
        addMomentBlock(x, weights, this.origin, from, to, rounder, squareRounder, block)
      ) {
        first[sums] = block[0]!;
        second[sums++] = block[2]!;
        first[sums] = block[1]!;
        second[sums++] = block[3]!;
      } else this.addTerms(x, weights, from, to);
    }
    this.sums.addValues(0, first, sums, blockTerms * largest);
    this.sums.addValues(1, second, sums, blockTerms * largestSquare);
  }

  rounded(): RoundedSums {
    return this.sums.rounded();
  }

  /** What is of too different size for two numbers a block. */
  private addTerms(x: Float64Array, weights: Float64Array, from: number, to: number): void {
    const { origin, once, twice } = this;
    let [largest, largestSquare] = [0, 0];
    for (let i = from; i < to; i++) {
      const distance = x[i]! - origin;
      const term = weights[i]! * distance;
      once[i - from] = term;
      twice[i - from] = term * distance;
      largest = Math.max(largest, Math.abs(term));
      largestSquare = Math.max(largestSquare, Math.abs(term * distance));
    }
    this.sums.addValues(0, once, to - from, largest);
    this.sums.addValues(1, twice, to - from, largestSquare);
  }
}

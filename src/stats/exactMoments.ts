import { addMomentBlock, blockRounder, blockTerms } from './exactBlocks';
import { ExactSums, largestOf, type RoundedSums } from './exactSums';
import { fillKernel, kernelBlock, kernelEvents, unknownVersion } from './kernel/fillKernel';

/** Fewer events are added faster without copying them. */
const fewestTogether = 64;
/** Events that are added up with the one that two numbers cannot hold. */
const smallBlock = 64;

/** Σwd and Σwd², d = x − origin, without rounding: the products wd and (wd)d are rounded, their sums are not. */
export class ExactMoments {
  private readonly sums = new ExactSums(2);
  private readonly block = new Float64Array(4);
  /** Of the blocks of one batch, two numbers each. */
  private first = new Float64Array(0);
  private second = new Float64Array(0);
  private readonly once = new Float64Array(smallBlock);
  private readonly twice = new Float64Array(smallBlock);

  constructor(private readonly origin: number) {}

  /**
   * Adds the first n events.
   * @param largestWeight,largestDistance of |w| and |d|, or more
   * @param version,weightsVersion of the values and of the weights (`newVersion`)
   */
  add(
    x: Float64Array,
    weights: Float64Array,
    n: number,
    largestWeight: number,
    largestDistance: number,
    version = unknownVersion,
    weightsVersion = unknownVersion,
  ): void {
    const largest = largestWeight * largestDistance;
    const largestSquare = largest * largestDistance;
    const [rounder, squareRounder] = [blockRounder(largest), blockRounder(largestSquare)];
    const usable = rounder > 0 && squareRounder > 0;
    const kernel = usable && n >= fewestTogether && n <= kernelEvents ? fillKernel() : undefined;
    kernel?.takeEvents(x, weights, n, version, weightsVersion);
    const blockEvents = kernel === undefined ? blockTerms : kernelBlock;
    const room = 2 * Math.ceil(n / blockEvents);
    if (this.first.length < room) [this.first, this.second] = [new Float64Array(room), new Float64Array(room)];
    const { first, second, origin } = this;
    const block = kernel?.moments ?? this.block;
    let sums = 0;
    for (let from = 0; from < n; from += blockEvents) {
      const to = Math.min(from + blockEvents, n);
      const exact =
        kernel?.addMoments(origin, from, to, rounder, squareRounder) ??
        (usable && addMomentBlock(x, weights, origin, from, to, rounder, squareRounder, block));
      if (exact) {
        first[sums] = block[0]!;
        second[sums++] = block[2]!;
        first[sums] = block[1]!;
        second[sums++] = block[3]!;
        continue;
      }
      // Mostly it is one event that is too close to the origin.
      for (let at = from; at < to; at += smallBlock) {
        const end = Math.min(at + smallBlock, to);
        if (kernel?.addMoments(origin, at, end, rounder, squareRounder) === true)
          this.addSums(block, largest, largestSquare);
        else this.addTerms(x, weights, at, end);
      }
    }
    this.sums.addValues(0, first, sums, blockEvents * largest);
    this.sums.addValues(1, second, sums, blockEvents * largestSquare);
  }

  /** Adds sums that were made elsewhere: numbers that add up to Σwd, and to Σwd². */
  addNumbers(sums: readonly [Float64Array, Float64Array]): void {
    sums.forEach((values, index) => {
      this.sums.addValues(index, values, values.length, largestOf(values));
    });
  }

  rounded(): RoundedSums {
    return this.sums.rounded();
  }

  /** Σwd and Σwd² of a small block. */
  private addSums(block: Float64Array, largest: number, largestSquare: number): void {
    const { sums, once } = this;
    [once[0], once[1]] = [block[0]!, block[1]!];
    sums.addValues(0, once, 2, smallBlock * largest);
    [once[0], once[1]] = [block[2]!, block[3]!];
    sums.addValues(1, once, 2, smallBlock * largestSquare);
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

import type { Parts } from './exactParts';
import { ExactSums, mostTerms, type RoundedSums } from './exactSums';

/** Σw, Σw² and numbers of events by bin, without rounding: the order of events and parts changes no bit. */
export class ExactHistogram {
  readonly counts: Float64Array;
  private readonly weights: ExactSums;
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
      count(this.counts, at, n);
      this.weights.add(at, weights);
      if (squares !== undefined) this.squares.add(at, squares);
      return;
    }
    // Every sum of one event in one go: finding the bin is half of the work.
    const sums = this.weights.expectParts(weights);
    const parts = sums.map((_, position) => weights.at(position));
    this.weights.addScattered(at, weights);
    if (squares !== undefined) {
      const levels = this.squares.expectParts(squares);
      sums.push(...levels);
      parts.push(...levels.map((_, position) => squares.at(position)));
      this.squares.addScattered(at, squares);
    }
    const { counts } = this;
    const [first, second, third, fourth] = sums;
    if (first === undefined || second === undefined) {
      count(counts, at, n);
      if (first !== undefined) addOne(at, n, first, parts[0]!);
      return;
    }
    if (third === undefined) addTwo(at, n, counts, first, parts[0]!, second, parts[1]!);
    else if (fourth === undefined) addThree(at, n, counts, first, parts[0]!, second, parts[1]!, third, parts[2]!);
    else addFour(at, n, counts, first, parts[0]!, second, parts[1]!, third, parts[2]!, fourth, parts[3]!);
    for (let more = 4; more < sums.length; more++) addOne(at, n, sums[more]!, parts[more]!);
  }

  /** Σw of the first bins, or of all. */
  roundedWeights(bins?: number): RoundedSums {
    return this.weights.rounded(bins);
  }

  /** Σw² of the first bins. */
  roundedSquares(bins: number): RoundedSums {
    return this.squares.rounded(bins);
  }
}

function count(counts: Float64Array, at: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) counts[at[i]!]!++;
}

function addOne(at: Int32Array, n: number, sums: Float64Array, parts: Float64Array): void {
  for (let i = 0; i < n; i++) sums[at[i]!]! += parts[i]!;
}

function addTwo(
  at: Int32Array,
  n: number,
  counts: Float64Array,
  sums1: Float64Array,
  parts1: Float64Array,
  sums2: Float64Array,
  parts2: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = at[i]!;
    counts[bin]!++;
    sums1[bin]! += parts1[i]!;
    sums2[bin]! += parts2[i]!;
  }
}

function addThree(
  at: Int32Array,
  n: number,
  counts: Float64Array,
  sums1: Float64Array,
  parts1: Float64Array,
  sums2: Float64Array,
  parts2: Float64Array,
  sums3: Float64Array,
  parts3: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = at[i]!;
    counts[bin]!++;
    sums1[bin]! += parts1[i]!;
    sums2[bin]! += parts2[i]!;
    sums3[bin]! += parts3[i]!;
  }
}

function addFour(
  at: Int32Array,
  n: number,
  counts: Float64Array,
  sums1: Float64Array,
  parts1: Float64Array,
  sums2: Float64Array,
  parts2: Float64Array,
  sums3: Float64Array,
  parts3: Float64Array,
  sums4: Float64Array,
  parts4: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = at[i]!;
    counts[bin]!++;
    sums1[bin]! += parts1[i]!;
    sums2[bin]! += parts2[i]!;
    sums3[bin]! += parts3[i]!;
    sums4[bin]! += parts4[i]!;
  }
}

/**
 * Doubles cut at fixed places into parts that can be added without rounding (`exactSums.ts`): multiples of 2^(36k − 24) of
 * at most 36 bits, with a whole k, the level. The cut by adding and subtracting a large number is that of J. Demmel and
 * H. D. Nguyen, IEEE Trans. Comput. 64 (2015) 2060. Doubles between 2^-8 and 2^11 take two levels, those of float32
 * mostly one.
 */

const bits = 36;
/** The smallest unit, which is less than that of the smallest doubles: level 0 takes what is left of them. */
const lowest = -1104;
export const levels = 58;
/** Beyond this a term counts as infinite, so that nothing is carried out of the highest level. */
export const largestTerm = 2 ** 900;

/** Adding it to a number and taking it away again rounds the number to the units of a level. */
export const rounders = Float64Array.from({ length: levels }, (_, level) => 1.5 * 2 ** (lowest + bits * level + 52));
/** What a level takes without a part in the next: 2^35 of its units. */
export const reaches = Float64Array.from({ length: levels }, (_, level) => 2 ** (lowest + bits * level + bits - 1));
/** That of numbers around one. */
export const middleLevel = 30;
/** Where so small a fraction of the numbers has anything left, that is kept one by one. */
const sparseFraction = 1 / 8;

/** How often numbers were cut. */
let cuts = 0;

/** Numbers cut into parts, for sums that they enter several times. */
export class Parts {
  /** How many numbers. */
  n = 0;
  /** No other parts have the same. */
  version = 0;
  /** Of the absolute values of those that are cut. */
  largest = 0;
  /** Levels that most numbers have a part in. */
  readonly levels: number[] = [];
  /** Parts of a few numbers in other levels. */
  scattered = 0;
  scatteredLevels = new Int32Array(0);
  scatteredNumbers = new Int32Array(0);
  scatteredParts = new Float64Array(0);
  /** Numbers that are not finite, or too large; zeros elsewhere. */
  beyond: Float64Array | undefined;
  private readonly buffers: Float64Array[] = [];
  private rest = new Float64Array(0);
  private level = middleLevel;

  /** Parts of the level at a position of `levels`. */
  at(position: number): Float64Array {
    return this.buffers[position]!;
  }

  /** @param values the first n are cut */
  cut(values: Float64Array, n: number): this {
    this.n = n;
    this.version = ++cuts;
    this.levels.length = 0;
    this.scattered = 0;
    this.beyond = undefined;
    if (this.rest.length < n) {
      this.rest = new Float64Array(n);
      this.buffers.length = 0;
    }
    let largest = largestOfFirst(values, n);
    let uncut = values;
    if (!(largest <= largestTerm)) {
      uncut = this.rest;
      uncut.set(n === values.length ? values : values.subarray(0, n));
      largest = this.setApart(n);
    }
    this.largest = largest;
    if (largest > 0) this.cutFrom(levelOf(largest, this.level), uncut);
    return this;
  }

  private cutFrom(highest: number, uncut: Float64Array): void {
    const { rest, n } = this;
    this.level = highest;
    for (let level = highest, more = n, from = uncut; more > 0; level--, from = rest) {
      if (more < sparseFraction * n) {
        this.scatter(level, more);
        return;
      }
      const position = this.levels.push(level) - 1;
      const parts = (this.buffers[position] ??= new Float64Array(rest.length));
      const rounder = rounders[level]!;
      more = 0;
      for (let i = 0; i < n; i++) {
        const value = from[i]!;
        const part = value + rounder - rounder;
        const left = value - part;
        parts[i] = part;
        rest[i] = left;
        if (left !== 0) more++;
      }
    }
  }

  /** Cuts what few numbers have left, from a level on. */
  private scatter(highest: number, expected: number): void {
    const { rest, n } = this;
    if (this.scatteredLevels.length < 3 * expected) this.reserve(6 * expected);
    for (let i = 0; i < n; i++) {
      for (let level = highest; rest[i] !== 0; level--) {
        const part = rest[i]! + rounders[level]! - rounders[level]!;
        if (part === 0) continue;
        rest[i]! -= part;
        if (this.scattered === this.scatteredLevels.length) this.reserve(2 * this.scattered);
        this.scatteredLevels[this.scattered] = level;
        this.scatteredNumbers[this.scattered] = i;
        this.scatteredParts[this.scattered++] = part;
      }
    }
  }

  private reserve(length: number): void {
    const [levelsBefore, numbersBefore, partsBefore] = [
      this.scatteredLevels,
      this.scatteredNumbers,
      this.scatteredParts,
    ];
    this.scatteredLevels = new Int32Array(length);
    this.scatteredNumbers = new Int32Array(length);
    this.scatteredParts = new Float64Array(length);
    this.scatteredLevels.set(levelsBefore);
    this.scatteredNumbers.set(numbersBefore);
    this.scatteredParts.set(partsBefore);
  }

  /** Takes out what is not finite or too large. */
  private setApart(n: number): number {
    const beyond = new Float64Array(n);
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const value = this.rest[i]!;
      if (Math.abs(value) <= largestTerm) {
        largest = Math.max(largest, Math.abs(value));
        continue;
      }
      beyond[i] = value > 0 ? Infinity : value < 0 ? -Infinity : Number.NaN;
      this.rest[i] = 0;
    }
    this.beyond = beyond;
    return largest;
  }
}

/** For numbers that are added before others are cut. */
export const passing = new Parts();

/** The largest absolute value of the first n; NaN where one is. */
export function largestOfFirst(values: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const size = Math.abs(values[i]!);
    // A rare branch, unlike Math.max, does not make one value wait for the one before.
    if (size <= largest) continue;
    if (size !== size) return Number.NaN;
    largest = size;
  }
  return largest;
}

/** The lowest level that takes a number whole, searched from one that may do. */
export function levelOf(size: number, guess: number): number {
  let level = guess;
  while (size > reaches[level]!) level++;
  while (level > 0 && size <= reaches[level - 1]!) level--;
  return level;
}

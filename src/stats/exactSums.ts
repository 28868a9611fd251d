/**
 * Sums without rounding: the same to the last bit in whatever order their terms come, and however they are cut into
 * parts that are summed apart. What JavaScript's `+` adds up depends on the order.
 *
 * Parts of one level (`exactParts.ts`) are added as doubles, which is exact for 2^17 of them; before there are more, what
 * is too long for a level is carried into the next. Such sums of every level are a superaccumulator (R. Neal,
 * arXiv:1505.05571). A sum costs as many additions as its terms have parts: two or three.
 */
import type { Lane } from './kernel/fillKernel';
import { addBlock, addProductBlock, blockRounder, blockTerms } from './exactBlocks';
import {
  largestOfFirst,
  largestTerm,
  levelOf,
  levels,
  middleLevel,
  passing,
  reaches,
  rounders,
  type Parts,
} from './exactParts';

/** Of n terms the sum in one level is below 2^53 of its units. */
export const mostTerms = 2 ** 17;

/** Sums as doubles, and what rounding took from each: added up, all of them are exact. Mostly nothing or one list is left. */
export interface RoundedSums {
  readonly nearest: Float64Array;
  readonly rests: readonly Float64Array[];
}

/** A number of sums, side by side. */
export class ExactSums {
  private readonly digits: (Float64Array | undefined)[] = new Array<Float64Array | undefined>(levels).fill(undefined);
  private beyond: Float64Array | undefined;
  /** Terms since the last carry; no sum has more. */
  private terms = 0;
  private left = new Float64Array(0);
  private readonly blocks = new Float64Array(2);
  private blockSums = new Float64Array(16);

  constructor(private length: number) {}

  /** Adds each number to one of the sums: number i to sum `at[i]`. */
  add(at: Int32Array, parts: Parts): void {
    const { n } = parts;
    const used = parts.levels.length;
    for (let from = 0; from < n; from += mostTerms) {
      const to = Math.min(from + mostTerms, n);
      this.expect(to - from);
      for (let position = 0; position < used; position += 2) {
        const first = this.level(parts.levels[position]!);
        if (position + 1 === used) addAt(first, parts.at(position), at, from, to);
        else {
          const second = this.level(parts.levels[position + 1]!);
          addTwoAt(first, parts.at(position), second, parts.at(position + 1), at, from, to);
        }
      }
    }
    this.addScattered(at, parts);
  }

  /**
   * Parts of the levels that most numbers have one in, with the sums that they belong to: `addLanes` adds those of
   * several sums at once. For no more than `mostTerms` numbers.
   */
  lanes(parts: Parts): Lane[] {
    this.expect(parts.n);
    return parts.levels.map((level, position) => ({
      parts: parts.at(position),
      version: levels * parts.version + position,
      sums: this.level(level),
    }));
  }

  /** Adds what few numbers have in other levels. */
  addScattered(at: Int32Array, parts: Parts): void {
    const { scattered, scatteredLevels, scatteredNumbers, scatteredParts } = parts;
    for (let entry = 0; entry < scattered; entry++) {
      this.level(scatteredLevels[entry]!)[at[scatteredNumbers[entry]!]!]! += scatteredParts[entry]!;
    }
    if (parts.beyond !== undefined)
      addAt((this.beyond ??= new Float64Array(this.length)), parts.beyond, at, 0, parts.n);
  }

  /** Adds all numbers to one of the sums. */
  addTotal(index: number, parts: Parts): void {
    const { n } = parts;
    for (let from = 0; from < n; from += mostTerms) {
      const to = Math.min(from + mostTerms, n);
      this.expect(to - from);
      for (let position = 0; position < parts.levels.length; position++) {
        this.level(parts.levels[position]!)[index]! += total(parts.at(position), from, to);
      }
    }
    const { scattered, scatteredLevels, scatteredParts } = parts;
    for (let entry = 0; entry < scattered; entry++) {
      this.level(scatteredLevels[entry]!)[index]! += scatteredParts[entry]!;
    }
    if (parts.beyond !== undefined) {
      (this.beyond ??= new Float64Array(this.length))[index]! += total(parts.beyond, 0, n);
    }
  }

  /** Adds others sum by sum: no more than these, and of no more than `mostTerms` terms. */
  addEach(others: ExactSums): void {
    this.expect(others.terms);
    others.digits.forEach((values, level) => {
      if (values !== undefined) addOneByOne(this.level(level), values);
    });
    if (others.beyond !== undefined) addOneByOne((this.beyond ??= new Float64Array(this.length)), others.beyond);
  }

  /** Adds all sums of others to one of the sums. */
  addTotalOf(index: number, others: ExactSums): void {
    others.carry();
    for (let from = 0; from < others.length; from += mostTerms) {
      const to = Math.min(from + mostTerms, others.length);
      this.expect(to - from);
      others.digits.forEach((values, level) => {
        if (values !== undefined) this.level(level)[index]! += total(values, from, to);
      });
    }
    if (others.beyond !== undefined) {
      (this.beyond ??= new Float64Array(this.length))[index]! += total(others.beyond, 0, others.length);
    }
  }

  /**
   * Adds the first n values to one of the sums, without keeping their parts.
   * @param largest of their absolute values, or more
   */
  addValues(index: number, values: Float64Array, n: number, largest: number): void {
    if (!(largest <= largestTerm) || n > mostTerms) {
      this.addTotal(index, passing.cut(values, n));
      return;
    }
    if (largest === 0) return;
    const { blocks } = this;
    const rounder = blockRounder(largest);
    let sums = 0;
    for (let from = 0; from < n; from += blockTerms) {
      const to = Math.min(from + blockTerms, n);
      if (rounder > 0 && addBlock(values, from, to, rounder, blocks)) {
        if (this.blockSums.length < sums + 2) this.blockSums = longer(this.blockSums);
        this.blockSums[sums++] = blocks[0]!;
        this.blockSums[sums++] = blocks[1]!;
      } else this.addDigits(index, values.subarray(from, to), to - from, largest);
    }
    this.addDigits(index, this.blockSums, sums, blockTerms * largest);
  }

  /**
   * Adds a_i b_i of the first n factors, a block at most, to one of the sums.
   * @param largest of the absolute values of the products, or more
   */
  addProducts(index: number, a: Float64Array, b: Float64Array, n: number, largest: number): void {
    if (largest === 0) return;
    const rounder = blockRounder(largest);
    if (rounder > 0 && addProductBlock(a, b, n, rounder, this.blocks))
      this.addDigits(index, this.blocks, 2, n * largest);
    else {
      const products = a.slice(0, n).map((value, i) => value * b[i]!);
      this.addValues(index, products, n, largestOf(products));
    }
  }

  /** @param largest of the absolute values, or more */
  private addDigits(index: number, values: Float64Array, n: number, largest: number): void {
    this.expect(n);
    if (this.left.length < n) this.left = new Float64Array(n);
    const { left } = this;
    let from = values;
    let count = n;
    for (let level = Math.max(levelOf(largest, middleLevel), 2); count > 0; level = Math.max(level - 3, 2)) {
      // Lists of these would be made anew for each block.
      const first = rounders[level]!;
      const second = rounders[level - 1]!;
      const third = rounders[level - 2]!;
      let high = 0;
      let middle = 0;
      let low = 0;
      let remaining = 0;
      for (let i = 0; i < count; i++) {
        let value = from[i]!;
        const highPart = value + first - first;
        value -= highPart;
        const middlePart = value + second - second;
        value -= middlePart;
        const lowPart = value + third - third;
        value -= lowPart;
        high += highPart;
        middle += middlePart;
        low += lowPart;
        if (value !== 0) left[remaining++] = value;
      }
      this.level(level)[index]! += high;
      this.level(level - 1)[index]! += middle;
      this.level(level - 2)[index]! += low;
      from = left;
      count = remaining;
    }
  }

  /** Adds sums to the sums of the same places; what they were rounded by is a list more. */
  addSums(sums: RoundedSums, places: Int32Array = identity(sums.nearest.length)): void {
    for (const values of [sums.nearest, ...sums.rests]) this.add(places, passing.cut(values, values.length));
  }

  /** Makes room for more sums, or gives up some at the end. */
  resize(length: number): void {
    const resized = (values: Float64Array | undefined): Float64Array | undefined => {
      if (values === undefined) return undefined;
      const all = new Float64Array(length);
      all.set(values.subarray(0, length));
      return all;
    };
    this.digits.forEach((values, level) => (this.digits[level] = resized(values)));
    this.beyond = resized(this.beyond);
    this.length = length;
  }

  /**
   * The sums so far: equal sums have equal bytes.
   * @param length so many of them
   */
  rounded(length = this.length): RoundedSums {
    this.carry();
    const used = this.digits.filter((values) => values !== undefined);
    if (used.length === 0 && this.beyond === undefined) return { nearest: new Float64Array(length), rests: [] };
    // From the smallest digit up, each sum goes on and what rounding took from it stays behind; then the same with that.
    const lists = used.map((values) => values.slice(0, length));
    for (let top = lists.length - 1; top > 0; top--) {
      for (let low = 0; low < top; low++) addUpwards(lists[low]!, lists[low + 1]!, length);
    }
    const [nearest = new Float64Array(length), ...rests] = lists.reverse();
    for (let index = 0; this.beyond !== undefined && index < length; index++) {
      const value = this.beyond[index]!;
      if (value === 0) continue;
      nearest[index] = Number.isNaN(value) ? Number.NaN : value;
      for (const rest of rests) rest[index] = 0;
    }
    return { nearest, rests: rests.filter(isNotZero) };
  }

  private expect(terms: number): void {
    if (this.terms + terms > mostTerms) this.carry();
    this.terms += terms;
  }

  /** Brings every digit into [−2^35, 2^35) units of its level: there is one way to write a number so. */
  private carry(): void {
    for (let level = 0; level + 1 < levels; level++) {
      const values = this.digits[level];
      if (values === undefined) continue;
      const rounder = rounders[level + 1]!;
      const reach = reaches[level]!;
      let next = this.digits[level + 1];
      for (let index = 0; index < values.length; index++) {
        const value = values[index]!;
        let carried = value + rounder - rounder;
        if (value - carried === reach) carried += 2 * reach;
        if (carried === 0) continue;
        next ??= this.level(level + 1);
        values[index] = value - carried;
        next[index]! += carried;
      }
    }
    this.terms = 1;
  }

  private level(level: number): Float64Array {
    return (this.digits[level] ??= new Float64Array(this.length));
  }
}

function addAt(sums: Float64Array, parts: Float64Array, at: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) sums[at[i]!]! += parts[i]!;
}

function addOneByOne(sums: Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) sums[i]! += values[i]!;
}

function addTwoAt(
  sums: Float64Array,
  parts: Float64Array,
  otherSums: Float64Array,
  otherParts: Float64Array,
  at: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const index = at[i]!;
    sums[index]! += parts[i]!;
    otherSums[index]! += otherParts[i]!;
  }
}

/** Adds, and leaves behind what rounding took (Knuth's TwoSum). */
function addUpwards(below: Float64Array, above: Float64Array, length: number): void {
  for (let index = 0; index < length; index++) {
    const a = above[index]!;
    const b = below[index]!;
    const sum = a + b;
    const bRounded = sum - a;
    above[index] = sum;
    below[index] = a - (sum - bRounded) + (b - bRounded);
  }
}

function longer(values: Float64Array): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(2 * values.length);
  twice.set(values);
  return twice;
}

/** The largest absolute value; NaN where one is. */
export function largestOf(values: Float64Array): number {
  return largestOfFirst(values, values.length);
}

function isNotZero(values: Float64Array): boolean {
  for (let index = 0; index < values.length; index++) if (values[index] !== 0) return true;
  return false;
}

function total(values: Float64Array, from: number, to: number): number {
  const end = from + 4 * Math.floor((to - from) / 4);
  return totalOfFours(values, from, end) + totalOfRest(values, end, to);
}

/**
 * Four sums side by side: an addition has not to wait for the one before, and none rounds. By itself: with the rare loop
 * over what is left, the engine gives up its fastest code for both again and again.
 */
function totalOfFours(values: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = from; i < to; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  return a + b + (c + d);
}

function totalOfRest(values: Float64Array, from: number, to: number): number {
  let all = 0;
  for (let i = from; i < to; i++) all += values[i]!;
  return all;
}

let numbered = new Int32Array(0);

/** 0, 1, 2, …; not to be changed. */
function identity(length: number): Int32Array {
  if (numbered.length < length) numbered = Int32Array.from({ length }, (_, index) => index);
  return numbered.length === length ? numbered : numbered.subarray(0, length);
}

/**
 * The inner loop of reweighted events in WebAssembly (`weightKernel.wat`): products of their weights, cut and added by bin.
 * `ReweightedSums` puts it to use, and does without it where there is no WebAssembly.
 */
import { instantiate } from './assembly';
import { kernelEvents } from './fillKernel';
import { weightKernelBytes } from './weightKernelBytes';

/** Bins that rows may have. */
export const mostRows = 4096;
/** Of a row: upper and lower sum of w', of w'² and of ww'. */
export const rowNumbers = 6;

/** Where things lie in the memory, in bytes. */
const places = { before: 0, after: 32_768, bins: 65_536, left: 81_920, rows: 98_304, whole: 294_912, select: 327_680 };

/** Large numbers that round what they are added to, to the upper and the lower unit of a sum. */
export interface Rounders {
  readonly upper: number;
  readonly lower: number;
}

/** Weights of a batch; events of which `select` is 0 do not count. */
export interface SelectedWeights {
  readonly select: Float64Array;
  readonly before: Float64Array;
  /** No other weights have the same; not 0. */
  readonly version: number;
}

interface Loops {
  readonly memory: { readonly buffer: ArrayBuffer };
  countChanges(n: number): number;
  largestAfter(n: number): number;
  addProducts(
    n: number,
    upper: number,
    lower: number,
    squareUpper: number,
    squareLower: number,
    crossUpper: number,
    crossLower: number,
  ): number;
}

export class WeightKernel {
  /** Positions of pairs of events of which `addProducts` left something. */
  readonly left: Int32Array;
  private readonly before: Float64Array;
  private readonly after: Float64Array;
  private readonly bins: Int32Array;
  private readonly rows: Float64Array;
  private readonly whole: Float64Array;
  private readonly select: Float64Array;
  private beforeVersion = 0;
  private binsVersion = 0;
  private batchVersion = 0;

  constructor(private readonly loops: Loops) {
    const { buffer } = loops.memory;
    this.before = new Float64Array(buffer, places.before, kernelEvents);
    this.after = new Float64Array(buffer, places.after, kernelEvents);
    this.bins = new Int32Array(buffer, places.bins, kernelEvents);
    this.left = new Int32Array(buffer, places.left, kernelEvents);
    this.rows = new Float64Array(buffer, places.rows, rowNumbers * mostRows);
    this.whole = new Float64Array(buffer, places.whole, kernelEvents);
    this.select = new Float64Array(buffer, places.select, kernelEvents);
  }

  /**
   * Compares the weights of the first n events of a batch, no more than `kernelEvents`.
   * @returns how many selected events have another weight after; −1 where one of them has no finite one
   */
  countChanges({ select, before, version }: SelectedWeights, after: Float64Array, n: number): number {
    if (version !== this.batchVersion) {
      this.whole.set(before.subarray(0, n));
      this.select.set(select.subarray(0, n));
      // An odd number is made even by an event that is not selected.
      if (n % 2 === 1) this.select[n] = 0;
      this.batchVersion = version;
    }
    this.after.set(after.subarray(0, n));
    return this.loops.countChanges(n + (n % 2));
  }

  /**
   * Takes the first n events, no more than `kernelEvents`, as they were before.
   * @param at bins, from 0 to below `mostRows`
   * @param version,binsVersion no other weights and no other bins have the same; not 0
   */
  takeBefore(weights: Float64Array, version: number, at: Int32Array, binsVersion: number, n: number): void {
    if (version !== this.beforeVersion) this.before.set(weights.subarray(0, n));
    if (binsVersion !== this.binsVersion) this.bins.set(at.subarray(0, n));
    this.beforeVersion = version;
    this.binsVersion = binsVersion;
  }

  /**
   * Takes the weights of the same events after.
   * @returns the largest of their absolute values; none may be NaN
   */
  takeAfter(weights: Float64Array, n: number): number {
    this.after.set(weights.subarray(0, n));
    // An odd number is made even by an event that adds nothing to a bin.
    if (n % 2 === 1) [this.before[n], this.after[n], this.bins[n]] = [0, 0, 0];
    return this.loops.largestAfter(n + (n % 2));
  }

  /**
   * Adds what was taken to rows of sums.
   * @returns how many positions are in `left`: of each and the next event, what is left of a number that is cut is to be added
   */
  addProducts(rows: Float64Array, n: number, weight: Rounders, square: Rounders, cross: Rounders): number {
    this.rows.set(rows);
    const left = this.loops.addProducts(
      n + (n % 2),
      weight.upper,
      weight.lower,
      square.upper,
      square.lower,
      cross.upper,
      cross.lower,
    );
    rows.set(this.rows.subarray(0, rows.length));
    return left;
  }
}

let kernel: WeightKernel | undefined;
let asked = false;

/** The kernel of this process; undefined where there is no WebAssembly with vectors. */
export function weightKernel(): WeightKernel | undefined {
  if (asked) return kernel;
  asked = true;
  const loops = instantiate(weightKernelBytes) as Loops | undefined;
  kernel = loops && new WeightKernel(loops);
  return kernel;
}

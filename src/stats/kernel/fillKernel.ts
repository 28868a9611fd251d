/**
 * The inner loops of filling with two numbers an instruction, in WebAssembly (`fillKernel.wat`): bins of values, sums of
 * parts by bin, moments, and hashes. They give what the loops in TypeScript give, to the last bit, in less than half the time, and
 * stand in for them where a batch is large enough; without WebAssembly there is no kernel.
 */
import { instantiate } from './assembly';
import { fillKernelBytes } from './fillKernelBytes';

/** Events that are taken at once. */
export const kernelEvents = 4096;
/** Bins that sums by bin may have. */
const kernelBins = 4096;
/** Events of a block of moments: as many for each of two sums as blocks in TypeScript have. */
export const kernelBlock = 1024;
/** Smaller batches are faster without copies. */
const fewestEvents = 256;
/** Results of the moments of one block: upper and lower sum of wd, and of wd². */
const momentNumbers = 4;

/** Where things lie in the memory, in bytes. */
const places = { values: 0, weights: 32_768, bins: 65_536, asked: 81_920, lanes: 98_304, sums: 229_376 };
const results = 524_288;
const extremes = results + 8 * momentNumbers;
const tables = 1_048_576;
/** Four sums and a count, and room. */
const rowNumbers = 6;
const mostLanes = 4;

/** Version of numbers that may be others the next time; all others stand for the same numbers, and as many. */
export const unknownVersion = 0;
let versions = unknownVersion;

/** A version that no other values have. */
export function newVersion(): number {
  return ++versions;
}

/** Finds most bins: edges, and by cell of a uniform grid the number of the one edge to compare with, or −1. */
export interface CellTable {
  readonly cells: Int16Array;
  readonly edges: Float64Array;
  readonly low: number;
  readonly scale: number;
}

/** Parts of some numbers, and the sums that they are added to. */
export interface Lane {
  readonly parts: Float64Array;
  /** Equal numbers stand for equal parts. */
  readonly version: number;
  readonly sums: Float64Array;
}

interface Loops {
  readonly memory: { readonly buffer: ArrayBuffer };
  findBins(n: number, cells: number, edges: number, low: number, scale: number, outer: number): number;
  addTwo(n: number): void;
  addFour(n: number): void;
  findExtremes(n: number, result: number): void;
  hashPositions(n: number, first: number, file: number): void;
  hashColumn(n: number): void;
  findSmallHashes(n: number, largest: number): number;
  addMoments(from: number, to: number, origin: number, rounder: number, squareRounder: number, result: number): number;
}

export class FillKernel {
  /** Positions whose bins `findBins` could not find, or whose hashes `findSmallHashes` did. */
  readonly asked: Int32Array;
  /** What `addMoments` finds: upper and lower sum of wd, and of wd². */
  readonly moments: Float64Array;
  /** By position, after `findSmallHashes`. */
  readonly hashes: Uint32Array;
  /** What `findExtremes` finds: the smallest and the largest value. */
  readonly extremes: Float64Array;
  private readonly values: Float64Array;
  private readonly weights: Float64Array;
  private readonly bins: Int32Array;
  private readonly lanes: readonly Float64Array[];
  private readonly rows: Float64Array;
  /** Version of the parts in each lane; 0 of zeros. */
  private readonly versions = new Array<number>(mostLanes).fill(0);
  /** Of the values and the weights that were taken last. */
  private valuesVersion = unknownVersion;
  private weightsVersion = unknownVersion;
  private tablePlaces = new WeakMap<Int16Array, number>();
  private freeTables = tables;

  constructor(private readonly loops: Loops) {
    const { buffer } = loops.memory;
    this.asked = new Int32Array(buffer, places.asked, kernelEvents);
    this.hashes = new Uint32Array(buffer, places.bins, kernelEvents);
    this.moments = new Float64Array(buffer, results, momentNumbers);
    this.extremes = new Float64Array(buffer, extremes, 2);
    this.values = new Float64Array(buffer, places.values, kernelEvents);
    this.weights = new Float64Array(buffer, places.weights, kernelEvents);
    this.bins = new Int32Array(buffer, places.bins, kernelEvents);
    this.lanes = Array.from(
      { length: mostLanes },
      (_, lane) => new Float64Array(buffer, places.lanes + lane * 8 * kernelEvents, kernelEvents),
    );
    this.rows = new Float64Array(buffer, places.sums, rowNumbers * (kernelBins + 1));
  }

  /**
   * Bins of the first n values, no more than `kernelEvents`.
   * @param version of the values
   * @returns how many positions of `asked` are to be asked for: what is written of them is nothing
   */
  findBins(table: CellTable, values: Float64Array, n: number, out: Int32Array, version = unknownVersion): number {
    this.takeValues(values, n, version);
    const at = this.placeOf(table);
    const { cells, low, scale } = table;
    const count = this.loops.findBins(n + (n % 2), at + 8 * table.edges.length, at, low, scale, cells.length - 1);
    out.set(this.bins.subarray(0, n));
    // The number that was added to make them even is the last, if it is asked for.
    return count > 0 && this.asked[count - 1] === n ? count - 1 : count;
  }

  /** Whether `addByBin` is faster than adding one by one, which has no rows to empty. */
  suits(n: number, bins: number): boolean {
    return n >= fewestEvents && n >= 2 * bins && n <= kernelEvents && bins <= kernelBins;
  }

  /**
   * Adds each of the first n parts of every lane, no more than four, to the lane's sum at its bin, and counts.
   * @param at bins, from 0 to below `bins`
   * @param counts of events by bin, if they are wanted
   */
  addByBin(at: Int32Array, n: number, bins: number, lanes: readonly Lane[], counts?: Float64Array): void {
    this.bins.set(n === at.length ? at : at.subarray(0, n));
    // An odd number is made even by an event in a bin of its own.
    if (n % 2 === 1) this.bins[n] = bins;
    const [loop, used] = lanes.length > 2 ? (['addFour', 4] as const) : (['addTwo', 2] as const);
    for (let index = 0; index < used; index++) this.takeLane(index, lanes[index], n);
    this.loops[loop](n + (n % 2));
    const { rows } = this;
    lanes.forEach(({ sums }, lane) => {
      for (let bin = 0, row = lane; bin < bins; bin++, row += rowNumbers) sums[bin]! += rows[row]!;
    });
    if (counts !== undefined) {
      for (let bin = 0, row = mostLanes; bin < bins; bin++, row += rowNumbers) counts[bin]! += rows[row]!;
    }
    rows.fill(0, 0, rowNumbers * (bins + 1));
  }

  /** Finds the extremes of the first n values, no more than `kernelEvents` and none of them NaN. */
  findExtremes(values: Float64Array, n: number, version = unknownVersion): void {
    this.takeValues(values, n, version);
    if (n % 2 === 1) this.values[n] = this.values[0]!;
    this.loops.findExtremes(n, extremes);
  }

  /**
   * Takes the first n values and weights, no more than `kernelEvents`, for `addMoments`.
   * @param version,weightsVersion of those
   */
  takeEvents(
    values: Float64Array,
    weights: Float64Array,
    n: number,
    version = unknownVersion,
    weightsVersion = unknownVersion,
  ): void {
    this.takeValues(values, n, version);
    if (weightsVersion === unknownVersion || weightsVersion !== this.weightsVersion) take(weights, this.weights, n);
    this.weightsVersion = weightsVersion;
    // An odd number is made even by an event that adds nothing: whatever its value, its weight is zero.
    if (n % 2 === 1) [this.values[n], this.weights[n]] = [0, 0];
  }

  /** `addMomentBlock` (`exactBlocks.ts`) for up to `kernelBlock` events that were taken; the sums are in `moments`. */
  addMoments(origin: number, from: number, to: number, rounder: number, squareRounder: number): boolean {
    return this.loops.addMoments(8 * from, 8 * (to + (to % 2)), origin, rounder, squareRounder, results) === 0;
  }

  /** Begins the hashes of n events by their file and position, no more than `kernelEvents`. */
  hashPositions(file: number, from: number, n: number): void {
    this.loops.hashPositions(n, from, file);
  }

  /** Begins hashes of values. */
  hashNothing(n: number): void {
    this.hashes.fill(0, 0, n);
  }

  /** Takes one more value of each of n events into their hashes. */
  hashColumn(values: Float64Array, n: number): void {
    this.takeValues(values, n, unknownVersion);
    this.loops.hashColumn(n);
  }

  /**
   * Ends the hashes of n events, and finds those that are not larger than one.
   * @returns how many positions are in `asked`
   */
  findSmallHashes(n: number, largest: number): number {
    let count = this.loops.findSmallHashes(n, largest);
    // Four are taken at a time: the last ones may be of no event.
    while (count > 0 && this.asked[count - 1]! >= n) count--;
    return count;
  }

  private takeValues(values: Float64Array, n: number, version: number): void {
    if (version === unknownVersion || version !== this.valuesVersion) take(values, this.values, n);
    this.valuesVersion = version;
  }

  private takeLane(index: number, lane: Lane | undefined, n: number): void {
    const into = this.lanes[index]!;
    if (lane === undefined) {
      if (this.versions[index] !== 0) into.fill(0);
      this.versions[index] = 0;
      return;
    }
    if (this.versions[index] === lane.version) return;
    into.set(n === lane.parts.length ? lane.parts : lane.parts.subarray(0, n));
    this.versions[index] = lane.version;
  }

  private placeOf({ cells, edges }: CellTable): number {
    const known = this.tablePlaces.get(cells);
    if (known !== undefined) return known;
    const { buffer } = this.loops.memory;
    const bytes = 8 * Math.ceil((8 * edges.length + 2 * cells.length) / 8);
    if (this.freeTables + bytes > buffer.byteLength) {
      this.tablePlaces = new WeakMap<Int16Array, number>();
      this.freeTables = tables;
    }
    const at = this.freeTables;
    this.freeTables += bytes;
    new Float64Array(buffer, at, edges.length).set(edges);
    new Int16Array(buffer, at + 8 * edges.length, cells.length).set(cells);
    this.tablePlaces.set(cells, at);
    return at;
  }
}

function take(numbers: Float64Array, into: Float64Array, n: number): void {
  into.set(n === numbers.length ? numbers : numbers.subarray(0, n));
}

let kernel: FillKernel | undefined;
let asked = false;

/** The kernel of this process; undefined where there is no WebAssembly with vectors. */
export function fillKernel(): FillKernel | undefined {
  if (asked) return kernel;
  asked = true;
  const loops = instantiate(fillKernelBytes) as Loops | undefined;
  kernel = loops && new FillKernel(loops);
  return kernel;
}

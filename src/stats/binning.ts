/**
 * Finds the bin of a value among B + 1 edges: bin 0 is the underflow, bin k is [e_{k-1}, e_k), bin B + 1 the overflow.
 * The look-up is exact for every double and mostly constant in time (see `Grid`).
 */
export class Binning {
  readonly edges: Float64Array;
  /** B + 2, with under- and overflow. */
  readonly bins: number;
  private readonly grid: Grid;

  /**
   * @param edges ascending, finite, no two equal, at least one; not copied
   * @throws RangeError if they are not
   */
  constructor(edges: Float64Array) {
    assertEdges(edges);
    this.edges = edges;
    this.bins = edges.length + 1;
    this.grid = gridOver(edges, 0, edges.length, 3);
  }

  /** The bin of x: 0 below the first edge, B + 1 from the last edge on, −1 for NaN. */
  index(x: number): number {
    if (x !== x) return -1;
    const edges = this.edges;
    let grid = this.grid;
    for (;;) {
      if (x < grid.low) return grid.from;
      if (x >= grid.high) return grid.to;
      const cell = cellOf(x, grid.low, grid.scale);
      const finer = grid.finer[cell];
      if (finer !== undefined) {
        grid = finer;
        continue;
      }
      let from = grid.edgesBefore[cell]!;
      let to = grid.edgesBefore[cell + 1]!;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if (edges[middle]! <= x) from = middle + 1;
        else to = middle;
      }
      return from;
    }
  }

  /**
   * `out[i] = index(values[i])` for the first n values.
   *
   * @throws RangeError if `values` or `out` is shorter than n
   */
  fillIndices(values: Float64Array, n: number, out: Int32Array): void {
    if (values.length < n || out.length < n) {
      throw new RangeError(`Cannot look up ${n} values in an array of ${values.length} into one of ${out.length}.`);
    }
    const { edges } = this;
    const { low, high, scale, edgesBefore } = this.grid;
    for (let i = 0; i < n; i++) {
      const x = values[i]!;
      if (!(x >= low && x < high)) {
        out[i] = this.index(x);
        continue;
      }
      // Most cells hold no edge, or one: the first edge from a cell on lies above all of it, or is the one in it.
      const cell = cellOf(x, low, scale);
      const first = edgesBefore[cell]!;
      out[i] = edgesBefore[cell + 1]! - first > 1 ? this.index(x) : edges[first]! <= x ? first + 1 : first;
    }
  }
}

/**
 * Edges for bins of about equal population, counted without weights so that signed weights cannot spoil them. Equal
 * values never part: a value that fills two bins or more gets a bin of its own, and if there are no more than `bins`
 * different values (as for a number of jets) each has its own. Edges lie half-way between neighbouring values, so that
 * another rounding of the same number (float32 in one file, text in another) stays in its bin. The outer edges
 * enclose all values: under- and overflow are for other samples. NaN and ±Infinity are left out.
 *
 * @param values any order, not changed
 * @returns at most `bins` + 1 edges, strictly ascending; without a finite value the single edge 0
 * @throws RangeError if `bins` is not a positive integer
 */
export function quantileEdges(values: Float64Array, bins: number): Float64Array {
  assertBinCount(bins);
  const sorted = sortedFinite(values);
  const { distinct, ends } = runs(sorted);
  if (distinct.length === 0) return new Float64Array(1);
  const edges: number[] = [];
  const push = (edge: number): void => {
    const last = edges.at(-1);
    if (last === undefined || edge > last) edges.push(edge);
  };
  const cut = (run: number): void => push(between(distinct[run - 1]!, distinct[run]!));

  push(lowerBound(distinct));
  for (let run = 0, filled = 0; run < distinct.length - 1; run++) {
    const start = run === 0 ? 0 : ends[run - 1]!;
    const end = ends[run]!;
    if (distinct.length <= bins) {
      cut(run + 1);
      continue;
    }
    const heavy = (end - start) * bins >= 2 * sorted.length;
    if (heavy && run > 0) cut(run);
    const wanted = Math.floor((end * bins) / sorted.length);
    if (wanted > filled) {
      cut(run + 1);
      filled = wanted;
    }
  }
  const lastRun = distinct.length - 1;
  const lastStart = lastRun === 0 ? 0 : ends[lastRun - 1]!;
  if (lastRun > 0 && (sorted.length - lastStart) * bins >= 2 * sorted.length) cut(lastRun);
  push(upperBound(distinct));
  return Float64Array.from(edges);
}

/** The finite values in ascending order, in a new array. Values that ascend already cost no more than a look. */
export function sortedFinite(values: Float64Array): Float64Array {
  const finite = new Float64Array(values.length);
  let length = 0;
  let ascends = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (length > 0 && value < finite[length - 1]!) ascends = false;
    finite[length++] = value;
  }
  const sorted = finite.subarray(0, length);
  return ascends ? sorted : sorted.sort();
}

/** All edges of all lists in ascending order, each value once. */
export function mergeEdges(...lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let offset = 0;
  for (const list of lists) {
    all.set(list, offset);
    offset += list.length;
  }
  all.sort();
  return all.filter((edge, i) => i === 0 || edge !== all[i - 1]);
}

/**
 * `bins` + 1 edges at equal distances; the outer ones are exactly `low` and `high`.
 *
 * @throws RangeError if low < high does not hold, one is not finite, `bins` is not a positive integer, or the bins
 *   would be narrower than doubles can tell apart
 */
export function uniformEdges(low: number, high: number, bins: number): Float64Array {
  assertBinCount(bins);
  const edges = new Float64Array(bins + 1);
  // A weighted mean of the ends rather than low + i·width: high − low may overflow.
  for (let i = 0; i <= bins; i++) edges[i] = low * (1 - i / bins) + high * (i / bins);
  assertEdges(edges);
  return edges;
}

/**
 * A uniform grid over the edges number from..to − 1, which tells those that a value has to be compared with; where a
 * cell holds many edges (long tails), a finer grid over these. It is exact because a value's cell never falls as x
 * rises, however the arithmetic rounds: edges in earlier cells lie below the value and those in later cells above it.
 */
interface Grid {
  readonly from: number;
  readonly to: number;
  /** The first and the last of its edges. */
  readonly low: number;
  readonly high: number;
  /** Cells per unit of x; 0 for a single cell. */
  readonly scale: number;
  /** By cell: number of the first edge in it or after it. One entry more than there are cells. */
  readonly edgesBefore: Int32Array;
  /** By cell. */
  readonly finer: readonly (Grid | undefined)[];
}

/** Truncates, and takes 0·∞ (a single cell under a width that overflows) for 0. */
function cellOf(x: number, low: number, scale: number): number {
  return ((x - low) * scale) | 0;
}

/** So many that a cell with an edge is rare, and the processor guesses well. */
const cellsForEdge = 16;
/** Beyond so many edges in a cell, another grid is faster than a binary search. */
const searched = 4;

function gridOver(edges: Float64Array, from: number, to: number, levels: number): Grid {
  const low = edges[from]!;
  const high = edges[to - 1]!;
  const wanted = 2 ** Math.ceil(Math.log2(cellsForEdge * (to - from)));
  const perUnit = (wanted - 1) / (high - low);
  // One edge, a width that overflows, or one so small that its inverse does: a single cell, a plain binary search.
  const usable = perUnit > 0 && perUnit < Number.POSITIVE_INFINITY;
  const scale = usable ? perUnit : 0;
  const cells = usable ? wanted : 1;
  const edgesBefore = new Int32Array(cells + 1);
  for (let i = from; i < to; i++) edgesBefore[cellOf(edges[i]!, low, scale) + 1]! += 1;
  edgesBefore[0] = from;
  for (let cell = 1; cell <= cells; cell++) edgesBefore[cell]! += edgesBefore[cell - 1]!;
  const finer = new Array<Grid | undefined>(cells).fill(undefined);
  for (let cell = 0; usable && levels > 1 && cell < cells; cell++) {
    const first = edgesBefore[cell]!;
    const end = edgesBefore[cell + 1]!;
    if (end - first > searched) finer[cell] = gridOver(edges, first, end, levels - 1);
  }
  return { from, to, low, high, scale, edgesBefore, finer };
}

/** The different values of a sorted array, and for each the number of entries up to and including it. */
function runs(sorted: Float64Array): { distinct: number[]; ends: number[] } {
  const distinct: number[] = [];
  const ends: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!;
    if (i + 1 === sorted.length || sorted[i + 1] !== value) {
      distinct.push(value);
      ends.push(i + 1);
    }
  }
  return { distinct, ends };
}

/** An edge that leaves a < b on different sides: a < edge ≤ b. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle > a && middle <= b ? middle : b;
}

/** An edge at or below the smallest value, half of the next gap away. */
function lowerBound(distinct: readonly number[]): number {
  const edge = distinct[0]! - margin(distinct[0]!, distinct[1]);
  return Number.isFinite(edge) ? edge : distinct[0]!;
}

/** An edge above the largest value, half of the gap before it away. */
function upperBound(distinct: readonly number[]): number {
  const largest = distinct.at(-1)!;
  const edge = largest + margin(largest, distinct.at(-2));
  // The largest double cannot be enclosed: it is its own edge and falls into the overflow.
  if (!Number.isFinite(edge)) return largest;
  return edge > largest ? edge : nextUp(largest);
}

/** Half the gap to the neighbour; without one, wide enough for the rounding of float32 and too narrow for a shift. */
function margin(value: number, neighbour: number | undefined): number {
  if (neighbour !== undefined) return Math.abs(value / 2 - neighbour / 2);
  return value === 0 ? 1e-6 : Math.abs(value) * 1e-6;
}

function nextUp(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  if (x === 0) return Number.MIN_VALUE;
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

function assertEdges(edges: Float64Array): void {
  if (edges.length === 0) throw new RangeError('A binning needs at least one edge.');
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i]!;
    if (!Number.isFinite(edge)) throw new RangeError(`Bin edges must be finite; number ${i} is ${edge}.`);
    if (i > 0 && !(edge > edges[i - 1]!)) {
      throw new RangeError(`Bin edges must ascend strictly; number ${i} is ${edge} after ${edges[i - 1]}.`);
    }
  }
}

function assertBinCount(bins: number): void {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`The number of bins must be at least 1, not ${bins}.`);
}

/**
 * Finds the bin of a value among B + 1 edges: bin 0 is the underflow, bin k is [e_{k-1}, e_k), bin B + 1 the overflow.
 *
 * The look-up is exact, for every double, and mostly constant in time: a uniform grid over the edges tells which of
 * them a value has to be compared with, and the rest is a binary search. It is exact because the grid's cell of a
 * value, trunc((x − e_0)·scale), never falls as x rises, however the floating-point arithmetic rounds: edges of
 * earlier cells lie below the value, those of later cells above it.
 */
export class Binning {
  readonly edges: Float64Array;
  /** B + 2, with under- and overflow. */
  readonly bins: number;
  private readonly scale: number;
  /** By cell: how many edges lie in earlier cells. One entry more than there are cells. */
  private readonly edgesBefore: Int32Array;

  /**
   * @param edges ascending, finite, no two equal, at least one; not copied
   * @throws RangeError if they are not
   */
  constructor(edges: Float64Array) {
    assertEdges(edges);
    this.edges = edges;
    this.bins = edges.length + 1;
    const low = edges[0] as number;
    const high = edges[edges.length - 1] as number;
    const cells = 2 ** Math.ceil(Math.log2(4 * edges.length));
    const scale = (cells - 1) / (high - low);
    // One edge, a width that overflows, or one so small that its inverse does: binary search over all edges.
    const usable = scale > 0 && scale < Number.POSITIVE_INFINITY;
    this.scale = usable ? scale : 0;
    this.edgesBefore = new Int32Array(usable ? cells + 1 : 2);
    if (usable) {
      for (const edge of edges) {
        const cell = Math.trunc((edge - low) * scale);
        this.edgesBefore[cell + 1] = (this.edgesBefore[cell + 1] as number) + 1;
      }
      for (let cell = 1; cell <= cells; cell++) {
        this.edgesBefore[cell] = (this.edgesBefore[cell] as number) + (this.edgesBefore[cell - 1] as number);
      }
    } else {
      this.edgesBefore[1] = edges.length;
    }
  }

  /** The bin of x: 0 below the first edge, B + 1 from the last edge on, −1 for NaN. */
  index(x: number): number {
    const edges = this.edges;
    if (!(x >= (edges[0] as number))) return x < (edges[0] as number) ? 0 : -1;
    if (x >= (edges[edges.length - 1] as number)) return edges.length;
    const cell = this.scale === 0 ? 0 : Math.trunc((x - (edges[0] as number)) * this.scale);
    let from = this.edgesBefore[cell] as number;
    let to = this.edgesBefore[cell + 1] as number;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((edges[middle] as number) <= x) from = middle + 1;
      else to = middle;
    }
    return from;
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
    for (let i = 0; i < n; i++) out[i] = this.index(values[i] as number);
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
  const sorted = values.filter(Number.isFinite).sort();
  const { distinct, ends } = runs(sorted);
  if (distinct.length === 0) return new Float64Array(1);
  const edges: number[] = [];
  const push = (edge: number): void => {
    const last = edges.at(-1);
    if (last === undefined || edge > last) edges.push(edge);
  };
  const cut = (run: number): void => push(between(distinct[run - 1] as number, distinct[run] as number));

  push(lowerBound(distinct));
  for (let run = 0, filled = 0; run < distinct.length - 1; run++) {
    const start = run === 0 ? 0 : (ends[run - 1] as number);
    const end = ends[run] as number;
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
  const lastStart = lastRun === 0 ? 0 : (ends[lastRun - 1] as number);
  if (lastRun > 0 && (sorted.length - lastStart) * bins >= 2 * sorted.length) cut(lastRun);
  push(upperBound(distinct));
  return Float64Array.from(edges);
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

/** The different values of a sorted array, and for each the number of entries up to and including it. */
function runs(sorted: Float64Array): { distinct: number[]; ends: number[] } {
  const distinct: number[] = [];
  const ends: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number;
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
  const edge = (distinct[0] as number) - margin(distinct[0] as number, distinct[1]);
  return Number.isFinite(edge) ? edge : (distinct[0] as number);
}

/** An edge above the largest value, half of the gap before it away. */
function upperBound(distinct: readonly number[]): number {
  const largest = distinct.at(-1) as number;
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
    const edge = edges[i] as number;
    if (!Number.isFinite(edge)) throw new RangeError(`Bin edges must be finite; number ${i} is ${edge}.`);
    if (i > 0 && !(edge > (edges[i - 1] as number))) {
      throw new RangeError(`Bin edges must ascend strictly; number ${i} is ${edge} after ${edges[i - 1]}.`);
    }
  }
}

function assertBinCount(bins: number): void {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`The number of bins must be at least 1, not ${bins}.`);
}

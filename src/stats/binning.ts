import { fillKernel, kernelEvents, unknownVersion, type CellTable } from './kernel/fillKernel';
import { sortedFinite } from './sorting';

/** Fewer values are found faster without copying them. */
const fewestTogether = 64;

/**
 * Finds the bin of a value among B + 1 edges: bin 0 is the underflow, bin k is [e_{k-1}, e_k), bin B + 1 the overflow.
 * The look-up is exact for every double and mostly constant in time (see `Grid`).
 */
export class Binning {
  readonly edges: Float64Array;
  /** B + 2, with under- and overflow. */
  readonly bins: number;
  private known: Cells | undefined;

  /**
   * @param edges ascending, finite, no two equal, at least one; not copied
   * @throws RangeError if they are not
   */
  constructor(edges: Float64Array) {
    assertEdges(edges);
    this.edges = edges;
    this.bins = edges.length + 1;
  }

  /** Made when the first value is looked up: many a binning only says what the bins are. */
  private get looked(): Cells {
    return (this.known ??= cellsOver(this.edges));
  }

  /** The bin of x: 0 below the first edge, B + 1 from the last edge on, −1 for NaN. */
  index(x: number): number {
    if (x !== x) return -1;
    const edges = this.edges;
    let { grid } = this.looked;
    for (;;) {
      if (x < grid.low) return grid.from;
      if (x >= grid.high) return grid.to;
      const cell = cellOf(x, grid.low, grid.scale);
      const finer = grid.finer?.get(cell);
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
   * @param outside if given, the positions of values below the first edge, from the last on, and NaN are written to it
   * @param version of the values (`newVersion`)
   * @returns how many these are
   * @throws RangeError if `values` or `out` is shorter than n
   */
  fillIndices(
    values: Float64Array,
    n: number,
    out: Int32Array,
    outside?: Int32Array,
    version = unknownVersion,
  ): number {
    if (values.length < n || out.length < n) {
      throw new RangeError(`Cannot look up ${n} values in an array of ${values.length} into one of ${out.length}.`);
    }
    const { edges } = this;
    const { grid, cells, table } = this.looked;
    const kernel = n >= fewestTogether && n <= kernelEvents ? fillKernel() : undefined;
    if (kernel !== undefined && table !== undefined) {
      const unknown = kernel.findBins(table, values, n, out, version);
      return this.ask(values, kernel.asked, unknown, out, outside);
    }
    const { low, scale } = grid;
    const outer = cells.length - 1;
    let found = 0;
    for (let i = 0; i < n; i++) {
      const x = values[i]!;
      const place = (x - low) * scale;
      const bin = cells[place > 0 && place < outer ? place | 0 : outer]!;
      if (bin >= 0) {
        // A sum rather than a choice: which side of an edge a value lies on cannot be guessed.
        out[i] = bin + +(x >= edges[bin]!);
        continue;
      }
      const asked = this.index(x);
      if ((asked <= 0 || asked === edges.length) && outside !== undefined) outside[found++] = i;
      out[i] = asked;
    }
    return found;
  }

  /** Bins of some values one by one. Returns how many lie outside. */
  private ask(
    values: Float64Array,
    asked: Int32Array,
    count: number,
    out: Int32Array,
    outside: Int32Array | undefined,
  ): number {
    const last = this.edges.length;
    let found = 0;
    for (let entry = 0; entry < count; entry++) {
      const position = asked[entry]!;
      const bin = this.index(values[position]!);
      if ((bin <= 0 || bin === last) && outside !== undefined) outside[found++] = position;
      out[position] = bin;
    }
    return found;
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
  return quantileEdgesOf(sortedFinite(values), bins);
}

/**
 * The same of values that are finite and ascend.
 * @throws RangeError if `bins` is not a positive integer
 */
export function quantileEdgesOf(ascending: Float64Array, bins: number): Float64Array {
  assertBinCount(bins);
  const events = ascending.length;
  if (events === 0) return new Float64Array(1);
  const edges: number[] = [];
  const push = (edge: number): void => {
    const last = edges.at(-1);
    if (last === undefined || edge > last) edges.push(edge);
  };
  const isHeavy = (start: number, end: number): boolean => (end - start) * bins >= 2 * events;
  // Equal values are a run; an edge lies between the last value of one and the first of the next.
  const cut = (end: number): void => push(between(ascending[end - 1]!, ascending[end]!));

  const secondStart = endOfRun(ascending, 0);
  const lastStart = startOfRun(ascending, events - 1);
  push(lowerBound(ascending[0]!, secondStart < events ? ascending[secondStart] : undefined));
  if (!hasMoreRuns(ascending, bins)) {
    for (let end = secondStart; end < events; end = endOfRun(ascending, end)) cut(end);
  } else {
    // From one run that fills another bin to the next: none of those between them has an edge.
    for (let filled = 0; ;) {
      const last = Math.ceil(((filled + 1) * events) / bins) - 1;
      const [start, end] = [startOfRun(ascending, last), endOfRun(ascending, last)];
      if (start > 0 && isHeavy(start, end)) cut(start);
      if (end === events) break;
      cut(end);
      filled = Math.floor((end * bins) / events);
    }
  }
  push(upperBound(ascending[events - 1]!, lastStart > 0 ? ascending[lastStart - 1] : undefined));
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
  /** By cell; undefined where there is none. */
  readonly finer: ReadonlyMap<number, Grid> | undefined;
}

/** What finds the bins of most values at once. */
interface Cells {
  readonly grid: Grid;
  /** By cell of the grid: number of the first edge in it or after it; −1 for those whose values have to be asked for. */
  readonly cells: Int16Array | Int32Array;
  readonly table: CellTable | undefined;
}

function cellsOver(edges: Float64Array): Cells {
  const grid = gridOver(edges, 0, edges.length, 3);
  const cells = cellsOf(grid);
  const { low, scale } = grid;
  return { grid, cells, table: cells instanceof Int16Array ? { cells, edges, low, scale } : undefined };
}

/** Cells with one edge at most, up to that of the last edge, which stands for all that lies outside. */
function cellsOf({ edgesBefore, low, high, scale, to }: Grid): Int16Array | Int32Array {
  const last = cellOf(high, low, scale);
  // A table of one feature has to stay in the processor's cache while others are looked up.
  const cells = to < 2 ** 15 ? new Int16Array(last + 1) : new Int32Array(last + 1);
  for (let cell = 0; cell < last; cell++) {
    const first = edgesBefore[cell]!;
    cells[cell] = edgesBefore[cell + 1]! - first > 1 ? -1 : first;
  }
  cells[last] = -1;
  return cells;
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
  let finer: Map<number, Grid> | undefined;
  for (let cell = 0; usable && levels > 1 && cell < cells; cell++) {
    const [first, end] = [edgesBefore[cell]!, edgesBefore[cell + 1]!];
    if (end - first > searched) (finer ??= new Map<number, Grid>()).set(cell, gridOver(edges, first, end, levels - 1));
  }
  return { from, to, low, high, scale, edgesBefore, finer };
}

/** Whether a sorted array has more different values than a number. */
function hasMoreRuns(ascending: Float64Array, most: number): boolean {
  let runs = 1;
  for (let i = 1; i < ascending.length && runs <= most; i++) if (ascending[i] !== ascending[i - 1]) runs++;
  return runs > most;
}

/** Position of the first value that equals the one at a position. */
function startOfRun(ascending: Float64Array, position: number): number {
  const value = ascending[position];
  let start = position;
  while (start > 0 && ascending[start - 1] === value) start--;
  return start;
}

/** Position after the last value that equals the one at a position. */
function endOfRun(ascending: Float64Array, position: number): number {
  const value = ascending[position];
  let end = position + 1;
  while (end < ascending.length && ascending[end] === value) end++;
  return end;
}

/** An edge that leaves a < b on different sides: a < edge ≤ b. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle > a && middle <= b ? middle : b;
}

/** An edge at or below the smallest value, half of the next gap away. */
function lowerBound(smallest: number, next: number | undefined): number {
  const edge = smallest - margin(smallest, next);
  return Number.isFinite(edge) ? edge : smallest;
}

/** An edge above the largest value, half of the gap before it away. */
function upperBound(largest: number, previous: number | undefined): number {
  const edge = largest + margin(largest, previous);
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

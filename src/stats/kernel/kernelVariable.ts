import type { Binning } from '../binning';
import type { RoundedSums } from '../exactSums';
import {
  lowerWeightUnits,
  momentDigits,
  rounder,
  weightDigits,
  type Counting,
  type VariableKernel,
} from './variableKernel';

/** Bytes of a row of sums, and where in it things are; the same in `variableKernel.wat`. */
const rowBytes = 48;
const edgePlace = 0;
const countPlace = 8;
const sumsPlace = 16;
/** Number of the sum of the lower parts of weights; where it counts events, the unit of that in its upper word. */
const lowerWeights = 2;
const countUnit = 2 ** 12;
/** Rows that are of no bin: of missing values, and one that is not read. */
const ownRows = 2;
/** Of a variable, before its rows. */
const headBytes = 208;
const head = {
  scale: 0,
  shift: 8,
  last: 16,
  origin: 24,
  rounders: 32,
  farthest: 64,
  low: 72,
  high: 80,
  missing: 88,
  moments: 112,
  addresses: 176,
  smallest: 200,
};
/** One value that was found missing, and how often it was. */
const sentinelBytes = 16;
const searched = -1;
/** A cell tells places of rows in so many bytes. */
const cellUnit = 8;
/** That many they can tell. */
const mostBins = 5_000;
/** Cells that are counted from 2^52 on are the last bits of a double. */
const firstCell = 2 ** 52;
const word = 2 ** 32;
/** So much farther than the edges a value may be and be added like the others. */
const headroom = 8;
/** Distances of other size would meet the ends of what doubles can hold. */
const [nearest, farthest] = [2 ** -200, 2 ** 200];

/** What was added up of a variable. Sums are exact: lists are to be added up, before those of another variable are taken. */
export interface KernelSums {
  /** By bin, and in the end of missing values. */
  readonly counts: Float64Array;
  readonly weights: RoundedSums;
  readonly squares: RoundedSums;
  /** Σwd and Σwd². */
  readonly moments: readonly [Float64Array, Float64Array];
  /** Infinite without a value. */
  readonly low: number;
  readonly high: number;
  /** By value. */
  readonly missing: ReadonlyMap<number, number>;
}

/** What the kernel needs to know of a variable. */
export interface KernelAxis {
  readonly binning: Binning;
  readonly origin: number;
  readonly sentinels: readonly number[];
}

/** How a variable is laid out in the kernel's memory. */
export interface KernelLayout {
  readonly axis: KernelAxis;
  readonly grid: CellGrid;
  readonly bytes: number;
}

/** Undefined for a variable that the kernel cannot fill. */
export function kernelLayout(axis: KernelAxis): KernelLayout | undefined {
  const { binning, origin, sentinels } = axis;
  const distance = largestDistance(binning.edges, origin);
  if (binning.bins > mostBins || !(distance > nearest && distance < farthest)) return undefined;
  const grid = gridOf(binning.edges);
  const bytes = headBytes + sentinelBytes * sentinels.length + rowBytes * (binning.bins + ownRows) + 2 * grid.cells;
  return { axis, grid, bytes: 16 * Math.ceil(bytes / 16) };
}

/** A variable as it lies in the kernel's memory. */
export class KernelVariable {
  private readonly rows: number;
  private readonly bins: number;
  /** No value that is added has a larger distance. */
  private readonly farthest: number;
  private readonly sentinels: readonly number[];
  private top = 1;
  private counting: Counting = 'apart';

  constructor(
    private readonly kernel: VariableKernel,
    readonly address: number,
    { axis, grid }: KernelLayout,
  ) {
    const { doubles, words } = kernel;
    const { binning, origin, sentinels } = axis;
    this.sentinels = sentinels;
    const { edges } = binning;
    this.bins = binning.bins;
    this.farthest = 2 ** Math.ceil(Math.log2(headroom * largestDistance(edges, origin)));
    const firstSentinel = address + headBytes;
    this.rows = firstSentinel + sentinelBytes * sentinels.length;
    const cells = this.rows + rowBytes * (this.bins + ownRows);
    words.fill(0, address / 4, cells / 4);
    const numbers = [grid.scale, grid.shift, firstCell + grid.cells - 1, origin];
    doubles.set(numbers, (address + head.scale) / 8);
    doubles[(address + head.farthest) / 8] = this.farthest;
    doubles[(address + head.low) / 8] = Infinity;
    doubles[(address + head.high) / 8] = -Infinity;
    const missingRow = this.rows + rowBytes * this.bins;
    words.set(
      [cells, this.rows, missingRow, edges.length, firstSentinel, sentinels.length],
      (address + head.addresses) / 4,
    );
    sentinels.forEach((value, index) => (doubles[(firstSentinel + sentinelBytes * index) / 8] = value));
    for (let bin = 0; bin < this.bins + ownRows; bin++) {
      // Nothing is above the overflow, or beside what is missing.
      const edge = edges[bin] ?? (bin === edges.length ? Infinity : Number.NaN);
      doubles[(this.rows + rowBytes * bin + edgePlace) / 8] = edge;
    }
    fillCells(new Int16Array(words.buffer, cells, grid.cells), grid, edges, sentinels);
  }

  /** Prepares for weights up to a power of two, that are cut for a way of counting. */
  expect(top: number, counting: Counting): void {
    const { doubles } = this.kernel;
    this.top = top;
    this.counting = counting;
    const { once, twice } = this.units;
    const { lowerUnit } = momentDigits;
    doubles.set([once, lowerUnit * once, twice, lowerUnit * twice].map(rounder), (this.address + head.rounders) / 8);
    doubles[(this.address + head.smallest) / 8] = momentDigits.smallest * top * this.farthest;
  }

  /** What was added up since the last time. */
  take(): KernelSums {
    const { doubles } = this.kernel;
    const { address } = this;
    const { lowerUnit } = weightDigits;
    const unit = weightDigits.unit * this.top;
    const squareUnit = weightDigits.unit * this.top * this.top;
    const counts = this.takeCounts();
    const weights = [
      ...this.takeColumn(0, unit),
      ...this.takeColumn(lowerWeights, lowerWeightUnits[this.counting] * unit),
    ] as const;
    const squares = [...this.takeColumn(1, squareUnit), ...this.takeColumn(3, lowerUnit * squareUnit)] as const;
    const { once, twice } = this.units;
    const moments: [Float64Array, Float64Array] = [this.takeMoment(0, once), this.takeMoment(1, twice)];
    const { sentinels } = this;
    const missing = new Map<number, number>();
    [Number.NaN, Infinity, -Infinity].forEach((value, index) => {
      missing.set(value, this.takeDouble(address + head.missing + 8 * index));
    });
    sentinels.forEach((value, index) => {
      const events = this.takeDouble(address + headBytes + sentinelBytes * index + 8);
      // A sentinel that is infinite has been counted with those that are.
      if (Number.isFinite(value)) missing.set(value, events);
    });
    const [low, high] = [doubles[(address + head.low) / 8]!, doubles[(address + head.high) / 8]!];
    return { counts, weights: listed(weights), squares: listed(squares), moments, low, high, missing };
  }

  private get units(): { readonly once: number; readonly twice: number } {
    const once = momentDigits.unit * this.top * this.farthest;
    return { once, twice: once * this.farthest };
  }

  private takeCounts(): Float64Array {
    const { words } = this.kernel;
    const { bins } = this;
    const counts = this.column(0);
    for (let bin = 0; bin <= bins; bin++) {
      const row = (this.rows + rowBytes * bin) / 4;
      if (this.counting === 'apart') {
        counts[bin] = words[row + countPlace / 4]!;
        words[row + countPlace / 4] = 0;
        continue;
      }
      // The sum has a sign: half a unit of the counts more makes it positive.
      const upper = row + (sumsPlace + 8 * lowerWeights + 4) / 4;
      const all = words[upper]! >>> 0;
      const count = Math.floor((all + countUnit / 2) / countUnit);
      counts[bin] = count;
      words[upper] = all - countUnit * count;
    }
    return counts;
  }

  /** One of the four sums of all rows, as two lists. */
  private takeColumn(column: number, unit: number): [Float64Array, Float64Array] {
    const { words } = this.kernel;
    const { bins } = this;
    const [high, low] = [this.column(2 * column + 1), this.column(2 * column + 2)];
    for (let bin = 0; bin <= bins; bin++) {
      const place = (this.rows + rowBytes * bin + sumsPlace + 8 * column) / 4;
      low[bin] = (words[place]! >>> 0) * unit;
      high[bin] = words[place + 1]! * word * unit;
      words[place] = 0;
      words[place + 1] = 0;
    }
    return [high, low];
  }

  /** Room for a number of each row. */
  private column(index: number): Float64Array {
    const rows = this.bins + 1;
    if (taken.length < columns * rows) taken = new Float64Array(columns * rows);
    return taken.subarray(rows * index, rows * (index + 1));
  }

  /** Σwd or Σwd² as numbers to be added up. */
  private takeMoment(which: number, unit: number): Float64Array {
    const { words } = this.kernel;
    const sums = new Float64Array(4);
    for (let part = 0; part < 2; part++) {
      const ofPart = part === 0 ? unit : momentDigits.lowerUnit * unit;
      const place = (this.address + head.moments + 32 * which + 16 * part) / 4;
      const [low, high] = [0, 2].map((at) => words[place + at + 1]! * word + (words[place + at]! >>> 0)) as [
        number,
        number,
      ];
      sums[2 * part] = high * word * ofPart;
      sums[2 * part + 1] = low * ofPart;
      words.fill(0, place, place + 4);
    }
    return sums;
  }

  private takeDouble(address: number): number {
    const { doubles } = this.kernel;
    const value = doubles[address / 8]!;
    doubles[address / 8] = 0;
    return value;
  }
}

/** What is taken of each row: a count, and four sums in two numbers each. */
const columns = 9;
/** Of the variable whose sums were taken last. */
let taken = new Float64Array(0);

function listed([nearest, ...rests]: readonly [Float64Array, ...(readonly Float64Array[])]): RoundedSums {
  return { nearest, rests };
}

function largestDistance(edges: Float64Array, origin: number): number {
  return Math.max(Math.abs(edges[0]! - origin), Math.abs(edges[edges.length - 1]! - origin));
}

/** A uniform grid over the edges; the first and the last cell are outside. A cell never falls as its value rises. */
interface CellGrid {
  readonly cells: number;
  readonly scale: number;
  readonly shift: number;
}

const cellsForEdge = 16;
const mostCells = 2 ** 15;
/** With a long tail there are more cells, until so few edges have another one in their cell. */
const sharedEdges = 1 / 64;

function gridOf(edges: Float64Array): CellGrid {
  const fewest = Math.min(2 ** Math.ceil(Math.log2(cellsForEdge * edges.length)), mostCells);
  for (let cells = fewest; ; cells *= 2) {
    const grid = uniformGrid(edges, cells);
    if (2 * cells > mostCells || sharedIn(grid, edges) <= sharedEdges * edges.length) return grid;
  }
}

function uniformGrid(edges: Float64Array, cells: number): CellGrid {
  const [low, high] = [edges[0]!, edges[edges.length - 1]!];
  const scale = (cells - 3) / (high - low);
  const start = Math.round(low * scale);
  // One edge, or a place that the last bits of a double cannot tell: every value is searched.
  if (!(scale > 0 && scale < Infinity && Math.abs(start) < 2 ** 40)) return { cells: 1, scale: 0, shift: firstCell };
  return { cells, scale, shift: firstCell + 1 - start };
}

/** How many edges are in the cell of the one before. */
function sharedIn(grid: CellGrid, edges: Float64Array): number {
  let shared = 0;
  for (let edge = 1; edge < edges.length; edge++) {
    if (cellOf(edges[edge]!, grid) === cellOf(edges[edge - 1]!, grid)) shared++;
  }
  return shared;
}

function cellOf(x: number, { cells, scale, shift }: CellGrid): number {
  return Math.max(Math.min(x * scale + shift, firstCell + cells - 1), firstCell) - firstCell;
}

function fillCells(into: Int16Array, grid: CellGrid, edges: Float64Array, sentinels: readonly number[]): void {
  // How many edges are in a cell, before it tells where its row is.
  into.fill(0);
  for (let edge = 0; edge < edges.length; edge++) into[cellOf(edges[edge]!, grid)]!++;
  for (let cell = 0, before = 0; cell < grid.cells; cell++) {
    const inside = into[cell]!;
    const outside = cell === 0 || cell === grid.cells - 1;
    into[cell] = outside || inside > 1 ? searched : (rowBytes / cellUnit) * before;
    before += inside;
  }
  for (const sentinel of sentinels) into[Number.isFinite(sentinel) ? cellOf(sentinel, grid) : 0] = searched;
}

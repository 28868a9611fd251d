import type { Binning } from '../stats/binning';
import { fillKernel, kernelEvents, newVersion } from '../stats/kernel/fillKernel';

/** Where a variable is filled. */
export interface Axis {
  readonly binning: Binning;
  /** What its moments are measured from. */
  readonly origin: number;
}

/** Values that mean "not computed", and those of them that the analysis file declares. */
export interface MissingValues {
  readonly sentinels: readonly number[];
  readonly declared: readonly number[];
}

export const noSentinels: MissingValues = { sentinels: [], declared: [] };

/** The values of a variable that some events of a batch have, and where they lie: found once for all that is filled there. */
export class PlacedValues {
  /** How many events. */
  n = 0;
  /** By event; the origin where there is no value. */
  values: Float64Array = new Float64Array(0);
  /** Of these values alone. */
  version = newVersion();
  /** Bin of each event; one past the last bin where it has no value. */
  at = new Int32Array(0);
  /** Of values below the first edge, and from the last on; +∞ and −∞ without any. */
  low = Infinity;
  high = -Infinity;
  /** No value is farther from the origin. */
  largestDistance = 0;
  missingEvents = 0;
  declaredMissingEvents = 0;
  /** Whether every event has a value within the edges. */
  private allInside = false;
  private binning: Binning | undefined;
  private own = new Float64Array(0);
  private outside = new Int32Array(0);
  private within: { readonly low: number; readonly high: number } | undefined;

  /**
   * @param x by event of the batch; not copied
   * @param events positions in the batch, ascending
   * @param found bin of each event of the batch, if that is known; below 0 for what is no value
   */
  place(
    { binning, origin }: Axis,
    x: Float64Array,
    events: Int32Array,
    { sentinels, declared }: MissingValues,
    found?: Int32Array,
  ): this {
    const n = this.reserve(events.length);
    const whole = n > 0 && events[n - 1] === n - 1;
    this.binning = binning;
    this.within = undefined;
    this.values = whole ? x : gathered(x, events, this.own);
    this.version = newVersion();
    const outside = found === undefined ? this.look(binning) : this.takeOver(binning, found, events);
    const { edges } = binning;
    const [first, last] = [edges[0]!, edges[edges.length - 1]!];
    this.low = Infinity;
    this.high = -Infinity;
    this.largestDistance = Math.max(Math.abs(first - origin), Math.abs(last - origin));
    this.missingEvents = 0;
    this.declaredMissingEvents = 0;
    for (let entry = 0; entry < outside; entry++) {
      const event = this.outside[entry]!;
      const value = this.values[event]!;
      if (!Number.isFinite(value) || (sentinels.length > 0 && sentinels.includes(value))) {
        this.drop(event, value, origin, declared);
        continue;
      }
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
      this.largestDistance = Math.max(this.largestDistance, Math.abs(value - origin));
    }
    for (const sentinel of sentinels) {
      if (sentinel >= first && sentinel < last) this.dropAll(sentinel, origin, declared);
    }
    this.allInside = outside === 0 && this.missingEvents === 0;
    return this;
  }

  /** The smallest and the largest of the values within the edges; +∞ and −∞ without any. */
  get inner(): { readonly low: number; readonly high: number } {
    return (this.within ??= this.allInside
      ? extremesOf(this.values, this.n, this.version)
      : extremes(this.values, this.at, this.n, this.binning?.edges.length ?? 0));
  }

  private reserve(n: number): number {
    this.n = n;
    if (this.own.length < n) {
      this.own = new Float64Array(n);
      this.at = new Int32Array(n);
      this.outside = new Int32Array(n);
    }
    return n;
  }

  /** @returns how many values lie outside the edges */
  private look(binning: Binning): number {
    return binning.fillIndices(this.values, this.n, this.at, this.outside, this.version);
  }

  private takeOver({ edges }: Binning, found: Int32Array, events: Int32Array): number {
    const { at, outside, n } = this;
    const overflow = edges.length;
    let count = 0;
    for (let index = 0; index < n; index++) {
      const bin = found[events[index]!]!;
      at[index] = bin;
      if (bin <= 0 || bin === overflow) outside[count++] = index;
    }
    return count;
  }

  private drop(event: number, value: number, origin: number, declared: readonly number[]): void {
    if (this.values !== this.own) {
      // What was given belongs to someone else.
      this.own.set(this.values.subarray(0, this.n));
      this.values = this.own;
    }
    this.values[event] = origin;
    this.version = newVersion();
    this.at[event] = this.binning?.bins ?? 0;
    this.missingEvents++;
    if (declared.includes(value)) this.declaredMissingEvents++;
  }

  private dropAll(sentinel: number, origin: number, declared: readonly number[]): void {
    const missing = this.binning?.bins;
    for (let event = 0; event < this.n; event++) {
      // Where a value is missing already, the origin stands, which may be a sentinel, too.
      if (this.values[event] === sentinel && this.at[event] !== missing) this.drop(event, sentinel, origin, declared);
    }
  }
}

function gathered(x: Float64Array, events: Int32Array, into: Float64Array): Float64Array {
  for (let index = 0; index < events.length; index++) into[index] = x[events[index]!]!;
  return into;
}

function extremesOf(values: Float64Array, n: number, version: number): { readonly low: number; readonly high: number } {
  const kernel = n > 0 && n <= kernelEvents ? fillKernel() : undefined;
  if (kernel !== undefined) {
    kernel.findExtremes(values, n, version);
    return { low: kernel.extremes[0]!, high: kernel.extremes[1]! };
  }
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < n; index++) {
    const value = values[index]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** Of the values in bins neither the first nor from a number on. */
function extremes(
  values: Float64Array,
  at: Int32Array,
  n: number,
  overflow: number,
): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < n; index++) {
    const bin = at[index]!;
    if (bin === 0 || bin >= overflow) continue;
    const value = values[index]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

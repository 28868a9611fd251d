/**
 * Adds up the features of one class, batch by batch and without rounding. Where the kernel can, one loop in WebAssembly
 * makes all sums of a feature, which stay in its memory; otherwise loops in TypeScript do, and in the end both are put
 * together: sums are exact, so that which of them made what changes no bit.
 */
import { largestOfFirst, Parts } from '../stats/exactParts';
import { ExactSums } from '../stats/exactSums';
import { kernelLayout, KernelVariable } from '../stats/kernel/kernelVariable';
import {
  mostTaken,
  mostWeights,
  variableKernel,
  type Counting,
  type Tenant,
  type VariableKernel,
} from '../stats/kernel/variableKernel';
import type { ClassWeights } from './classWeights';
import { PlacedValues, type Axis, type MissingValues } from './placedValues';
import type { VariableProfile } from './profile';
import { VariableFiller } from './variableFiller';

/** Fewer events are added faster without copying them. */
const fewestTogether = 64;
/** Weights of other size would meet the ends of what doubles can hold. */
const [smallest, largest] = [2 ** -200, 2 ** 200];
/** The kernel is prepared for weights so many times as large as the first, and so many times as small. */
const headroom = 4;
const legroom = 2 ** -8;
/** Where more events have weights of more digits than the kernel adds, it is slower than loops. */
const restFraction = 1 / 8;

export class FeatureFillers implements Tenant {
  private readonly fillers: readonly VariableFiller[];
  private readonly placed = new PlacedValues();
  /** In the kernel; undefined for those that it cannot fill, and for all where there is no room. */
  private variables: readonly (KernelVariable | undefined)[] | undefined;
  /** Whether others have needed the room: classes that do not fit in together would move in and out with each batch. */
  private hasLeft = false;
  /** Events since sums were taken from the kernel, whose weights have been no larger than a power of two. */
  private events = 0;
  private top = 0;
  /** Of these events. */
  private counting: Counting = 'apart';

  /** @param missing of each feature */
  constructor(
    private readonly axes: readonly Axis[],
    private readonly missing: readonly MissingValues[],
  ) {
    this.fillers = axes.map((axis) => new VariableFiller(axis, true));
  }

  get count(): number {
    return this.axes.length;
  }

  /**
   * @param values of each feature, by event of the batch
   * @param added is told of each feature, while its values are still near
   */
  add(chosen: ClassWeights, values: readonly Float64Array[], added: (feature: number) => void): void {
    if (this.axes.length === 0) return;
    const kernel = this.kernelFor(chosen);
    if (kernel !== undefined && this.addInKernel(kernel, chosen, values, added)) return;
    values.forEach((x, feature) => {
      this.addInLoops(feature, chosen, x);
      added(feature);
    });
  }

  /** Σw and Σw² of all events, with a value or without: what the bins of a feature have together, if there is one. */
  totals(): ExactSums | undefined {
    const [filler] = this.fillers;
    if (filler === undefined) return undefined;
    this.take();
    const sums = new ExactSums(2);
    filler.addTotalTo(sums, 0);
    filler.addTotalSquareTo(sums, 1);
    return sums;
  }

  profile(): VariableProfile[] {
    this.take();
    this.abandon();
    return this.fillers.map((filler) => filler.profile());
  }

  /** Gives the room in the kernel back, where a run ends before its time. */
  abandon(): void {
    variableKernel()?.release(this);
    this.variables = undefined;
  }

  leave(): void {
    this.take();
    this.variables = undefined;
    this.hasLeft = true;
  }

  private addInLoops(feature: number, chosen: ClassWeights, x: Float64Array): void {
    const placed = this.placed.place(this.axes[feature]!, x, chosen.events, this.missing[feature]!);
    this.fillers[feature]!.add(chosen, placed);
  }

  /** The kernel, prepared for some weights; undefined where loops are to add them. */
  private kernelFor({ events, values }: ClassWeights): VariableKernel | undefined {
    const n = events.length;
    if (n < fewestTogether || n > mostTaken) return undefined;
    const size = largestOfFirst(values, n);
    if (size !== 0 && !(size > smallest && size < largest)) return undefined;
    const kernel = variableKernel();
    if (kernel === undefined) return undefined;
    const variables = (this.variables ??= this.enter(kernel));
    if (variables.every((variable) => variable === undefined)) return undefined;
    const expected = this.top > 0 && size <= this.top && (size === 0 || size >= legroom * this.top);
    if (!expected || this.events + n > mostWeights) {
      this.take();
      this.top = 2 ** Math.ceil(Math.log2(headroom * (size === 0 ? 1 : size)));
      this.expect('among weights');
    }
    return kernel;
  }

  private expect(counting: Counting): void {
    this.counting = counting;
    for (const variable of this.variables ?? []) variable?.expect(this.top, counting);
  }

  private enter(kernel: VariableKernel): readonly (KernelVariable | undefined)[] {
    const layouts = this.axes.map(({ binning, origin }, feature) =>
      kernelLayout({ binning, origin, sentinels: this.missing[feature]!.sentinels }),
    );
    const bytes = layouts.reduce((sum, layout) => sum + (layout?.bytes ?? 0), 0);
    const start = kernel.claim(this, bytes, !this.hasLeft);
    if (start === undefined) return layouts.map(() => undefined);
    this.top = 0;
    let address = start;
    return layouts.map((layout) => {
      const at = address;
      address += layout?.bytes ?? 0;
      return layout && new KernelVariable(kernel, at, layout);
    });
  }

  /** @returns false where weights have too many digits: then nothing was added */
  private addInKernel(
    kernel: VariableKernel,
    chosen: ClassWeights,
    values: readonly Float64Array[],
    added: (feature: number) => void,
  ): boolean {
    const n = chosen.events.length;
    kernel.weights.set(chosen.values.subarray(0, n));
    const left = this.cutWeights(kernel, n);
    if (left > restFraction * n) return false;
    const rests = left > 0 ? restsOf(kernel, left, chosen.events) : undefined;
    this.events += n;
    this.variables?.forEach((variable, feature) => {
      const x = values[feature]!;
      if (variable === undefined) this.addInLoops(feature, chosen, x);
      else {
        const filler = this.fillers[feature]!;
        copyChosen(x, chosen.events, kernel.values);
        const listed = kernel.fill(variable.address, n, this.counting);
        if (listed > 0) filler.addListed(x, chosen, kernel.listed.subarray(0, listed));
        if (rests !== undefined) {
          const { at } = this.placed.place(this.axes[feature]!, x, rests.events, this.missing[feature]!);
          filler.addRests(at, rests.weights, rests.squares);
        }
      }
      added(feature);
    });
    return true;
  }

  /** @returns how many leave something: as few as may be */
  private cutWeights(kernel: VariableKernel, n: number): number {
    const left = kernel.cutWeights(n, this.top, this.counting);
    if (left === 0 || this.counting === 'apart') return left;
    this.take();
    this.expect('apart');
    return kernel.cutWeights(n, this.top, 'apart');
  }

  /** Takes the sums out of the kernel. */
  private take(): void {
    if (this.events > 0) {
      this.variables?.forEach((variable, feature) => {
        if (variable !== undefined) this.fillers[feature]!.addSums(variable.take(), this.missing[feature]!.declared);
      });
    }
    this.events = 0;
  }
}

/** What the kernel leaves of weights with many digits, and of their squares. */
interface Rests {
  /** Positions in the batch. */
  readonly events: Int32Array;
  readonly weights: Parts;
  readonly squares: Parts;
}

function restsOf(kernel: VariableKernel, n: number, chosen: Int32Array): Rests {
  const cut = (which: number): Parts =>
    new Parts().cut(
      Float64Array.from({ length: n }, (_, index) => kernel.rests[2 * index + which]!),
      n,
    );
  const events = kernel.restEvents.slice(0, n).map((index) => chosen[index]!);
  return { events, weights: cut(0), squares: cut(1) };
}

function copyChosen(x: Float64Array, events: Int32Array, into: Float64Array): void {
  const n = events.length;
  if (events[n - 1] === n - 1) {
    into.set(n === x.length ? x : x.subarray(0, n));
    return;
  }
  for (let index = 0; index < n; index++) into[index] = x[events[index]!]!;
}

/**
 * The loop of filling in WebAssembly (`variableKernel.wat`): one pass over the values of a variable for all of its sums,
 * which stay in the kernel's memory from batch to batch. All are whole numbers of small units, so they are exact, and the
 * same as those of the loops in TypeScript; without WebAssembly there is no kernel.
 */
import { instantiate } from './assembly';
import { variableKernelBytes } from './variableKernelBytes';

/** Events that are taken at once. */
export const mostTaken = 4096;
/** Values and weights have two more: one makes an odd number even. */
const room = mostTaken + 2;

/** Where things lie in the memory, in bytes. */
const places = {
  values: 0,
  weights: 36_864,
  listed: 229_376,
  restEvents: 249_856,
  rests: 270_336,
  variables: 524_288,
};

interface Loops {
  readonly memory: { readonly buffer: ArrayBuffer };
  cutWeights(
    n: number,
    rounder: number,
    lowerRounder: number,
    squareRounder: number,
    squareLowerRounder: number,
    apart: number,
  ): number;
  fill(variable: number, n: number, apart: number): number;
}

/** Has sums in the kernel's memory. */
export interface Tenant {
  /** Takes what it needs of the memory with it: it is someone else's then. */
  leave(): void;
}

export class VariableKernel {
  /** Of the next events to be filled. */
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** Events whose moments `fill` did not add. */
  readonly listed: Int32Array;
  /** Events of which `cutWeights` left something, and what: of w and of w². */
  readonly restEvents: Int32Array;
  readonly rests: Float64Array;
  /** The whole memory. */
  readonly doubles: Float64Array;
  readonly words: Int32Array;
  private readonly tenants = new Set<Tenant>();
  private free = places.variables;

  constructor(private readonly loops: Loops) {
    const { buffer } = loops.memory;
    this.values = new Float64Array(buffer, places.values, room);
    this.weights = new Float64Array(buffer, places.weights, room);
    this.listed = new Int32Array(buffer, places.listed, room);
    this.restEvents = new Int32Array(buffer, places.restEvents, mostTaken);
    this.rests = new Float64Array(buffer, places.rests, 2 * mostTaken);
    this.doubles = new Float64Array(buffer);
    this.words = new Int32Array(buffer);
  }

  /**
   * Gives a tenant room until it is asked to leave, or releases it. Where there is too little, all others leave, if they
   * may be asked to: the memory does not grow.
   * @returns the address, a multiple of 16; undefined when there is less memory than that
   */
  claim(tenant: Tenant, bytes: number, mayAsk = true): number | undefined {
    const { byteLength } = this.loops.memory.buffer;
    if (places.variables + bytes > byteLength) return undefined;
    if (this.free + bytes > byteLength) {
      if (!mayAsk) return undefined;
      for (const other of this.tenants) other.leave();
      this.tenants.clear();
      this.free = places.variables;
    }
    const address = this.free;
    this.free += 16 * Math.ceil(bytes / 16);
    this.tenants.add(tenant);
    return address;
  }

  /** Takes the room of a tenant that needs it no more. */
  release(tenant: Tenant): void {
    this.tenants.delete(tenant);
    if (this.tenants.size === 0) this.free = places.variables;
  }

  /**
   * Cuts the first n of `weights`, and their squares.
   * @param top a power of two that none is larger than
   * @param counting how events are counted
   * @returns how many leave something
   */
  cutWeights(n: number, top: number, counting: Counting): number {
    const { unit, lowerUnit } = weightDigits;
    const [upper, squareUpper] = [rounder(unit * top), rounder(unit * top * top)];
    const lower = lowerWeightUnits[counting] * upper;
    return this.loops.cutWeights(n, upper, lower, squareUpper, lowerUnit * squareUpper, +(counting === 'apart'));
  }

  /**
   * Adds the first n of `values` with the weights that were cut to the sums of a variable.
   * @param counting that of the weights
   * @returns how many events are in `listed`
   */
  fill(variable: number, n: number, counting: Counting): number {
    return this.loops.fill(variable, n, +(counting === 'apart'));
  }
}

/**
 * Events of a bin are counted by a number of their own, or in the upper bits of the sum of the lower parts of weights, where
 * these parts are short and leave them free: that takes a fifth of its time from the loop over bins.
 */
export type Counting = 'apart' | 'among weights';

/** Of the largest weight the unit of the upper parts; of that the unit of the lower ones. */
export const weightDigits = { unit: 2 ** -43, lowerUnit: 2 ** -44 };
/** Terms of as many bits in sums of 63. */
export const mostWeights = 2 ** 19;
/** Of the unit of the upper parts of weights that of the lower ones: 2^19 of 23 bits and a sign leave 20 bits of 64. */
export const lowerWeightUnits: Readonly<Record<Counting, number>> = {
  apart: weightDigits.lowerUnit,
  'among weights': 2 ** -24,
};
/**
 * The same for wd and (wd)d, of which no batch has more than 4096. Where |wd| is 2^-24 of the largest or more, |wd²| is 2^-48
 * of its largest, or more, and both have 53 bits above 2^-101 of the largest.
 */
export const momentDigits = { unit: 2 ** -50, lowerUnit: 2 ** -51, smallest: 2 ** -24 };

/** Adding it to a number up to 2^50 units makes whole units of that. */
export function rounder(unit: number): number {
  return 1.5 * 2 ** 52 * unit;
}

let kernel: VariableKernel | undefined;
let asked = false;

/** The kernel of this process; undefined where there is no WebAssembly with vectors. */
export function variableKernel(): VariableKernel | undefined {
  if (asked) return kernel;
  asked = true;
  const loops = instantiate(variableKernelBytes) as Loops | undefined;
  kernel = loops && new VariableKernel(loops);
  return kernel;
}

/**
 * Lengths of noise that is drawn for independent bins, four draws at a time, in WebAssembly (`noiseKernel.wat`). They are
 * what the loops of `noiseLengths.ts` give, to the last bit, in a fifth of the time: noise is made, tied and measured
 * without leaving the nearest memory.
 */
import { instantiate } from './assembly';
import { noiseKernelBytes } from './noiseKernelBytes';

/** Room in the memory, with a bin that makes an odd number even. */
const mostBins = 2047;
const mostDraws = 1024;
/** Draws that are taken at once. */
const together = 4;

/** Where things lie in the memory, in bytes: by bin, then by draw, then the rest. */
const places = {
  sigmas: 0,
  slopes: 16_384,
  pooled: 32_768,
  weights: 49_152,
  difference: 65_536,
  signed: 81_920,
  squares: 98_304,
  totals: 180_224,
  suprema: 188_416,
  integrals: 196_608,
  signedIntegrals: 204_800,
  sameIntegrals: 212_992,
  tables: 327_680,
};

/** Noise of a difference of shapes whose bins are independent (`ShapeNoise`). */
export interface IndependentNoise {
  /** By bin: standard deviation, and how the nominal total hangs on it. */
  readonly sigmas: Float64Array;
  readonly slopes: Float64Array;
  /** By bin: pooled distribution at its upper edge. */
  readonly pooled: Float64Array;
  /** Share of the nominal side in the pooled shape. */
  readonly share: number;
  /** What the nominal total scatters by if all bins are known. */
  readonly rest: number;
}

/** Standard normal numbers, a row for each draw. */
interface Numbers {
  readonly values: Float64Array;
  readonly stride: number;
}

/** By draw, and in the end by bin. */
export interface NoiseNumbers {
  readonly suprema: Float64Array;
  readonly integrals: Float64Array;
  readonly signedIntegrals: Float64Array;
  readonly sameIntegrals: Float64Array;
  readonly squares: Float64Array;
}

interface Loops {
  readonly memory: { readonly buffer: ArrayBuffer };
  findLengths(draws: number, row: number, stride: number, end: number, share: number, rest: number): void;
}

export class NoiseKernel {
  private readonly buffer: ArrayBuffer;
  private known = new WeakMap<Float64Array, number>();
  private free = places.tables;

  constructor(private readonly loops: Loops) {
    this.buffer = loops.memory.buffer;
  }

  /** Whether there is room for so many. */
  suits(bins: number, draws: number, stride: number): boolean {
    return bins <= mostBins && draws <= mostDraws && places.tables + bytesOf(draws, stride) <= this.buffer.byteLength;
  }

  /**
   * @param weights of each bin in an integral
   * @param signed the same, with the sign of the difference
   */
  findLengths(
    noise: IndependentNoise,
    numbers: Numbers,
    draws: number,
    { difference, weights, signed }: Record<'difference' | 'weights' | 'signed', Float64Array>,
  ): NoiseNumbers {
    this.put(places.signed, signed, 0);
    const bins = noise.sigmas.length;
    new Float64Array(this.buffer, places.squares, bins + 1).fill(0);
    this.run(noise, numbers, draws, difference, weights);
    const found = (place: number, count = draws): Float64Array => new Float64Array(this.buffer, place, count).slice();
    return {
      suprema: found(places.suprema),
      integrals: found(places.integrals),
      signedIntegrals: found(places.signedIntegrals),
      sameIntegrals: found(places.sameIntegrals),
      squares: found(places.squares, bins),
    };
  }

  private run(
    { sigmas, slopes, pooled, share, rest }: IndependentNoise,
    numbers: Numbers,
    draws: number,
    difference: Float64Array,
    weights: Float64Array,
  ): void {
    this.put(places.sigmas, sigmas, 0);
    this.put(places.slopes, slopes, 0);
    // The bin that makes an odd number even has no noise, and ends at 0 like the last one.
    this.put(places.pooled, pooled, 1);
    this.put(places.weights, weights, 0);
    this.put(places.difference, difference, 0);
    const [bins, rows] = [sigmas.length + (sigmas.length % 2), together * Math.ceil(draws / together)];
    this.loops.findLengths(rows, this.placeOf(numbers, draws), 8 * numbers.stride, 8 * bins, share, rest);
  }

  private put(place: number, values: Float64Array, next: number): void {
    const into = new Float64Array(this.buffer, place, values.length + 1);
    into.set(values);
    into[values.length] = next;
  }

  /** Numbers stay in the memory until others need their room. */
  private placeOf({ values, stride }: Numbers, draws: number): number {
    const known = this.known.get(values);
    if (known !== undefined) return known;
    const bytes = bytesOf(draws, stride);
    if (this.free + bytes > this.buffer.byteLength) {
      this.known = new WeakMap<Float64Array, number>();
      this.free = places.tables;
    }
    const at = this.free;
    this.free += bytes;
    const into = new Float64Array(this.buffer, at, bytes / 8);
    into.set(values.subarray(0, draws * stride));
    // Draws that make their number a multiple of four have no noise.
    into.fill(0, draws * stride);
    this.known.set(values, at);
    return at;
  }
}

function bytesOf(draws: number, stride: number): number {
  return 8 * stride * together * Math.ceil(draws / together);
}

let kernel: NoiseKernel | undefined;
let asked = false;

/** The kernel of this process; undefined where there is no WebAssembly with vectors. */
export function noiseKernel(): NoiseKernel | undefined {
  if (asked) return kernel;
  asked = true;
  const loops = instantiate(noiseKernelBytes) as Loops | undefined;
  kernel = loops && new NoiseKernel(loops);
  return kernel;
}

import { exponential, logarithm } from './elementary';
import { hash } from './hash';

/**
 * Random numbers that are the same, bit for bit, on every machine and in every JavaScript engine: a p-value from a
 * simulated null must not depend on where it was computed. Generator: xoshiro128** 1.1 (Blackman and Vigna,
 * arXiv:1805.01407), its 128 bits of state seeded by four hashes of the seed's text.
 *
 * Normal deviates come from the ziggurat of Marsaglia and Tsang (J. Stat. Softw. 5 (2000) 8) with 256 layers, in
 * Doornik's form (ZIGNOR, 2005): layer and position in it are drawn apart. What is kept and what is rejected depends on
 * logarithms and exponentials, so these are our own (`elementary.ts`) and not the engine's.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** Numbers and their decimal text are the same seed: `new Random(7)` and `new Random('7')` agree. */
  constructor(seed: number | string) {
    const text = String(seed);
    this.a = hash(text, 0x243f6a88) | 0;
    this.b = hash(text, 0x85a308d3) | 0;
    this.c = hash(text, 0x13198a2e) | 0;
    // The state that is all zero never moves. One bit is a cheap price for never getting there.
    this.d = hash(text, 0x03707344) | 1;
  }

  /** Uniform in the open interval (0, 1): 52 random bits, never 0 and never 1. */
  uniform(): number {
    const high = this.next() >>> 6;
    const low = this.next() >>> 6;
    return (high * 0x4000000 + low + 0.5) * 2 ** -52;
  }

  /** Standard normal. */
  normal(): number {
    for (;;) {
      const layer = this.next() >>> 24;
      const position = (this.next() + 0.5) * 2 ** -31;
      if (Math.abs(position) < inside[layer]!) return position * width[layer]!;
      if (layer === 0) return this.tail(position < 0 ? -1 : 1);
      // In the layer but beside its core: keep the point if it lies under the density.
      const x = position * width[layer]!;
      const outer = exponential(-0.5 * (width[layer]! * width[layer]! - x * x));
      const inner = exponential(-0.5 * (width[layer + 1]! * width[layer + 1]! - x * x));
      if (inner + this.uniform() * (outer - inner) < 1) return x;
    }
  }

  /** Fills `out` with the numbers that as many calls of `normal` would give. */
  fillNormal(out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
  }

  /** Beyond the base layer: Marsaglia's exponential rejection. */
  private tail(sign: number): number {
    for (;;) {
      const beyond = -logarithm(this.uniform()) / base;
      if (-2 * logarithm(this.uniform()) > beyond * beyond) return sign * (base + beyond);
    }
  }

  /** 32 random bits as a signed integer. */
  private next(): number {
    const fives = Math.imul(this.b, 5);
    const result = Math.imul((fives << 7) | (fives >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }
}

/** Where the base layer ends, and the area of each of the 256 layers under exp(−x²/2). */
const base = 3.654152885361009;
const area = 0.00492867323397465;

/** Half-width of each layer, from the base (with its tail folded in) to the top. */
const width = layerWidths();
/** The part of each layer that lies under the density all over. */
const inside = Float64Array.from({ length: 256 }, (_, layer) => width[layer + 1]! / width[layer]!);

function layerWidths(): Float64Array {
  const widths = new Float64Array(257);
  let density = exponential(-0.5 * base * base);
  widths[0] = area / density;
  widths[1] = base;
  for (let layer = 2; layer < 256; layer++) {
    density += area / widths[layer - 1]!;
    widths[layer] = Math.sqrt(-2 * logarithm(density));
  }
  return widths;
}

import { hash } from './hash';

/**
 * Random numbers that are the same, bit for bit, on every machine and in every JavaScript engine: a p-value from a
 * simulated null must not depend on where it was computed. Generator: xoshiro128** 1.1 (Blackman and Vigna,
 * arXiv:1805.01407), its 128 bits of state seeded by four hashes of the seed's text.
 *
 * Normal deviates come from Marsaglia's polar method. Its control flow (which pairs are rejected) uses only exactly
 * rounded arithmetic; the logarithm, which engines are free to round as they like, is our own.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spare = Number.NaN;

  /** Numbers and their decimal text are the same seed: `new Random(7)` and `new Random('7')` agree. */
  constructor(seed: number | string) {
    const text = String(seed);
    this.a = hash(text, 0x243f6a88) | 0;
    this.b = hash(text, 0x85a308d3) | 0;
    this.c = hash(text, 0x13198a2e) | 0;
    // The state that is all zero never moves. One bit is a cheap price for never getting there.
    this.d = hash(text, 0x03707344) | 1;
  }

  /** Uniform in the open interval (0, 1): multiples of 2⁻⁵³ with 52 random bits, never 0 and never 1. */
  uniform(): number {
    const high = this.next() >>> 6;
    const low = this.next() >>> 6;
    return (high * 0x4000000 + low + 0.5) * 2 ** -52;
  }

  /** Standard normal. */
  normal(): number {
    const spare = this.spare;
    if (spare === spare) {
      this.spare = Number.NaN;
      return spare;
    }
    for (;;) {
      // Odd multiples of 2⁻³¹: symmetric about zero, and the radius is never zero.
      const x = (this.next() + 0.5) * 2 ** -31;
      const y = (this.next() + 0.5) * 2 ** -31;
      const square = x * x + y * y;
      if (square < 1) {
        const scale = Math.sqrt((-2 * logarithm(square)) / square);
        this.spare = y * scale;
        return x * scale;
      }
    }
  }

  /** Fills `out` with the numbers that as many calls of `normal` would give. */
  fillNormal(out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
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

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Natural logarithm of a normal positive double, to less than one unit in the last place, from additions,
 * multiplications and divisions alone: fdlibm's `e_log.c` (Sun Microsystems, 1993). JavaScript does not say how
 * `Math.log` rounds, and a compiler may fuse its operations differently on another processor.
 */
function logarithm(x: number): number {
  number[0] = x;
  let high = words[highWord] as number;
  let exponent = (high >> 20) - 1023;
  high &= 0x000fffff;
  const half = (high + 0x95f64) & 0x100000;
  words[highWord] = high | (half ^ 0x3ff00000);
  exponent += half >> 20;
  const f = (number[0] as number) - 1; // x = 2^exponent · (1 + f), √½ < 1 + f < √2
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const halfSquare = 0.5 * f * f;
  return (
    exponent * 6.9314718036912381649e-1 -
    (halfSquare - (s * (halfSquare + odd + even) + exponent * 1.90821492927058770002e-10) - f)
  );
}

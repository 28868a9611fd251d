/**
 * Logarithm and exponential from additions, multiplications and divisions alone, so that they are the same on every
 * machine to the last bit. JavaScript does not say how `Math.log` and `Math.exp` round, and where a random number is
 * rejected or kept by them, one bit changes everything that is drawn after it.
 *
 * Both follow fdlibm (`e_log.c`, `e_exp.c`; Sun Microsystems, 1993, 2004) with an error below one unit in the last place.
 */

/** Natural logarithm of a positive double that is not denormal. */
export function logarithm(x: number): number {
  number[0] = x;
  const high = words[highWord]!;
  const mantissa = high & 0x000fffff;
  const aboveRootTwo = (mantissa + 0x95f64) & 0x100000;
  const exponent = (high >> 20) - 1023 + (aboveRootTwo >> 20);
  words[highWord] = mantissa | (aboveRootTwo ^ 0x3ff00000);
  const f = number[0] - 1; // x = 2^exponent · (1 + f) with √½ < 1 + f < √2
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const halfSquare = 0.5 * f * f;
  return exponent * ln2High - (halfSquare - (s * (halfSquare + odd + even) + exponent * ln2Low) - f);
}

/** e to the power of x, for |x| < 700. */
export function exponential(x: number): number {
  const exponent = Math.trunc(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
  const high = x - exponent * ln2High;
  const low = exponent * ln2Low;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  number[0] = 1;
  words[highWord] = (1023 + exponent) << 20;
  return y * number[0];
}

/** ln 2 in two parts; the first has so few bits that its multiples are exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

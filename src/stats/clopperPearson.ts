import { logGamma } from './gammaFunction';

/**
 * Limits of a binomial fraction k/n that hold the true one with probability 1 − 2p at least, p on each side (C. J. Clopper
 * and E. S. Pearson, Biometrika 26 (1934) 404): the fractions at which k or more, and k or fewer, have the probability p.
 * For weighted events k = ε·n_eff and n = n_eff, which need not be whole.
 *
 * @throws RangeError unless 0 ≤ k ≤ n, n > 0 and 0 < p < 0.5
 */
export function clopperPearson(k: number, n: number, p: number): { readonly low: number; readonly high: number } {
  if (!(n > 0) || !(k >= 0) || !(k <= n)) throw new RangeError(`${k} of ${n} is no fraction.`);
  if (!(p > 0 && p < 0.5)) throw new RangeError(`A tail must hold more than 0 and less than 0.5, not ${p}.`);
  return {
    low: k === 0 ? 0 : betaQuantile(p, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - p, k + 1, n - k),
  };
}

/** I_x(a, b), the distribution function of the beta distribution: Lentz' continued fraction (DLMF 8.17.22). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** The x at which I_x(a, b) is p. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  // Halving an interval of doubles: 60 steps leave nothing to halve near 1, and relative 1e-16 of 1e-2 below.
  for (let step = 0; step < 100 && high - low > 1e-17 * high; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return value;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

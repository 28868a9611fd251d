/** ln Γ(x) for x > 0, to a relative error of about 1e-14: Lanczos' series with g = 607/128 (Godfrey's coefficients). */
export function logGamma(x: number): number {
  let series = 0.99999999999999709182;
  lanczos.forEach((coefficient, index) => {
    series += coefficient / (x + index);
  });
  const shifted = x - 0.5 + 607 / 128;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(shifted) - shifted + Math.log(series);
}

/**
 * Upper tail of χ² with `freedom` degrees of freedom, P(χ² > x): the regularised incomplete gamma function Q(ν/2, x/2),
 * by its series below ν/2 + 1 and by Lentz' continued fraction above (DLMF 8.11.4, 8.9.2).
 *
 * @throws RangeError unless freedom > 0 and x ≥ 0
 */
export function chiSquaredTail(x: number, freedom: number): number {
  if (!(freedom > 0) || !(x >= 0)) throw new RangeError(`χ² = ${x} of ${freedom} degrees of freedom is not defined.`);
  const a = freedom / 2;
  const t = x / 2;
  if (t === 0) return 1;
  const factor = Math.exp(a * Math.log(t) - t - logGamma(a));
  return t < a + 1 ? Math.max(1 - factor * lowerSeries(a, t), 0) : factor * upperFraction(a, t);
}

/**
 * The χ² below which it lies with probability p, by halving an interval.
 *
 * @throws RangeError unless freedom > 0 and 0 < p < 1
 */
export function chiSquaredQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A quantile needs a probability between 0 and 1, not ${p}.`);
  let low = 0;
  let high = freedom + 10;
  while (chiSquaredTail(high, freedom) > 1 - p) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (chiSquaredTail(middle, freedom) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const precision = 1e-16;
const mostTerms = 100_000;

function lowerSeries(a: number, t: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < mostTerms && term > precision * sum; n++) {
    term *= t / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, t: number): number {
  let b = t + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < mostTerms; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < precision) break;
  }
  return value;
}

const lanczos = [
  57.156235665862923517, -59.597960355475491248, 14.136097974741747174, -0.49191381609762019978,
  0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4, 0.15808870322491248884e-3,
  -0.21026444172410488319e-3, 0.2174396181152126432e-3, -0.16431810653676389022e-3, 0.84418223983852743293e-4,
  -0.2619083840158140867e-4, 0.36899182659531622704e-5,
];

/** Standard normal distribution function, P(Z ≤ x), to a relative error of about 1e-15 on both sides. */
export function normalCdf(x: number): number {
  return normalTail(-x);
}

/**
 * Upper tail of the standard normal distribution, P(Z > x). Its relative error stays near 1e-15 far into the tail
 * (x = 30 gives 4.9e-198); below x ≈ 38 it is positive, beyond it underflows to 0.
 *
 * @see W. J. Cody, Math. Comp. 23 (1969) 631; Algorithm 715, ACM TOMS 19 (1993) 22
 */
export function normalTail(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.67448975) {
    const square = x * x;
    return 0.5 - (x * polynomial(CENTRE_NUMERATOR, square)) / polynomial(CENTRE_DENOMINATOR, square);
  }
  if (y > 40) return x > 0 ? 0 : x < 0 ? 1 : Number.NaN;
  let upper: number;
  if (y <= Math.sqrt(32)) {
    upper = polynomial(MIDDLE_NUMERATOR, y) / polynomial(MIDDLE_DENOMINATOR, y);
  } else {
    const inverse = 1 / (x * x);
    const ratio = polynomial(TAIL_NUMERATOR, inverse) / polynomial(TAIL_DENOMINATOR, inverse);
    upper = (INVERSE_ROOT_TWO_PI - inverse * ratio) / y;
  }
  // exp(-y²/2) in two factors: the first exponent is exact, so that rounding y² costs no digits.
  const coarse = Math.trunc(y * 16) / 16;
  upper *= Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (y - coarse) * (y + coarse));
  return x > 0 ? upper : 1 - upper;
}

/**
 * Quantile of the standard normal distribution: the x with P(Z ≤ x) = p, to a relative error of about 1e-15.
 * 0 gives -Infinity and 1 gives Infinity.
 *
 * @throws RangeError if p is not in [0, 1]
 * @see M. J. Wichura, Algorithm AS 241 (PPND16), Appl. Statist. 37 (1988) 477
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A probability must lie in [0, 1], not ${p}.`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(QUANTILE_CENTRE_NUMERATOR, r)) / polynomial(QUANTILE_CENTRE_DENOMINATOR, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const x =
    r <= 5
      ? polynomial(QUANTILE_MIDDLE_NUMERATOR, r - 1.6) / polynomial(QUANTILE_MIDDLE_DENOMINATOR, r - 1.6)
      : polynomial(QUANTILE_TAIL_NUMERATOR, r - 5) / polynomial(QUANTILE_TAIL_DENOMINATOR, r - 5);
  return q < 0 ? -x : x;
}

/** Horner's rule, coefficients from the constant upwards. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

const CENTRE_NUMERATOR = [
  18154.981253343561249, 1067.6894854603709582, 161.02823106855587881, 2.2352520354606839287, 0.065682337918207449113,
];
const CENTRE_DENOMINATOR = [
  45507.789335026729956, 10260.932208618978205, 976.09855173777669322, 47.20258190468824187, 1,
];
const MIDDLE_NUMERATOR = [
  9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326, 2494.5375852903726711, 597.27027639480026226,
  93.506656132177855979, 8.8831497943883759412, 0.39894151208813466764, 1.0765576773720192317e-8,
];
const MIDDLE_DENOMINATOR = [
  19685.429676859990727, 38912.003286093271411, 34900.952721145977266, 18615.571640885098091, 6485.558298266760755,
  1519.377599407554805, 235.38790178262499861, 22.266688044328115691, 1,
];
const TAIL_NUMERATOR = [
  2.9112874951168792e-5, 0.001421619193227893466, 0.022235277870649807, 0.1274011611602473639, 0.21589853405795699,
  0.02307344176494017303,
];
const TAIL_DENOMINATOR = [
  7.29751555083966205e-5, 0.00378239633202758244, 0.0659881378689285515, 0.468238212480865118, 1.28426009614491121, 1,
];

const QUANTILE_CENTRE_NUMERATOR = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const QUANTILE_CENTRE_DENOMINATOR = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
const QUANTILE_MIDDLE_NUMERATOR = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const QUANTILE_MIDDLE_DENOMINATOR = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.1481039764274800745,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const QUANTILE_TAIL_NUMERATOR = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const QUANTILE_TAIL_DENOMINATOR = [
  1, 0.59983220655588793769, 0.1369298809227358053, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

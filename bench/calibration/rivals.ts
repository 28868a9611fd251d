/** What is used elsewhere to compare two weighted histograms. Each takes the two sides as independent. */

/** √(n·m/(n + m))·D above this has the asymptotic p-value α (Kolmogorov's distribution). */
const criticalKolmogorov = { 0.05: 1.3581, 0.01: 1.6276 } as const;

export type Level = keyof typeof criticalKolmogorov;
export const levels = [0.05, 0.01] as const satisfies readonly Level[];

/**
 * Whether Kolmogorov's test rejects a distance.
 * @param n,m numbers of events; with effective events it is what ROOT's `TH1::KolmogorovTest` does
 */
export function kolmogorovRejects(distance: number, n: number, m: number, level: Level): boolean {
  return distance * Math.sqrt((n * m) / (n + m)) > criticalKolmogorov[level];
}

/**
 * p-value of the χ² test for two weighted histograms: N. Gagunashvili, arXiv:physics/0605123, as ROOT's
 * `TH1::Chi2Test("WW")` has it: Σ (W's − Ws')² / (W'²Σw² + W²Σw'²) with one degree of freedom less than bins.
 */
export function chiSquaredProbability(
  contents: Float64Array,
  squares: Float64Array,
  otherContents: Float64Array,
  otherSquares: Float64Array,
): number {
  const total = contents.reduce((sum, content) => sum + content, 0);
  const otherTotal = otherContents.reduce((sum, content) => sum + content, 0);
  let chiSquared = 0;
  let degrees = -1;
  for (let bin = 0; bin < contents.length; bin++) {
    const variance = otherTotal ** 2 * squares[bin]! + total ** 2 * otherSquares[bin]!;
    if (variance === 0) continue;
    chiSquared += (otherTotal * contents[bin]! - total * otherContents[bin]!) ** 2 / variance;
    degrees++;
  }
  return degrees > 0 ? upperGamma(degrees / 2, chiSquared / 2) : 1;
}

/** Regularised upper incomplete gamma function Q(a, x): series below a + 1, continued fraction (Lentz) above. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let total = term;
    for (let n = 1; Math.abs(term) > 1e-15 * total; n++) total += term *= x / (a + n);
    return 1 - scale * total;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1000; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return scale * fraction;
}

/** ln Γ(a) for a > 0: Stirling's series from a + 8 on, and back by the recurrence. */
function logGamma(a: number): number {
  let shift = 0;
  let z = a;
  for (; z < 8; z++) shift += Math.log(z);
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** True values, from densities that are known: integrals over a fine grid. */

/** A density over the axis up to a factor; its integral is the yield. May be negative in places. */
export type Density = (x: number) => number;

const low = -12;
const high = 14;
const steps = 26_000;
const width = (high - low) / steps;

export interface True {
  readonly total: number;
  readonly mean: number;
  readonly sigma: number;
  /** Normalised distribution function at the upper end of each step. */
  readonly cumulative: Float64Array;
}

export function integrate(density: Density): True {
  const cumulative = new Float64Array(steps);
  let total = 0;
  let first = 0;
  let second = 0;
  for (let step = 0; step < steps; step++) {
    const x = low + (step + 0.5) * width;
    const content = density(x) * width;
    total += content;
    first += content * x;
    second += content * x * x;
    cumulative[step] = total;
  }
  const mean = first / total;
  return { total, mean, sigma: Math.sqrt(second / total - mean ** 2), cumulative: cumulative.map((c) => c / total) };
}

export function trueEfficiency({ cumulative }: True, threshold: number): number {
  const position = (threshold - low) / width - 1;
  const below = Math.floor(position);
  const fraction = position - below;
  return 1 - (cumulative[below]! * (1 - fraction) + cumulative[below + 1]! * fraction);
}

export function trueWasserstein(a: True, b: True): number {
  let integral = 0;
  for (let step = 0; step < steps; step++) integral += Math.abs(a.cumulative[step]! - b.cumulative[step]!) * width;
  return integral;
}

export function trueKs(a: True, b: True): number {
  let largest = 0;
  for (let step = 0; step < steps; step++) {
    largest = Math.max(largest, Math.abs(a.cumulative[step]! - b.cumulative[step]!));
  }
  return largest;
}

/** Jensen-Shannon divergence of two normalised densities, in bits; in coarse steps, for it is a smooth integral. */
export function trueDivergence(p: Density, q: Density): number {
  const coarse = 50 * width;
  let divergence = 0;
  for (let x = low + coarse / 2; x < high; x += coarse) {
    const both = [p(x), q(x)];
    const middle = (both[0]! + both[1]!) / 2;
    for (const one of both) if (one > 0) divergence += 0.5 * one * Math.log2(one / middle) * coarse;
  }
  return divergence;
}

export function trueAuc(background: True, signal: True): number {
  let area = 0;
  let below = 0;
  let signalBelow = 0;
  for (let step = 0; step < steps; step++) {
    area += (signal.cumulative[step]! - signalBelow) * ((background.cumulative[step]! + below) / 2);
    below = background.cumulative[step]!;
    signalBelow = signal.cumulative[step]!;
  }
  return area;
}

export function normalDensity(mean: number, sigma = 1): Density {
  const norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
  return (x) => norm * Math.exp(-0.5 * ((x - mean) / sigma) ** 2);
}

/**
 * A density that is known at equally spaced points, up to a factor. Between them its logarithm is a cubic with the slopes of
 * its neighbours (exact for a normal), and integrals are Gauss and Legendre's with five points in each interval.
 */
export class DensityCurve {
  readonly #xs: readonly number[];
  readonly #logs: readonly number[];
  readonly #slopes: readonly number[];
  readonly #spacing: number;
  /** Integral up to each point; the last is the norm. */
  readonly #cumulative: Float64Array;
  readonly mean: number;
  readonly sigma: number;
  /** ln of the integral over all, in the unit of `logs`. */
  readonly logNorm: number;

  /** @param logs of the density; −∞ where it is 0 */
  constructor(xs: readonly number[], logs: readonly number[]) {
    const highest = Math.max(...logs);
    this.#xs = xs;
    this.#logs = logs.map((log) =>
      highest === Number.NEGATIVE_INFINITY ? smallest : Math.max(log - highest, smallest),
    );
    this.#spacing = (xs.at(-1)! - xs[0]!) / (xs.length - 1);
    this.#slopes = slopesOf(this.#logs, this.#spacing);
    this.#cumulative = new Float64Array(xs.length);
    let first = 0;
    let second = 0;
    const origin = xs[logs.indexOf(highest)] ?? 0;
    for (let i = 0; i + 1 < xs.length; i++) {
      let content = 0;
      for (const [node, weight] of nodes) {
        const density = weight * this.#spacing * Math.exp(this.#logBetween(i, node));
        const x = xs[i]! + node * this.#spacing - origin;
        content += density;
        first += density * x;
        second += density * x * x;
      }
      this.#cumulative[i + 1] = this.#cumulative[i]! + content;
    }
    this.logNorm = highest + Math.log(this.#norm);
    const mean = first / this.#norm;
    this.mean = origin + mean;
    this.sigma = Math.sqrt(Math.max(second / this.#norm - mean * mean, 0));
  }

  /** The same through every second point, and the last. */
  everySecond(): DensityCurve {
    const kept = this.#xs.length % 2 === 1 ? this.#xs.length : this.#xs.length - 1;
    const some = (values: readonly number[]): number[] => values.slice(0, kept).filter((_, i) => i % 2 === 0);
    return new DensityCurve(some(this.#xs), some(this.#logs));
  }

  /** Of norm 1, at one of the points. */
  densityAt(point: number): number {
    return Math.exp(this.#logs[point]!) / this.#norm;
  }

  /** The x that a fraction p lies below. */
  quantile(p: number): number {
    const wanted = p * this.#norm;
    let i = 0;
    while (i + 2 < this.#xs.length && this.#cumulative[i + 1]! < wanted) i += 1;
    const rest = wanted - this.#cumulative[i]!;
    let low = 0;
    let high = 1;
    for (let halving = 0; halving < 50; halving++) {
      const middle = (low + high) / 2;
      if (this.#contentUpTo(i, middle) < rest) low = middle;
      else high = middle;
    }
    return this.#xs[i]! + ((low + high) / 2) * this.#spacing;
  }

  get #norm(): number {
    return this.#cumulative[this.#cumulative.length - 1]!;
  }

  #contentUpTo(i: number, part: number): number {
    let content = 0;
    for (const [node, weight] of nodes) content += weight * Math.exp(this.#logBetween(i, node * part));
    return content * part * this.#spacing;
  }

  /** Hermite's cubic. */
  #logBetween(i: number, t: number): number {
    const [a, b] = [this.#logs[i]!, this.#logs[i + 1]!];
    const [from, to] = [this.#slopes[i]! * this.#spacing, this.#slopes[i + 1]! * this.#spacing];
    const u = 1 - t;
    return u * u * ((1 + 2 * t) * a + t * from) + t * t * ((3 - 2 * t) * b - u * to);
  }
}

/** e^−700 is still a number, and nothing beside 1. */
const smallest = -700;

/** Positions in an interval of length 1, and weights. */
const nodes: readonly (readonly [number, number])[] = [
  [0.04691007703066802, 0.11846344252809454],
  [0.23076534494715845, 0.23931433524968324],
  [0.5, 0.28444444444444444],
  [0.7692346550528415, 0.23931433524968324],
  [0.9530899229693319, 0.11846344252809454],
];

/** Central differences of fourth order; near the ends of second, and at them of the parabola through three points. */
function slopesOf(values: readonly number[], spacing: number): number[] {
  const last = values.length - 1;
  return values.map((value, i) => {
    if (i === 0) return (-3 * value + 4 * values[1]! - values[2]!) / (2 * spacing);
    if (i === last) return (3 * value - 4 * values[last - 1]! + values[last - 2]!) / (2 * spacing);
    const near = (values[i + 1]! - values[i - 1]!) / (2 * spacing);
    if (i === 1 || i === last - 1) return near;
    return (4 * near - (values[i + 2]! - values[i - 2]!) / (4 * spacing)) / 3;
  });
}

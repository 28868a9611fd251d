/**
 * Distance correlation of two variables with weights of any sign, in O(n log n). It is 0 where they are independent, and
 * sees dependence of every form (Székely, Rizzo and Bakirov, arXiv:0803.4101).
 *
 * With a_ij = |x_i − x_j| and b_ij = |y_i − y_j|,
 *
 *     dCov² = E[a_12 b_12] + E[a_12] E[b_34] − 2 E[a_12 b_13]
 *
 * Each expectation is estimated by the sum over all tuples of different events, Σ w…w a b / Σ w…w: for unit weights that
 * is the U-centred, unbiased estimator of Székely and Rizzo (Ann. Stat. 42 (2014) 2382) in the form of Huo and Székely
 * (arXiv:1410.1503); the weighted expectations are those of DisCo (arXiv:2001.05310), without the bias. An event of
 * weight 2 is one event, not two: split in two halves it would count as more independent events, and the estimate would
 * move by the order of 1/n. The sums over pairs come from one sweep with a Fenwick tree (as in arXiv:1810.11332).
 */
import { squaredLength, type SquaredLength } from './squaredLength';

export interface DistanceCorrelation {
  /** dCov², unbiased: of either sign around 0 for independent variables. */
  readonly covarianceSquared: number;
  /**
   * dCor² = dCov²/√(dVar²(x)·dVar²(y)) as a squared length, each event a Poisson count. Above 1 weights cancel too much for
   * a correlation.
   */
  readonly length: SquaredLength;
}

/**
 * @param x,y [n], finite
 * @param given weights [n], any sign
 * @returns undefined with fewer than four events, where weights cancel (a normalisation is not positive), or where one
 * variable has no variance
 */
export function distanceCorrelation(
  x: Float64Array,
  y: Float64Array,
  given: Float64Array,
): DistanceCorrelation | undefined {
  const weights = nearOne(given);
  const powers = new WeightPowers(weights);
  if (x.length < 4 || !powers.positive) return undefined;
  const first = new Axis(x, weights);
  const second = new Axis(y, weights);
  const xx = selfCovariance(first, weights, powers);
  const yy = selfCovariance(second, weights, powers);
  if (!(xx.value > 0) || !(yy.value > 0)) return undefined;
  const xy = covarianceOf(first, second, pairSums(first, second, weights), weights, powers);
  const scale = Math.sqrt(xx.value * yy.value);
  const value = xy.value / scale;
  let variance = 0;
  for (let i = 0; i < x.length; i++) {
    const influence =
      xy.influence[i]! / scale - (value / 2) * (xx.influence[i]! / xx.value + yy.influence[i]! / yy.value);
    variance += (weights[i]! * influence) ** 2;
  }
  const { square, cube } = withoutDependence(first, second, xx.value * yy.value, weights, powers);
  const trace = (xy.plugIn - xy.value) / scale;
  // A weak dependence is a smooth one, along the largest eigenvalue, which has nearly all of tr C³.
  const about = { value, firstOrder: variance, trace, square, cube, eigenvalue: Math.cbrt(cube) };
  return { covarianceSquared: xy.value, length: squaredLength(about) };
}

/**
 * tr C² and tr C³ of the noise of dCor for independent variables. With ã and b̃ the centred distances and λ and μ their
 * eigenvalues, those of C are λμ (arXiv:0803.4101, theorem 5), and its traces products of those of both variables,
 * tr C² = E[ã_12²] E[b̃_12²] and tr C³ = E[ã_12 ã_23 ã_31] E[b̃_12 b̃_23 b̃_31], over events with the squares of their
 * weights, for those are the variances: √2/n for unit weights, whatever the distributions.
 *
 * @param unit dVar²(x)·dVar²(y)
 */
function withoutDependence(
  x: Axis,
  y: Axis,
  unit: number,
  weights: Float64Array,
  powers: WeightPowers,
): { readonly square: number; readonly cube: number } {
  const squares = weights.map((w) => w * w);
  const pairs = sumOf(squares) ** 2 - sumOf(squares.map((v) => v * v));
  const axes = [x, y].map((axis) => ({ axis, centre: axis.centre(weights) }));
  const square = axes.reduce(
    (product, { axis, centre }) => (product * axis.centredSquares(squares, centre)) / pairs,
    pairs / powers.pairs ** 2 / unit,
  );
  const skewness = axes.reduce((product, { axis, centre }) => product * axis.concentration(squares, centre), 1);
  return { square, cube: Math.min(Math.max(skewness, leastSkewness), 1) * square ** 1.5 };
}

/** tr C³/(tr C²)^1.5 as for a hundred equal eigenvalues: less is an estimate from events whose weights cancel. */
const leastSkewness = 0.1;

/** The weights in units of a power of two, which changes no digit: their sixth powers are neither 0 nor infinite then. */
function nearOne(weights: Float64Array): Float64Array {
  const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  if (!(largest > 0) || largest === Infinity) return weights;
  const unit = 2 ** Math.floor(Math.log2(largest));
  return weights.map((w) => w / unit);
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Sums over tuples of different events, from power sums. */
class WeightPowers {
  readonly total: number;
  readonly pairs: number;
  readonly triples: number;
  readonly quadruples: number;

  constructor(weights: Float64Array) {
    let [p1, p2, p3, p4] = [0, 0, 0, 0];
    for (const w of weights) {
      p1 += w;
      p2 += w * w;
      p3 += w ** 3;
      p4 += w ** 4;
    }
    this.total = p1;
    this.pairs = p1 ** 2 - p2;
    this.triples = p1 ** 3 - 3 * p1 * p2 + 2 * p3;
    this.quadruples = p1 ** 4 - 6 * p1 ** 2 * p2 + 3 * p2 ** 2 + 8 * p1 * p3 - 6 * p4;
  }

  get positive(): boolean {
    return this.total > 0 && this.pairs > 0 && this.triples > 0 && this.quadruples > 0;
  }
}

/** One variable, in units of its spread about its middle, so that products of distances stay near 1. */
class Axis {
  readonly values: Float64Array;
  /** Events by ascending value, and the place of each event among them. */
  readonly order: Int32Array;
  readonly rank: Int32Array;
  /** Σ_j w_j |x_i − x_j| of each event. */
  readonly distances: Float64Array;

  constructor(values: Float64Array, weights: Float64Array) {
    const order = sorted(values, weights);
    const { middle, spread } = unitOf(values, order);
    this.values = values.map((value) => (value - middle) / spread);
    this.order = order;
    this.rank = new Int32Array(order.length);
    order.forEach((event, place) => (this.rank[event] = place));
    this.distances = this.sumOfDistances(weights);
  }

  /** c_i, with which a centred distance is ã_ij = a_ij − c_i − c_j. */
  centre(weights: Float64Array): Float64Array {
    let [total, all] = [0, 0];
    weights.forEach((w, i) => {
      total += w;
      all += w * this.distances[i]!;
    });
    return this.distances.map((distance) => distance / total - all / (2 * total ** 2));
  }

  /** Σ v_i v_j ã_ij² over pairs of different events. */
  centredSquares(v: Float64Array, centre: Float64Array): number {
    const distances = this.sumOfDistances(v);
    let [s0, s1, s2, c1, c2, crossed, equal] = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < v.length; i++) {
      const [own, x, c] = [v[i]!, this.values[i]!, centre[i]!];
      s0 += own;
      s1 += own * x;
      s2 += own * x * x;
      c1 += own * c;
      c2 += own * c * c;
      crossed += own * c * distances[i]!;
      equal += (own * 2 * c) ** 2;
    }
    return 2 * (s0 * s2 - s1 ** 2) + 2 * (s0 * c2 + c1 ** 2) - 4 * crossed - equal;
  }

  /** tr C³/(tr C²)^1.5 of this variable alone, of some of the events: 1 where one eigenvalue has all. */
  concentration(v: Float64Array, centre: Float64Array): number {
    // At equal steps along the variable, so that they do not depend on the order of events.
    const m = Math.min(v.length, mostOfThree);
    const chosen = Int32Array.from({ length: m }, (_, k) => this.order[Math.floor(((k + 0.5) * v.length) / m)]!);
    const kernel = new Float64Array(m * m);
    let [p1, p2, p3, pairs] = [0, 0, 0, 0];
    for (let i = 0; i < m; i++) {
      const [a, va] = [chosen[i]!, v[chosen[i]!]!];
      p1 += va;
      p2 += va ** 2;
      p3 += va ** 3;
      for (let j = 0; j < i; j++) {
        const b = chosen[j]!;
        const centred = centre[a]! + centre[b]! - Math.abs(this.values[a]! - this.values[b]!);
        kernel[i * m + j] = centred;
        pairs += 2 * va * v[b]! * centred ** 2;
      }
    }
    let triples = 0;
    for (let i = 2; i < m; i++) {
      for (let j = 1; j < i; j++) {
        const ij = kernel[i * m + j]! * v[chosen[i]!]! * v[chosen[j]!]!;
        for (let k = 0; k < j; k++) triples += ij * kernel[j * m + k]! * kernel[i * m + k]! * v[chosen[k]!]!;
      }
    }
    return (6 * triples) / (p1 ** 3 - 3 * p1 * p2 + 2 * p3) / (pairs / (p1 ** 2 - p2)) ** 1.5;
  }

  /** Σ_j v_j |x_i − x_j| of each event i. */
  sumOfDistances(v: Float64Array): Float64Array {
    const { values, order } = this;
    let [total, weighted] = [0, 0];
    for (let i = 0; i < v.length; i++) {
      total += v[i]!;
      weighted += v[i]! * values[i]!;
    }
    const out = new Float64Array(v.length);
    let [below, weightedBelow] = [0, 0];
    for (const event of order) {
      const x = values[event]!;
      below += v[event]!;
      weightedBelow += v[event]! * x;
      out[event] = x * (2 * below - total) - (2 * weightedBelow - weighted);
    }
    return out;
  }
}

/** Events of which all triples are looked at. */
const mostOfThree = 120;

function sorted(values: Float64Array, weights: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || weights[a]! - weights[b]!);
}

function unitOf(values: Float64Array, order: Int32Array): { middle: number; spread: number } {
  const at = (fraction: number): number => values[order[Math.floor(fraction * (order.length - 1))]!]!;
  const spread = at(0.9) - at(0.1) || at(1) - at(0) || 1;
  return { middle: at(0.5), spread };
}

/** Of each event i, with its own weights and with their squares: Σ_j w_j a_ij b_ij. */
interface PairSums {
  readonly weighted: Float64Array;
  readonly squared: Float64Array;
}

interface Covariance {
  readonly value: number;
  /** With equal events among the tuples: never below 0 for positive weights. */
  readonly plugIn: number;
  /** Derivative with respect to each event's weight. */
  readonly influence: Float64Array;
}

/** From sums over pairs to those over tuples of different events: what falls on equal events is taken away. */
function covarianceOf(x: Axis, y: Axis, pairs: PairSums, weights: Float64Array, powers: WeightPowers): Covariance {
  const n = weights.length;
  const { total } = powers;
  let [a, b, ab, ab2, d11, d12, d22] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const w = weights[i]!;
    const [ai, bi, di] = [x.distances[i]!, y.distances[i]!, pairs.weighted[i]!];
    a += w * ai;
    b += w * bi;
    ab += w * ai * bi;
    ab2 += w * w * ai * bi;
    d11 += w * di;
    d12 += w * w * di;
    d22 += w * w * pairs.squared[i]!;
  }
  const value =
    d11 / powers.pairs + (a * b - 4 * ab2 + 2 * d22) / powers.quadruples - (2 * (ab - d12)) / powers.triples;
  // To first order it is that of D/W² + AB/W⁴ − 2C/W³, with all tuples.
  const aOfB = x.sumOfDistances(weights.map((w, i) => w * y.distances[i]!));
  const bOfA = y.sumOfDistances(weights.map((w, i) => w * x.distances[i]!));
  const constant = (-2 * d11) / total ** 3 - (4 * a * b) / total ** 5 + (6 * ab) / total ** 4;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [ai, bi] = [x.distances[i]!, y.distances[i]!];
    influence[i] =
      constant +
      (2 * pairs.weighted[i]!) / total ** 2 +
      (2 * (ai * b + a * bi)) / total ** 4 -
      (2 * (ai * bi + aOfB[i]! + bOfA[i]!)) / total ** 3;
  }
  const plugIn = d11 / total ** 2 + (a * b) / total ** 4 - (2 * ab) / total ** 3;
  return { value, plugIn, influence };
}

/** dVar²: of a variable with itself, where Σ_j w_j (x_i − x_j)² needs no sweep. */
function selfCovariance(axis: Axis, weights: Float64Array, powers: WeightPowers): Covariance {
  const squares = (v: (w: number) => number): Float64Array => {
    let [s0, s1, s2] = [0, 0, 0];
    axis.values.forEach((x, i) => {
      const w = v(weights[i]!);
      s0 += w;
      s1 += w * x;
      s2 += w * x * x;
    });
    return axis.values.map((x) => x * x * s0 - 2 * x * s1 + s2);
  };
  return covarianceOf(axis, axis, { weighted: squares((w) => w), squared: squares((w) => w * w) }, weights, powers);
}

/** Σv, Σvx, Σvy, Σvxy for v = w and v = w². */
const sumsOfNode = 8;

/**
 * Σ_j v_j |x_i − x_j||y_i − y_j| of each event. The events go by in the order of x; a Fenwick tree over the ranks of y
 * gives the sums over those with smaller x and smaller y (LL). Together with the sums over all with smaller x (L), with
 * smaller y (M) and over all (T) that is 4 LL − 2 L − 2 M + T of v·(x_i − x_j)(y_i − y_j).
 */
function pairSums(x: Axis, y: Axis, weights: Float64Array): PairSums {
  const n = weights.length;
  const tree = new Float64Array((n + 1) * sumsOfNode);
  const weighted = new Float64Array(n);
  const squared = new Float64Array(n);
  const sums = new Float64Array(sumsOfNode);
  const all = new Float64Array(sumsOfNode);
  const terms = new Float64Array(sumsOfNode);
  const termsOf = (event: number): void => {
    const [xi, yi, w] = [x.values[event]!, y.values[event]!, weights[event]!];
    for (let half = 0; half < sumsOfNode; half += sumsOfNode / 2) {
      const v = half === 0 ? w : w * w;
      terms[half] = v;
      terms[half + 1] = v * xi;
      terms[half + 2] = v * yi;
      terms[half + 3] = v * xi * yi;
    }
  };
  const add = (to: Float64Array): void => {
    for (let k = 0; k < sumsOfNode; k++) to[k]! += terms[k]!;
  };
  /** Adds factor·Σ v (x_i − x_j)(y_i − y_j), from its four sums. */
  const collect = (event: number, from: Float64Array, factor: number): void => {
    const [xi, yi] = [x.values[event]!, y.values[event]!];
    weighted[event]! += factor * (xi * yi * from[0]! - yi * from[1]! - xi * from[2]! + from[3]!);
    squared[event]! += factor * (xi * yi * from[4]! - yi * from[5]! - xi * from[6]! + from[7]!);
  };
  for (let event = 0; event < n; event++) {
    termsOf(event);
    add(all);
  }
  const smallerX = new Float64Array(sumsOfNode);
  for (const event of x.order) {
    sums.fill(0);
    for (let node = y.rank[event]!; node > 0; node &= node - 1) {
      const at = node * sumsOfNode;
      for (let k = 0; k < sumsOfNode; k++) sums[k]! += tree[at + k]!;
    }
    collect(event, sums, 4);
    collect(event, smallerX, -2);
    collect(event, all, 1);
    termsOf(event);
    add(smallerX);
    for (let node = y.rank[event]! + 1; node <= n; node += node & -node) {
      const at = node * sumsOfNode;
      for (let k = 0; k < sumsOfNode; k++) tree[at + k]! += terms[k]!;
    }
  }
  const smallerY = new Float64Array(sumsOfNode);
  for (const event of y.order) {
    collect(event, smallerY, -2);
    termsOf(event);
    add(smallerY);
  }
  return { weighted, squared };
}

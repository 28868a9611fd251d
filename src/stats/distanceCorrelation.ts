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
import type { Estimate } from './estimate';
import type { Random } from './random';

export interface DistanceCorrelation {
  /** dCov², unbiased: of either sign around 0 for independent variables. */
  readonly covarianceSquared: number;
  /**
   * dCov²/√(dVar²(x)·dVar²(y)), with its first-order error (each event is a Poisson count), which vanishes for
   * independent variables. Above 1 weights cancel too much for a correlation.
   */
  readonly correlationSquared: Estimate;
}

/**
 * @param x,y [n], finite
 * @param weights [n], any sign
 * @returns undefined with fewer than four events, where weights cancel (a normalisation is not positive), or where one
 * variable has no variance
 */
export function distanceCorrelation(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array,
): DistanceCorrelation | undefined {
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
  return { covarianceSquared: xy.value, correlationSquared: { value, error: Math.sqrt(variance) } };
}

/**
 * What distance correlations come out for independent variables: y is given to the events in random order, `draws` times,
 * while weights stay with x.
 * @returns the squared correlations, ascending; empty where the distance correlation is not defined
 */
export function permutedCorrelations(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array,
  draws: number,
  random: Random,
): Float64Array {
  const powers = new WeightPowers(weights);
  if (x.length < 4 || !powers.positive) return new Float64Array(0);
  const first = new Axis(x, weights);
  const second = new Axis(y, weights);
  const scale = Math.sqrt(selfCovariance(first, weights, powers).value * selfCovariance(second, weights, powers).value);
  if (!(scale > 0)) return new Float64Array(0);
  const permutation = Int32Array.from(x.keys());
  const drawn = Float64Array.from({ length: draws }, () => {
    for (let i = permutation.length - 1; i > 0; i--) {
      const other = Math.floor(random.uniform() * (i + 1));
      [permutation[i], permutation[other]] = [permutation[other]!, permutation[i]!];
    }
    const permuted = second.permuted(permutation, weights);
    return covarianceOf(first, permuted, pairSums(first, permuted, weights), weights, powers).value / scale;
  });
  return drawn.sort();
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

  constructor(values: Float64Array, weights: Float64Array, order = sorted(values), unit = unitOf(values, order)) {
    const { middle, spread } = unit;
    this.values = values.map((value) => (value - middle) / spread);
    this.order = order;
    this.rank = new Int32Array(order.length);
    order.forEach((event, place) => (this.rank[event] = place));
    this.distances = this.sumOfDistances(weights);
  }

  /** The same values, given to other events. */
  permuted(permutation: Int32Array, weights: Float64Array): Axis {
    const inverse = new Int32Array(permutation.length);
    permutation.forEach((from, to) => (inverse[from] = to));
    const values = Float64Array.from(permutation, (from) => this.values[from]!);
    const order = this.order.map((event) => inverse[event]!);
    return new Axis(values, weights, order, { middle: 0, spread: 1 });
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

function sorted(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
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
  return { value, influence };
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

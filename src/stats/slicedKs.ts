/**
 * Two samples of events in several variables, compared along many directions at once: the largest of the weighted KS
 * distances of the projections (sliced KS), with a null of its own.
 *
 * Projections of the same events depend on each other. Their joint null comes from a multiplier bootstrap (A. W. van der
 * Vaart and J. A. Wellner, Weak Convergence and Empirical Processes, ch. 2.9): each event i gets one normal number g_i for
 * all directions u and thresholds t, and
 *
 *     sup_{u,t} | Σ' g_i (w'_i/W')(1[u·x_i ≤ t] − F'_u(t)) − Σ g_i (w_i/W)(1[u·x_i ≤ t] − F_u(t)) |
 *
 * has, given the events, exactly the covariance of F' − F over directions and thresholds, for weights of any sign; an
 * event that is in both samples has one g. The maximum over directions is then one test, not many (max-T).
 */
import { drawnQuantile } from './drawnQuantile';
import { Random } from './random';
import { probabilityAbove } from './shapeTest';

/** Events as columns [n], in units in which the axes compare (standard deviations of one and the same sample). */
export interface Cloud {
  readonly columns: readonly Float64Array[];
  /** [n], any sign, their sum positive. */
  readonly weights: Float64Array;
}

export interface SlicedKs {
  /** Largest |F' − F| over directions and thresholds. */
  readonly ks: number;
  /** Unit vector along which it is. */
  readonly direction: Float64Array;
  /** Probability of a distance at least this large in any direction, if there is no difference. */
  readonly pValue: number;
  /** Distance that noise alone exceeds in any direction with probability `p`. */
  readonly noise: (p: number) => number;
  /** Largest standard deviation of F' − F in any direction. */
  readonly spread: number;
  /** KS distance along each direction, in the order of `directions`. */
  readonly distances: Float64Array;
}

const draws = 200;
/** Draws that are made at once: where an event lies is then looked up once for all of them. */
const together = 4;
/** Of each direction, with a threshold between each and the next. */
const bins = 64;
/** Events of each side from which thresholds are chosen. */
const pilot = 1000;

/** The axes, then `random` directions that are uniform on the sphere and the same in every analysis. */
export function fixedDirections(dimensions: number, random: number): Float64Array[] {
  const axes = Array.from({ length: dimensions }, (_, axis) =>
    Float64Array.from({ length: dimensions }, (_, component) => (component === axis ? 1 : 0)),
  );
  const generator = new Random(`directions in ${dimensions}`);
  const drawn = Array.from({ length: random }, () => {
    const vector = new Float64Array(dimensions);
    generator.fillNormal(vector);
    const length = Math.hypot(...vector);
    return vector.map((component) => component / length);
  });
  return [...axes, ...drawn];
}

/**
 * @param directions unit vectors
 * @param shared for each applied event its position among the nominal ones, −1 where it is not there
 * @throws RangeError when a side's sum of weights is not positive: a shape is not defined then
 */
export function slicedKs(
  nominal: Cloud,
  applied: Cloud,
  directions: readonly Float64Array[],
  random: Random,
  shared?: Int32Array,
): SlicedKs {
  const [first, second] = slicedTogether(nominal, applied, directions);
  const size = directions.length * bins;
  const difference = Float64Array.from(first.cumulative, (value, cell) => second.cumulative[cell]! - value);
  const distances = Float64Array.from(directions, (_, direction) => largestIn(difference, direction));
  const suprema = new Float64Array(draws);
  const variances = new Float64Array(size);
  const multipliers = new Float64Array(together * nominal.weights.length);
  const own = new Float64Array(together * applied.weights.length);
  for (let draw = 0; draw < draws; draw += together) {
    random.fillNormal(multipliers);
    random.fillNormal(own);
    shared?.forEach((same, event) => {
      if (same < 0) return;
      for (let lane = 0; lane < together; lane++) own[event * together + lane] = multipliers[same * together + lane]!;
    });
    const noise = first.noise(multipliers);
    const appliedNoise = second.noise(own);
    for (let at = 0; at < noise.length; at++) {
      const here = appliedNoise[at]! - noise[at]!;
      variances[Math.floor(at / together)]! += here * here;
      const lane = draw + (at % together);
      suprema[lane] = Math.max(suprema[lane]!, Math.abs(here));
    }
  }
  suprema.sort();
  const variance = variances.reduce((largest, value) => Math.max(largest, value), 0) / draws;
  const worst = distances.reduce((best, distance, index) => (distance > distances[best]! ? index : best), 0);
  const ks = distances[worst]!;
  return {
    ks,
    direction: directions[worst]!,
    pValue: probabilityAbove(ks, suprema, variance),
    noise: (p) => drawnQuantile(suprema, 1 - p),
    spread: Math.sqrt(variance),
    distances,
  };
}

/** A cloud in bins along every direction. */
class Slices {
  /** F at the upper edge of each bin, direction by direction. */
  readonly cumulative: Float64Array;
  private readonly relative: Float64Array;
  private readonly drawn: Float64Array;

  /** @param indices [n × directions] cell of each event along each direction */
  constructor(
    private readonly indices: Uint16Array,
    weights: Float64Array,
    private readonly directions: number,
  ) {
    let total = 0;
    for (const weight of weights) total += weight;
    if (!(total > 0)) throw new RangeError('a shape needs a positive sum of weights on both sides');
    this.relative = weights.map((weight) => weight / total);
    this.cumulative = new Float64Array(directions * bins);
    for (let event = 0, at = 0; event < weights.length; event++) {
      for (let index = 0; index < directions; index++) this.cumulative[indices[at++]!]! += this.relative[event]!;
    }
    for (let cell = 0; cell < this.cumulative.length; cell++) {
      if (cell % bins > 0) this.cumulative[cell]! += this.cumulative[cell - 1]!;
    }
    this.drawn = new Float64Array(together * this.cumulative.length);
  }

  /**
   * Noise of F for some draws at once.
   * @param multipliers [n × together]
   * @returns [cells × together], overwritten by the next
   */
  noise(multipliers: Float64Array): Float64Array {
    const { indices, relative, directions, drawn, cumulative } = this;
    drawn.fill(0);
    let [total0, total1, total2, total3] = [0, 0, 0, 0];
    for (let event = 0, at = 0; event < relative.length; event++) {
      const weight = relative[event]!;
      const value0 = weight * multipliers[event * together]!;
      const value1 = weight * multipliers[event * together + 1]!;
      const value2 = weight * multipliers[event * together + 2]!;
      const value3 = weight * multipliers[event * together + 3]!;
      total0 += value0;
      total1 += value1;
      total2 += value2;
      total3 += value3;
      for (const end = at + directions; at < end; at++) {
        const cell = indices[at]! * together;
        drawn[cell]! += value0;
        drawn[cell + 1]! += value1;
        drawn[cell + 2]! += value2;
        drawn[cell + 3]! += value3;
      }
    }
    const totals = [total0, total1, total2, total3];
    for (let lane = 0; lane < together; lane++) {
      let running = 0;
      for (let cell = 0; cell < cumulative.length; cell++) {
        running = drawn[cell * together + lane]! + (cell % bins === 0 ? 0 : running);
        drawn[cell * together + lane] = running - totals[lane]! * cumulative[cell]!;
      }
    }
    return drawn;
  }
}

/** Both clouds in the same bins: quantiles of the different values that some events of both have. */
function slicedTogether(
  nominal: Cloud,
  applied: Cloud,
  directions: readonly Float64Array[],
): [first: Slices, second: Slices] {
  const clouds = [nominal, applied] as const;
  const indices = clouds.map(({ weights }) => new Uint16Array(weights.length * directions.length));
  directions.forEach((direction, index) => {
    const projected = clouds.map((cloud) => projection(cloud, direction));
    const edges = edgesOf(projected);
    projected.forEach((values, side) => {
      const out = indices[side]!;
      for (let event = 0; event < values.length; event++) {
        out[event * directions.length + index] = index * bins + binOf(edges, values[event]!);
      }
    });
  });
  return [
    new Slices(indices[0]!, nominal.weights, directions.length),
    new Slices(indices[1]!, applied.weights, directions.length),
  ];
}

function projection({ columns, weights }: Cloud, direction: Float64Array): Float64Array {
  const out = new Float64Array(weights.length);
  columns.forEach((column, axis) => {
    const component = direction[axis]!;
    if (component === 0) return;
    for (let event = 0; event < out.length; event++) out[event]! += component * column[event]!;
  });
  return out;
}

/** [bins − 1] ascending; +∞ where there are fewer different values. */
function edgesOf(projected: readonly Float64Array[]): Float64Array {
  const some = Float64Array.from(projected.flatMap((values) => [...values.subarray(0, pilot)])).sort();
  const distinct = some.filter((value, index) => index === 0 || value !== some[index - 1]);
  const edges = new Float64Array(bins - 1).fill(Infinity);
  const wanted = Math.min(bins, distinct.length);
  for (let edge = 1; edge < wanted; edge++) edges[edge - 1] = distinct[Math.floor((edge * distinct.length) / wanted)]!;
  return edges;
}

/** Number of edges at or below a value. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = bins - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function largestIn(difference: Float64Array, direction: number): number {
  let largest = 0;
  for (let cell = direction * bins; cell < (direction + 1) * bins; cell++) {
    largest = Math.max(largest, Math.abs(difference[cell]!));
  }
  return largest;
}

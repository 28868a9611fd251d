/**
 * KS distances max|θg + N| that are measured where the true one is θ, of drawn noise N along one direction g. They are drawn at
 * some θ and interpolated between: with the mean length m of noise alone they grow about as √(θ² + m²) does, as they would if
 * lengths came from a scalar product.
 */
import { beyond, bisect } from './bisection';
import type { NoiseDraws } from './shapeNoise';

/** How far to both sides of the measured distance lengths are drawn, and how much apart at least, in mean lengths of noise. */
const reach = 2;
const close = 0.25;

export class DrawnLengths {
  /**
   * @param at true distances, ascending from 0
   * @param lengths by them, and by draw
   * @param noise mean length without a difference
   */
  constructor(
    private readonly at: readonly number[],
    private readonly lengths: readonly Float64Array[],
    private readonly noise: number,
  ) {}

  /** By draw. Linear in √(θ² + m²) between the nearest of `at`; beyond the last, in parallel with the true distance. */
  draws(theta: number): Float64Array {
    const { at, lengths } = this;
    const high = lengths.at(-1)!;
    const further = theta - this.farthest;
    if (further >= 0) return high.map((length) => length + further);
    const above = at.findIndex((one) => one > theta);
    const [from, to] = [Math.hypot(at[above - 1]!, this.noise), Math.hypot(at[above]!, this.noise)];
    const part = (Math.hypot(theta, this.noise) - from) / (to - from);
    const [near, far] = [lengths[above - 1]!, lengths[above]!];
    return near.map((length, draw) => length + part * (far[draw]! - length));
  }

  /** The true distance at which a measured one is the median; 0 where it is no longer than noise. */
  medianIs(measured: number): number {
    const shorter = (theta: number): boolean => median(this.draws(theta)) < measured;
    return shorter(0) ? bisect(0, beyond(0, measured, shorter), shorter) : 0;
  }

  /** The longest true distance at which they were drawn. */
  get farthest(): number {
    return this.at.at(-1)!;
  }
}

/**
 * @param measured distance, around which lengths are drawn
 * @param direction of length 1
 */
export function drawLengths(measured: number, direction: Float64Array, noise: NoiseDraws): DrawnLengths {
  // Of a difference θg, the noise of the totals takes θgτ away.
  const lengthsAt = (theta: number): Float64Array =>
    noise.totals.map((total, draw) => supremum(direction, theta * (1 - total), noise.cumulative, draw));
  const alone = lengthsAt(0);
  const mean = alone.reduce((all, length) => all + length / alone.length, 0);
  const at = mean > 0 ? nodes(measured, mean) : [];
  return new DrawnLengths([0, ...at], [alone, ...at.map(lengthsAt)], mean);
}

/** Largest value of scale·direction + noise. */
function supremum(direction: Float64Array, scale: number, noise: Float64Array, draw: number): number {
  const from = draw * direction.length;
  let longest = 0;
  for (let bin = 0; bin < direction.length; bin++) {
    const size = Math.abs(scale * direction[bin]! + noise[from + bin]!);
    if (size > longest) longest = size;
  }
  return longest;
}

/**
 * At the measured distance and well to both sides of it, and close together where lengths of noise end to count, but none that
 * would tell nothing new.
 */
function nodes(measured: number, noise: number): number[] {
  const [low, high] = [measured - reach * noise, measured + reach * noise];
  const wanted = [1, 1.5, 2, 3].map((times) => times * noise).filter((theta) => theta > low && theta < high);
  const own = [low, measured, high].filter((theta) => theta > close * noise);
  return [...own, ...wanted.filter((theta) => own.every((one) => Math.abs(one - theta) > close * noise))].sort(
    (a, b) => a - b,
  );
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/**
 * Divergences of two histograms: numbers that people know from monitoring. They are not tests. Without any difference they
 * are positive on average (`bias`), the more so the more bins and the fewer events there are, and neither is defined where
 * signed weights leave a bin that is not positive: merge bins first.
 */
import { sum } from './contrast';

export interface Divergence {
  readonly value: number;
  /** What it is on average where nothing differs. */
  readonly bias: number;
}

/**
 * Population stability index, Σ_b (q_b − p_b)·ln(q_b/p_b): the symmetrised Kullback-Leibler divergence in nats. Without a
 * difference E[PSI] ≈ (B − 1)(1/n + 1/n') with effective events (B. Yurdakul, Western Michigan University, 2018).
 *
 * @param nominal,applied Σw per bin
 * @param effective effective events of both sides
 * @returns undefined where a bin of either side is not positive
 */
export function populationStability(
  nominal: Float64Array,
  applied: Float64Array,
  effective: readonly [number, number],
): Divergence | undefined {
  const shapes = positiveShapes(nominal, applied);
  if (shapes === undefined) return undefined;
  const [p, q] = shapes;
  return {
    value: p.reduce((value, here, bin) => value + (q[bin]! - here) * Math.log(q[bin]! / here), 0),
    bias: (p.length - 1) * (1 / effective[0] + 1 / effective[1]),
  };
}

/**
 * Jensen-Shannon divergence in bits, 0 to 1: the mean Kullback-Leibler divergence of both to their mean. Without a
 * difference E[JSD] ≈ (B − 1)(1/n + 1/n')/(8 ln 2), an eighth of the PSI's in bits.
 *
 * @param nominal,applied Σw per bin
 * @param effective effective events of both sides
 * @returns undefined where a bin of either side is negative, or a side is empty; a bin may be empty
 */
export function jensenShannon(
  nominal: Float64Array,
  applied: Float64Array,
  effective: readonly [number, number],
): Divergence | undefined {
  const shapes = shapesOf(nominal, applied);
  if (shapes === undefined || shapes.some((shape) => shape.some((value) => value < 0))) return undefined;
  const [p, q] = shapes;
  let value = 0;
  let used = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const middle = (p[bin]! + q[bin]!) / 2;
    if (middle > 0) used++;
    if (p[bin]! > 0) value += (p[bin]! * Math.log2(p[bin]! / middle)) / 2;
    if (q[bin]! > 0) value += (q[bin]! * Math.log2(q[bin]! / middle)) / 2;
  }
  return { value, bias: ((used - 1) * (1 / effective[0] + 1 / effective[1])) / (8 * Math.LN2) };
}

function positiveShapes(nominal: Float64Array, applied: Float64Array): [Float64Array, Float64Array] | undefined {
  const shapes = shapesOf(nominal, applied);
  return shapes?.every((shape) => shape.every((value) => value > 0)) === true ? shapes : undefined;
}

function shapesOf(nominal: Float64Array, applied: Float64Array): [Float64Array, Float64Array] | undefined {
  const [total, appliedTotal] = [sum(nominal), sum(applied)];
  if (!(total > 0) || !(appliedTotal > 0)) return undefined;
  return [nominal.map((value) => value / total), applied.map((value) => value / appliedTotal)];
}

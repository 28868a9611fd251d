/**
 * Many minima of one emulated likelihood, found at the same time: Gauss and Newton's method with Marquardt's damping on
 * the coordinates that are free, projected into their bounds, all points one step in each round. The method is that of
 * `minimise.ts`; there derivatives are exact and come one by one, here an emulator is asked for all of them at once.
 *
 * @see D. Marquardt, J. Soc. Indust. Appl. Math. 11 (1963) 431; D. Bertsekas, SIAM J. Control Optim. 20 (1982) 221
 */
import { cholesky, solve } from '../cholesky';
import type { EmulatedLikelihood } from './emulatedLikelihood';

/** [n] minima; coordinates and matrices of each one after the other. */
export interface Minima {
  readonly at: Float64Array;
  /** −ln L with priors. */
  readonly values: Float64Array;
  /** Expected information at each, 0 in rows and columns that were held. */
  readonly information: Float64Array;
}

/**
 * What a step must still promise, or have brought, of −ln L: far below what matters (an end of an interval moves by 5e-7 of
 * its distance), and above the rounding of 32-bit predictions, in which nothing lower can be found.
 */
const tolerance = 5e-7;
const mostSteps = 100;
const mostRejections = 8;

/**
 * @param starts [n · coordinates]; those that are free are moved into their bounds
 * @param fixed [n · coordinates], 1 for those that stay where they are
 */
export async function minimiseMany(
  likelihood: EmulatedLikelihood,
  starts: Float64Array,
  fixed: Uint8Array,
): Promise<Minima> {
  const { size, coordinates } = likelihood;
  const n = starts.length / size;
  const at = starts.map((x, index) => {
    const { low, high } = coordinates[index % size]!;
    return fixed[index] === 1 ? x : Math.min(Math.max(x, low), high);
  });
  const values = await likelihood.values(at);
  const gradients = new Float64Array(n * size);
  const information = new Float64Array(n * size * size);
  const damping = new Float64Array(n);
  const rejections = new Uint8Array(n);
  let moved = [...values.keys()];
  let active = moved;
  for (let round = 0; active.length > 0; round++) {
    await differentiate(likelihood, at, fixed, moved, gradients, information);
    if (round === mostSteps) break;
    const stepping: number[] = [];
    const candidates: number[] = [];
    for (const point of active) {
      const next = stepOf(likelihood, point, at, fixed, gradients, information, damping[point]!);
      if (next === 'there') continue;
      stepping.push(point);
      // Without a step the damping grows as if it had failed.
      for (let k = 0; k < size; k++) candidates.push(next === 'none' ? Number.NaN : next[k]!);
    }
    const found = await likelihood.values(Float64Array.from(candidates));
    moved = [];
    active = stepping.filter((point, index) => {
      const gain = values[point]! - found[index]!;
      if (gain > 0) {
        for (let k = 0; k < size; k++) at[point * size + k] = candidates[index * size + k]!;
        values[point] = found[index]!;
        damping[point] = damping[point]! < 1e-5 ? 0 : damping[point]! / 10;
        rejections[point] = 0;
        moved.push(point);
        return gain > tolerance;
      }
      damping[point] = Math.max(damping[point]! * 10, 1e-3);
      rejections[point]! += 1;
      return rejections[point]! < mostRejections;
    });
    if (active.length === 0) await differentiate(likelihood, at, fixed, moved, gradients, information);
  }
  return { at, values, information };
}

/** Those of many that lie at some of their positions. */
export function pick(minima: Minima, point: number, size: number): Minima {
  return {
    at: minima.at.slice(point * size, (point + 1) * size),
    values: minima.values.slice(point, point + 1),
    information: minima.information.slice(point * size * size, (point + 1) * size * size),
  };
}

async function differentiate(
  likelihood: EmulatedLikelihood,
  at: Float64Array,
  fixed: Uint8Array,
  points: readonly number[],
  gradients: Float64Array,
  information: Float64Array,
): Promise<void> {
  if (points.length === 0) return;
  const { size } = likelihood;
  const some = new Float64Array(points.length * size);
  const held = new Uint8Array(points.length * size);
  for (const [row, point] of points.entries()) {
    some.set(at.subarray(point * size, (point + 1) * size), row * size);
    held.set(fixed.subarray(point * size, (point + 1) * size), row * size);
  }
  const found = await likelihood.derivatives(some, held);
  for (const [row, point] of points.entries()) {
    gradients.set(found.gradients.subarray(row * size, (row + 1) * size), point * size);
    information.set(found.information.subarray(row * size * size, (row + 1) * size * size), point * size * size);
  }
}

/** Where a point goes next; `there` where no step promises anything, `none` where none can be computed. */
function stepOf(
  { size, coordinates }: EmulatedLikelihood,
  point: number,
  at: Float64Array,
  fixed: Uint8Array,
  gradients: Float64Array,
  information: Float64Array,
  damping: number,
): Float64Array | 'there' | 'none' {
  const free: number[] = [];
  for (const [k, { low, high }] of coordinates.entries()) {
    const index = point * size + k;
    if (fixed[index] === 1) continue;
    const stuck = gradients[index]! > 0 ? at[index]! <= low : at[index]! >= high;
    if (!stuck) free.push(k);
  }
  const many = free.length;
  const factor = new Float64Array(many * many);
  const step = new Float64Array(many);
  for (const [a, k] of free.entries()) {
    for (const [b, l] of free.entries()) factor[a * many + b] = information[(point * size + k) * size + l]!;
    const own = factor[a * many + a]!;
    factor[a * many + a] = own + damping * own + Number.MIN_VALUE;
    step[a] = -gradients[point * size + k]!;
  }
  if (!cholesky(factor, many)) return 'none';
  solve(factor, many, step);
  let promise = 0;
  for (const [a, k] of free.entries()) promise -= (gradients[point * size + k]! * step[a]!) / 2;
  // A damped step promises less than there is.
  if (promise * (1 + damping) < tolerance) return 'there';
  const next = at.slice(point * size, (point + 1) * size);
  for (const [a, k] of free.entries()) {
    const { low, high } = coordinates[k]!;
    next[k] = Math.min(Math.max(next[k]! + step[a]!, low), high);
  }
  return next;
}

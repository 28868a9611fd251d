/** Fits with one or more coordinates held, each begun where a known minimum says that it should end. */
import { cholesky, solve } from '../cholesky';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import { minimiseMany, type Minima } from './minimiseMany';

/** The best fit of a likelihood, with what is held in it. */
export interface BestFit {
  readonly at: Float64Array;
  /** −ln L with priors. */
  readonly value: number;
  /** [coordinates²], the inverse of the expected information; 0 in rows and columns that are held. */
  readonly covariance: Float64Array;
  readonly fixed: Uint8Array;
}

/**
 * The inverse of an information matrix over the coordinates that are free.
 * @returns undefined where it has none: a coordinate that changes nothing
 */
export function covarianceOf(information: Float64Array, fixed: Uint8Array): Float64Array | undefined {
  const size = fixed.length;
  const free = [...fixed.keys()].filter((k) => fixed[k] === 0);
  const many = free.length;
  const factor = new Float64Array(many * many);
  for (const [a, k] of free.entries()) {
    for (const [b, l] of free.entries()) factor[a * many + b] = information[k * size + l]!;
  }
  if (!cholesky(factor, many)) return undefined;
  const covariance = new Float64Array(size * size);
  for (const [a, k] of free.entries()) {
    const column = new Float64Array(many);
    column[a] = 1;
    solve(factor, many, column);
    for (const [b, l] of free.entries()) covariance[l * size + k] = column[b]!;
  }
  return covariance;
}

/** Where the other coordinates are expected when some are moved to given values, if all were linear. */
export function response(best: BestFit, moved: ReadonlyMap<number, number>, from = best.at): Float64Array {
  const size = from.length;
  const next = from.slice();
  const held = [...moved.keys()];
  const many = held.length;
  const block = new Float64Array(many * many);
  const shift = new Float64Array(many);
  for (const [a, k] of held.entries()) {
    shift[a] = moved.get(k)! - from[k]!;
    for (const [b, l] of held.entries()) block[a * many + b] = best.covariance[k * size + l]!;
  }
  if (cholesky(block, many)) {
    solve(block, many, shift);
    for (let i = 0; i < size; i++) {
      if (best.fixed[i] === 1) continue;
      for (const [a, k] of held.entries()) next[i]! += best.covariance[i * size + k]! * shift[a]!;
    }
  }
  for (const [k, value] of moved) next[k] = value;
  return next;
}

/**
 * Minima along a line or over a plane: coordinates held at each of many values. What a neighbour found is tried where it
 * is lower, until nothing changes: a likelihood may have several valleys.
 * @param held at each point, the coordinates that are held and their values
 * @param neighbours positions of those whose minimum may be a better start
 * @param others further minima of the likelihood, which are begun at too
 */
export async function fitAlong(
  likelihood: EmulatedLikelihood,
  best: BestFit,
  held: readonly ReadonlyMap<number, number>[],
  neighbours: (point: number) => readonly number[],
  others: readonly Float64Array[] = [],
): Promise<Minima> {
  const { size } = likelihood;
  const fixed = new Uint8Array(held.length * size);
  for (const [point, moved] of held.entries()) {
    fixed.set(best.fixed, point * size);
    for (const k of moved.keys()) fixed[point * size + k] = 1;
  }
  const from = (start: (moved: ReadonlyMap<number, number>, point: number) => Float64Array): Float64Array => {
    const starts = new Float64Array(held.length * size);
    for (const [point, moved] of held.entries()) starts.set(start(moved, point), point * size);
    return starts;
  };
  const found = await minimiseMany(
    likelihood,
    from((moved) => response(best, moved)),
    fixed,
  );
  for (const other of others) {
    const starts = from((moved) => {
      const next = other.slice();
      for (const [k, value] of moved) next[k] = value;
      return next;
    });
    takeLower(found, [...held.keys()], await minimiseMany(likelihood, starts, fixed), size);
  }
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const tries = held.flatMap((_, point) =>
      neighbours(point).flatMap((other) => (found.values[other]! < Number.POSITIVE_INFINITY ? [{ point, other }] : [])),
    );
    const starts = new Float64Array(tries.length * size);
    for (const [row, { point, other }] of tries.entries()) {
      const neighbour = found.at.subarray(other * size, (other + 1) * size);
      starts.set(inside(likelihood, response(best, held[point]!, neighbour), best.fixed), row * size);
    }
    // Those that are lower as they are lie in another valley, and are worth a fit.
    const values = await likelihood.values(starts);
    const worth = [...tries.keys()].filter((row) => values[row]! < found.values[tries[row]!.point]! - lower);
    if (worth.length === 0) break;
    const points = worth.map((row) => tries[row]!.point);
    const again = await minimiseMany(
      likelihood,
      fill(new Float64Array(worth.length * size), starts, worth, size),
      fill(new Uint8Array(worth.length * size), fixed, points, size),
    );
    takeLower(found, points, again, size);
  }
  return found;
}

const mostSweeps = 4;
/** Of −ln L: what counts as another valley. */
const lower = 1e-4;

function inside({ coordinates }: EmulatedLikelihood, at: Float64Array, fixed: Uint8Array): Float64Array {
  return at.map((x, k) => {
    const { low, high } = coordinates[k]!;
    return fixed[k] === 1 ? x : Math.min(Math.max(x, low), high);
  });
}

/** Fills `some` with rows of a matrix. */
function fill<T extends Float64Array | Uint8Array>(some: T, matrix: T, rows: readonly number[], size: number): T {
  for (const [index, row] of rows.entries()) some.set(matrix.subarray(row * size, (row + 1) * size), index * size);
  return some;
}

/** Replaces minima by lower ones. */
function takeLower(found: Minima, points: readonly number[], again: Minima, size: number): void {
  for (const [row, point] of points.entries()) {
    if (!(again.values[row]! < found.values[point]!)) continue;
    found.values[point] = again.values[row]!;
    found.at.set(again.at.subarray(row * size, (row + 1) * size), point * size);
    found.information.set(again.information.subarray(row * size * size, (row + 1) * size * size), point * size * size);
  }
}

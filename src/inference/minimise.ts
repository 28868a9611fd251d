/**
 * Minimum of a smooth function with bounds, or of one that is smooth on both sides of 0 in some coordinates: Newton's
 * method with Levenberg's damping on the coordinates that are free, projected into the bounds. A coordinate with a kink
 * stays on its side of 0; where it arrives at 0, the other side's slope decides whether it goes over. Where the function
 * falls to both sides of a kink there are two minima, and both are looked at.
 *
 * @see D. Bertsekas, SIAM J. Control Optim. 20 (1982) 221
 */

export interface Objective {
  readonly parameters: number;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Row by row. */
  readonly hessian: Float64Array;
  /** @param sides of a kink at 0: which derivative is meant */
  evaluate(at: Float64Array, sides: Int8Array, derivatives?: boolean): void;
}

export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Coordinates with a kink at 0. */
  readonly kinks: readonly boolean[];
}

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  /** False where the steps ran out. */
  readonly converged: boolean;
  readonly sides: Int8Array;
}

/** Half of what −2 ln L may still lie above its minimum. */
const tolerance = 1e-11;
const mostSteps = 300;

/**
 * @param start where to begin, within the bounds
 * @param fixed coordinates that stay where they are
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): Minimum {
  let best = descend(
    objective,
    start,
    Int8Array.from(start, (x) => (x < 0 ? -1 : 1)),
    bounds,
    fixed,
  );
  const kinked = [...bounds.kinks.keys()].filter((i) => bounds.kinks[i] === true && fixed[i] !== true);
  let untried = new Set(kinked);
  for (let tries = 0; tries < 2 * kinked.length; tries++) {
    const over = [...untried].find((i) => mayBeLower(objective, best, i, bounds, fixed));
    if (over === undefined) break;
    untried.delete(over);
    const { at, sides } = across(best, over);
    const other = descend(objective, at, sides, bounds, fixed);
    if (!(other.value < best.value - tolerance)) continue;
    best = other;
    untried = new Set(kinked.filter((i) => i !== over));
  }
  return best;
}

/** A minimum with one coordinate put at its kink, on the other side. */
function across({ at, sides }: Minimum, i: number): Pick<Minimum, 'at' | 'sides'> {
  const [moved, turned] = [at.slice(), sides.slice()];
  turned[i] = at[i]! > 0 ? -1 : 1;
  moved[i] = 0;
  return { at: moved, sides: turned };
}

/**
 * Whether the other side of a kink may hold a lower minimum: the function falls there, and Newton's step promises more than
 * it costs to go to the kink.
 */
function mayBeLower(
  objective: Objective,
  minimum: Minimum,
  i: number,
  bounds: Bounds,
  fixed: readonly boolean[],
): boolean {
  if (minimum.at[i] === 0) return false;
  const { at, sides } = across(minimum, i);
  objective.evaluate(at, sides);
  if (sides[i]! * objective.gradient[i]! >= 0) return false;
  const size = objective.parameters;
  const free = freeOnes(objective.gradient, at, sides, bounds, fixed);
  const gain = newtonStep(objective, free, 0, new Float64Array(size * size), new Float64Array(size));
  return gain === undefined || objective.value - gain < minimum.value - tolerance;
}

function descend(
  objective: Objective,
  start: Float64Array,
  startSides: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): Minimum {
  const size = objective.parameters;
  const at = start.slice();
  const sides = startSides.slice();
  const next = new Float64Array(size);
  const step = new Float64Array(size);
  const matrix = new Float64Array(size * size);
  let damping = 0;
  objective.evaluate(at, sides);
  for (let count = 0; count < mostSteps; count++) {
    const free = freeOnes(objective.gradient, at, sides, bounds, fixed);
    const decrement = newtonStep(objective, free, damping, matrix, step);
    if (decrement !== undefined && decrement < tolerance) {
      if (!turnAround(objective, at, sides, bounds, fixed)) {
        return { at, value: objective.value, converged: true, sides };
      }
      continue;
    }
    const before = objective.value;
    if (decrement !== undefined) {
      for (let i = 0; i < size; i++) next[i] = inside(at[i]! + step[i]!, i, sides, bounds);
      objective.evaluate(next, sides, false);
      if (objective.value < before || (damping > mostDamping && objective.value <= before)) {
        at.set(next);
        damping = damping < 1e-6 ? 0 : damping / 10;
        objective.evaluate(at, sides);
        continue;
      }
    }
    objective.evaluate(at, sides);
    if (damping > mostDamping) {
      // Rounding: nothing lower can be seen from here.
      if (!turnAround(objective, at, sides, bounds, fixed)) {
        return { at, value: objective.value, converged: true, sides };
      }
      damping = 0;
      continue;
    }
    damping = Math.max(damping * 10, 1e-4);
  }
  return { at, value: objective.value, converged: false, sides };
}

const mostDamping = 1e12;

/** Where a coordinate may go: within its bounds, and on its side of a kink. */
function inside(x: number, i: number, sides: Int8Array, { low, high, kinks }: Bounds): number {
  const from = kinks[i] === true && sides[i]! > 0 ? Math.max(low[i]!, 0) : low[i]!;
  const to = kinks[i] === true && sides[i]! < 0 ? Math.min(high[i]!, 0) : high[i]!;
  return Math.min(Math.max(x, from), to);
}

function freeOnes(
  gradient: Float64Array,
  at: Float64Array,
  sides: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): number[] {
  const free: number[] = [];
  for (let i = 0; i < at.length; i++) {
    if (fixed[i] === true) continue;
    const downhill = gradient[i]! > 0 ? -1 : 1;
    const stuck = inside(at[i]! + downhill, i, sides, bounds) === at[i];
    if (!stuck) free.push(i);
  }
  return free;
}

/**
 * Solves (H + damping·diag H)·step = −g over the free coordinates.
 * @returns half of gᵀH⁻¹g, what the step promises; undefined where the matrix is not positive definite
 */
function newtonStep(
  { gradient, hessian, parameters }: Objective,
  free: readonly number[],
  damping: number,
  factor: Float64Array,
  step: Float64Array,
): number | undefined {
  const n = free.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) factor[i * n + j] = hessian[free[i]! * parameters + free[j]!]!;
    const own = factor[i * n + i]!;
    factor[i * n + i] = own + damping * Math.max(Math.abs(own), 1e-12);
  }
  if (!cholesky(factor, n)) return undefined;
  const solution = new Float64Array(n);
  for (let i = 0; i < n; i++) solution[i] = -gradient[free[i]!]!;
  solve(factor, n, solution);
  step.fill(0);
  let decrement = 0;
  for (let i = 0; i < n; i++) {
    step[free[i]!] = solution[i]!;
    decrement -= (gradient[free[i]!]! * solution[i]!) / 2;
  }
  // A damped step promises less than there is.
  return decrement * (1 + damping);
}

/** At a minimum of this side: whether a coordinate at its kink goes over to the other side. */
function turnAround(
  objective: Objective,
  at: Float64Array,
  sides: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): boolean {
  const { kinks } = bounds;
  const atKink = [...kinks.keys()].filter((i) => kinks[i] === true && fixed[i] !== true && at[i] === 0);
  if (atKink.length === 0) return false;
  const others = sides.slice();
  for (const i of atKink) others[i]! *= -1;
  objective.evaluate(at, others);
  let turned = false;
  for (const i of atKink) {
    const slope = others[i]! * objective.gradient[i]!;
    const curvature = Math.max(objective.hessian[i * objective.parameters + i]!, 1e-12);
    const downhill = slope < 0 && (slope * slope) / (2 * curvature) > tolerance;
    const open = inside(at[i]! + others[i]!, i, others, bounds) !== at[i];
    if (downhill && open) {
      sides[i] = others[i]!;
      turned = true;
    }
  }
  objective.evaluate(at, sides);
  return turned;
}

/** Factor of a symmetric matrix, in its lower triangle, in place; false where it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i === j) {
        if (!(sum > 0)) return false;
        matrix[i * n + i] = Math.sqrt(sum);
      } else {
        matrix[i * n + j] = sum / matrix[j * n + j]!;
      }
    }
  }
  return true;
}

/** Solves L·Lᵀ·x = b in place. */
export function solve(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
}

/**
 * Minimum of a smooth function with bounds, or of one that is smooth between kinks in some coordinates: Newton's method
 * with Levenberg's damping on the coordinates that are free, projected into the bounds. A coordinate with kinks stays in
 * its segment between them; where it arrives at a kink, the other side's slope decides whether it goes over. Where the
 * function falls to both sides of a kink there are two minima, and both are looked at.
 *
 * @see D. Bertsekas, SIAM J. Control Optim. 20 (1982) 221
 */
import { cholesky, solve } from './cholesky';
import { segmentOf } from './interpolation';

export interface Objective {
  readonly parameters: number;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Row by row. */
  readonly hessian: Float64Array;
  /** @param segments between which kinks the coordinates lie: which derivative is meant at a kink */
  evaluate(at: Float64Array, segments: Int8Array, derivatives?: boolean): void;
  /** Derivative by one coordinate where that is not as in the last evaluation. */
  slopeAlong(index: number, value: number, segment: number): number;
}

export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Of each coordinate, ascending. */
  readonly kinks: readonly Float64Array[];
  /** Both ways over the kinks of each coordinate that has any. */
  readonly crossings: readonly Crossing[];
  /** Of each coordinate in which there may be several minima: where else one may be. */
  readonly elsewhere: readonly (readonly number[])[];
}

/** One way, up or down, over the kinks of a coordinate. */
export interface Crossing {
  readonly i: number;
  readonly by: 1 | -1;
}

/** @param kinks of each coordinate */
export function crossingsOf(kinks: readonly Float64Array[]): Crossing[] {
  return kinks.flatMap((ofOne, i): Crossing[] =>
    ofOne.length === 0
      ? []
      : [
          { i, by: -1 },
          { i, by: 1 },
        ],
  );
}

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  /** False where the steps ran out. */
  readonly converged: boolean;
  /** How many kinks of each coordinate are below it; at a kink itself, on which side it lies. */
  readonly segments: Int8Array;
}

/** Half of what −2 ln L may still lie above its minimum. */
const tolerance = 1e-11;
/** What Newton's step still gains where it is the last: it ends nearer than the tolerance, as its error is of third order. */
const lastStep = 1e-7;
const mostSteps = 300;

/**
 * @param start where to begin, within the bounds
 * @param segments of the start
 * @param fixed coordinates that stay where they are
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  segments: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): Minimum {
  let best = settle(objective, start, segments, bounds, fixed);
  for (const [i, values] of bounds.elsewhere.entries()) {
    if (fixed[i] === true) continue;
    for (const value of values) {
      if (Math.abs(value - best.at[i]!) < nearby) continue;
      const [at, moved] = [best.at.slice(), best.segments.slice()];
      at[i] = value;
      moved[i] = segmentOf(bounds.kinks[i]!, value);
      if (!mayBeLower(objective, best, at, moved, bounds, fixed)) continue;
      const other = settle(objective, at, moved, bounds, fixed);
      if (other.value < best.value - tolerance) best = other;
    }
  }
  return best;
}

/** Nearer than that it is the same minimum. */
const nearby = 0.3;

/** A minimum, and what is beyond the kinks around it. */
function settle(
  objective: Objective,
  start: Float64Array,
  segments: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): Minimum {
  let best = descend(objective, start, segments, bounds, fixed);
  const crossings = bounds.crossings.filter(({ i }) => fixed[i] !== true);
  if (crossings.length === 0) return best;
  let untried = new Set(crossings);
  for (let tries = 0; tries < 2 * crossings.length; tries++) {
    objective.evaluate(best.at, best.segments, false);
    const over = [...untried].find(({ i, by }) => fallsBeyond(objective, best, i, by, bounds));
    if (over === undefined) break;
    untried.delete(over);
    const { at, segments: turned } = across(best, over.i, over.by, bounds);
    if (!mayBeLower(objective, best, at, turned, bounds, fixed)) continue;
    const other = descend(objective, at, turned, bounds, fixed);
    if (!(other.value < best.value - tolerance)) continue;
    best = other;
    untried = new Set(crossings.filter(({ i }) => i !== over.i));
  }
  return best;
}

/** The kink at one end of the coordinate's segment; undefined where there is none. */
function kinkOf(i: number, by: number, segments: Int8Array, { kinks }: Bounds): number | undefined {
  return kinks[i]![by > 0 ? segments[i]! : segments[i]! - 1];
}

/** Whether the function falls on the other side of a kink, put there; after an evaluation at the minimum. */
function fallsBeyond(objective: Objective, { at, segments }: Minimum, i: number, by: number, bounds: Bounds): boolean {
  const kink = kinkOf(i, by, segments, bounds);
  if (kink === undefined || at[i] === kink) return false;
  if (kink < bounds.low[i]! || kink > bounds.high[i]!) return false;
  return by * objective.slopeAlong(i, kink, segments[i]! + by) < 0;
}

/** A minimum with one coordinate put at its kink, on the other side. */
function across({ at, segments }: Minimum, i: number, by: number, bounds: Bounds): Pick<Minimum, 'at' | 'segments'> {
  const [moved, turned] = [at.slice(), segments.slice()];
  moved[i] = kinkOf(i, by, segments, bounds)!;
  turned[i]! += by;
  return { at: moved, segments: turned };
}

/** Whether Newton's step from somewhere else promises more than it costs to go there. */
function mayBeLower(
  objective: Objective,
  minimum: Minimum,
  at: Float64Array,
  segments: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): boolean {
  objective.evaluate(at, segments);
  const size = objective.parameters;
  const free = freeOnes(objective.gradient, at, segments, bounds, fixed);
  const gain = newtonStep(objective, free, 0, new Float64Array(size * size), new Float64Array(size));
  return gain === undefined || objective.value - 2 * gain < minimum.value - tolerance;
}

function descend(
  objective: Objective,
  start: Float64Array,
  startSegments: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): Minimum {
  const size = objective.parameters;
  const at = start.slice();
  const segments = startSegments.slice();
  const next = new Float64Array(size);
  const step = new Float64Array(size);
  const matrix = new Float64Array(size * size);
  const [beyond, segmentsBeyond] = [new Float64Array(size), new Int8Array(size)];
  let [damping, crossings] = [0, mostCrossings];
  objective.evaluate(at, segments);
  for (let count = 0; count < mostSteps; count++) {
    const free = freeOnes(objective.gradient, at, segments, bounds, fixed);
    const decrement = newtonStep(objective, free, damping, matrix, step);
    if (decrement !== undefined && decrement < tolerance) {
      if (!turnAround(objective, at, segments, bounds, fixed)) {
        return { at, value: objective.value, converged: true, segments };
      }
      continue;
    }
    const before = objective.value;
    if (decrement !== undefined) {
      const crossing = stepBeyond(at, step, segments, bounds, beyond, segmentsBeyond);
      const clipped = free.filter((i) => inside(at[i]! + step[i]!, i, segments, bounds) !== at[i]! + step[i]!);
      if (decrement < lastStep && damping === 0 && clipped.length === 0) {
        at.set(beyond);
        if (!turnAround(objective, at, segments, bounds, fixed)) {
          return { at, value: before - decrement, converged: true, segments };
        }
        continue;
      }
      // Kinks are mostly weak: the whole step across them is tried, as long as that does not go to and fro.
      if (crossing && crossings-- > 0) {
        objective.evaluate(beyond, segmentsBeyond);
        if (objective.value < before) {
          at.set(beyond);
          segments.set(segmentsBeyond);
          damping = damping < 1e-6 ? 0 : damping / 10;
          continue;
        }
        objective.evaluate(at, segments);
      }
      if (clipped.length > 0) confine(objective, at, free, clipped, segments, bounds, damping, matrix, step);
      for (let i = 0; i < size; i++) next[i] = inside(at[i]! + step[i]!, i, segments, bounds);
      objective.evaluate(next, segments);
      if (objective.value < before || (damping > mostDamping && objective.value <= before)) {
        at.set(next);
        damping = damping < 1e-6 ? 0 : damping / 10;
        continue;
      }
    }
    objective.evaluate(at, segments);
    if (damping > mostDamping) {
      // Rounding: nothing lower can be seen from here.
      if (!turnAround(objective, at, segments, bounds, fixed)) {
        return { at, value: objective.value, converged: true, segments };
      }
      damping = 0;
      continue;
    }
    damping = Math.max(damping * 10, 1e-4);
  }
  return { at, value: objective.value, converged: false, segments };
}

const mostDamping = 1e12;
const mostCrossings = 6;

/** The whole step, within the bounds alone; whether it goes over a kink. */
function stepBeyond(
  at: Float64Array,
  step: Float64Array,
  segments: Int8Array,
  { low, high, kinks }: Bounds,
  beyond: Float64Array,
  segmentsBeyond: Int8Array,
): boolean {
  let crossing = false;
  for (let i = 0; i < at.length; i++) {
    const x = Math.min(Math.max(at[i]! + step[i]!, low[i]!), high[i]!);
    const segment = segments[i]!;
    const stays = x >= (kinks[i]![segment - 1] ?? -Infinity) && x <= (kinks[i]![segment] ?? Infinity);
    beyond[i] = x;
    segmentsBeyond[i] = stays ? segment : segmentOf(kinks[i]!, x);
    crossing ||= !stays;
  }
  return crossing;
}

/** Newton's step where some coordinates stop at the ends of their segments: the others make the best of that. */
function confine(
  objective: Objective,
  at: Float64Array,
  free: readonly number[],
  clipped: readonly number[],
  segments: Int8Array,
  bounds: Bounds,
  damping: number,
  factor: Float64Array,
  step: Float64Array,
): void {
  const ended = new Map<number, number>();
  for (let more = clipped; more.length > 0;) {
    for (const i of more) ended.set(i, inside(at[i]! + step[i]!, i, segments, bounds) - at[i]!);
    const rest = free.filter((i) => !ended.has(i));
    // Part of a positive definite matrix is.
    if (newtonStep(objective, rest, damping, factor, step, ended) === undefined) return;
    more = rest.filter((i) => inside(at[i]! + step[i]!, i, segments, bounds) !== at[i]! + step[i]!);
  }
}

/** Where a coordinate may go: within its bounds, and in its segment. */
function inside(x: number, i: number, segments: Int8Array, { low, high, kinks }: Bounds): number {
  const from = Math.max(low[i]!, kinks[i]![segments[i]! - 1] ?? -Infinity);
  const to = Math.min(high[i]!, kinks[i]![segments[i]!] ?? Infinity);
  return Math.min(Math.max(x, from), to);
}

function freeOnes(
  gradient: Float64Array,
  at: Float64Array,
  segments: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): number[] {
  const free: number[] = [];
  for (let i = 0; i < at.length; i++) {
    if (fixed[i] === true) continue;
    const downhill = gradient[i]! > 0 ? -1 : 1;
    const stuck = inside(at[i]! + downhill, i, segments, bounds) === at[i];
    if (!stuck) free.push(i);
  }
  return free;
}

const nothing: ReadonlyMap<number, number> = new Map();

/**
 * Solves (H + damping·diag H)·step = −g over the free coordinates.
 * @param given steps of coordinates that are not free
 * @returns half of gᵀH⁻¹g, what the step promises; undefined where the matrix is not positive definite
 */
function newtonStep(
  { gradient, hessian, parameters }: Objective,
  free: readonly number[],
  damping: number,
  factor: Float64Array,
  step: Float64Array,
  given = nothing,
): number | undefined {
  const n = free.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) factor[i * n + j] = hessian[free[i]! * parameters + free[j]!]!;
    const own = factor[i * n + i]!;
    factor[i * n + i] = own + damping * Math.max(Math.abs(own), 1e-12);
  }
  if (!cholesky(factor, n)) return undefined;
  const solution = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    solution[i] = -gradient[free[i]!]!;
    for (const [other, by] of given) solution[i]! -= hessian[free[i]! * parameters + other]! * by;
  }
  solve(factor, n, solution);
  step.fill(0);
  for (const [other, by] of given) step[other] = by;
  let decrement = 0;
  for (let i = 0; i < n; i++) {
    step[free[i]!] = solution[i]!;
    decrement -= (gradient[free[i]!]! * solution[i]!) / 2;
  }
  // A damped step promises less than there is.
  return decrement * (1 + damping);
}

/** At a minimum of these segments: whether a coordinate at a kink goes over to the other side. */
function turnAround(
  objective: Objective,
  at: Float64Array,
  segments: Int8Array,
  bounds: Bounds,
  fixed: readonly boolean[],
): boolean {
  const turns = bounds.crossings.flatMap(({ i, by }) =>
    fixed[i] !== true && kinkOf(i, by, segments, bounds) === at[i] ? [{ i, by, segment: segments[i]! + by }] : [],
  );
  if (turns.length === 0) return false;
  objective.evaluate(at, segments, false);
  const turned = turns.filter(({ i, by, segment }) => {
    const slope = by * objective.slopeAlong(i, at[i]!, segment);
    // That of the last step is near enough.
    const curvature = Math.max(objective.hessian[i * objective.parameters + i]!, 1e-12);
    const downhill = slope < 0 && (slope * slope) / (2 * curvature) > tolerance;
    return downhill && at[i]! + by >= bounds.low[i]! && at[i]! + by <= bounds.high[i]!;
  });
  if (turned.length === 0) return false;
  for (const { i, segment } of turned) segments[i] = segment;
  objective.evaluate(at, segments);
  return true;
}

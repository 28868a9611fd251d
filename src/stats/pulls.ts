import type { Estimate, Studentised } from './estimate';
import { leftOut } from './leftOut';
import { studentisedByEvents } from './studentisedEvents';

export interface PullSummary {
  readonly mean: Estimate;
  /** Undefined for a single pull: one number has no width. */
  readonly width: Estimate | undefined;
}

/**
 * Mean and width (sample standard deviation, N − 1) of pulls. The errors are what N pulls from N(0, 1) would scatter by,
 * 1/√N and 1/√(2N), whatever the pulls at hand: the question is whether 0 and 1 are compatible.
 *
 * @returns undefined without pulls
 * @throws RangeError if a pull is not finite
 */
export function meanAndWidth(pulls: readonly number[]): PullSummary | undefined {
  const count = pulls.length;
  if (count === 0) return undefined;
  const bad = pulls.find((pull) => !Number.isFinite(pull));
  if (bad !== undefined) throw new RangeError(`A pull must be finite, not ${bad}.`);
  const mean = pulls.reduce((sum, pull) => sum + pull, 0) / count;
  const squares = pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0);
  return {
    mean: { value: mean, error: 1 / Math.sqrt(count) },
    width: count === 1 ? undefined : { value: Math.sqrt(squares / (count - 1)), error: 1 / Math.sqrt(2 * count) },
  };
}

export const pullDefinitions = ['pre-fit', 'post-fit', 'difference'] as const;
export type PullDefinition = (typeof pullDefinitions)[number];

/** Uncertainties up and down, both positive. */
interface Sides {
  readonly up: number;
  readonly down: number;
}

/**
 * Below this fraction of σ₀², σ₀² − σ² is rounding of the fit (Combine's diffPull has the same limit at σ₀ = 1).
 */
const unresolved = 0.001;

/**
 * The pull of a fitted parameter: (θ̂ − θ₀)/σ₀ (`pre-fit`), /σ (`post-fit`) or /√(σ₀² − σ²) (`difference`: the
 * uncertainty of θ̂ − θ₀, L. Demortier and L. Lyons, CDF note 5776). Asymmetric uncertainties: σ₀ on the side of the
 * shift; σ on the side that faces θ₀; both on that side for the difference, as Combine's diffPullAsym does.
 *
 * @returns undefined where an uncertainty is needed that is not known, and for the difference where σ ≥ σ₀
 */
export function fitPull(
  definition: PullDefinition,
  shift: number,
  posterior: Sides | undefined,
  prior: Sides | undefined,
): number | undefined {
  const facing = (sides: Sides): number => (shift > 0 ? sides.down : sides.up);
  switch (definition) {
    case 'pre-fit':
      return prior && shift / (shift > 0 ? prior.up : prior.down);
    case 'post-fit':
      return posterior && facing(posterior) > 0 ? shift / facing(posterior) : undefined;
    case 'difference': {
      if (posterior === undefined || prior === undefined) return undefined;
      const before = facing(prior) ** 2;
      const left = before - facing(posterior) ** 2;
      return left > unresolved * before ? shift / Math.sqrt(left) : undefined;
    }
  }
}

/** σ/σ₀, of the widths of both intervals: below 1 where the data say more than the prior. */
export function fitConstraint(posterior: Sides | undefined, prior: Sides | undefined): number | undefined {
  if (posterior === undefined || prior === undefined) return undefined;
  return (posterior.up + posterior.down) / (prior.up + prior.down);
}

/** Mean and width of weighted pulls, and how many events of equal weight they are worth. */
export interface WeightedPullSummary {
  readonly mean: Estimate;
  readonly width: Estimate;
  readonly effectiveEvents: number;
}

/**
 * Mean Σwt/Σw and width √(Σw(t − mean)²/Σw) of pulls with weights of any sign. The errors are those of the events at hand, each
 * left out in turn (`leftOut.ts`): of many pulls from N(0, 1) they are 1/√n_eff and 1/√(2n_eff), and larger where the tails are.
 *
 * A few events may have made most of either error: intervals are those of `limitsOf`. Pulls far from the mean make the width
 * larger, and none can make it as much smaller, so that heavy ones that are missing leave it too small and too certain: all events
 * pull the variance to the side of their weight. Its root is less skewed, by 3/2 of its relative error.
 *
 * @returns undefined where Σw or the width is not positive
 */
export function weightedMeanAndWidth(pulls: Float64Array, weights: Float64Array): WeightedPullSummary | undefined {
  let [total, squares, weighted] = [0, 0, 0];
  pulls.forEach((pull, event) => {
    const w = weights[event]!;
    total += w;
    squares += w * w;
    weighted += w * pull;
  });
  if (!(total > 0)) return undefined;
  const mean = weighted / total;
  let spread = 0;
  pulls.forEach((pull, event) => (spread += weights[event]! * (pull - mean) ** 2));
  const variance = spread / total;
  if (!(variance > 0)) return undefined;
  const [ofMean, ofVariance] = [new Float64Array(pulls.length), new Float64Array(pulls.length)];
  pulls.forEach((pull, event) => {
    const without = leftOut(weights[event]!, total);
    const part = (weights[event]! / total) * without;
    ofMean[event] = part * (pull - mean);
    ofVariance[event] = part * (without * (pull - mean) ** 2 - variance);
  });
  const width = Math.sqrt(variance);
  const error = lengthOf(ofVariance) / (2 * width);
  const pulling = studentisedByEvents(ofVariance.map((own, event) => Math.sign(weights[event]!) * Math.abs(own)));
  return {
    mean: estimateOf(mean, lengthOf(ofMean), studentisedByEvents(ofMean)),
    width: estimateOf(width, error, pulling && { ...pulling, skewness: pulling.skewness - (1.5 * error) / width }),
    effectiveEvents: total ** 2 / squares,
  };
}

function lengthOf(influences: Float64Array): number {
  return Math.sqrt(influences.reduce((sum, own) => sum + own * own, 0));
}

function estimateOf(value: number, error: number, studentised: Studentised | undefined): Estimate {
  return studentised === undefined ? { value, error } : { value, error, studentised };
}

import type { Estimate } from './estimate';

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

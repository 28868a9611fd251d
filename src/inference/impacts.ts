/** What each nuisance does to the fitted strength, and what the fit makes of the nuisance. */
import { strengthIndex, type Fit } from './fitModel';
import { halfWidth, intervalEnds, type IntervalEnd, type ProfileInterval } from './interval';
import type { Observation } from './likelihood';
import type { Minimum } from './minimise';

export interface Impact {
  readonly name: string;
  /** Of the nuisance, in standard deviations of its prior: pull, and what is left of its uncertainty. */
  readonly nuisance: ProfileInterval;
  /** Post-fit over prior uncertainty. */
  readonly constraint: number;
  /** Change of the fitted strength when the nuisance is held at either end of its interval after the fit. */
  readonly up: number;
  readonly down: number;
}

/** @param best the best fit to these data */
export function impactsOf(model: Fit, data: Observation, best: Minimum): Impact[] {
  const errors = model.standardErrors(data, best);
  return model.templates.nuisances.map((_, nuisance) => impactOf(model, data, best, nuisance, errors));
}

/** @param errors of all parameters, where they are known */
export function impactOf(
  model: Fit,
  data: Observation,
  best: Minimum,
  nuisance: number,
  errors: Float64Array | undefined,
): Impact {
  const { name, range } = model.templates.nuisances[nuisance]!;
  const index = nuisance + 1;
  const prior = range === undefined ? 1 : (range.high - range.low) / Math.sqrt(12);
  const { value, low, high } = intervalEnds(model, data, best, index, errors?.[index] ?? 0.8 * prior);
  const interval = { value, low: low.value, high: high.value };
  const moved = ({ at }: IntervalEnd): number => at[strengthIndex]! - best.at[strengthIndex]!;
  return { name, nuisance: interval, constraint: halfWidth(interval) / prior, up: moved(high), down: moved(low) };
}

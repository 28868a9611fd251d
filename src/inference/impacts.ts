/** What each nuisance does to the fitted strength, and what the fit makes of the nuisance. */
import { strengthIndex, type FitModel } from './fitModel';
import { halfWidth, profileInterval, type ProfileInterval } from './interval';
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
export function impactsOf(model: FitModel, data: Observation, best: Minimum): Impact[] {
  return model.templates.nuisances.map(({ name, range }, nuisance): Impact => {
    const index = nuisance + 1;
    const prior = range === undefined ? 1 : (range.high - range.low) / Math.sqrt(12);
    const interval = profileInterval(model, data, best, index, 0.8 * prior);
    const moved = (value: number): number =>
      model.fit(data, new Map([[index, value]]), best.at).at[strengthIndex]! - best.at[strengthIndex]!;
    return {
      name,
      nuisance: interval,
      constraint: halfWidth(interval) / prior,
      up: moved(interval.high),
      down: moved(interval.low),
    };
  });
}

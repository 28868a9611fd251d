/**
 * What would have been found where an error grows with the effect: it is as small as it is because the effect is.
 *
 * A fraction of events that cross a threshold, or of pairs that change places, scatters by its own root. Two scores of the
 * same events whose AUCs differ by D have changed places in events as well, of which most cancel: see `aucGrowth`.
 */
import { normalQuantile } from '../stats/normal';
import { effectiveEvents } from '../stats/moments';
import { sum } from '../stats/contrast';
import type { Estimate } from '../stats/estimate';
import { sigmasOfPower } from './decision';
import { aucOf, nominalScores, type ScoredEvents } from './modelAuc';
import type { MeasuredModel, Measurements } from './measurements';

/**
 * The m that solves m = tolerance + k·√(σ² + g·m).
 * @param sigmas k, of the decision and the power together
 * @param fixed σ², what does not grow
 * @param growth g, how much variance an effect brings with it
 */
export function detectableWithGrowth(sigmas: number, fixed: number, growth: number, tolerance: number): number {
  const half = (sigmas ** 2 * growth) / 2;
  return tolerance + half + Math.sqrt(half ** 2 + sigmas ** 2 * (fixed + growth * tolerance));
}

/** The same of a fraction of events in which everything counts one way: its variance is in proportion to it. */
export function detectableFraction(
  sigmas: number,
  { value, error }: Estimate,
  fixed: number,
  tolerance: number,
): number {
  const size = Math.abs(value);
  return detectableWithGrowth(sigmas, fixed, size > 0 ? error ** 2 / size : 0, tolerance);
}

/**
 * The same of a fraction p of pairs: an event that changes places does so with many at once, and the error grows as p where
 * all events move, as √p where some do. With both alike, σ²(m) = σ²·m(m + p)/(2p²). No fraction is above 1.
 */
export function detectablePairs(sigmas: number, { value, error }: Estimate, tolerance: number): number {
  if (!(value > 0)) return Math.min(tolerance + sigmas * error, 1);
  const c = (sigmas * error) ** 2 / (2 * value ** 2);
  const half = tolerance + (c * value) / 2;
  const larger = half + Math.sqrt(half ** 2 - (1 - c) * tolerance ** 2);
  return c < 1 ? Math.min(larger / (1 - c), 1) : 1;
}

/** The same of the difference of two AUCs, whose error may be large where the difference is not. */
export function detectableAucDifference(sigmas: number, error: number, growth: number, tolerance: number): number {
  return Math.max(tolerance + sigmas * error, detectableWithGrowth(sigmas, 0, growth, tolerance));
}

/**
 * Smallest χ²/ν that is found, of residuals with a difference: it has the variance u²(2 + 4(χ²/ν − 1)), with u = 1/√ν where
 * they are independent. It is found where it lies so many errors above what is needed.
 */
export function detectableChiSquared(unit: number, sigmas: number, needed: number): number {
  const beyond = (from: number, errors: number): number => {
    const half = 2 * (errors * unit) ** 2;
    return from + half + Math.sqrt(half * Math.max(2 * from + half - 1, 0));
  };
  return beyond(beyond(needed, sigmas), sigmasOfPower(sigmas));
}

/** Where nothing is separated yet, no small change separates anything. */
const leastDistance = 0.2;

/**
 * How much variance a difference D of two AUCs of the same events brings with it, σ² = g·D, where classes are normal with
 * means s apart, AUC = Φ(s/√2). A small change of all scores by ε η, η standard normal, changes the AUC by
 * φ(s/√2)/(2√2)·ε²·s where it is noise, and by ε²/s of the same where it tells the classes apart by as much; and by DeLong
 * et al. (Biometrics 44 (1988) 837) its variance is ε² ∫φ(x)²φ(x − s)dx (1/n_s + 1/n_b), of which the integral is
 * exp(−s²/3)/(2π√3). The larger of the two is taken.
 */
export function aucGrowth(scored: Pick<ScoredEvents, 'classes'>): number {
  const area = aucOf(scored)?.value ?? 0.5;
  const events = scored.classes.map(({ sumWeights, sumWeights2 }) =>
    effectiveEvents(sum(sumWeights), sum(sumWeights2)),
  );
  const distance = Math.max(
    Math.SQRT2 * Math.abs(normalQuantile(Math.min(Math.max(area, 1e-6), 1 - 1e-6))),
    leastDistance,
  );
  const crossings = Math.exp(-(distance ** 2) / 3) / (2 * Math.PI * Math.sqrt(3));
  const density = Math.exp(-(distance ** 2) / 4) / Math.sqrt(2 * Math.PI);
  const each = events.reduce((total, effective) => total + 1 / Math.max(effective, 1), 0);
  return ((crossings * 2 * Math.SQRT2) / density) * Math.max(distance, 1 / distance) * each;
}

/** That of a model's AUC on the nominal events; 0 where there are no two classes. */
export function nominalAucGrowth(measured: Measurements, model: MeasuredModel): number {
  const labels = measured.binaryLabels();
  const scored = labels && nominalScores(measured, model, labels);
  return scored === undefined ? 0 : aucGrowth(scored);
}

/** What a Neyman construction orders data by: a function of the data and of the strength that is tested; small agrees. */
import { strengthIndex, type FitModel } from './fitModel';
import { profileInterval, profileRatio, type ProfileInterval } from './interval';
import type { Observation } from './likelihood';

export interface TestStatistic {
  /** What the data say, before any strength is tested. */
  of(data: Observation): StatisticOfData;
}

export interface StatisticOfData {
  /** The strength that agrees best. */
  readonly estimate: number;
  /** 0 at the estimate. */
  at(strength: number): number;
  /** Where it is below 1: an interval of 68.27 % where the statistic is distributed as χ². */
  interval(): ProfileInterval;
}

/** −2 ln of the profile likelihood ratio. */
export function profileStatistic(model: FitModel, sigma: number): TestStatistic {
  return {
    of(data) {
      const best = model.fit(data);
      return {
        estimate: best.at[strengthIndex]!,
        at: (strength) => profileRatio(model, data, best, strengthIndex, strength).ratio,
        interval: () => profileInterval(model, data, best, strengthIndex, sigma),
      };
    },
  };
}

/**
 * −2 ln of the likelihood ratio that a classifier makes by itself: its score s taken for the probability of signal among
 * as many events of each kind, s/(1 − s) is the ratio of the densities, and
 *
 *     ln L(μ) = −μS + Σ_b n_b ln(μ S s_b/(1 − s_b) + B)
 *
 * (K. Cranmer, J. Pavez and G. Louppe, arXiv:1506.02169). It knows of no nuisance and is as good as the classifier's
 * calibration: a Neyman construction makes its intervals right all the same.
 *
 * @param scores mean score of each bin, between 0 and 1
 * @param signal expected events of signal at strength 1
 * @param background expected events of background
 */
export function classifierStatistic(scores: Float64Array, signal: number, background: number): TestStatistic {
  const rates = scores.map((score) => (signal * score) / (1 - score));
  const farthest = -background / Math.max(...rates) + 1e-6;
  return {
    of({ counts }) {
      const value = (strength: number): number => {
        let sum = strength * signal;
        counts.forEach((n, bin) => {
          if (n > 0) sum -= n * Math.log(Math.max(strength * rates[bin]! + background, 1e-300));
        });
        return 2 * sum;
      };
      const slope = (strength: number): number => {
        let sum = signal;
        counts.forEach((n, bin) => (sum -= (n * rates[bin]!) / (strength * rates[bin]! + background)));
        return sum;
      };
      const estimate = root(slope, farthest, 1);
      const lowest = value(estimate);
      const at = (strength: number): number => Math.max(value(Math.max(strength, farthest)) - lowest, 0);
      const beyond = (strength: number): number => at(strength) - 1;
      return {
        estimate,
        at,
        interval: () => ({
          value: estimate,
          low: at(farthest) < 1 ? farthest : -root((x) => beyond(-x), -estimate, -estimate + 1),
          high: root(beyond, estimate, estimate + 1),
        }),
      };
    },
  };
}

/** Where a function that rises goes through 0, at or above `from`. */
function root(rises: (x: number) => number, from: number, guess: number): number {
  let low = from;
  let high = Math.max(guess, from + 1e-3);
  while (rises(high) < 0 && high < 1e9) high = from + 2 * (high - from);
  for (let step = 0; step < 200 && high - low > 1e-9 * Math.max(Math.abs(high), 1e-3); step++) {
    const middle = (low + high) / 2;
    if (rises(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

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

/**
 * How far the sum over events of a function f of the score lies from what is expected of it, in units of its variance:
 *
 *     T = Σ_b n_b f_b,   t(μ) = (T − E(μ))²/V(μ),   E = Σ_b (μ s_b + b_b) f_b,   V = Σ_b (μ s_b + b_b) f_b²
 *
 * with mean and variance of a compound Poisson sum. f = 1 counts events; where f is the ratio of signal to background it is
 * the optimal observable of small strengths (D. Atwood and A. Soni, PRD 45 (1992) 2405; M. Diehl and O. Nachtmann,
 * Z. Phys. C 62 (1994) 397). It knows of no nuisance.
 *
 * @param values mean of f in each bin
 * @param signal expected events of signal in each bin, at strength 1
 * @param background expected events of background in each bin
 * @throws RangeError where signal adds nothing to the sum, so that no strength agrees better than another
 */
export function sumStatistic(values: Float64Array, signal: Float64Array, background: Float64Array): TestStatistic {
  const summed = (contents: Float64Array, power: 1 | 2): number =>
    contents.reduce((sum, content, bin) => sum + content * values[bin]! ** power, 0);
  const [slope, offset] = [summed(signal, 1), summed(background, 1)];
  const [ofSignal, ofBackground] = [summed(signal, 2), summed(background, 2)];
  if (!(Math.abs(slope) > 0)) throw new RangeError('the sum does not depend on the strength');
  const variance = (strength: number): number => strength * ofSignal + ofBackground;
  return {
    of({ counts }) {
      const estimate = (summed(counts, 1) - offset) / slope;
      return {
        estimate,
        at: (strength) => {
          const away = (slope * (strength - estimate)) ** 2;
          // So far below no signal that events would have to be taken away.
          if (variance(strength) <= 0) return away > 0 ? Infinity : 0;
          return away / variance(strength);
        },
        interval: () => {
          // t = 1 is a quadratic equation.
          const centre = estimate + ofSignal / (2 * slope ** 2);
          const half = Math.sqrt(Math.max(ofSignal ** 2 + 4 * slope ** 2 * variance(estimate), 0)) / (2 * slope ** 2);
          return { value: estimate, low: centre - half, high: centre + half };
        },
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

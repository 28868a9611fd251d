/** Counts the intervals that hold the truth. */
import type { Measured } from '../../src/report/report';
import type { Estimate } from '../../src/stats/estimate';
import { normalTail } from '../../src/stats/normal';
import { lengthLimits, type SquaredLength } from '../../src/stats/squaredLength';
import { limitsOf } from '../../src/stats/studentisedLimits';

export interface Coverage {
  readonly quantity: string;
  readonly setting: string;
  readonly weights: string;
  readonly n: number;
  /** Fraction of the 68.3 % intervals that hold the truth, and of those of 95.4 %. */
  readonly held: readonly [number, number];
  readonly intervals: number;
}

/** Lower and upper end. */
export type Limits = readonly [number, number];

/** Of the integrals that give the truth. */
const rounding = 1e-9;

export class Held {
  private readonly counts = new Map<string, [number, number, number]>();

  /** @param one,two the interval of one standard error, and that of two */
  count(quantity: string, truth: number, one: Limits, two: Limits): void {
    const counts = this.counts.get(quantity) ?? [0, 0, 0];
    const holds = ([low, high]: Limits): number => (low - rounding <= truth && truth <= high + rounding ? 1 : 0);
    counts[0] += holds(one);
    counts[1] += holds(two);
    counts[2]++;
    this.counts.set(quantity, counts);
  }

  /** What the JSON has as value ± error; of twice the error where a decision asks for more. */
  quoted(evidence: Readonly<Record<string, Measured>>, name: string, truth: number, quantity = name): void {
    const measured = evidence[name];
    if (measured === undefined || typeof measured === 'number') return;
    const { value, low, high } = measured;
    const error = high - value;
    this.count(quantity, truth, [low, high], [value - 2 * error, value + 2 * error]);
  }

  /** Limits of an estimate, which need not be symmetric: those of the JSON, and those of two standard errors. */
  estimate(quantity: string, truth: number, estimate: Estimate): void {
    const within = (sigmas: number): Limits => {
      const { low, high } = limitsOf(estimate, sigmas);
      return [low, high];
    };
    this.count(quantity, truth, within(1), within(2));
  }

  /** A factor that the JSON has with the error of its logarithm. */
  factor(evidence: Readonly<Record<string, Measured>>, name: string, truth: number): void {
    const measured = evidence[name];
    if (measured === undefined || typeof measured === 'number') return;
    const { value, low, high } = measured;
    this.count(name, truth, [low, high], [low ** 2 / value, high ** 2 / value]);
  }

  /** Limits of a squared length, which are not symmetric. */
  length(quantity: string, truth: number, length: SquaredLength): void {
    const within = (sigmas: number): Limits => {
      const { low, high } = lengthLimits(length, 2 * normalTail(sigmas));
      return [low, high];
    };
    this.count(quantity, truth, within(1), within(2));
  }

  results(about: Pick<Coverage, 'setting' | 'weights' | 'n'>): Coverage[] {
    return [...this.counts].map(([quantity, [one, two, intervals]]) => ({
      quantity,
      ...about,
      held: [one / intervals, two / intervals],
      intervals,
    }));
  }
}

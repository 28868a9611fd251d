/** By how much the probability of a class at a given score is another where a model is applied. */
import { sum } from '../../stats/contrast';
import type { Estimate } from '../../stats/estimate';
import { effectiveEvents } from '../../stats/moments';
import { normalTail } from '../../stats/normal';
import { lengthLimits, squaredLength, type Limits } from '../../stats/squaredLength';
import type { BinSums } from '../../profile/profile';
import { detectableChiSquared } from '../detectableGrowth';
import type { MeasuredModel, Measurements } from '../measurements';
import { sharedFraction } from '../sharedEvents';

/** Effective events that a region of the score needs on either side. */
const regionEvents = 25;
/** Regions of the score in which probabilities of a class are compared. */
const mostRegions = 20;

export interface ProbabilityChange {
  readonly value: number;
  /** The interval that is called that of so many standard errors. */
  readonly within: (sigmas: number) => Limits;
  /** Limits to decide by, of so many standard errors: no narrower. */
  readonly limits: (sigmas: number) => Limits;
  /** The smallest that would have been found beyond a tolerance, by limits of so many standard errors. */
  readonly detectable: (tolerance: number, sigmas: number) => number;
}

/**
 * √(Σ_b a_b (r'_b − r_b)²) with r the fraction of the second class in region b of the score and a the share of the applied
 * events in it, noise taken off: the root of a squared length whose noise has the variances a_b σ_b².
 * Far out such an interval is too short, for few events in a region tell σ badly: a decision also asks for the limits of
 * χ² = Σ(r' − r)²/σ², which has the variance 2B + 4(χ² − B), to which every region adds alike.
 *
 * @param labels of the two classes
 * @returns undefined without labels in the applied sample, or enough events in any region
 */
export function probabilityChange(
  measured: Measurements,
  model: MeasuredModel,
  sample: string,
  labels: readonly [number, number],
): ProbabilityChange | undefined {
  const nominal = labels.map((label) => measured.nominal('scores', model.index, label)?.histogram);
  const classes = measured.sample(sample).classes;
  const applied = labels.map((label) => classes.find((one) => one.label === label)?.scores[model.index]?.histogram);
  const sides = [nominal, applied].map(([background, signal]) => background && signal && { background, signal });
  const [before, after] = sides;
  if (before === undefined || after === undefined) return undefined;
  const regions = regionsOf([before, after]);
  if (regions.length === 0) return undefined;
  const all = regions.reduce((total, region) => total + region.share, 0);
  let chiSquared = 0;
  let [value, firstOrder, trace, square, cube] = [0, 0, 0, 0, 0];
  for (const { share, difference } of regions) {
    const noise = (share / all) * difference.error ** 2;
    const term = (share / all) * difference.value ** 2;
    chiSquared += (difference.value / difference.error) ** 2;
    value += term - noise;
    firstOrder += 4 * term * noise;
    trace += noise;
    square += noise ** 2;
    cube += noise ** 3;
  }
  const bins = regions.length;
  const length = squaredLength({ value, firstOrder, trace, square, cube, eigenvalue: trace / bins });
  // Events that both sides share make less noise than is taken off: an upper limit does without.
  const least = sharedFraction(measured, sample) > 0 ? 1 : 0;
  const ratio = chiSquared / bins;
  const error = Math.sqrt(2 * bins + 4 * Math.max(chiSquared - bins, 0)) / bins;
  const sizeOf = (ratioOf: number): number => Math.sqrt(trace * Math.max(ratioOf - 1, 0));
  const within = (sigmas: number): Limits => {
    const { low, high } = lengthLimits(length, 2 * normalTail(sigmas));
    return { low: Math.sqrt(low), high: Math.sqrt(high + least * trace) };
  };
  return {
    value: Math.sqrt(Math.max(value, 0)),
    within,
    limits: (sigmas) => {
      const { low, high } = within(sigmas);
      return {
        low: Math.min(low, sizeOf(ratio - sigmas * error)),
        high: Math.max(high, sizeOf(ratio + sigmas * error + least)),
      };
    },
    detectable: (tolerance, sigmas) =>
      sizeOf(detectableChiSquared(1 / Math.sqrt(bins), sigmas, 1 + tolerance ** 2 / trace)),
  };
}

interface Labelled {
  readonly background: BinSums;
  readonly signal: BinSums;
}

/** Neighbouring bins together until both sides have enough events of either class together. */
function regionsOf(sides: readonly [Labelled, Labelled]): { readonly share: number; readonly difference: Estimate }[] {
  const bins = sides[0].background.counts.length;
  const total = sum(sides[1].background.counts) + sum(sides[1].signal.counts);
  const regions: { share: number; difference: Estimate }[] = [];
  for (let from = 0, to = 1; to <= bins; to++) {
    const fractions = sides.map((side) => fractionIn(side, from, to));
    const [before, after] = fractions;
    const events = sum(sides[1].background.counts.subarray(from, to)) + sum(sides[1].signal.counts.subarray(from, to));
    if (before === undefined || after === undefined || events < total / mostRegions) continue;
    const error = Math.hypot(before.error, after.error);
    if (error > 0) regions.push({ share: events, difference: { value: after.value - before.value, error } });
    from = to;
  }
  return regions;
}

/**
 * Fraction of the second class, with the error of a fraction of n events of one weight, √(r(1 − r)/(n − 1)): with n alone it
 * comes out too small. Undefined where there are not enough events.
 */
function fractionIn({ background, signal }: Labelled, from: number, to: number): Estimate | undefined {
  const of = (values: Float64Array): number => sum(values.subarray(from, to));
  const [b, s] = [of(background.sumWeights), of(signal.sumWeights)];
  const [b2, s2] = [of(background.sumWeights2), of(signal.sumWeights2)];
  if (!(b + s > 0) || effectiveEvents(b + s, b2 + s2) < regionEvents) return undefined;
  const value = s / (b + s);
  const variance = (1 - value) ** 2 * s2 + value ** 2 * b2;
  return { value, error: Math.sqrt(variance / ((b + s) ** 2 - b2 - s2)) };
}

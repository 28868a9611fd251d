/** The statistics of events, each as a function of two samples, and what is promised of it. */
import { compareKs } from '../../../src/stats/apparentActual';
import { Binning } from '../../../src/stats/binning';
import { auc, aucInfluence } from '../../../src/stats/auc';
import { contrastOf, sum, yieldRatio, type Contrast } from '../../../src/stats/contrast';
import { efficiencyRatio } from '../../../src/stats/efficiencyRatio';
import { correlation, correlationChange } from '../../../src/stats/correlation';
import { distanceCorrelation } from '../../../src/stats/distanceCorrelation';
import { jensenShannonDivergence, populationStability, relativeDifference } from '../../../src/stats/divergence';
import { efficiency } from '../../../src/stats/efficiency';
import type { Estimate } from '../../../src/stats/estimate';
import { add, emptyHistogram, fill, type Histogram } from '../../../src/stats/histogram';
import { labelShift } from '../../../src/stats/labelShift';
import { Migration } from '../../../src/stats/migration';
import { effectiveEvents, mean, meanError, mergeMoments, momentsOf, variance } from '../../../src/stats/moments';
import { NormalTable } from '../../../src/stats/normalTable';
import { bootstrapEstimate } from '../../../src/stats/poissonBootstrap';
import { Random } from '../../../src/stats/random';
import { RatioFiller } from '../../../src/stats/ratioGrid';
import { RegressionFiller } from '../../../src/stats/regression';
import { sculpting } from '../../../src/stats/sculpting';
import { shapeTest } from '../../../src/stats/shapeTest';
import { slicedKs } from '../../../src/stats/slicedKs';
import { slopeOfRegression, slopeOverGrid, type Slope } from '../../../src/stats/slope';
import { lengthLimits, type SquaredLength } from '../../../src/stats/squaredLength';
import { weightedChiSquared } from '../../../src/stats/weightedChiSquared';

/** Weights of both signs; `varied` are those of the same events in a variation. */
export interface Events {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weight: Float64Array;
  readonly varied: Float64Array;
  /** What the bootstrap knows an event by. */
  readonly hash: Uint32Array;
}

/** What does not change: with an event in two halves only the value, since two halves are more events. */
export interface Found {
  readonly value: readonly number[];
  readonly error: readonly number[];
}

/** What becomes of it with the sides exchanged; `no` where nothing is promised. */
type Exchange = 'the same' | '1 − value' | '1 / value' | '−value' | 'no';

export interface Promised {
  readonly statistic: string;
  readonly of: (nominal: Events, applied: Events, filled: Filled) => Found | undefined;
  /** Blind to an event that comes as two of half the weight. */
  readonly halves: boolean;
  readonly exchange: Exchange;
  /** Scripts in test/fixtures/reference whose independent numbers it is compared with, or `closed form`. */
  readonly reference: string;
}

/** How histograms are filled: in one go, or in parts that are added. */
export type Filled = (x: Float64Array, weight: Float64Array) => Histogram;

const edges = Float64Array.of(-1.5, -1, -0.5, 0, 0.5, 1, 1.5);
const wide = Float64Array.of(-0.6, 0.6);
export const binning = new Binning(edges);
export const wideBinning = new Binning(wide);
const axis = { edges, low: -5, high: 5 };
const firstBin = 5;

export const promises: readonly Promised[] = [
  {
    statistic: 'mean and variance',
    of: ({ x, weight }) => {
      const half = x.length >> 1;
      const moments = mergeMoments(
        momentsOf(x.subarray(0, half), weight.subarray(0, half), half),
        momentsOf(x.subarray(half), weight.subarray(half), x.length - half),
      );
      return { value: [mean(moments), variance(moments)], error: [meanError(moments)] };
    },
    halves: true,
    exchange: 'no',
    reference: 'stats.py',
  },
  {
    statistic: 'correlation and its change',
    of: (nominal, applied) => {
      const [first, second] = [nominal, applied].map(({ x, y, weight }) => correlation(x, y, weight));
      const change = first && second && correlationChange(first, second);
      return change && { value: [change.value], error: [change.error] };
    },
    halves: true,
    exchange: '−value',
    reference: 'shift.py',
  },
  {
    statistic: 'KS, with its simulated p-value',
    of: (nominal, applied, filled) => {
      const { ks, pValue } = shapeTest(independent(nominal, applied, filled), axis, new NormalTable('promises', 99));
      return { value: [ks], error: [pValue] };
    },
    halves: true,
    exchange: 'the same',
    reference: 'stats.py, contrast.py, overlap.py',
  },
  {
    statistic: 'Wasserstein-1, with the noise of it',
    of: (nominal, applied, filled) => {
      const test = shapeTest(independent(nominal, applied, filled), axis, new NormalTable('promises', 99));
      return { value: [test.wasserstein], error: [test.wassersteinNoise(0.05)] };
    },
    halves: true,
    exchange: 'the same',
    reference: 'contrast.py, stats.py',
  },
  {
    statistic: 'limits of Wasserstein-1',
    of: (nominal, applied, filled) => {
      const test = shapeTest(independent(nominal, applied, filled), axis, new NormalTable('promises', 99));
      return { value: [], error: Object.values(test.wassersteinWithin(0.1)) };
    },
    halves: false,
    exchange: 'no',
    reference: 'distanceLength.py',
  },
  {
    statistic: 'two KS distances from one sample, with their limits',
    of: (nominal, applied, filled) => {
      const other = { ...applied, x: applied.y, weight: applied.varied };
      const contrasts = [applied, other].map((sample) => independent(nominal, sample, filled)) as [Contrast, Contrast];
      const { apparent, actual, excessWithin } = compareKs(...contrasts, new NormalTable('promises', 99));
      const limits = [apparent.within(0.1), actual.within(0.1), excessWithin(0.1)];
      return { value: [apparent.value, actual.value], error: limits.flatMap(({ low, high }) => [low, high]) };
    },
    halves: true,
    exchange: 'no',
    reference: 'distanceLength.py',
  },
  {
    statistic: 'χ² of weighted histograms',
    of: ({ x, weight }, applied, filled) => {
      const [first, second] = [filled(x, weight), filled(applied.x, applied.weight)];
      const { chiSquared, pValue } = weightedChiSquared(
        first.sumWeights,
        first.sumWeights2,
        second.sumWeights,
        second.sumWeights2,
      );
      return { value: [], error: [chiSquared, pValue] };
    },
    halves: false,
    exchange: 'the same',
    reference: 'shift.py',
  },
  {
    statistic: 'AUC',
    of: ({ x, weight }, applied, filled) => {
      const [background, signal] = [filled(x, weight), filled(applied.x, applied.weight)];
      const influence = aucInfluence(background.sumWeights, signal.sumWeights);
      const squared = (of: Float64Array, squares: Float64Array): number =>
        of.reduce((all, one, bin) => all + one ** 2 * squares[bin]!, 0);
      const error =
        squared(influence.background, background.sumWeights2) + squared(influence.signal, signal.sumWeights2);
      return { value: [auc(background.sumWeights, signal.sumWeights)], error: [Math.sqrt(error)] };
    },
    halves: true,
    exchange: '1 − value',
    reference: 'stats.py',
  },
  {
    statistic: 'efficiency',
    of: ({ x, weight }, _, filled) => {
      const { sumWeights, sumWeights2 } = filled(x, weight);
      return found(efficiency(sumWeights, sumWeights2, firstBin));
    },
    halves: true,
    exchange: 'no',
    reference: 'contrast.py',
  },
  {
    statistic: 'ratio of efficiencies, other events',
    of: (nominal, applied, filled) => found(efficiencyRatio(independent(nominal, applied, filled), firstBin)),
    halves: true,
    exchange: '1 / value',
    reference: 'contrast.py, overlap.py',
  },
  {
    statistic: 'ratio of efficiencies, the same events',
    of: (nominal, _, filled) => found(efficiencyRatio(paired(nominal, filled), firstBin)),
    halves: true,
    exchange: 'no',
    reference: 'contrast.py',
  },
  {
    statistic: 'ratio of yields, the same events: its relative error',
    of: (nominal, _, filled) => {
      const ratio = yieldRatio(paired(nominal, filled));
      // The two weights of an event are scaled by different factors in this test: the relative error is what stays.
      return ratio && { value: [], error: [ratio.error / ratio.value] };
    },
    halves: false,
    exchange: 'no',
    reference: 'contrast.py',
  },
  {
    statistic: 'slope of an efficiency over a grid',
    of: ({ x, weight }) => {
      const positions = [-1, 0, 1];
      const sums = new RatioFiller(positions.length + 1);
      x.forEach((value, event) => {
        const w = weight[event]!;
        sums.add(
          Float64Array.from([...positions, 0], (z) => (value + 0.3 * z >= 0.5 ? w : 0)),
          new Float64Array(positions.length + 1).fill(w),
        );
      });
      return slope(slopeOverGrid(sums.result(), positions));
    },
    halves: true,
    exchange: 'no',
    reference: 'slopes.py',
  },
  {
    statistic: 'slope of a regression',
    of: ({ x, y, weight }) => {
      const sums = new RegressionFiller();
      x.forEach((value, event) => sums.add(value, y[event]!, weight[event]!));
      return slope(slopeOfRegression(sums.result()));
    },
    halves: true,
    exchange: 'no',
    reference: 'slopes.py',
  },
  {
    statistic: 'Poisson bootstrap of an efficiency',
    of: ({ x, weight, hash }) =>
      found(
        bootstrapEstimate(hash, weight, 20, (weights) => {
          const passing = weights.reduce((all, one, event) => all + (x[event]! >= 0.5 ? one : 0), 0);
          return passing / sum(weights);
        }),
      ),
    halves: true,
    exchange: 'no',
    reference: 'closed form',
  },
  {
    statistic: 'population stability index',
    of: (nominal, applied) => {
      const psi = populationStability(independent(nominal, applied, inWideBins));
      return psi && { value: [psi.plugIn], error: [psi.length.value, ...lengthEnds(psi.length)] };
    },
    halves: true,
    exchange: 'the same',
    reference: 'shift.py, overlap.py',
  },
  {
    statistic: 'Jensen-Shannon divergence',
    of: (nominal, applied) => {
      const jsd = jensenShannonDivergence(independent(nominal, applied, inWideBins));
      return jsd && { value: [jsd.plugIn], error: [jsd.length.value, ...lengthEnds(jsd.length)] };
    },
    halves: true,
    exchange: 'the same',
    reference: 'shift.py, overlap.py',
  },
  {
    statistic: 'relative difference of bins',
    of: (nominal, applied) => {
      const difference = relativeDifference(independent(nominal, applied, inWideBins));
      return (
        difference && {
          value: [difference.plugIn],
          error: [difference.length.value, ...lengthEnds(difference.length)],
        }
      );
    },
    halves: true,
    exchange: 'the same',
    reference: 'shift.py',
  },
  {
    statistic: 'sculpting: JSD without its bias',
    of: (nominal, applied) => {
      const sides = [nominal, applied].map(({ x, weight }) => ({
        ...inWideBins(x, weight),
        sumWeights4: inWideBins(
          x,
          weight.map((w) => w ** 2),
        ).sumWeights2,
      }));
      const one = sculpting(sides[0]!, sides[1]!);
      return one && { value: [one.plugIn], error: [one.length.value, ...lengthEnds(one.length)] };
    },
    halves: true,
    exchange: 'the same',
    reference: 'sculpting.py, squaredLength.py',
  },
  {
    statistic: 'distance correlation',
    of: ({ x, y, weight }) => {
      const one = distanceCorrelation(x, y, weight);
      return one && { value: [], error: [one.length.value, ...lengthEnds(one.length)] };
    },
    halves: false,
    exchange: 'no',
    reference: 'distanceCorrelation.py, squaredLength.py, protected.py',
  },
  {
    statistic: 'sliced KS',
    of: (nominal, applied) => {
      const [first, second] = [nominal, applied].map(({ x, y, weight }) => ({ columns: [x, y], weights: weight }));
      const directions = [Float64Array.of(1, 0), Float64Array.of(0.6, 0.8)];
      const { ks, distances } = slicedKs(first!, second!, directions, new Random('promises'));
      return { value: [ks, ...distances], error: [] };
    },
    halves: true,
    exchange: 'the same',
    reference: 'shift.py',
  },
  {
    statistic: 'label shift (BBSE)',
    of: (nominal, applied) => {
      // Two classes by the sign of y.
      const classes = [-1, 1].map((sign) => {
        const events = [...nominal.y.keys()].filter((event) => Math.sign(nominal.y[event]!) === sign);
        const chosen = (of: Float64Array): Float64Array => Float64Array.from(events, (event) => of[event]!);
        return inHalves(chosen(nominal.x), chosen(nominal.weight));
      });
      const shift = labelShift(classes, inHalves(applied.x, applied.weight));
      return (
        shift && { value: shift.fractions.map(({ value }) => value), error: shift.fractions.map(({ error }) => error) }
      );
    },
    halves: true,
    exchange: 'no',
    reference: 'shift.py',
  },
  {
    statistic: 'effective events',
    of: ({ weight }) => ({
      value: [],
      error: [
        effectiveEvents(
          sum(weight),
          weight.reduce((all, one) => all + one * one, 0),
        ),
      ],
    }),
    halves: false,
    exchange: 'no',
    reference: 'closed form',
  },
];

/** All at once. */
export function filledAtOnce(x: Float64Array, weight: Float64Array, into = binning): Histogram {
  const histogram = emptyHistogram(into);
  const bins = new Int32Array(x.length);
  into.fillIndices(x, x.length, bins);
  fill(histogram, bins, weight, x.length);
  return histogram;
}

/** In two parts that are added. */
export function filledInParts(x: Float64Array, weight: Float64Array): Histogram {
  const cut = Math.floor(x.length / 3);
  const whole = filledAtOnce(x.subarray(cut), weight.subarray(cut));
  add(whole, filledAtOnce(x.subarray(0, cut), weight.subarray(0, cut)));
  return whole;
}

function inWideBins(x: Float64Array, weight: Float64Array): Histogram {
  return filledAtOnce(x, weight, wideBinning);
}

function inHalves(x: Float64Array, weight: Float64Array): Histogram {
  return filledAtOnce(x, weight, new Binning(Float64Array.of(0)));
}

function lengthEnds(length: SquaredLength): number[] {
  const { low, high } = lengthLimits(length, 0.3);
  return [low, high];
}

function found(estimate: Estimate | undefined): Found | undefined {
  return estimate && { value: [estimate.value], error: [estimate.error] };
}

function slope(of: Slope | undefined): Found | undefined {
  return of && { value: [of.slope.value], error: [of.slope.error] };
}

function independent(nominal: Events, applied: Events, filled: Filled): Contrast {
  const [first, second] = [nominal, applied].map(({ x, weight }) => filled(x, weight)) as [Histogram, Histogram];
  return contrastOf(first.sumWeights.length, [
    {
      kind: 'independent',
      nominal: first.sumWeights,
      nominalSquares: first.sumWeights2,
      varied: second.sumWeights,
      variedSquares: second.sumWeights2,
    },
  ]);
}

/** The events against themselves with their other weights, each in the bin of x before and of y after. */
function paired({ x, y, weight, varied }: Events, filled: Filled): Contrast {
  const cells = new Migration(binning.bins);
  x.forEach((value, event) => {
    const [w, v] = [weight[event]!, varied[event]!];
    cells.addSums(binning.index(value), binning.index(y[event]!), w * w, w * v, v * v);
  });
  return contrastOf(binning.bins, [
    {
      kind: 'paired',
      nominal: filled(x, weight).sumWeights,
      varied: filled(y, varied).sumWeights,
      cells: cells.cells(),
    },
  ]);
}

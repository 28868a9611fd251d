/** The residuals of all bins of all features together: the pull distribution of a shift. */
import type { ConfigPath } from '../../config/analysis';
import type { BinSums } from '../../profile/profile';
import { contrastOf, sum } from '../../stats/contrast';
import { relativeDifference } from '../../stats/divergence';
import { chiSquaredQuantile } from '../../stats/gammaFunction';
import { effectiveEvents } from '../../stats/moments';
import { detectableLength, lengthLimits, meanOfLengths, type SquaredLength } from '../../stats/squaredLength';
import { weightedChiSquared } from '../../stats/weightedChiSquared';
import type { Figure } from '../../report/figure';
import type { Interval, Measured, Outcome, Status } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { judgeLimits, plannedPower, quotedLength } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf, severityOf } from '../severity';
import { percent, plain, withSign } from '../wording';
import { sharedFraction } from '../sharedEvents';
import { inGroups, mergedBins, type Group } from './mergedBins';
import { nothingApplied } from './nothingApplied';

const code = 'shift/pulls';
/** Effective events of a bin on the side that has fewer, on average. */
const binEvents = 25;
/** That a bin needs on either side to have a nearly normal content. */
const fewest = 10;
/** Bins of one feature. */
const mostBins = 32;
/** Bins that are listed with the figure. */
const listed = 20;

export const shiftPulls = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    if (analysis.application.size === 0) return [nothingApplied(code, severity)];
    const limits: Limits = {
      tolerance: optionOf(analysis, code, 'tolerance'),
      narrow: optionOf(analysis, code, 'narrow'),
      alpha: optionOf(analysis, code, 'alpha') / analysis.application.size,
    };
    return [...analysis.application.values()].map(({ sample, path }): Outcome => {
      const base = { code, severity, at: { path }, target: { sample } } as const;
      const summary = summaryOf(residualsOf(measured, sample), limits.alpha);
      if (summary === undefined) {
        const message = `No feature of '${sample}' has two bins with ${binEvents} effective events on either side.`;
        return { ...base, status: 'skipped', message, evidence: {} };
      }
      return { ...base, ...judgeWidth(summary, sample, sharedFraction(measured, sample), limits) };
    });
  },
  figures(measured, { analysis }) {
    if (severityOf(analysis, code) === undefined) return [];
    const alpha = optionOf(analysis, code, 'alpha');
    return [...analysis.application.values()].flatMap(({ sample, path }): Figure[] => {
      const features = residualsOf(measured, sample);
      const summary = summaryOf(features, alpha);
      return summary === undefined ? [] : [figureOf(sample, path, features, summary)];
    });
  },
});

interface Limits {
  readonly tolerance: number;
  readonly narrow: number;
  readonly alpha: number;
}

interface FeatureResiduals {
  readonly name: string;
  readonly groups: readonly Group[];
  readonly bins: readonly { readonly label: string; readonly residual: number }[];
  readonly chiSquared: number;
  readonly freedom: number;
  /** The relative difference of a bin, squared, averaged over bins and without what noise makes of it. */
  readonly difference: SquaredLength;
  /** By how much noise made it larger. */
  readonly noise: number;
}

/** What judges and what draws ask the same. */
const answers = new WeakMap<Measurements, Map<string, readonly FeatureResiduals[]>>();

export function residualsOf(measured: Measurements, sample: string): readonly FeatureResiduals[] {
  const bySample = answers.get(measured) ?? new Map<string, readonly FeatureResiduals[]>();
  answers.set(measured, bySample);
  const found = bySample.get(sample) ?? comparedWith(measured, sample);
  bySample.set(sample, found);
  return found;
}

function comparedWith(measured: Measurements, sample: string): FeatureResiduals[] {
  return measured.features.flatMap(({ name, edges }, index): FeatureResiduals[] => {
    const nominal = measured.nominal('features', index, 'all')?.histogram;
    const applied = measured.ofSample('features', index, sample)?.histogram;
    if (nominal === undefined || applied === undefined) return [];
    const groups = mergedBins(nominal, applied, Math.min(mostBins, binsOf(nominal, applied)), fewest);
    if (groups.length < 2) return [];
    const [s, v] = [inGroups(nominal.sumWeights, groups), inGroups(nominal.sumWeights2, groups)];
    const [t, u] = [inGroups(applied.sumWeights, groups), inGroups(applied.sumWeights2, groups)];
    const { chiSquared, freedom, residuals } = weightedChiSquared(s, v, t, u);
    const sides = { nominal: s, nominalSquares: v, varied: t, variedSquares: u };
    const difference = relativeDifference(contrastOf(groups.length, [{ kind: 'independent', ...sides }]));
    if (difference === undefined) return [];
    const { plugIn, length } = difference;
    const bins = residuals.flatMap((residual, group) =>
      residual === undefined ? [] : [{ label: `${name} ${rangeText(edges.edges, groups[group]!)}`, residual }],
    );
    return [{ name, groups, bins, chiSquared, freedom, difference: length, noise: plugIn - length.value }];
  });
}

/**
 * Totals say how many bins there may be. Were bins closed when they are found to have enough, those which have much of one side by
 * chance would be closed sooner, and look alike.
 */
function binsOf(...sides: readonly BinSums[]): number {
  const events = sides.map(({ sumWeights, sumWeights2 }) => effectiveEvents(sum(sumWeights), sum(sumWeights2)));
  return Math.floor(Math.min(...events) / binEvents);
}

export interface Summary {
  readonly bins: number;
  readonly mean: number;
  /** χ²/ν of all features together. */
  readonly ratio: number;
  /** Largest error of it that dependence between features can make. */
  readonly error: number;
  /** Range of it without a difference, if all features were one and the same. */
  readonly expected: { readonly low: number; readonly high: number };
  /** Fraction of residuals beyond ±3. */
  readonly beyond: number;
  /** The relative difference of a bin, squared, averaged over features. */
  readonly difference: SquaredLength;
  /** By how much noise made it larger. */
  readonly noise: number;
}

export function summaryOf(features: readonly FeatureResiduals[], alpha: number): Summary | undefined {
  const freedom = features.reduce((all, one) => all + one.freedom, 0);
  if (freedom === 0) return undefined;
  const residuals = features.flatMap(({ bins }) => bins.map(({ residual }) => residual));
  const over = (of: (one: FeatureResiduals) => number): number => features.reduce((all, one) => all + of(one), 0);
  return {
    bins: residuals.length,
    mean: residuals.reduce((all, residual) => all + residual, 0) / residuals.length,
    ratio: over(({ chiSquared }) => chiSquared) / freedom,
    // A sum of dependent numbers scatters by the sum of their standard deviations at most.
    error: over((one) => Math.sqrt(2 * one.freedom + 4 * Math.max(one.chiSquared - one.freedom, 0))) / freedom,
    expected: {
      low: over((one) => chiSquaredQuantile(alpha / 2, one.freedom)) / freedom,
      high: over((one) => chiSquaredQuantile(1 - alpha / 2, one.freedom)) / freedom,
    },
    beyond: residuals.filter((residual) => Math.abs(residual) > 3).length / residuals.length,
    difference: meanOfLengths(features.map(({ difference }) => difference)),
    noise: over(({ noise }) => noise) / features.length,
  };
}

function rootOf({ value, low, high }: Interval): Interval {
  return { value: Math.sqrt(value), low: Math.sqrt(low), high: Math.sqrt(high) };
}

function judgeWidth(
  { ratio, expected, difference, noise, mean, beyond, bins }: Summary,
  sample: string,
  shared: number,
  { tolerance, narrow, alpha }: Limits,
): Pick<Outcome, 'status' | 'message' | 'evidence'> {
  const width = Math.sqrt(ratio);
  const quoted = rootOf(quotedLength(difference));
  const { low, high } = lengthLimits(difference, alpha);
  const tooNarrow = ratio < expected.low && width < narrow;
  const judged = judgeLimits(low, high, tolerance ** 2);
  // Where features are one and the same, so is their noise.
  const isBeyondChance = ratio > expected.high;
  const status: Status = tooNarrow ? 'finding' : judged === 'finding' && !isBeyondChance ? 'undecided' : judged;
  const missed = detectableLength(difference, {
    tolerance: tolerance ** 2,
    p: alpha,
    floor: noise * (expected.high - 1),
    power: plannedPower(alpha, 1),
  });
  const minimumDetectable = Math.sqrt(missed);
  const statement =
    `The residuals of ${bins} bins of all features in '${sample}' have the mean ${withSign(mean)} and the width ${plain(width)} ` +
    `(${plain(Math.sqrt(expected.low))} to ${plain(Math.sqrt(expected.high))} without a shift), ${percent(beyond)} of them beyond ±3`;
  const bin = `bins differ by ${percent(quoted.value)} beyond what chance does`;
  const sharing =
    shared > 0
      ? `${percent(shared)} of its events are nominal ones: they are compared with themselves.`
      : 'Do both hold the same events, or are weights too small?';
  const message =
    status === 'finding'
      ? tooNarrow
        ? `${statement}: narrower than chance allows for independent events. ${sharing}`
        : `${statement}: ${bin}, more than ${percent(tolerance)}.`
      : status === 'pass'
        ? `${statement}: ${bin}, within ${percent(tolerance)}.`
        : `${statement}: too uncertain to compare with differences of ${percent(tolerance)}; those beyond ${percent(minimumDetectable)} would have been seen.`;
  const evidence: Record<string, Measured> = {
    mean,
    width,
    beyondThree: beyond,
    bins,
    binDifference: quoted,
    ...(shared > 0 && { sharedFraction: shared }),
    ...(status === 'undecided' && { minimumDetectable }),
  };
  return { status, message, evidence };
}

const range = 5;
const binWidth = 0.5;

function figureOf(
  sample: string,
  path: ConfigPath,
  features: readonly FeatureResiduals[],
  { mean, ratio, error, bins }: Summary,
): Figure {
  const edges = Array.from({ length: (2 * range) / binWidth + 1 }, (_, edge) => -range + edge * binWidth);
  const rows = features.flatMap((feature) => feature.bins);
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const { residual } of rows) {
    const bin = Math.floor((residual + range) / binWidth);
    if (bin >= 0 && bin < counts.length) counts[bin]!++;
  }
  const width = Math.sqrt(ratio);
  return {
    kind: 'pulls',
    id: `shift/pulls/${sample}`,
    title: `Residuals of all features in ${sample}`,
    caption: `Differences between '${sample}' and the nominal samples in ${bins} bins of ${features.length} features, in units of their errors; N(0,1) for comparison.`,
    target: { sample },
    about: [path, ['samples', sample]],
    x: { label: 'residual' },
    definition: '(W s′ − W′ s)/√(W² v′ + W′² v)',
    edges,
    series: [
      {
        label: 'residual',
        counts,
        underflow: rows.filter(({ residual }) => residual < -range).length,
        overflow: rows.filter(({ residual }) => residual >= range).length,
        mean: { value: mean, error: 1 / Math.sqrt(bins) },
        width: { value: width, error: Math.sqrt(ratio + error) - width },
      },
    ],
    row: 'Bin',
    rows: rows
      .toSorted((a, b) => Math.abs(b.residual) - Math.abs(a.residual))
      .slice(0, listed)
      .map(({ label, residual }) => ({ label, pulls: [residual] })),
  };
}

function rangeText(edges: Float64Array, { from, to }: Group): string {
  const low = edges[from - 1];
  const high = edges[to - 1];
  if (low === undefined) return `below ${plain(high ?? Infinity)}`;
  return high === undefined ? `from ${plain(low)}` : `${plain(low)} to ${plain(high)}`;
}

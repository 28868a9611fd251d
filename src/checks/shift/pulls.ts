/** The residuals of all bins of all features together: the pull distribution of a shift. */
import type { ConfigPath } from '../../config/analysis';
import { sum } from '../../stats/contrast';
import { chiSquaredQuantile } from '../../stats/gammaFunction';
import { weightedChiSquared } from '../../stats/weightedChiSquared';
import type { Figure } from '../../report/figure';
import type { Interval, Measured, Outcome, Status } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { simultaneousSigmas } from '../decision';
import { detectableChiSquared } from '../detectableGrowth';
import type { Measurements } from '../measurements';
import { optionOf, severityOf } from '../severity';
import { percent, plain, withSign } from '../wording';
import { sharedFraction } from '../sharedEvents';
import { inGroups, mergedBins, type Group } from './mergedBins';
import { nothingApplied } from './nothingApplied';

const code = 'shift/pulls';
/** Effective events that a bin needs on either side to have a normal content. */
const binEvents = 25;
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
  /** Σ_b p_b σ_b² with σ_b the error of the relative difference of bin b: what noise adds to Σ_b p_b (p'_b/p_b − 1)². */
  readonly noise: number;
}

export function residualsOf(measured: Measurements, sample: string): FeatureResiduals[] {
  return measured.features.flatMap(({ name, edges }, index): FeatureResiduals[] => {
    const nominal = measured.nominal('features', index, 'all')?.histogram;
    const applied = measured.ofSample('features', index, sample)?.histogram;
    if (nominal === undefined || applied === undefined) return [];
    const groups = mergedBins(nominal, applied, mostBins, binEvents);
    if (groups.length < 2) return [];
    const [s, v] = [inGroups(nominal.sumWeights, groups), inGroups(nominal.sumWeights2, groups)];
    const [t, u] = [inGroups(applied.sumWeights, groups), inGroups(applied.sumWeights2, groups)];
    const { chiSquared, freedom, residuals } = weightedChiSquared(s, v, t, u);
    const [total, appliedTotal] = [sum(s), sum(t)];
    const noise = s.reduce((all, content, bin) => {
      const share = content / total;
      return all + (v[bin]! / total ** 2 + u[bin]! / appliedTotal ** 2) / share;
    }, 0);
    const bins = residuals.flatMap((residual, group) =>
      residual === undefined ? [] : [{ label: `${name} ${rangeText(edges.edges, groups[group]!)}`, residual }],
    );
    return [{ name, groups, bins, chiSquared, freedom, noise }];
  });
}

export interface Summary {
  readonly bins: number;
  readonly mean: number;
  /** χ²/ν of all features together. */
  readonly ratio: number;
  /** Largest error of it that dependence between features can make. */
  readonly error: number;
  /** Σ√ν/ν: what an error of it is told in. */
  readonly unit: number;
  /** Range of it without a difference, if all features were one and the same. */
  readonly expected: { readonly low: number; readonly high: number };
  /** Fraction of residuals beyond ±3. */
  readonly beyond: number;
  /** (relative difference)² for each unit by which the ratio exceeds 1, averaged over features. */
  readonly scale: number;
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
    unit: over((one) => Math.sqrt(one.freedom)) / freedom,
    // A sum of dependent numbers scatters by the sum of their standard deviations at most.
    error: over((one) => Math.sqrt(2 * one.freedom + 4 * Math.max(one.chiSquared - one.freedom, 0))) / freedom,
    expected: {
      low: over((one) => chiSquaredQuantile(alpha / 2, one.freedom)) / freedom,
      high: over((one) => chiSquaredQuantile(1 - alpha / 2, one.freedom)) / freedom,
    },
    beyond: residuals.filter((residual) => Math.abs(residual) > 3).length / residuals.length,
    scale: over(({ noise }) => noise) / features.length,
  };
}

/** Interval of the relative difference of a bin beyond chance that is called that of so many standard errors. */
export function binDifferenceWithin({ ratio, error, scale }: Summary, sigmas: number): Interval {
  const sizeOf = (value: number): number => Math.sqrt(scale * Math.max(value - 1, 0));
  return { value: sizeOf(ratio), low: sizeOf(ratio - sigmas * error), high: sizeOf(ratio + sigmas * error) };
}

function judgeWidth(
  summary: Summary,
  sample: string,
  shared: number,
  { tolerance, narrow, alpha }: Limits,
): Pick<Outcome, 'status' | 'message' | 'evidence'> {
  const { ratio, unit, expected, scale, mean, beyond, bins } = summary;
  const sizeOf = (value: number): number => Math.sqrt(scale * Math.max(value - 1, 0));
  const sigmas = simultaneousSigmas(alpha, 1);
  const width = Math.sqrt(ratio);
  const { value: size, low, high } = binDifferenceWithin(summary, sigmas);
  const tooNarrow = ratio < expected.low && width < narrow;
  const wide = ratio > expected.high && low > tolerance;
  const status: Status = tooNarrow || wide ? 'finding' : high <= tolerance ? 'pass' : 'undecided';
  const minimumDetectable = sizeOf(detectableChiSquared(unit, sigmas, 1 + tolerance ** 2 / scale, expected.high));
  const statement =
    `The residuals of ${bins} bins of all features in '${sample}' have the mean ${withSign(mean)} and the width ${plain(width)} ` +
    `(${plain(Math.sqrt(expected.low))} to ${plain(Math.sqrt(expected.high))} without a shift), ${percent(beyond)} of them beyond ±3`;
  const bin = `bins differ by ${percent(size)} beyond what chance does`;
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
    binDifference: binDifferenceWithin(summary, 1),
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

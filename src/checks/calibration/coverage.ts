/** Does the interval that a regression predicts hold the truth as often as it says? */
import { statesUncertainty } from '../../config/calibrated';
import type { CurveFigure, Figure, HistogramFigure } from '../../report/figure';
import type { Measured, Outcome } from '../../report/report';
import { coverages, weightedMean } from '../../stats/coverage';
import type { Estimate } from '../../stats/estimate';
import { normalCdf, normalQuantile } from '../../stats/normal';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, judgeInterval, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { regressionPulls, type Pulls } from '../pull/regression';
import { optionOf, severityOf } from '../severity';
import { className, classTarget, interval, percent, percentValue } from '../wording';
import {
  appliedConformals,
  appliedOutcome,
  conformalOf,
  conformalText,
  scoresOf,
  untoldApplications,
  type Conformal,
} from './conformal';

const code = 'calibration/coverage';

/** Of the central intervals that are looked at: one and two standard deviations, and what is often quoted. */
const levels = [0.5, 0.6827, 0.9, 0.9545];
/** Of those that are drawn. */
const drawnLevels = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);
const pitBins = 20;

/** What was found of one class. */
interface Coverage {
  readonly pulls: Pulls;
  /** (truth − prediction)/σ; of a mixture Φ⁻¹ of its distribution function at the truth */
  readonly z: Float64Array;
  /** By level. */
  readonly covered: readonly Estimate[];
  readonly crps: Estimate;
  readonly conformal: Conformal | undefined;
}

export const calibrationCoverage = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const level = optionOf(analysis, code, 'conformal');
    const all = coveragesOf(measured, level);
    const applied = appliedConformals(measured, level);
    const rows = all.length * levels.length + applied.length;
    const [sigmas, detected] = [simultaneousSigmas(alpha, rows), detectableSigmas(alpha, rows)];
    return [
      ...untold(measured, severity),
      ...all.map((one): Outcome => {
        const { pulls, covered, conformal } = one;
        const differences = covered.map(({ value, error }, index) => ({ value: value - levels[index]!, error }));
        const statuses = differences.map(({ value, error }) => judgeInterval(value, sigmas * error, tolerance));
        const status = statuses.includes('finding') ? 'finding' : statuses.includes('undecided') ? 'undecided' : 'pass';
        const sizes = differences.map(({ value }, index) => (statuses[index] === status ? Math.abs(value) : -1));
        const worst = sizes.indexOf(Math.max(...sizes));
        const missed = tolerance + detected * Math.max(...covered.map(({ error }) => error));
        const ofModel = measured.models.length > 1 ? ` of '${pulls.model.model.name}'` : '';
        const numbers = `Intervals${ofModel} that say ${percent(levels[worst]!)} hold the truth of ${percentValue(covered[worst]!)} of the events for ${className(measured, pulls.label)}`;
        const message = {
          finding: `${numbers}: ${wrongText(pulls, differences[worst]!.value)}.${conformalText(pulls.model, conformal)}`,
          pass: `${numbers}, and other intervals as well what they say, within ${percent(tolerance)}.${conformalText(pulls.model, conformal)}`,
          undecided: `${numbers}: too uncertain to compare with a difference of ${percent(tolerance)}; beyond ${percent(missed)} it would have been seen.`,
        }[status];
        return {
          code,
          status,
          severity,
          message,
          at: { path: pulls.model.model.path, on: 'key' },
          target: { model: pulls.model.model.name, ...classTarget(measured, pulls.label) },
          evidence: { ...evidenceOf(one), ...(status === 'undecided' ? { minimumDetectable: missed } : {}) },
        };
      }),
      ...applied.map((one) => appliedOutcome(measured, one, severity, { tolerance, sigmas, detected })),
      ...untoldApplications(measured, severity, applied),
    ];
  },

  figures(measured, { analysis }) {
    if (severityOf(analysis, code) === undefined) return [];
    return coveragesOf(measured, optionOf(analysis, code, 'conformal')).flatMap((one): Figure[] => [
      coverageDiagram(measured, one),
      pitHistogram(measured, one),
    ]);
  },
});

function coveragesOf(measured: Measurements, level: number): Coverage[] {
  return regressionPulls(measured).flatMap((pulls): Coverage[] => {
    if (!statesUncertainty(pulls.model.model) || pulls.bin !== undefined) return [];
    const { weights, rows } = pulls;
    const z = scoresOf(rows);
    const covered = coverages(z, weights, levels.map(halfWidth));
    const crps = weightedMean(
      Float64Array.from(rows, (row) => row.crps),
      weights,
    );
    const told = covered.flatMap((one) => one ?? []);
    return crps === undefined || told.length < levels.length
      ? []
      : [{ pulls, z, covered: told, crps, conformal: conformalOf(rows, level) }];
  });
}

/** Of N(0, 1), the half-width of the central interval. */
function halfWidth(level: number): number {
  return normalQuantile((1 + level) / 2);
}

/** What a coverage that differs from what is stated says of the prediction. */
function wrongText({ model: { model } }: Pulls, difference: number): string {
  const narrow = difference < 0;
  return model.output?.kind === 'mixture'
    ? `the predicted distribution is too ${narrow ? 'narrow' : 'wide'} there`
    : `σ is too ${narrow ? 'small' : 'large'} there`;
}

function evidenceOf({ pulls, covered, crps, conformal }: Coverage): Record<string, Measured> {
  return {
    ...Object.fromEntries(levels.map((level, index) => [`coverage@${level}`, interval(covered[index]!)])),
    crps: interval(crps),
    events: pulls.pulls.length,
    effectiveEvents: pulls.summary.effectiveEvents,
    ...(conformal && { conformalFactor: conformal.factor, conformalCoverage: interval(conformal.covered) }),
  };
}

/** Models that are said to be calibrated, but of which nothing is looked at here. */
function untold(measured: Measurements, severity: Outcome['severity']): Outcome[] {
  return measured.models.flatMap(({ model }): Outcome[] => {
    const { calibrated, output, truth } = model;
    if (calibrated === undefined || output === undefined || output.kind === 'score') return [];
    const why =
      output.kind === 'mixture' && output.sigmas === undefined
        ? 'its mixture has no `sigmas`'
        : output.kind === 'regression' && output.sigma === undefined
          ? 'it predicts no `sigma`'
          : truth === undefined
            ? 'the true value is not given: add `truth:` with a column'
            : undefined;
    if (why === undefined) return [];
    return [
      {
        code,
        status: 'skipped',
        severity,
        message: `The coverage of '${model.name}' cannot be told: ${why}.`,
        at: { path: calibrated.path, on: 'key' },
        target: { model: model.name },
        evidence: {},
      },
    ];
  });
}

function coverageDiagram(measured: Measurements, { pulls, z }: Coverage): CurveFigure {
  const { model, label, weights } = pulls;
  const events = className(measured, label).replaceAll("'", '');
  const found = coverages(z, weights, drawnLevels.map(halfWidth));
  return {
    kind: 'curves',
    id: `coverage/${model.model.name}/${label ?? 'all'}`,
    title: `Coverage of ${model.model.name} for ${events}`,
    caption:
      'Fraction of the events whose truth lies in the central interval, against what the interval says; bars: one standard error. Below the diagonal σ is too small.',
    target: { model: model.model.name, ...classTarget(measured, label) },
    about: [model.model.path],
    x: { label: 'stated coverage' },
    y: { label: 'coverage' },
    style: 'points',
    series: [
      {
        label: events,
        role: 'nominal',
        points: found.flatMap((one, index) =>
          one === undefined
            ? []
            : [{ x: drawnLevels[index]!, y: one.value, low: one.value - one.error, high: one.value + one.error }],
        ),
      },
    ],
    lines: [],
    diagonal: 'as stated',
  };
}

/** Φ((truth − μ)/σ): flat where the predicted distribution is right (A. P. Dawid, J. R. Stat. Soc. A 147 (1984) 278). */
function pitHistogram(measured: Measurements, { pulls, z }: Coverage): HistogramFigure {
  const { model, label, weights } = pulls;
  const events = className(measured, label).replaceAll("'", '');
  const [values, squares] = [new Array<number>(pitBins).fill(0), new Array<number>(pitBins).fill(0)];
  let total = 0;
  z.forEach((one, row) => {
    const bin = Math.min(Math.floor(normalCdf(one) * pitBins), pitBins - 1);
    values[bin]! += weights[row]!;
    squares[bin]! += weights[row]! ** 2;
    total += weights[row]!;
  });
  return {
    kind: 'histogram',
    id: `pit/${model.model.name}/${label ?? 'all'}`,
    title: `Probability integral transform of ${model.model.name} for ${events}`,
    caption: `${model.model.output?.kind === 'mixture' ? 'Distribution function of the predicted mixture at the truth' : 'Φ((truth − prediction)/σ)'}, kept events with their weights. Flat where the predicted distribution is right, ∪ where it is too narrow, ∩ where it is too wide, a slope where the prediction is biased.`,
    target: { model: model.model.name, ...classTarget(measured, label) },
    about: [model.model.path],
    x: { label: 'probability integral transform' },
    y: { label: 'Σw' },
    edges: Array.from({ length: pitBins + 1 }, (_, edge) => edge / pitBins),
    series: [
      { label: events, role: 'nominal', values, errors: squares.map(Math.sqrt) },
      { label: 'flat', role: 'reference', values: values.map(() => total / pitBins) },
    ],
    underflow: [0, 0],
    overflow: [0, 0],
    lines: [],
  };
}

/** Reliability in words and as diagrams. */
import type { CurveFigure, Figure, SeriesRole } from '../../report/figure';
import type { Interval, Status } from '../../report/report';
import type { ReliabilityBin } from '../../stats/calibration';
import type { CalibrationError } from '../../stats/calibrationError';
import type { Estimate } from '../../stats/estimate';
import { fractionLimits } from '../../stats/fractionLimits';
import { detectableLength, lengthLimits, type Limits } from '../../stats/squaredLength';
import { judgeLimits, plannedPower, quotedLength } from '../decision';
import type { MeasuredModel, Measurements } from '../measurements';
import { plain, signed } from '../wording';
import { calibratedModels, calibrationOf, driftsOf, labelledApplications } from './measuredCalibration';

/** The interval that holds the root mean square with probability 1 − p. */
export function errorLimits({ square }: CalibrationError, p: number): Limits {
  const { low, high } = lengthLimits(square, p);
  return { low: Math.sqrt(low), high: Math.sqrt(high) };
}

/** A calibration error against what is accepted of it. */
export function judgeError(
  error: CalibrationError,
  { alpha, rows }: Rows,
  tolerance: number,
): Exclude<Status, 'skipped'> {
  const { low, high } = errorLimits(error, alpha / Math.max(rows, 1));
  return judgeLimits(low, high, tolerance);
}

/** Errors that are judged together, and the probability that any of their intervals does not hold. */
interface Rows {
  readonly alpha: number;
  readonly rows: number;
}

/** Smallest true error that would have been found beyond the tolerance. */
export function detectableError({ square }: CalibrationError, { alpha, rows }: Rows, tolerance: number): number {
  const asked = Math.max(rows, 1);
  const finding = { tolerance: tolerance ** 2, p: alpha / asked, floor: 0, power: plannedPower(alpha, asked) };
  return Math.sqrt(detectableLength(square, finding));
}

/** The root mean square without what chance adds to it, with its 68.3 % interval. */
export function errorEvidence({ square }: CalibrationError): Interval {
  const { value, low, high } = quotedLength(square);
  return { value: Math.sqrt(value), low: Math.sqrt(low), high: Math.sqrt(high) };
}

/** `0.021 to 0.043 with 99.5 % confidence` */
export function limitsText(error: CalibrationError, { alpha, rows }: Rows): string {
  const wrong = alpha / Math.max(rows, 1);
  const { low, high } = errorLimits(error, wrong);
  // As many nines as there are: 99.9 %, 99.99 %.
  const confidence = (100 * (1 - wrong)).toFixed(Math.max(Math.ceil(-Math.log10(wrong)) - 2, 0));
  return `${plain(low)} to ${plain(high)} with a confidence of ${confidence} %`;
}

/** `The score`, `The score of 'pivot'` where there are several models. */
export function scoreOf(measured: Measurements, { model }: MeasuredModel): string {
  return measured.models.length > 1 ? `The score of '${model.name}'` : 'The score';
}

/** `0.55 ± 0.02` of a fraction */
export function fractionText(fraction: Estimate): string {
  return signed(fraction).replace('+', '');
}

/** The bin in which a difference weighs most. */
export function heaviest(fractions: readonly number[], differences: readonly { readonly value: number }[]): number {
  const weights = differences.map(({ value }, bin) => Math.abs(fractions[bin]! * value));
  return weights.indexOf(Math.max(...weights));
}

/** Reliability of each model as it is and where it is applied, and under each nuisance. */
export function reliabilityFigures(measured: Measurements): Figure[] {
  return calibratedModels(measured).flatMap((model): Figure[] => {
    const nominal = calibrationOf(measured, model);
    if (nominal === undefined) return [];
    const applied = labelledApplications(measured).flatMap((sample) => {
      const found = calibrationOf(measured, model, sample);
      return found === undefined ? [] : [seriesOf(sample, 'application', found.bins)];
    });
    const nuisances = [...measured.analysis.nuisances.values()].flatMap((nuisance): Figure[] => {
      const sides = driftsOf(measured).filter((one) => one.model === model && one.side.nuisance === nuisance);
      const [first] = sides;
      if (first === undefined) return [];
      return [
        {
          ...diagram(measured, model, [
            seriesOf('nominal', 'nominal', first.change.before),
            ...sides.map(({ side, change }) => seriesOf(side.side, side.side, change.after)),
          ]),
          id: `reliability/${model.model.name}/${nuisance.name}`,
          title: `Reliability${ofModel(measured, model)} under ${nuisance.name}`,
          target: { model: model.model.name, nuisance: nuisance.name },
          about: [nuisance.path],
        },
      ];
    });
    return [diagram(measured, model, [seriesOf('nominal', 'nominal', nominal.bins), ...applied]), ...nuisances];
  });
}

function diagram(measured: Measurements, model: MeasuredModel, series: CurveFigure['series']): CurveFigure {
  const { calibrated, path, name } = model.model;
  const mixture = calibrated?.mixture === 'balanced' ? 'both classes with equal total weight' : 'weights as they are';
  return {
    kind: 'curves',
    id: `reliability/${name}`,
    title: `Reliability${ofModel(measured, model)}`,
    caption: `Fraction of signal among events of one score, ${mixture}; bars: 68.3 % intervals. On the diagonal the score is the probability to be signal.`,
    target: { model: name },
    about: [calibrated?.path ?? path, path],
    x: { label: 'mean score' },
    y: { label: 'fraction of signal' },
    style: 'points',
    series,
    lines: [],
    diagonal: 'perfect calibration',
  };
}

function seriesOf(label: string, role: SeriesRole, bins: readonly ReliabilityBin[]): CurveFigure['series'][number] {
  return {
    label,
    role,
    points: bins.map(({ predicted, observed }) => ({
      x: predicted,
      y: observed.value,
      ...fractionLimits(observed, 1),
    })),
  };
}

function ofModel(measured: Measurements, { model }: MeasuredModel): string {
  return measured.models.length > 1 ? ` of ${model.name}` : '';
}

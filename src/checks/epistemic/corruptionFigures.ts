/** What spoilt features do, step by step: AUC, calibration, and what models state as their uncertainty. */
import type { CorruptionLevel, StatedNumber } from '../../profile/corruptionProfile';
import type { CalibrationProfile } from '../../profile/calibrationProfile';
import type { CorruptionKind } from '../../config/corruptionsSection';
import type { CurveFigure, SeriesRole } from '../../report/figure';
import type { Interval } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { calibrationOfParts } from '../calibration/measuredCalibration';
import { errorEvidence } from '../calibration/reliability';
import type { MeasuredModel, Measurements } from '../measurements';
import { count, plain } from '../wording';
import type { CorruptedModel } from './corruption';
import { memberWord } from './memberWords';

const roles: Readonly<Record<CorruptionKind, SeriesRole>> = { noise: 'nominal', scale: 'up', dropped: 'down' };
const units: Readonly<Record<CorruptionKind, (sizes: readonly number[]) => string>> = {
  noise: (sizes) => `noise of ${sizes.map(plain).join(', ')} nominal standard deviations of each feature`,
  scale: (sizes) => `features scaled up by ${sizes.map((size) => plain(100 * size)).join(', ')} %`,
  dropped: (sizes) =>
    `the nominal mean in place of ${sizes.map((size) => plain(100 * size)).join(', ')} % of the values`,
};

type Drawn = Pick<CorruptionLevel, 'auc' | 'stated' | 'calibration'>;

export function corruptionFigures(measured: Measurements, models: readonly CorruptedModel[]): CurveFigure[] {
  return models.flatMap((one): CurveFigure[] => {
    const members = memberWord(one.model.model);
    const stated = (number: StatedNumber) => (level: Drawn) => level.stated[number]?.mean;
    const calibration = (level: Drawn) => level.calibration && calibrationFound(one.model, level.calibration);
    return [
      curves(measured, one, 'auc', 'AUC', { label: 'AUC' }, ({ auc }) => auc),
      curves(measured, one, 'spread', `Spread of the ${members}`, { label: 'mean spread' }, stated('spread')),
      curves(
        measured,
        one,
        'epistemic',
        `What the ${members} do not agree on`,
        { label: 'mutual information', unit: 'bit' },
        stated('epistemic'),
      ),
      curves(measured, one, 'entropy', 'Entropy of the score', { label: 'entropy', unit: 'bit' }, stated('entropy')),
      curves(measured, one, 'calibration', 'Calibration error', { label: 'calibration error' }, (level) => {
        const found = calibration(level);
        return found && errorEvidence(found.error);
      }),
      curves(
        measured,
        one,
        'brier',
        'Brier score',
        { label: 'Brier score' },
        (level) => calibration(level)?.losses.brier,
      ),
    ].flatMap((figure) => figure ?? []);
  });
}

/** One number against the severity; undefined where it is not stated. */
function curves(
  measured: Measurements,
  { model, profile }: CorruptedModel,
  id: string,
  title: string,
  y: CurveFigure['y'],
  of: (level: Drawn) => Estimate | Interval | undefined,
): CurveFigure | undefined {
  const before = of(profile.nominal);
  if (before === undefined) return undefined;
  const point = (x: number, found: Estimate | Interval) => {
    const { value } = found;
    return 'error' in found
      ? { x, y: value, low: value - found.error, high: value + found.error }
      : { x, y: value, low: found.low, high: found.high };
  };
  const kinds = [...new Set(profile.levels.map(({ kind }) => kind))];
  const levelsOf = (kind: CorruptionKind) => profile.levels.filter((level) => level.kind === kind);
  const sizes = kinds.map((kind) => units[kind](levelsOf(kind).map(({ size }) => size)));
  return {
    kind: 'curves',
    id: `corruption/${id}/${model.model.name}`,
    title: `${title}${measured.models.length > 1 ? ` of ${model.model.name}` : ''} where features are spoilt`,
    caption: `By severity, 0 as they are: ${sizes.join('; ')}. ${count(profile.events)} kept events; bars: one standard error.`,
    target: { model: model.model.name },
    about: [['corruptions'], model.model.path],
    x: { label: 'severity' },
    y,
    style: 'points',
    series: kinds.map((kind) => ({
      label: kind,
      role: roles[kind],
      points: [
        point(0, before),
        ...levelsOf(kind).flatMap((level) => {
          const found = of(level);
          return found === undefined ? [] : [point(level.severity, found)];
        }),
      ],
    })),
    lines: [],
  };
}

function calibrationFound(model: MeasuredModel, { classes }: CalibrationProfile) {
  return calibrationOfParts(
    model,
    classes.map((one) => ({ truth: one.label === 1 ? (1 as const) : (0 as const), one })),
  );
}

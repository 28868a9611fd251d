/** ROC curves: of each model on the nominal samples, and of each nuisance that changes the shape of a score. Two classes only. */
import type { NuisanceSide } from '../config/nuisanceSides';
import type { CurveFigure, CurveSeries, Figure, SeriesRole } from '../report/figure';
import { squares, sum, type Contrast } from '../stats/contrast';
import { efficiency } from '../stats/efficiency';
import { leastEvents, rocRatios } from '../stats/rocRatio';
import type { MeasuredModel, Measurements } from './measurements';
import { modelContrast } from './modelContrast';
import { nominalAuc, variedAuc } from './modelAuc';

/** Thresholds are this far apart in one of the efficiencies at least: closer points cannot be told apart by eye. */
const leastStep = 0.03;

/** What fractions of equal shapes may differ by. */
const rounding = 1e-12;

/** Σw and Σw² of a score in fine bins. */
interface Side {
  readonly sumWeights: Float64Array;
  readonly sumWeights2: Float64Array;
}

interface Curve {
  readonly label: string;
  readonly role: SeriesRole;
  readonly background: Side;
  readonly signal: Side;
}

export function rocFigures(measured: Measurements): Figure[] {
  return [...modelFigure(measured), ...nuisanceFigures(measured)];
}

/** All models over one another, where there are two classes. */
function modelFigure(measured: Measurements): Figure[] {
  const labels = measured.binaryLabels();
  if (labels === undefined) return [];
  const curves = measured.models.flatMap((model): { model: MeasuredModel; curve: Curve }[] => {
    const [background, signal] = labels.map((label) => measured.nominal('scores', model.index, label)?.histogram);
    if (background === undefined || signal === undefined) return [];
    const curve = { label: model.model.name, role: 'nominal' as const, background, signal };
    return isPositive(curve) ? [{ model, curve }] : [];
  });
  if (curves.length === 0) return [];
  const areas = curves.flatMap(({ model }) => {
    const area = nominalAuc(measured, model);
    return area === undefined ? [] : [`${model.model.name} ${area.value.toFixed(4)} ± ${area.error.toFixed(4)}`];
  });
  const series = curves.map(({ curve }) => seriesOf(curve, thresholdsOf(curve)));
  const [first, ...others] = curves;
  const ratio = others
    .map(({ model, curve }) => {
      const contrasts = labels.map((label) => modelContrast(measured, first!.model, model, label));
      return ratioSeries(curve, contrasts as [Contrast, Contrast], series[0]!);
    })
    .filter(({ points }) => points.length > 0);
  return [
    {
      ...axes,
      id: 'roc/models',
      title: curves.length > 1 ? 'ROC curves of the models' : 'ROC curve',
      caption: `${bandsAre}${ratio.length === 0 ? '' : ` ${ratioOfModels}`} AUC: ${areas.join(', ')}.`,
      target: curves.length === 1 ? { model: curves[0]!.model.model.name } : {},
      about: curves.map(({ model }) => model.model.path),
      series,
      ...(ratio.length === 0 ? {} : { ratio: { label: `ratio to ${first!.model.model.name}`, series: ratio } }),
    },
  ];
}

/** Nominal, and all sides of a nuisance at the same thresholds. */
function nuisanceFigures(measured: Measurements): Figure[] {
  const labels = measured.binaryLabels();
  if (labels === undefined) return [];
  return [...measured.analysis.nuisances.values()].flatMap((nuisance) =>
    measured.models.flatMap((model): Figure[] => {
      const varied = measured.sides
        .filter((side) => side.nuisance === nuisance)
        .flatMap((side) => {
          const contrasts = labels.map((label) => measured.contrast(model, side, label)) as [Contrast, Contrast];
          const curve = curveOf(side.side, side.side, contrasts, 'varied');
          return isPositive(curve) && contrasts.some(reshapes) ? [{ side, contrasts, curve }] : [];
        });
      const [first] = varied;
      const nominal = first && curveOf('nominal', 'nominal', first.contrasts, 'nominal');
      if (nominal === undefined || !isPositive(nominal)) return [];
      const thresholds = thresholdsOf(nominal);
      const differences = varied.flatMap(({ side }) => areaDifference(measured, model, side));
      const nominalSeries = seriesOf(nominal, thresholds);
      const ratio = varied
        .map(({ contrasts, curve }) => ratioSeries(curve, contrasts, nominalSeries))
        .filter(({ points }) => points.length > 0);
      return [
        {
          ...axes,
          id: `roc/${model.model.name}/${nuisance.name}`,
          title: `${nuisance.name}: ROC curve${measured.models.length > 1 ? ` of ${model.model.name}` : ''}`,
          caption: `${bandsAre}${ratio.length === 0 ? '' : ` ${ratioIs}`} Change of the AUC: ${differences.join(', ')}.`,
          target: { nuisance: nuisance.name, model: model.model.name },
          about: [nuisance.path, model.model.path],
          series: [nominalSeries, ...varied.map(({ curve }) => seriesOf(curve, thresholds))],
          ...(ratio.length === 0 ? {} : { ratio: { label: 'varied / nominal', series: ratio } }),
        },
      ];
    }),
  );
}

const axes: Pick<CurveFigure, 'kind' | 'x' | 'y' | 'style' | 'lines' | 'diagonal'> = {
  kind: 'curves',
  x: { label: 'signal efficiency' },
  y: { label: 'background efficiency' },
  style: 'lines',
  lines: [],
  diagonal: 'a score that tells nothing',
};

const bandsAre =
  'Efficiency of the background against that of the signal for each threshold; bands: one standard error of the background’s.';

const ratioOfModels = `Below: the other models over the first at equal signal efficiency, with one standard error (paired, for the events are the same), where ${leastEvents} effective events pass and fail.`;

const ratioIs = `Below: varied over nominal at equal signal efficiency, with one standard error (paired where the events are the same), where ${leastEvents} effective events pass and fail.`;

function curveOf(
  label: string,
  role: SeriesRole,
  [background, signal]: readonly [Contrast, Contrast],
  of: 'nominal' | 'varied',
): Curve {
  const sideOf = (contrast: Contrast): Side => ({ sumWeights: contrast[of], sumWeights2: squares(contrast, of) });
  return { label, role, background: sideOf(background), signal: sideOf(signal) };
}

/** Whether more than the total changes: a rate leaves every efficiency as it is. */
function reshapes({ nominal, varied }: Contrast): boolean {
  const totals = [sum(nominal), sum(varied)] as const;
  return nominal.some((content, bin) => Math.abs(content / totals[0] - varied[bin]! / totals[1]) > rounding);
}

function isPositive({ background, signal }: Curve): boolean {
  return sum(background.sumWeights) > 0 && sum(signal.sumWeights) > 0;
}

/** First bins that pass, from none to all of them. */
function thresholdsOf({ background, signal }: Curve): number[] {
  const bins = signal.sumWeights.length;
  const totals = [sum(background.sumWeights), sum(signal.sumWeights)] as const;
  const kept = [bins];
  let steps = [0, 0];
  for (let bin = bins - 1; bin > 0; bin--) {
    steps = [steps[0]! + background.sumWeights[bin]! / totals[0], steps[1]! + signal.sumWeights[bin]! / totals[1]];
    if (steps.every((step) => Math.abs(step) < leastStep)) continue;
    kept.push(bin);
    steps = [0, 0];
  }
  return [...kept, 0];
}

function seriesOf(curve: Curve, thresholds: readonly number[]): CurveSeries {
  return {
    label: curve.label,
    role: curve.role,
    points: thresholds.map((firstBin) => {
      const x = efficiency(curve.signal.sumWeights, curve.signal.sumWeights2, firstBin).value;
      const { value, error } = efficiency(curve.background.sumWeights, curve.background.sumWeights2, firstBin);
      return { x, y: value, low: value - error, high: value + error };
    }),
  };
}

/**
 * At the points of the nominal curve, where its signal efficiency rises; where negative weights make it fall there is no
 * such cut.
 */
function ratioSeries(
  { label, role }: Curve,
  [background, signal]: readonly [Contrast, Contrast],
  nominal: CurveSeries,
): CurveSeries {
  let highest = 0;
  const efficiencies = nominal.points.flatMap(({ x }) => {
    if (!(x > highest)) return [];
    highest = x;
    return [x];
  });
  const points = rocRatios(background, signal, efficiencies).flatMap((ratio, index) => {
    if (ratio === undefined) return [];
    const { value, error } = ratio;
    return [{ x: efficiencies[index]!, y: value, low: value - error, high: value + error }];
  });
  return { label, role, points };
}

function areaDifference(measured: Measurements, model: MeasuredModel, side: NuisanceSide): string[] {
  const difference = variedAuc(measured, model, side)?.difference;
  if (difference === undefined) return [];
  const { value, error } = difference;
  return [`${side.side} ${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)} ± ${error.toFixed(4)}`];
}

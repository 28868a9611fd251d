/** Figures of the fits: templates, profile curves, impacts, the plane of strength and nuisance, and all models together. */
import { strengthIndex } from '../../inference/fitModel';
import { halfWidth, type ProfileInterval } from '../../inference/interval';
import { contourLines, likelihoodPlane, profileCurve } from '../../inference/profileCurve';
import { totalAt } from '../../inference/templates';
import type { CurveFigure, Figure, HistogramFigure, RankingFigure } from '../../report/figure';
import type { Judged } from '../check';
import { plain } from '../wording';
import { fitsOf, type FitResult, type Fits, type FittedModel } from './fittedModels';

export function inferenceFigures(judged: Judged): Figure[] {
  const fits = fitsOf(judged);
  if (fits === undefined) return [];
  return [
    ...modelIntervals(fits),
    ...fits.fitted.flatMap((one) => [
      profileFigure(fits, one),
      ...rankingFigure(fits, one),
      ...planeFigure(judged, fits, one),
      templateFigure(fits, one),
    ]),
  ];
}

const curvePoints = 41;

/** @param widths of the interval, to either side */
function valuesAround({ value, low, high }: ProfileInterval, widths: number, points: number): number[] {
  const [from, to] = [value - widths * (value - low), value + widths * (high - value)];
  return Array.from({ length: points }, (_, index) => from + ((to - from) * index) / (points - 1));
}

function profileFigure({ inference }: Fits, one: FittedModel): CurveFigure {
  const { fit, plain: alone, expected, observed } = one;
  const series: CurveFigure['series'][number][] = [];
  const add = (
    label: string,
    role: CurveFigure['series'][number]['role'],
    result: FitResult,
    systematics: boolean,
  ): void => {
    const model = systematics ? fit : alone;
    const data = systematics ? result.data : alone.data(result.data.counts);
    const best = systematics ? result.best : alone.fit(data);
    const strengths = valuesAround(systematics ? result.strength : result.statistical, 3, curvePoints);
    const ratios = profileCurve(model, data, best, strengthIndex, strengths);
    const points = strengths.map((x, index) => ({ x, y: ratios[index]! }));
    series.push({ label, role, points: points.filter(({ y }) => y <= 9) });
  };
  add('expected', 'nominal', expected, true);
  add('expected, counts alone', 'reference', expected, false);
  if (observed !== undefined) {
    add('observed', 'application', observed, true);
    add('observed, counts alone', 'alternative', observed, false);
  }
  return {
    kind: 'curves',
    id: `inference/profile/${one.model.model.name}`,
    title: `Profile likelihood of ${inference.parameter}${ofModel(one)}`,
    caption: `−2 ln of the likelihood ratio, all nuisances fitted at each ${inference.parameter}, and with none: 1 marks one standard error, here ± ${plain(halfWidth(expected.strength))} and ± ${plain(halfWidth(expected.statistical))}.`,
    target: { model: one.model.model.name },
    about: [inference.path],
    x: { label: inference.parameter },
    y: { label: '−2 ln λ' },
    style: 'lines',
    series,
    lines: [
      { x: expected.strength.low, label: '−1σ' },
      { x: expected.strength.high, label: '+1σ' },
    ],
  };
}

function rankingFigure({ inference }: Fits, one: FittedModel): RankingFigure[] {
  const { impacts } = one.observed ?? one.expected;
  if (impacts.length === 0) return [];
  const ranked = [...impacts].sort(
    (a, b) => Math.max(Math.abs(b.up), Math.abs(b.down)) - Math.max(Math.abs(a.up), Math.abs(a.down)),
  );
  const data = one.observed === undefined ? 'expected data' : `'${inference.data?.sample ?? ''}'`;
  return [
    {
      kind: 'ranking',
      id: `inference/impacts/${one.model.model.name}`,
      title: `Impacts on ${inference.parameter}${ofModel(one)}`,
      caption: `Change of ${inference.parameter}, fitted to ${data}, when a nuisance is held at either end of its interval after the fit. Points: its pull, with what the fit leaves of its uncertainty.`,
      target: { model: one.model.model.name },
      about: [inference.path, ...ranked.map(({ name }) => ['nuisances', name])],
      x: { label: `change of ${inference.parameter}` },
      series: [
        { label: 'up', role: 'up' },
        { label: 'down', role: 'down' },
      ],
      rows: ranked.slice(0, mostRows).map(({ name, up, down, nuisance }) => ({
        label: name,
        bars: [up, down].map((value) => ({ value, low: value, high: value })),
        pull: nuisance,
      })),
      pulls: { label: '(θ̂ − θ₀)/σ₀' },
    },
  ];
}

const mostRows = 30;

/** For the nuisance that costs most. */
function planeFigure({ analysis }: Judged, { inference }: Fits, one: FittedModel): CurveFigure[] {
  const { fit, observed, expected } = one;
  const result = observed ?? expected;
  const sizes = result.impacts.map(({ up, down }) => Math.max(Math.abs(up), Math.abs(down)));
  const nuisance = sizes.indexOf(Math.max(...sizes));
  const impact = result.impacts[nuisance];
  if (impact === undefined) return [];
  const strengths = valuesAround(result.strength, 3.2, planePoints);
  const values = valuesAround(impact.nuisance, 3.2, planePoints);
  const plane = likelihoodPlane(fit, result.data, result.best, nuisance + 1, strengths, values);
  const series = contours.flatMap(({ height, label, role }) =>
    contourLines(plane, strengths, values, height).map((points) => ({ label, role, points })),
  );
  if (series.length === 0) return [];
  return [
    {
      kind: 'curves',
      id: `inference/plane/${one.model.model.name}/${impact.name}`,
      title: `${inference.parameter} and ${impact.name}${ofModel(one)}`,
      caption: `Likelihood of ${inference.parameter} and '${impact.name}' together, the other nuisances fitted: contours that hold the true pair in 68.3 % and 95.4 % of repetitions, for ${observed === undefined ? 'expected data' : `'${inference.data?.sample ?? ''}'`}.`,
      target: { model: one.model.model.name, nuisance: impact.name },
      about: [inference.path, analysis.nuisances.get(impact.name)?.path ?? inference.path],
      x: { label: inference.parameter },
      y: { label: impact.name, unit: 'σ₀' },
      style: 'lines',
      series,
      lines: [{ x: result.strength.value, label: 'best fit' }],
    },
  ];
}

const planePoints = 25;
/** −2 ln L for two parameters: quantiles of χ² with two degrees of freedom. */
const contours = [
  { height: 2.2957, label: '68.3 %', role: 'nominal' },
  { height: 6.1801, label: '95.4 %', role: 'reference' },
] as const;

function templateFigure({ inference }: Fits, { model, score }: FittedModel): HistogramFigure {
  const { templates, data } = score;
  const edges = Array.from({ length: templates.bins + 1 }, (_, edge) => edge);
  const background = totalAt(templates, 0);
  const signal = totalAt(templates, 1).map((content, bin) => content - background[bin]!);
  const errors = (isSignal: boolean): number[] =>
    edges
      .slice(0, -1)
      .map((bin) =>
        Math.sqrt(
          templates.processes.reduce((total, one) => total + (one.signal === isSignal ? one.squares[bin]! : 0), 0),
        ),
      );
  const none = data === undefined ? [0, 0] : [0, 0, 0];
  return {
    kind: 'histogram',
    id: `inference/templates/${model.model.name}`,
    title: `Templates of the fit: ${model.model.name}`,
    caption:
      'Expected events by bin of the score, from low to high; errors are those of the simulation. Each bin has the same share of signal and background together.',
    target: { model: model.model.name },
    about: [inference.path],
    x: { label: 'bin of the score' },
    y: { label: 'events' },
    edges,
    series: [
      { label: 'background', role: 'nominal', values: [...background], errors: errors(false) },
      { label: 'signal', role: 'alternative', values: [...signal], errors: errors(true) },
      ...(data === undefined
        ? []
        : [
            {
              label: inference.data?.sample ?? 'data',
              role: 'application' as const,
              values: [...data],
              errors: [...data].map((content) => Math.sqrt(Math.max(content, 0))),
            },
          ]),
    ],
    underflow: none,
    overflow: none,
    lines: [],
  };
}

/** Which model is best, before and after systematics. */
function modelIntervals({ inference, fitted }: Fits): Figure[] {
  if (fitted.length < 2) return [];
  return [
    {
      kind: 'intervals',
      id: 'inference/models',
      title: `What each model makes of ${inference.parameter}`,
      caption: `Expected interval of ${inference.parameter} for each model, with all nuisances and from counts alone.`,
      target: {},
      about: [inference.path, ['models']],
      x: { label: inference.parameter },
      reference: 1,
      bands: [],
      rows: fitted.flatMap(({ model, expected }) => [
        { label: model.model.name, point: expected.strength },
        { label: `${model.model.name}, counts alone`, point: expected.statistical },
      ]),
    },
  ];
}

function ofModel({ model }: FittedModel): string {
  return model.model.name === 'model' ? '' : `: ${model.model.name}`;
}

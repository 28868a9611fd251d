/** Lines through points: with bands of error as ROC curves have them, or with bars as measured points do. */
import type { ChartDataset, Plugin, ScaleOptions } from 'chart.js';
import type { CurveFigure, CurveSeries } from '../../src/report/figure';
import { curveRange } from '../figure/curveRange';
import { formatInterval, formatNumber } from '../figure/numbers';
import { ratioOwners, seriesStyles, type SeriesStyle } from '../figure/seriesStyle';
import { describeCurves } from '../figure/summary';
import { axisTitle } from '../figure/ticks';
import { ratioRange, type Range } from '../figure/valueRange';
import { l10n } from '../l10n';
import { faded, type Theme } from '../theme';
import { errorBars, type ErrorBarSet } from './errorBars';
import { guides, labelRoom } from './guides';
import { Chart, commonOptions, linearScale, logScale } from './parts';
import type { PlotSource } from './plotFrame';

/** What a person has switched on. */
export interface CurveView {
  readonly log: boolean;
  readonly isHidden: (series: number) => boolean;
}

export function curvePlot(figure: CurveFigure, view: CurveView): PlotSource {
  const styles = seriesStyles(figure.series);
  const ratio = figure.ratio?.series ?? [];
  const owners = ratioOwners(figure.series, ratio);
  const { points } = figure.series[0] ?? { points: [] };
  // Read along the first series: its points stand for their places on the axis.
  return {
    height: figure.ratio === undefined ? 260 : 340,
    label: describeCurves(figure),
    count: points.length,
    draw: (canvas, theme, reading) =>
      drawCurves(canvas, { figure, panes: panesOf(figure, view), view, theme, reading }),
    indexAt: (chart, x) => nearest(points, chart.scales['x']?.getValueForPixel(x) ?? Number.NaN),
    anchor: (chart, index) => ({
      x: chart.scales['x']?.getPixelForValue(points[index]?.x ?? 0) ?? 0,
      y: chart.chartArea.top + 40,
    }),
    read: (index) => {
      const at = points[index]?.x ?? Number.NaN;
      return {
        title: `${axisTitle(figure.x)} ${formatNumber(at)}`,
        lines: [
          ...figure.series.map((series, position) => ({
            label: series.label,
            value: valueNear(series.points, at),
            colour: styles[position]?.colour ?? 'nominal',
          })),
          ...ratio.map((series, position) => ({
            label: l10n.t('ratio, {0}', series.label),
            value: valueAt(series.points, at),
            colour: styles[owners[position] ?? -1]?.colour ?? 'nominal',
          })),
        ],
      };
    },
  };
}

type Point = CurveSeries['points'][number];

function nearest(points: readonly Point[], x: number): number | undefined {
  if (!Number.isFinite(x)) return undefined;
  let best: number | undefined;
  points.forEach((point, index) => {
    if (best === undefined || Math.abs(point.x - x) < Math.abs((points[best]?.x ?? 0) - x)) best = index;
  });
  return best;
}

/** The point of a series nearest to x; its own place is told where that is another. */
function valueNear(points: readonly Point[], x: number): string {
  const point = points[nearest(points, x) ?? -1];
  if (point === undefined) return '–';
  return point.x === x ? formatPoint(point) : l10n.t('{0} at {1}', formatPoint(point), formatNumber(point.x));
}

/** A ratio has the places of the first series, but not all of them. */
function valueAt(points: readonly Point[], x: number): string {
  const point = points.find((one) => one.x === x);
  return point === undefined ? '–' : formatPoint(point);
}

function formatPoint({ y, low, high }: Point): string {
  return low === undefined || high === undefined ? formatNumber(y) : formatInterval({ value: y, low, high });
}

interface PaneCurve extends CurveSeries {
  readonly style: SeriesStyle | undefined;
  readonly hidden: boolean;
}

/** Curves over one scale of y. */
interface Pane {
  readonly scale: 'y' | 'ratio';
  /** Position of its first dataset in the chart. */
  readonly first: number;
  readonly curves: readonly PaneCurve[];
  readonly range: Range;
}

function panesOf(figure: CurveFigure, view: CurveView): Pane[] {
  const styles = seriesStyles(figure.series);
  const main: Pane = {
    scale: 'y',
    first: 0,
    curves: figure.series.map((one, index) => ({ ...one, style: styles[index], hidden: view.isHidden(index) })),
    range: curveRange(figure, view.log).y,
  };
  if (figure.ratio === undefined) return [main];
  const { series } = figure.ratio;
  const owners = ratioOwners(figure.series, series);
  return [
    main,
    {
      scale: 'ratio',
      first: figure.series.length,
      curves: series.map((one, index) => {
        const owner = owners[index];
        return {
          ...one,
          style: owner === undefined ? seriesStyles([one])[0] : styles[owner],
          hidden: owner !== undefined && view.isHidden(owner),
        };
      }),
      range: ratioRange(
        series.map(({ points }) => ({
          values: points.map(({ y }) => y),
          errors: points.map(({ low, high }) => (low === undefined || high === undefined ? 0 : (high - low) / 2)),
        })),
      ),
    },
  ];
}

interface Drawing {
  readonly figure: CurveFigure;
  readonly panes: readonly Pane[];
  readonly view: CurveView;
  readonly theme: Theme;
  readonly reading: () => number | undefined;
}

function drawCurves(canvas: HTMLCanvasElement, drawing: Drawing): Chart {
  const { figure, panes, theme, reading } = drawing;
  const lines = { vertical: figure.lines, theme };
  const ratio = figure.ratio === undefined ? [] : ['ratio'];
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: panes.flatMap((pane) => pane.curves.map((curve, index) => datasetOf(pane, curve, index, drawing))),
    },
    options: {
      ...commonOptions,
      parsing: false,
      normalized: false,
      layout: { padding: { top: labelRoom(lines), right: 10 } },
      scales: scalesOf(drawing),
    },
    plugins: [
      bands(drawing),
      guides({
        ...lines,
        horizontal: ratio.map((scale) => ({ scale, value: 1 })),
        dividers: ratio,
        band: (chart) => {
          const index = reading();
          const x = figure.series[0]?.points[index ?? -1]?.x;
          const pixel = x === undefined ? undefined : chart.scales['x']?.getPixelForValue(x);
          return pixel === undefined ? undefined : { direction: 'x', from: pixel - 3, to: pixel + 3 };
        },
      }),
      errorBars(panes.flatMap((pane) => pane.curves.map((curve, index) => barsOf(pane, curve, index, drawing)))),
    ],
  });
}

function scalesOf({ figure, panes, view, theme }: Drawing): Record<string, ScaleOptions<'linear' | 'logarithmic'>> {
  const x = linearScale({
    direction: 'x',
    range: curveRange(figure, view.log).x,
    title: axisTitle(figure.x),
    theme,
    pixelsPerTick: 48,
  });
  const scales = panes.map((pane) => {
    const axis = { direction: 'y', range: pane.range, theme, pixelsPerTick: 40 } as const;
    const stack = (weight: number) => (panes.length === 1 ? {} : { stack: { name: 'panes', weight } });
    if (pane.scale === 'y') {
      const main = { ...axis, title: axisTitle(figure.y), ...stack(0.68) };
      return ['y', view.log ? logScale(main) : linearScale(main)] as const;
    }
    return [
      'ratio',
      linearScale({
        ...axis,
        title: figure.ratio?.label ?? '',
        shortTitle: l10n.t('ratio'),
        titleAlign: 'center',
        pixelsPerTick: 30,
        leastTicks: 3,
        clearEnds: 0.14,
        ...stack(0.32),
      }),
    ] as const;
  });
  // Chart.js stacks scales upwards: the pane that is named first is the lower one.
  return { x, ...Object.fromEntries(scales.reverse()) };
}

function datasetOf(
  pane: Pane,
  { label, points, style, hidden }: PaneCurve,
  index: number,
  { figure, view, theme }: Drawing,
): ChartDataset<'line', { x: number; y: number }[]> {
  const colour = theme.series[style?.colour ?? 'nominal'];
  return {
    label,
    data: points.map(({ x, y }) => ({ x, y: isDrawn(pane, y, view) ? y : Number.NaN })),
    yAxisID: pane.scale,
    borderColor: colour,
    borderDash: [...(style?.dash ?? [])],
    borderWidth: 1.75,
    pointRadius: figure.style === 'points' ? 3 : 0,
    pointBackgroundColor: colour,
    pointBorderWidth: 0,
    fill: false,
    hidden,
    order: figure.series.length - index,
    clip: 1,
  };
}

/** What lies outside the pane of the ratio has an arrow at its edge. */
function isDrawn(pane: Pane, y: number, view: CurveView): boolean {
  return pane.scale === 'y' ? !view.log || y > 0 : y >= pane.range.low && y <= pane.range.high;
}

/** Bars of points, and of lines the arrows of what lies outside the pane of the ratio. */
function barsOf(
  pane: Pane,
  { points, style }: PaneCurve,
  index: number,
  { figure, view, theme }: Drawing,
): ErrorBarSet {
  return {
    dataset: pane.first + index,
    scale: pane.scale,
    colour: theme.series[style?.colour ?? 'nominal'],
    cap: 5,
    bars: points.map(({ y: value, low, high }) => {
      if (figure.style === 'points') return { value, low: low ?? value, high: high ?? value };
      return pane.scale === 'y' || isDrawn(pane, value, view) ? undefined : { value, low: value, high: value };
    }),
    position: (chart, at) => chart.scales['x']?.getPixelForValue(points[at]?.x ?? 0) ?? 0,
  };
}

/** Bands of one standard error behind the lines, and the diagonal. */
function bands({ figure, panes, view, theme }: Drawing): Plugin {
  return {
    id: 'bands',
    beforeDatasetsDraw(chart) {
      for (const pane of panes) {
        const { x, [pane.scale]: y } = chart.scales;
        if (x === undefined || y === undefined) continue;
        const { ctx } = chart;
        ctx.save();
        ctx.beginPath();
        ctx.rect(x.left, y.top, x.width, y.height);
        ctx.clip();
        const floor = pane.scale === 'y' && view.log ? pane.range.low : -Infinity;
        const at = (along: number, value: number): [number, number] => [
          x.getPixelForValue(along),
          y.getPixelForValue(Math.max(value, floor)),
        ];
        if (figure.style === 'lines') drawBands(chart, pane, theme, at);
        if (pane.scale === 'y' && figure.diagonal !== undefined)
          drawDiagonal(ctx, theme, curveRange(figure, view.log).x, at);
        ctx.restore();
      }
    },
  };
}

type Place = (x: number, y: number) => [number, number];

function drawBands(chart: Chart, { curves, first }: Pane, theme: Theme, at: Place): void {
  const { ctx } = chart;
  curves.forEach(({ points, style }, index) => {
    if (!chart.isDatasetVisible(first + index)) return;
    ctx.fillStyle = faded(theme.series[style?.colour ?? 'nominal'], 0.3);
    ctx.beginPath();
    for (const point of points) ctx.lineTo(...at(point.x, point.high ?? point.y));
    for (const point of points.toReversed()) ctx.lineTo(...at(point.x, point.low ?? point.y));
    ctx.closePath();
    ctx.fill();
  });
}

/** In steps: on a logarithmic axis it is no straight line. */
function drawDiagonal(ctx: CanvasRenderingContext2D, theme: Theme, { low, high }: Range, at: Place): void {
  ctx.strokeStyle = theme.muted;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  for (let step = 0; step <= 64; step++) {
    const value = low + ((high - low) * step) / 64;
    ctx.lineTo(...at(value, value));
  }
  ctx.stroke();
}

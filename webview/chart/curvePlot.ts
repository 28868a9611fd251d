/** Lines through points: with bands of error as ROC curves have them, or with bars as measured points do. */
import type { ChartDataset, Plugin } from 'chart.js';
import type { CurveFigure } from '../../src/report/figure';
import { curveRange, type CurveRange } from '../figure/curveRange';
import { formatInterval, formatNumber } from '../figure/numbers';
import { seriesStyles, type SeriesStyle } from '../figure/seriesStyle';
import { describeCurves } from '../figure/summary';
import { axisTitle } from '../figure/ticks';
import { l10n } from '../l10n';
import { faded, type Theme } from '../theme';
import { errorBars } from './errorBars';
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
  const { points } = figure.series[0] ?? { points: [] };
  // Read along the first series: its points stand for their places on the axis.
  return {
    height: 260,
    label: describeCurves(figure),
    count: points.length,
    draw: (canvas, theme, reading) => drawCurves(canvas, figure, styles, view, theme, reading),
    indexAt: (chart, x) => nearest(points, chart.scales['x']?.getValueForPixel(x) ?? Number.NaN),
    anchor: (chart, index) => ({
      x: chart.scales['x']?.getPixelForValue(points[index]?.x ?? 0) ?? 0,
      y: chart.chartArea.top + 40,
    }),
    read: (index) => {
      const at = points[index]?.x ?? Number.NaN;
      return {
        title: `${axisTitle(figure.x)} ${formatNumber(at)}`,
        lines: figure.series.map((series, position) => ({
          label: series.label,
          value: valueNear(series.points, at),
          colour: styles[position]?.colour ?? 'nominal',
        })),
      };
    },
  };
}

type Point = CurveFigure['series'][number]['points'][number];

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
  const { y, low, high } = point;
  const value = low === undefined || high === undefined ? formatNumber(y) : formatInterval({ value: y, low, high });
  return point.x === x ? value : l10n.t('{0} at {1}', value, formatNumber(point.x));
}

function drawCurves(
  canvas: HTMLCanvasElement,
  figure: CurveFigure,
  styles: readonly SeriesStyle[],
  view: CurveView,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const lines = { vertical: figure.lines, theme };
  const range = curveRange(figure, view.log);
  const y = { direction: 'y', range: range.y, title: axisTitle(figure.y), theme, pixelsPerTick: 40 } as const;
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: figure.series.map((series, index) => datasetOf(series, styles[index], view, index, figure, theme)),
    },
    options: {
      ...commonOptions,
      parsing: false,
      normalized: false,
      layout: { padding: { top: labelRoom(lines), right: 10 } },
      scales: {
        x: linearScale({ direction: 'x', range: range.x, title: axisTitle(figure.x), theme, pixelsPerTick: 48 }),
        y: view.log ? logScale(y) : linearScale(y),
      },
    },
    plugins: [
      bands(figure, styles, theme, view, range),
      guides({
        ...lines,
        horizontal: [],
        dividers: [],
        band: (chart) => {
          const index = reading();
          const x = figure.series[0]?.points[index ?? -1]?.x;
          const pixel = x === undefined ? undefined : chart.scales['x']?.getPixelForValue(x);
          return pixel === undefined ? undefined : { direction: 'x', from: pixel - 3, to: pixel + 3 };
        },
      }),
      errorBars(
        figure.style === 'lines'
          ? []
          : figure.series.map(({ points }, index) => ({
              dataset: index,
              scale: 'y',
              colour: theme.series[styles[index]?.colour ?? 'nominal'],
              cap: 5,
              bars: points.map(({ y: value, low, high }) => ({ value, low: low ?? value, high: high ?? value })),
              position: (chart: Chart, at: number) => chart.scales['x']?.getPixelForValue(points[at]?.x ?? 0) ?? 0,
            })),
      ),
    ],
  });
}

function datasetOf(
  { label, points }: CurveFigure['series'][number],
  style: SeriesStyle | undefined,
  view: CurveView,
  index: number,
  figure: CurveFigure,
  theme: Theme,
): ChartDataset<'line', { x: number; y: number }[]> {
  const colour = theme.series[style?.colour ?? 'nominal'];
  return {
    label,
    data: points.map(({ x, y }) => ({ x, y: view.log && y <= 0 ? Number.NaN : y })),
    borderColor: colour,
    borderDash: [...(style?.dash ?? [])],
    borderWidth: 1.75,
    pointRadius: figure.style === 'points' ? 3 : 0,
    pointBackgroundColor: colour,
    pointBorderWidth: 0,
    fill: false,
    hidden: view.isHidden(index),
    order: figure.series.length - index,
    clip: 1,
  };
}

/** Bands of one standard error behind the lines, and the diagonal. */
function bands(
  figure: CurveFigure,
  styles: readonly SeriesStyle[],
  theme: Theme,
  view: CurveView,
  range: CurveRange,
): Plugin {
  return {
    id: 'bands',
    beforeDatasetsDraw(chart) {
      const { x, y } = chart.scales;
      if (x === undefined || y === undefined) return;
      const { ctx, chartArea: area } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left, area.top, area.width, area.height);
      ctx.clip();
      const floor = view.log ? range.y.low : -Infinity;
      const at = (point: Point, value: number): [number, number] => [
        x.getPixelForValue(point.x),
        y.getPixelForValue(Math.max(value, floor)),
      ];
      figure.series.forEach(({ points }, index) => {
        if (figure.style !== 'lines' || !chart.isDatasetVisible(index)) return;
        ctx.fillStyle = faded(theme.series[styles[index]?.colour ?? 'nominal'], 0.3);
        ctx.beginPath();
        for (const point of points) ctx.lineTo(...at(point, point.high ?? point.y));
        for (const point of points.toReversed()) ctx.lineTo(...at(point, point.low ?? point.y));
        ctx.closePath();
        ctx.fill();
      });
      if (figure.diagonal !== undefined) {
        ctx.strokeStyle = theme.muted;
        ctx.setLineDash([3, 3]);
        ctx.beginPath();
        const { low, high } = range.x;
        for (let step = 0; step <= 64; step++) {
          const value = low + ((high - low) * step) / 64;
          ctx.lineTo(x.getPixelForValue(value), y.getPixelForValue(Math.max(value, floor)));
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

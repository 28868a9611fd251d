/** Lying bars with errors, one or more to a row, from zero to both sides. */
import type { ChartDataset, Plugin, ScaleOptions } from 'chart.js';
import type { Axis } from '../../src/report/figure';
import { intervalRange } from '../figure/intervalRange';
import type { SeriesStyle } from '../figure/seriesStyle';
import { axisExponent, axisTitle } from '../figure/ticks';
import { heightRange } from '../figure/valueRange';
import { barOpacity } from '../legend';
import { faded, type Theme } from '../theme';
import { errorBars, type ErrorBar, type ErrorBarSet } from './errorBars';
import { Chart, commonOptions, linearScale } from './parts';
import { besideNames, readRow, rowBand, rowScale } from './rowAxis';

export interface BarRows {
  readonly labels: readonly string[];
  readonly axis: Axis;
  /** Each with one bar for each row, `undefined` where it has none. */
  readonly series: readonly {
    readonly label: string;
    readonly style: SeriesStyle;
    readonly bars: readonly (ErrorBar | undefined)[];
  }[];
  /** Points over the bars, one to a row, with an axis of their own above the plot. */
  readonly points?: { readonly axis: Axis; readonly of: readonly (ErrorBar | undefined)[] };
}

/** @param isHidden whether a series is switched off */
export function drawBarRows(
  canvas: HTMLCanvasElement,
  { labels, axis, series, points }: BarRows,
  isHidden: (series: number) => boolean,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const ends = series.flatMap(({ bars }) => bars.flatMap((bar) => (bar === undefined ? [] : [bar.low, bar.high])));
  const reach = heightRange([{ values: ends }]);
  const half = Math.max(-reach.low, reach.high);
  // Zero of the bars and zero of the points stand one above the other.
  const range = points === undefined ? reach : { low: -half, high: half };
  const exponent = axisExponent(Math.max(Math.abs(range.low), range.high));
  const datasets = series.map(({ label, style, bars }, index): ChartDataset<'bar', (number | null)[]> => {
    const colour = theme.series[style.colour];
    return {
      label,
      data: bars.map((bar) => bar?.value ?? null),
      backgroundColor: faded(colour, barOpacity(style)),
      borderColor: colour,
      borderWidth: 1.25,
      borderSkipped: 'start',
      categoryPercentage: 0.72,
      barPercentage: 0.92,
      maxBarThickness: 18,
      hidden: isHidden(index),
    };
  });
  const errors = series.map(({ bars }, index): ErrorBarSet => ({
    dataset: index,
    scale: 'x',
    colour: theme.foreground,
    cap: 6,
    bars,
    position: (chart, row) => chart.getDatasetMeta(index).data[row]?.y ?? Number.NaN,
  }));
  return new Chart<'bar', (number | null)[], string>(canvas, {
    type: 'bar',
    data: { labels: [...labels], datasets },
    options: {
      ...commonOptions,
      indexAxis: 'y',
      skipNull: true,
      layout: { padding: { top: 4, right: 10 } },
      scales: {
        x: {
          ...linearScale({
            direction: 'x',
            range,
            exponent,
            title: axisTitle(axis, exponent),
            theme,
            share: besideNames,
            pixelsPerTick: 45,
          }),
          // A bar without a height is seen by where it stands.
          grid: {
            color: ({ tick }) => (tick.value === 0 ? theme.muted : theme.grid),
            tickLength: 4,
            tickColor: theme.muted,
          },
        },
        y: rowScale(theme, labels, 3),
        ...(points === undefined ? {} : { points: pointScale(points, theme) }),
      },
    },
    plugins: [
      readRow(theme, reading),
      errorBars(errors),
      ...(points === undefined ? [] : [pointsOver(points.of, theme)]),
    ],
  });
}

type Points = NonNullable<BarRows['points']>;

/** Above the plot, wide enough for ±1 and for each point with its error. */
function pointScale({ axis, of }: Points, theme: Theme): ScaleOptions<'linear'> {
  const rows = of.map((point) => ({ label: '', point: point ?? null }));
  return {
    ...linearScale({
      direction: 'x',
      range: intervalRange({ reference: 0, bands: [1], rows }),
      title: axisTitle(axis),
      theme,
      share: besideNames,
      pixelsPerTick: 45,
    }),
    position: 'top',
    grid: { display: false },
  };
}

/** Points with their errors, and where a parameter would stand that the fit left alone: 0 ± 1. */
function pointsOver(of: Points['of'], theme: Theme): Plugin {
  return {
    id: 'pointsOver',
    afterDatasetsDraw(chart) {
      const scale = chart.scales['points'];
      if (scale === undefined) return;
      const { ctx, chartArea: area } = chart;
      ctx.save();
      ctx.strokeStyle = theme.muted;
      ctx.setLineDash([2, 3]);
      for (const value of [-1, 0, 1]) {
        const x = Math.round(scale.getPixelForValue(value)) + 0.5;
        ctx.beginPath();
        ctx.moveTo(x, area.top);
        ctx.lineTo(x, area.bottom);
        ctx.stroke();
      }
      ctx.setLineDash([]);
      ctx.strokeStyle = theme.foreground;
      ctx.fillStyle = theme.foreground;
      ctx.lineWidth = 1.5;
      of.forEach((point, row) => {
        if (point === undefined) return;
        const band = rowBand(chart, row);
        const y = (band.from + band.to) / 2;
        const [from, to] = [point.low, point.high].map((end) =>
          Math.min(area.right, Math.max(area.left, scale.getPixelForValue(end))),
        ) as [number, number];
        ctx.beginPath();
        ctx.moveTo(from, y);
        ctx.lineTo(to, y);
        ctx.stroke();
        ctx.beginPath();
        ctx.arc(scale.getPixelForValue(point.value), y, 3.5, 0, 2 * Math.PI);
        ctx.fill();
      });
      ctx.restore();
    },
  };
}

/** Apparent against actual size: two bars a row, lying, because rows have long names and panels are narrow. */
import type { ChartDataset } from 'chart.js';
import type { ComparisonFigure } from '../../src/report/figure';
import { formatInterval } from '../figure/numbers';
import type { SeriesStyle } from '../figure/seriesStyle';
import { describeComparison } from '../figure/summary';
import { axisExponent, axisTitle } from '../figure/ticks';
import { heightRange } from '../figure/valueRange';
import { barOpacity } from '../legend';
import { faded, type Theme } from '../theme';
import { errorBars, type ErrorBarSet } from './errorBars';
import { guides } from './guides';
import { Chart, commonOptions, linearScale } from './parts';
import type { PlotSource } from './plotFrame';
import { rowAnchor, rowAt, rowBand, rowScale } from './rowAxis';

export const comparisonSeries: readonly { readonly label: string; readonly style: SeriesStyle }[] = [
  { label: 'apparent', style: { colour: 'down', dash: [], filled: false } },
  { label: 'actual', style: { colour: 'alternative', dash: [], filled: true } },
];

/** @param isHidden whether apparent (0) or actual (1) is switched off */
export function comparisonPlot(figure: ComparisonFigure, isHidden: (series: number) => boolean): PlotSource {
  return {
    height: Math.max(110, 56 + 46 * figure.rows.length),
    label: describeComparison(figure),
    count: figure.rows.length,
    draw: (canvas, theme, reading) => drawComparison(canvas, figure, isHidden, theme, reading),
    indexAt: (chart, x, y) => rowAt(chart, figure.rows.length, x, y),
    anchor: rowAnchor,
    read: (index) => {
      const row = figure.rows[index];
      if (row === undefined) return { title: '', lines: [] };
      return {
        title: row.label,
        lines: [
          { label: 'apparent', value: formatInterval(row.apparent), colour: 'down' },
          {
            label: 'actual',
            value: row.actual === undefined ? 'unknown: no cross-check sample' : formatInterval(row.actual),
            colour: 'alternative',
          },
        ],
      };
    },
  };
}

function drawComparison(
  canvas: HTMLCanvasElement,
  figure: ComparisonFigure,
  isHidden: (series: number) => boolean,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const values = [figure.rows.map((row) => row.apparent), figure.rows.map((row) => row.actual)];
  const range = heightRange([
    { values: values.flat().flatMap((interval) => (interval === undefined ? [] : [interval.low, interval.high])) },
  ]);
  const exponent = axisExponent(Math.max(Math.abs(range.low), range.high));
  const datasets = comparisonSeries.map(({ label, style }, index): ChartDataset<'bar', (number | null)[]> => {
    const colour = theme.series[style.colour];
    return {
      label,
      data: (values[index] ?? []).map((interval) => interval?.value ?? null),
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
  const errors = values.map((intervals, index): ErrorBarSet => ({
    dataset: index,
    scale: 'x',
    colour: theme.foreground,
    cap: 6,
    bars: intervals,
    position: (chart, row) => chart.getDatasetMeta(index).data[row]?.y ?? Number.NaN,
  }));
  return new Chart<'bar', (number | null)[], string>(canvas, {
    type: 'bar',
    data: { labels: figure.rows.map((row) => row.label), datasets },
    options: {
      ...commonOptions,
      indexAxis: 'y',
      layout: { padding: { top: 4, right: 10 } },
      scales: {
        x: linearScale({
          direction: 'x',
          range,
          exponent,
          title: axisTitle(figure.y, exponent),
          theme,
          pixelsPerTick: 70,
        }),
        y: rowScale(
          theme,
          figure.rows.map(({ label }) => label),
          3,
        ),
      },
    },
    plugins: [
      guides({
        theme,
        vertical: [],
        horizontal: [],
        dividers: [],
        band: (chart) => {
          const row = reading();
          return row === undefined ? undefined : { direction: 'y', ...rowBand(chart, row) };
        },
      }),
      errorBars(errors),
    ],
  });
}

/** Lying bars with errors, one or more to a row, from zero to both sides. */
import type { ChartDataset } from 'chart.js';
import type { Axis } from '../../src/report/figure';
import type { SeriesStyle } from '../figure/seriesStyle';
import { axisExponent, axisTitle } from '../figure/ticks';
import { heightRange } from '../figure/valueRange';
import { barOpacity } from '../legend';
import { faded, type Theme } from '../theme';
import { errorBars, type ErrorBar, type ErrorBarSet } from './errorBars';
import { guides } from './guides';
import { Chart, commonOptions, linearScale } from './parts';
import { rowBand, rowScale } from './rowAxis';

export interface BarRows {
  readonly labels: readonly string[];
  readonly axis: Axis;
  /** Each with one bar for each row, `undefined` where it has none. */
  readonly series: readonly {
    readonly label: string;
    readonly style: SeriesStyle;
    readonly bars: readonly (ErrorBar | undefined)[];
  }[];
}

/** @param isHidden whether a series is switched off */
export function drawBarRows(
  canvas: HTMLCanvasElement,
  { labels, axis, series }: BarRows,
  isHidden: (series: number) => boolean,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const ends = series.flatMap(({ bars }) => bars.flatMap((bar) => (bar === undefined ? [] : [bar.low, bar.high])));
  const range = heightRange([{ values: ends }]);
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
        x: linearScale({
          direction: 'x',
          range,
          exponent,
          title: axisTitle(axis, exponent),
          theme,
          pixelsPerTick: 70,
        }),
        y: rowScale(theme, labels, 3),
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

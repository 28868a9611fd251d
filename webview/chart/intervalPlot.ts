/** Points with error bars, one to a row, before bands of ±1 and ±2: the plot of pulls that every fit comes with. */
import type { Plugin } from 'chart.js';
import type { IntervalFigure } from '../../src/report/figure';
import { intervalRange } from '../figure/intervalRange';
import { describeIntervals } from '../figure/summary';
import { formatPoint } from '../figure/tableContent';
import { axisTitle } from '../figure/ticks';
import type { Theme } from '../theme';
import { errorBars } from './errorBars';
import { Chart, commonOptions, linearScale } from './parts';
import type { PlotSource } from './plotFrame';
import { besideNames, readRow, rowAnchor, rowAt, rowBand, rowScale } from './rowAxis';

export function intervalPlot(figure: IntervalFigure): PlotSource {
  const { rows } = figure;
  return {
    // Many rows are set closer; a canvas may not be higher than 32,767 pixels.
    height: Math.min(30_000, Math.max(96, 56 + (rows.length > 40 ? 16 : 22) * rows.length)),
    label: describeIntervals(figure),
    count: rows.length,
    draw: (canvas, theme, reading) => drawIntervals(canvas, figure, theme, reading),
    indexAt: (chart, x, y) => rowAt(chart, rows.length, x, y),
    anchor: rowAnchor,
    read: (index) => {
      const row = rows[index];
      if (row === undefined) return { title: '', lines: [] };
      const lines = [{ label: axisTitle(figure.x), value: formatPoint(row.point), colour: 'nominal' as const }];
      return { title: row.note === undefined ? row.label : `${row.label}: ${row.note}`, lines };
    },
  };
}

function drawIntervals(
  canvas: HTMLCanvasElement,
  figure: IntervalFigure,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const { rows } = figure;
  return new Chart<'line', (number | null)[], string>(canvas, {
    type: 'line',
    data: {
      labels: rows.map(({ label }) => label),
      datasets: [
        {
          label: axisTitle(figure.x),
          data: rows.map(({ point }) => point?.value ?? null),
          showLine: false,
          pointRadius: 3,
          pointBackgroundColor: theme.foreground,
          pointBorderColor: theme.foreground,
        },
      ],
    },
    options: {
      ...commonOptions,
      indexAxis: 'y',
      layout: { padding: { top: 4, right: 10 } },
      scales: {
        x: linearScale({
          direction: 'x',
          range: intervalRange(figure),
          title: axisTitle(figure.x),
          theme,
          share: besideNames,
          pixelsPerTick: 40,
        }),
        y: rowScale(
          theme,
          rows.map(({ label }) => label),
          1,
        ),
      },
    },
    plugins: [
      bands(figure, theme),
      readRow(theme, reading),
      errorBars([
        {
          dataset: 0,
          scale: 'x',
          colour: theme.foreground,
          cap: 6,
          bars: rows.map(({ point }) =>
            point === null
              ? undefined
              : { value: point.value, low: point.low ?? point.value, high: point.high ?? point.value },
          ),
          position: (chart, row) => {
            const band = rowBand(chart, row);
            return (band.from + band.to) / 2;
          },
        },
      ]),
    ],
  });
}

/** Bands behind everything, each edged by a line so that they are seen in high contrast, and the reference. */
function bands({ reference, bands: sizes }: IntervalFigure, theme: Theme): Plugin {
  return {
    id: 'bands',
    beforeDatasetsDraw(chart) {
      const scale = chart.scales['x'];
      if (scale === undefined) return;
      const { ctx, chartArea: area } = chart;
      const pixel = (value: number): number => Math.min(Math.max(scale.getPixelForValue(value), area.left), area.right);
      const line = (value: number, dash: number[]): void => {
        const x = Math.round(pixel(value)) + 0.5;
        ctx.setLineDash(dash);
        ctx.beginPath();
        ctx.moveTo(x, area.top);
        ctx.lineTo(x, area.bottom);
        ctx.stroke();
      };
      ctx.save();
      for (const size of sizes) {
        const from = pixel(reference - size);
        ctx.fillStyle = theme.series['reference'];
        ctx.globalAlpha = 0.13;
        ctx.fillRect(from, area.top, pixel(reference + size) - from, area.height);
        ctx.strokeStyle = theme.muted;
        ctx.globalAlpha = 0.8;
        line(reference - size, [3, 3]);
        line(reference + size, [3, 3]);
      }
      ctx.strokeStyle = theme.foreground;
      ctx.globalAlpha = 0.8;
      line(reference, []);
      ctx.restore();
    },
  };
}

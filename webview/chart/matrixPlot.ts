/** A heat map: a coloured cell for each pair of names, with its number where there is room for it. */
import type { CategoryScaleOptions, Plugin, Scale, ScaleOptions } from 'chart.js';
import type { MatrixFigure } from '../../src/report/figure';
import { cellAt, fullColour, requireCells, type MatrixCell } from '../figure/matrixCells';
import { formatMeasured } from '../figure/numbers';
import { describeMatrix } from '../figure/summary';
import { axisTitle } from '../figure/ticks';
import { wrapText } from '../figure/wrapText';
import { faded, type Theme } from '../theme';
import { Chart, commonOptions, fontOf } from './parts';
import type { PlotSource } from './plotFrame';
import { rowScale } from './rowAxis';

/** Of a name that stands, in characters. */
const longestName = 18;

/** @throws RangeError if cells and names do not match */
export function matrixPlot(figure: MatrixFigure): PlotSource {
  requireCells(figure);
  const { rows, columns } = figure;
  const longest = Math.max(0, ...columns.map((name) => name.length));
  return {
    height: Math.min(30_000, 40 + 24 * rows.length + Math.min(125, 16 + 7 * Math.min(longest, longestName))),
    label: describeMatrix(figure),
    count: rows.length * columns.length,
    stride: columns.length,
    draw: (canvas, theme, reading) => drawMatrix(canvas, figure, theme, reading),
    indexAt: (chart, x, y) => {
      const { left, top, width, height } = chart.chartArea;
      const column = Math.floor(((x - left) / width) * columns.length);
      const row = Math.floor(((y - top) / height) * rows.length);
      return column < 0 || column >= columns.length || row < 0 || row >= rows.length
        ? undefined
        : row * columns.length + column;
    },
    anchor: (chart, index) => {
      const { x, y, width, height } = placeOf(chart, figure, index);
      return { x: x + width / 2, y: y + height / 2 };
    },
    read: (index) => {
      const cell = cellAt(figure, index);
      const row = rows[Math.floor(index / columns.length)] ?? '';
      const column = columns[index % columns.length] ?? '';
      const value = cell === null ? '–' : formatMeasured(cell.value, cell.error);
      return { title: `${row}, ${column}`, lines: [{ label: axisTitle(figure.value), value }] };
    },
  };
}

function drawMatrix(
  canvas: HTMLCanvasElement,
  figure: MatrixFigure,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const { rows, columns } = figure;
  return new Chart<'line', (number | null)[], string>(canvas, {
    type: 'line',
    data: { labels: [...columns], datasets: [] },
    options: {
      ...commonOptions,
      layout: { padding: { top: 4, right: 10 } },
      scales: {
        x: columnScale(columns, theme),
        y: { ...rowScale(theme, rows, 1), labels: [...rows] },
      },
    },
    plugins: [cells(figure, theme, reading)],
  });
}

/** Names lie where two lines of a column's width hold them, and stand otherwise. */
function columnScale(columns: readonly string[], theme: Theme): ScaleOptions<'category'> {
  const longest = Math.max(0, ...columns.map((name) => name.length));
  const widthIn = (chart: { readonly width: number }): number =>
    Math.floor((chart.width * 0.7) / Math.max(1, columns.length) / (theme.fontSize * 0.6));
  const lie = (chart: { readonly width: number }): boolean => 2 * widthIn(chart) >= longest;
  return {
    type: 'category',
    labels: [...columns],
    offset: true,
    grid: { display: false },
    border: { color: theme.muted },
    ticks: {
      color: theme.foreground,
      font: fontOf(theme),
      autoSkip: false,
      callback(_, index) {
        const name = columns[index] ?? '';
        return lie(this.chart) ? wrapText(name, widthIn(this.chart), 2) : wrapText(name, longestName, 1);
      },
    },
    beforeUpdate: ({ options, chart }: Scale<CategoryScaleOptions>) => {
      options.ticks.minRotation = lie(chart) ? 0 : 90;
      options.ticks.maxRotation = options.ticks.minRotation;
    },
  };
}

function cells(figure: MatrixFigure, theme: Theme, reading: () => number | undefined): Plugin {
  const full = fullColour(figure);
  const count = figure.rows.length * figure.columns.length;
  return {
    id: 'cells',
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      const font = fontOf(theme);
      ctx.save();
      ctx.font = `${font.size}px ${font.family}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      for (let index = 0; index < count; index++) {
        const cell = cellAt(figure, index);
        const { x, y, width, height } = placeOf(chart, figure, index);
        if (cell !== null && Number.isFinite(cell.value)) {
          ctx.fillStyle = colourOf(figure, cell, full, theme);
          ctx.fillRect(x + 0.5, y + 0.5, width - 1, height - 1);
          const text = numberIn(cell, width, (written) => ctx.measureText(written).width);
          ctx.fillStyle = theme.foreground;
          if (text !== undefined && height >= font.size) ctx.fillText(text, x + width / 2, y + height / 2);
        }
        if (cell?.marked === true || index === reading()) {
          ctx.strokeStyle = theme.foreground;
          ctx.lineWidth = index === reading() ? 2 : 1;
          ctx.strokeRect(x + 1.5, y + 1.5, width - 3, height - 3);
        }
      }
      ctx.restore();
    },
  };
}

/** Never solid, so that the number on it can be read in every theme. */
function colourOf({ colours }: MatrixFigure, { value }: NonNullable<MatrixCell>, full: number, theme: Theme): string {
  const name = colours === 'sizes' ? 'alternative' : value < 0 ? 'down' : 'up';
  return faded(theme.series[name], 0.04 + 0.56 * Math.min(1, Math.abs(value) / full));
}

/** In as many digits as there is room for, two at least. */
function numberIn(
  { value }: NonNullable<MatrixCell>,
  width: number,
  measure: (text: string) => number,
): string | undefined {
  const decimals = Math.abs(value) >= 10 ? [1, 0] : [3, 2, 1];
  return decimals.map((digits) => value.toFixed(digits).replace('-', '−')).find((text) => measure(text) <= width - 8);
}

/** The rectangle of a cell, in pixels of the canvas. */
function placeOf(
  chart: Chart,
  { rows, columns }: MatrixFigure,
  index: number,
): { x: number; y: number; width: number; height: number } {
  const { left, top, width, height } = chart.chartArea;
  const size = { width: width / columns.length, height: height / rows.length };
  return {
    x: left + (index % columns.length) * size.width,
    y: top + Math.floor(index / columns.length) * size.height,
    ...size,
  };
}

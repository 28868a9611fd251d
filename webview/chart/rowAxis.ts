/** Rows that lie one below the other, as in plots of pulls and of rankings: rows have long names, panels are narrow. */
import type { ScaleOptions } from 'chart.js';
import { shortened, wrapText } from '../figure/wrapText';
import type { Theme } from '../theme';
import { fontOf, type Chart } from './parts';

/** The axis with the names of the rows. */
export function rowScale(theme: Theme, labels: readonly string[], linesAtMost: number): ScaleOptions<'category'> {
  return {
    type: 'category',
    offset: true,
    grid: { display: false },
    border: { color: theme.muted },
    ticks: {
      color: theme.foreground,
      font: fontOf(theme),
      autoSkip: false,
      callback(_, index) {
        const label = labels[index] ?? '';
        const characters = charactersOf(label, this.chart, theme);
        return linesAtMost === 1 ? shortened(label, characters) : wrapText(label, characters, linesAtMost);
      },
    },
  };
}

/** How many characters of a name have room: in a third of the plot, in a narrow one in what Chart.js leaves at most, half. */
function charactersOf(label: string, { ctx, width }: Pick<Chart, 'ctx' | 'width'>, theme: Theme): number {
  const font = fontOf(theme);
  ctx.save();
  ctx.font = `${font.size}px ${font.family}`;
  const each = ctx.measureText(label).width / Math.max(1, label.length);
  ctx.restore();
  const room = Math.min(Math.max(0.34 * width, 90), 0.5 * width - 14);
  return Math.max(4, Math.min(32, Math.floor(room / Math.max(1, each))));
}

/** Pixels of the canvas that one row takes. */
export function rowBand(chart: Chart, row: number): { from: number; to: number } {
  const { top, height } = chart.chartArea;
  const rows = Math.max(1, chart.data.labels?.length ?? 1);
  return { from: top + (row * height) / rows, to: top + ((row + 1) * height) / rows };
}

/** The row at a pixel of the canvas; the names beside the plot belong to it. */
export function rowAt(chart: Chart, rows: number, x: number, y: number): number | undefined {
  const { left, right } = chart.chartArea;
  if (x < left - 140 || x > right) return undefined;
  for (let row = 0; row < rows; row++) {
    const band = rowBand(chart, row);
    if (y >= band.from && y < band.to) return row;
  }
  return undefined;
}

export function rowAnchor(chart: Chart, row: number): { x: number; y: number } {
  const band = rowBand(chart, row);
  return { x: (chart.chartArea.left + chart.chartArea.right) / 2, y: (band.from + band.to) / 2 };
}

/** Rows that lie one below the other, as in plots of pulls and of rankings: rows have long names, panels are narrow. */
import type { ScaleOptions } from 'chart.js';
import { wrapText } from '../figure/wrapText';
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
        const characters = Math.max(13, Math.min(32, Math.floor(this.chart.width / 18)));
        return wrapText(labels[index] ?? '', characters, linesAtMost);
      },
    },
  };
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

/** Rows that lie one below the other, as in plots of pulls and of rankings: rows have long names, panels are narrow. */
import type { Plugin, ScaleOptions } from 'chart.js';
import { shortened, wrapText } from '../figure/wrapText';
import type { Theme } from '../theme';
import { guides } from './guides';
import { fontOf, type Chart } from './parts';

/** What part of the width the names leave to the other axis, about. */
export const besideNames = 0.6;

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
        return fitting(labels[index] ?? '', linesAtMost, this.chart, theme);
      },
    },
  };
}

/** A name in the room that it has: a third of the plot, in a narrow one what Chart.js leaves at most, half. */
function fitting(label: string, lines: number, { ctx, width }: Pick<Chart, 'ctx' | 'width'>, theme: Theme): string[] {
  const font = fontOf(theme);
  const room = Math.min(Math.max(0.34 * width, 90), 0.5 * width - 14);
  const cut = (characters: number): string[] =>
    lines === 1 ? [shortened(label, characters)] : wrapText(label, characters, lines);
  ctx.save();
  ctx.font = `${font.size}px ${font.family}`;
  let characters = 32;
  while (characters > 4 && cut(characters).some((line) => ctx.measureText(line).width > room)) characters--;
  ctx.restore();
  return cut(characters);
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

/** The band of the row that is being read. */
export function readRow(theme: Theme, reading: () => number | undefined): Plugin {
  return guides({
    theme,
    vertical: [],
    horizontal: [],
    dividers: [],
    band: (chart) => {
      const row = reading();
      return row === undefined ? undefined : { direction: 'y', ...rowBand(chart, row) };
    },
  });
}

export function rowAnchor(chart: Chart, row: number): { x: number; y: number } {
  const band = rowBand(chart, row);
  return { x: (chart.chartArea.left + chart.chartArea.right) / 2, y: (band.from + band.to) / 2 };
}

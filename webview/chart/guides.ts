/** Chart.js plugin: labelled vertical lines, horizontal reference lines, and the band of the bin that is being read. */
import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../theme';
import { fontOf } from './parts';

export interface Guides {
  readonly theme: Theme;
  /** Across all panes. */
  readonly vertical: readonly { readonly x: number; readonly label: string }[];
  readonly horizontal: readonly { readonly scale: string; readonly value: number }[];
  /** Ids of scales whose pane has a line at its top. */
  readonly dividers: readonly string[];
  /** Interval of x, or of pixels along y, that is being read. */
  readonly band: (chart: Chart) => Band | undefined;
}

/** In pixels; the other direction spans the plot. */
export interface Band {
  readonly direction: 'x' | 'y';
  readonly from: number;
  readonly to: number;
}

export function guides(options: Guides): Plugin {
  return {
    id: 'guides',
    beforeDatasetsDraw(chart) {
      drawBand(chart, options);
      drawHorizontal(chart, options);
    },
    afterDatasetsDraw(chart) {
      drawVertical(chart, options);
    },
  };
}

/** Room above the plot for one row of labels, in pixels. */
export function labelRoom(guides: Pick<Guides, 'vertical' | 'theme'>): number {
  return guides.vertical.length > 0 ? guides.theme.fontSize + 6 : 4;
}

function drawBand(chart: Chart, { theme, band }: Guides): void {
  const interval = band(chart);
  if (interval === undefined) return;
  const { ctx, chartArea: area } = chart;
  const size = interval.to - interval.from;
  ctx.save();
  ctx.fillStyle = theme.foreground;
  ctx.globalAlpha = 0.1;
  if (interval.direction === 'x') ctx.fillRect(interval.from, area.top, size, area.height);
  else ctx.fillRect(area.left, interval.from, area.width, size);
  ctx.restore();
}

function drawHorizontal(chart: Chart, { theme, horizontal, dividers }: Guides): void {
  const { ctx, chartArea: area } = chart;
  const line = (y: number | undefined): void => {
    if (y === undefined) return;
    ctx.beginPath();
    ctx.moveTo(area.left, Math.round(y) + 0.5);
    ctx.lineTo(area.right, Math.round(y) + 0.5);
    ctx.stroke();
  };
  ctx.save();
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.muted;
  for (const scale of dividers) line(chart.scales[scale]?.top);
  ctx.strokeStyle = theme.foreground;
  ctx.globalAlpha = 0.75;
  for (const { scale, value } of horizontal) line(chart.scales[scale]?.getPixelForValue(value));
  ctx.restore();
}

function drawVertical(chart: Chart, { theme, vertical }: Guides): void {
  const { ctx, chartArea: area } = chart;
  const x = chart.scales['x'];
  if (x === undefined) return;
  const font = fontOf(theme);
  const rowHeight = font.size + 3;
  const rowEnds: number[] = [];
  ctx.save();
  ctx.font = `${font.size}px ${font.family}`;
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = 1;
  for (const { x: value, label } of [...vertical].sort((a, b) => a.x - b.x)) {
    const pixel = x.getPixelForValue(value);
    if (pixel < area.left - 0.5 || pixel > area.right + 0.5) continue;
    ctx.strokeStyle = theme.foreground;
    ctx.globalAlpha = 0.7;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(Math.round(pixel) + 0.5, area.top);
    ctx.lineTo(Math.round(pixel) + 0.5, area.bottom);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    const width = ctx.measureText(label).width;
    const left = Math.max(2, Math.min(pixel - width / 2, chart.width - width - 2));
    const free = rowEnds.findIndex((end) => left > end + 6);
    const row = free === -1 ? rowEnds.length : free;
    rowEnds[row] = left + width;
    const bottom = area.top - 2 + row * rowHeight;
    ctx.strokeStyle = theme.background;
    ctx.lineWidth = 3;
    if (row > 0) ctx.strokeText(label, left, bottom);
    ctx.lineWidth = 1;
    ctx.fillStyle = theme.foreground;
    ctx.fillText(label, left, bottom);
  }
  ctx.restore();
}

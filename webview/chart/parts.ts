/** The parts of Chart.js that are used, registered once, and what all plots have in common. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartOptions,
  type LinearScaleOptions,
  type LogarithmicScaleOptions,
  type Scale,
  type ScaleOptions,
} from 'chart.js';
import { logLabel, logTicks, niceTicks, tickLabels } from '../figure/ticks';
import type { Range } from '../figure/valueRange';
import { wrapText } from '../figure/wrapText';
import type { Theme } from '../theme';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
);

export { Chart };

/** Inert and immediate: pointer and keys are handled by the frame around the canvas. */
export const commonOptions = {
  animation: false,
  responsive: true,
  maintainAspectRatio: false,
  normalized: true,
  events: [],
} as const satisfies ChartOptions;

export interface LinearAxis {
  readonly range: Range;
  readonly title: string;
  /** Stands in where the title is longer than a pane of a stack is high. */
  readonly shortTitle?: string;
  readonly direction: 'x' | 'y';
  readonly theme: Theme;
  /** Power of ten that the labels are divided by; it stands in the title. */
  readonly exponent?: number;
  /** What part of the plot's width the axis has, where names stand beside it; all if left out. */
  readonly share?: number;
  /** Pixels that one tick should have; fewer ticks in a smaller plot. */
  readonly pixelsPerTick: number;
  /** However small the plot is; 2 if left out. */
  readonly leastTicks?: number;
  /** Leaves out ticks this close to either end, as a fraction of the range. */
  readonly clearEnds?: number;
  /** Scales with the same name are placed one below the other. */
  readonly stack?: { readonly name: string; readonly weight: number };
  readonly titleAlign?: 'start' | 'center' | 'end';
}

/** A linear scale over exactly `range`, with ticks at round numbers inside it. */
export function linearScale(axis: LinearAxis): ScaleOptions<'linear'> {
  const { range } = axis;
  const clear = (axis.clearEnds ?? 0) * (range.high - range.low);
  return {
    ...frameOf(axis),
    type: 'linear',
    beforeUpdate: (scale: Scale<LinearScaleOptions>) => {
      scale.options.title.text = titleText(axis, scale.chart);
    },
    afterBuildTicks: (scale) => {
      const least = axis.leastTicks ?? 2;
      let count = Math.max(least, Math.floor(pixelsOf(axis, scale.chart) / axis.pixelsPerTick));
      let values = niceTicks(range.low + clear, range.high - clear, count);
      while (values.length < least && count < least + 4) {
        count += 1;
        values = niceTicks(range.low + clear, range.high - clear, count);
      }
      scale.ticks = values.map((value) => ({ value }));
    },
    // Chart.js would write its own labels over ours here.
    afterTickToLabelConversion: (scale) => {
      const labels = tickLabels(
        scale.ticks.map((tick) => tick.value),
        axis.exponent,
      );
      scale.ticks.forEach((tick, index) => (tick.label = labels[index] ?? ''));
    },
  };
}

/** A logarithmic scale over exactly `range`, which is positive, with ticks at powers of ten or in between. */
export function logScale(axis: LinearAxis): ScaleOptions<'logarithmic'> {
  return {
    ...frameOf(axis),
    type: 'logarithmic',
    beforeUpdate: (scale: Scale<LogarithmicScaleOptions>) => {
      scale.options.title.text = titleText(axis, scale.chart);
    },
    afterBuildTicks: (scale) => {
      const count = Math.max(2, Math.floor(pixelsOf(axis, scale.chart) / axis.pixelsPerTick));
      scale.ticks = logTicks(axis.range.low, axis.range.high, count).map((value) => ({ value }));
    },
    afterTickToLabelConversion: (scale) => {
      for (const tick of scale.ticks) tick.label = logLabel(tick.value);
    },
  };
}

/** What both kinds of scales have in common: place, ends, lines and fonts. */
function frameOf({ direction, range, stack, title, titleAlign, theme }: LinearAxis) {
  return {
    axis: direction,
    position: direction === 'x' ? ('bottom' as const) : ('left' as const),
    min: range.low,
    max: range.high,
    ...(stack === undefined ? {} : { stack: stack.name, stackWeight: stack.weight }),
    grid: { color: theme.grid, drawTicks: true, tickLength: 4, tickColor: theme.muted },
    border: { color: theme.muted },
    title: {
      display: title !== '',
      text: title,
      align: titleAlign ?? ('end' as const),
      color: theme.foreground,
      padding: 2,
      font: fontOf(theme),
    },
    ticks: { color: theme.muted, font: fontOf(theme), maxRotation: 0, autoSkip: false, padding: 3 },
  };
}

/** The title in lines that fit the axis, or the short one. */
function titleText(axis: LinearAxis, chart: { readonly width: number; readonly height: number }): string | string[] {
  const characters = Math.floor((pixelsOf(axis, chart) * 2) / axis.theme.fontSize);
  if (axis.title.length <= characters) return axis.title;
  return axis.shortTitle ?? wrapText(axis.title, Math.max(8, characters), 3);
}

/** Length of the axis, about: the plot's own margins are not known before its layout. */
function pixelsOf(axis: LinearAxis, chart: { readonly width: number; readonly height: number }): number {
  if (axis.direction === 'x') return (chart.width - 50) * (axis.share ?? 1);
  return (chart.height - 50) * (axis.stack?.weight ?? 1);
}

export function fontOf(theme: Theme): { family: string; size: number } {
  return { family: theme.fontFamily, size: theme.fontSize };
}

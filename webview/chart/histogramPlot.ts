/** Step histograms over one axis, with their ratio in a pane of the same chart, so that both share it exactly. */
import type { ChartDataset, ScaleOptions } from 'chart.js';
import type { HistogramFigure, SeriesRole } from '../../src/report/figure';
import { formatMeasured } from '../figure/numbers';
import { ratioOwners, seriesStyles, type SeriesStyle } from '../figure/seriesStyle';
import { binAt, centrePoints, requireEdges, stepPoints } from '../figure/steps';
import { binTitle, describeHistogram } from '../figure/summary';
import { axisExponent, axisTitle } from '../figure/ticks';
import { heightRange, logHeightRange, profileRange, ratioRange } from '../figure/valueRange';
import { l10n } from '../l10n';
import { faded, type Theme } from '../theme';
import { errorBars, type ErrorBar, type ErrorBarSet } from './errorBars';
import { guides, labelRoom } from './guides';
import { Chart, commonOptions, linearScale, logScale } from './parts';
import type { PlotSource } from './plotFrame';
import { sideBands, type SideBand } from './sideBands';

/** What a person has switched on. */
export interface HistogramView {
  /** Heights on a logarithmic axis; bins that are not positive are gaps there. */
  readonly log: boolean;
  /** Whether a series, by position, is switched off. */
  readonly isHidden: (series: number) => boolean;
}

/** @throws RangeError if edges and values do not match */
export function histogramPlot(figure: HistogramFigure, view: HistogramView): PlotSource {
  const bins = figure.edges.length - 1;
  requireEdges(figure.edges, bins);
  const ratioSeries = figure.ratio?.series ?? [];
  for (const { values } of [...figure.series, ...ratioSeries]) requireEdges(figure.edges, values.length);
  const styles = seriesStyles(figure.series);
  const owners = ratioOwners(figure.series, ratioSeries);
  return {
    height: figure.ratio === undefined ? 220 : 320,
    label: describeHistogram(figure),
    count: bins,
    draw: (canvas, theme, reading) => drawHistogram(canvas, { figure, styles, owners, ...view, theme, reading }),
    indexAt: (chart, x) => binAt(figure.edges, chart.scales['x']?.getValueForPixel(x) ?? Number.NaN),
    anchor: (chart, bin) => ({ x: binCentre(chart, figure.edges, bin), y: chart.chartArea.top + 40 }),
    read: (bin) => ({
      title: binTitle(figure.x, figure.edges, bin),
      lines: [
        ...figure.series.map((series, index) => ({
          label: series.label,
          value: formatMeasured(series.values[bin] ?? null, series.errors?.[bin]),
          ...colourOf(styles[index]),
        })),
        ...ratioSeries.map((series, index) => ({
          label: l10n.t('ratio, {0}', series.label),
          value: formatMeasured(series.values[bin] ?? null, series.errors[bin]),
          ...colourOf(styles[owners[index] ?? -1]),
        })),
      ],
    }),
  };
}

interface Drawing extends HistogramView {
  readonly figure: HistogramFigure;
  readonly styles: readonly SeriesStyle[];
  /** Series of the main pane that each ratio belongs to. */
  readonly owners: readonly (number | undefined)[];
  readonly theme: Theme;
  readonly reading: () => number | undefined;
}

function drawHistogram(canvas: HTMLCanvasElement, drawing: Drawing): Chart {
  const { figure, theme, reading } = drawing;
  const ratio = figure.ratio;
  const lines = { vertical: figure.lines, theme };
  return new Chart(canvas, {
    type: 'line',
    data: { datasets: [...mainDatasets(drawing), ...ratioDatasets(drawing)] },
    options: {
      ...commonOptions,
      parsing: false,
      layout: { padding: { top: labelRoom(lines), right: 10 } },
      elements: { point: { radius: 0 }, line: { borderWidth: 1.75, borderCapStyle: 'butt', borderJoinStyle: 'miter' } },
      scales: scalesOf(drawing),
    },
    plugins: [
      sideBands(bandsOf(drawing), figure.edges),
      guides({
        ...lines,
        horizontal: ratio === undefined ? [] : [{ scale: 'ratio', value: 1 }],
        dividers: ratio === undefined ? [] : ['ratio'],
        band: (chart) => {
          const bin = reading();
          const x = chart.scales['x'];
          if (bin === undefined || x === undefined) return undefined;
          return {
            direction: 'x',
            from: x.getPixelForValue(figure.edges[bin] ?? 0),
            to: x.getPixelForValue(figure.edges[bin + 1] ?? 0),
          };
        },
      }),
      errorBars(errorBarSets(drawing)),
    ],
  });
}

type StepDataset = ChartDataset<'line', { x: number; y: number }[]>;

function mainDatasets({ figure, styles, isHidden, theme, log }: Drawing): StepDataset[] {
  const shown = (values: readonly number[]): (number | null)[] =>
    log ? values.map((value) => (value > 0 ? value : null)) : [...values];
  return figure.series.map((series, index) => ({
    ...dataset(figure.edges, shown(series.values), styles[index], theme),
    label: series.label,
    yAxisID: 'y',
    hidden: isHidden(index),
    // Variations are drawn over nominal: the lower the order, the later the drawing.
    order: figure.series.length - index,
  }));
}

/** Bins outside the pane have an arrow at its edge; a line that shot out of the pane and back would hide others. */
function ratioDatasets({ figure, styles, owners, isHidden, theme }: Drawing): StepDataset[] {
  const ratio = figure.ratio?.series ?? [];
  const { low, high } = ratioRange(ratio);
  return ratio.map((series, index) => {
    const owner = owners[index];
    const style = owner === undefined ? seriesStyles([series])[0] : styles[owner];
    const shown = series.values.map((value) => (value !== null && value >= low && value <= high ? value : null));
    return {
      ...dataset(figure.edges, shown, style, theme),
      label: series.label,
      yAxisID: 'ratio',
      fill: false,
      hidden: owner !== undefined && isHidden(owner),
    };
  });
}

/** How a series looks, in either pane. */
function dataset(
  edges: readonly number[],
  values: readonly (number | null)[],
  style: SeriesStyle | undefined,
  theme: Theme,
): StepDataset {
  const colour = theme.series[style?.colour ?? 'nominal'];
  if (style?.points === true) {
    return {
      data: centrePoints(edges, values),
      showLine: false,
      pointRadius: 2.5,
      pointBackgroundColor: colour,
      pointBorderWidth: 0,
      clip: 2,
    };
  }
  return {
    data: stepPoints(edges, values),
    borderColor: colour,
    borderDash: [...(style?.dash ?? [])],
    backgroundColor: faded(colour, 0.16),
    fill: style?.filled === true ? 'origin' : false,
    clip: 1,
  };
}

function scalesOf({ figure, theme, log }: Drawing): Record<string, ScaleOptions<'linear' | 'logarithmic'>> {
  const range = figure.profile ? profileRange : heightRange;
  const heights = log ? logHeightRange(figure.series) : range(figure.series);
  const exponent = log ? 0 : axisExponent(Math.max(Math.abs(heights.low), Math.abs(heights.high)));
  const first = figure.edges[0] ?? 0;
  const last = figure.edges[figure.edges.length - 1] ?? 1;
  const xExponent = axisExponent(Math.max(Math.abs(first), Math.abs(last)));
  const ratio = figure.ratio;
  const scaleOf = log ? logScale : linearScale;
  const x = linearScale({
    direction: 'x',
    range: { low: first, high: last },
    exponent: xExponent,
    title: axisTitle(figure.x, xExponent),
    theme,
    pixelsPerTick: 40,
  });
  const main = { direction: 'y', range: heights, exponent, title: axisTitle(figure.y, exponent), theme } as const;
  if (ratio === undefined) return { x, y: scaleOf({ ...main, pixelsPerTick: 40 }) };
  // Chart.js stacks scales upwards: the pane that is named first is the lower one.
  return {
    x,
    ratio: linearScale({
      direction: 'y',
      range: ratioRange(ratio.series),
      title: ratio.label,
      shortTitle: l10n.t('ratio'),
      titleAlign: 'center',
      theme,
      pixelsPerTick: 30,
      leastTicks: 3,
      clearEnds: 0.14,
      stack: { name: 'panes', weight: 0.36 },
    }),
    y: scaleOf({ ...main, pixelsPerTick: 42, stack: { name: 'panes', weight: 0.64 } }),
  };
}

/** Between nominal and what is up or down of it; on a logarithmic axis only where both are positive. */
function bandsOf({ figure, styles, owners, theme, log }: Drawing): SideBand[] {
  const nominal = figure.series.findIndex(({ role }) => role === 'nominal');
  const isSide = (role: SeriesRole): boolean => role === 'up' || role === 'down';
  const colourOfSeries = (index: number): string => faded(theme.series[styles[index]?.colour ?? 'nominal'], 0.22);
  const between = (values: readonly (number | null)[], of: (bin: number) => number): SideBand['bins'] =>
    values.map((value, bin) => (value !== null && Number.isFinite(value) ? [value, of(bin)] : undefined));
  const main = figure.series.flatMap(({ role, values }, index): SideBand[] => {
    if (nominal < 0 || !isSide(role)) return [];
    const bins = between(values, (bin) => figure.series[nominal]?.values[bin] ?? 0);
    const drawn = log ? bins.map((bin) => (bin !== undefined && Math.min(...bin) > 0 ? bin : undefined)) : bins;
    return [{ datasets: [nominal, index], scale: 'y', colour: colourOfSeries(index), bins: drawn }];
  });
  const ratio = (figure.ratio?.series ?? []).flatMap(({ role, values }, index): SideBand[] => {
    if (!isSide(role)) return [];
    const datasets = [figure.series.length + index];
    return [{ datasets, scale: 'ratio', colour: colourOfSeries(owners[index] ?? 0), bins: between(values, () => 1) }];
  });
  return [...main, ...ratio];
}

function errorBarSets({ figure, styles, owners, theme, log }: Drawing): ErrorBarSet[] {
  const colourOfSeries = (index: number | undefined): string => theme.series[styles[index ?? 0]?.colour ?? 'nominal'];
  // Bars of lines stand side by side, so that none covers another; the bar of a point goes through the point.
  const place = (series: number) => (chart: Chart, bin: number) =>
    styles[series]?.points === true
      ? binCentre(chart, figure.edges, bin)
      : sideBySide(chart, figure.edges, bin, series, figure.series.length);
  const main = figure.series.map((series, index) => ({
    dataset: index,
    scale: 'y',
    colour: colourOfSeries(index),
    cap: 0,
    bars: log ? positive(barsOf(series.values, series.errors)) : barsOf(series.values, series.errors),
    position: place(index),
  }));
  const ratio = (figure.ratio?.series ?? []).map((series, index) => ({
    dataset: figure.series.length + index,
    scale: 'ratio',
    colour: colourOfSeries(owners[index]),
    cap: 0,
    bars: barsOf(series.values, series.errors),
    position: place(owners[index] ?? index),
  }));
  return [...main, ...ratio];
}

function barsOf(
  values: readonly (number | null)[],
  errors: readonly (number | null)[] | undefined,
): (ErrorBar | undefined)[] {
  return values.map((value, bin) => {
    if (value === null || !Number.isFinite(value)) return undefined;
    const error = errors?.[bin] ?? 0;
    return Number.isFinite(error)
      ? { value, low: value - error, high: value + error }
      : { value, low: value, high: value };
  });
}

/** On a logarithmic axis a bar that reaches below zero goes down to its end. */
function positive(bars: readonly (ErrorBar | undefined)[]): (ErrorBar | undefined)[] {
  return bars.map((bar) =>
    bar === undefined || bar.value <= 0 ? undefined : { ...bar, low: Math.max(bar.low, Number.MIN_VALUE) },
  );
}

/** Around the middle of the bin, by rank. */
function sideBySide(chart: Chart, edges: readonly number[], bin: number, rank: number, of: number): number {
  const x = chart.scales['x'];
  if (x === undefined) return 0;
  const width = x.getPixelForValue(edges[bin + 1] ?? 0) - x.getPixelForValue(edges[bin] ?? 0);
  return binCentre(chart, edges, bin) + (rank - (of - 1) / 2) * Math.min(4, width / (of + 1));
}

function binCentre(chart: Chart, edges: readonly number[], bin: number): number {
  return chart.scales['x']?.getPixelForValue(((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2) ?? 0;
}

function colourOf(style: SeriesStyle | undefined): { colour?: SeriesStyle['colour'] } {
  return style === undefined ? {} : { colour: style.colour };
}

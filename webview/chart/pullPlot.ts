/** One definition of a pull as a histogram of entries, with N(0,1) over it. */
import type { PullFigure } from '../../src/report/figure';
import { entriesOf, expectedEntries, gaussianOverlay } from '../figure/gaussian';
import { formatNumber } from '../figure/numbers';
import type { SeriesStyle } from '../figure/seriesStyle';
import { binAt, requireEdges, stepPoints } from '../figure/steps';
import { binTitle, describePulls } from '../figure/summary';
import { axisTitle } from '../figure/ticks';
import { l10n } from '../l10n';
import { faded, type Theme } from '../theme';
import { guides } from './guides';
import { Chart, commonOptions, linearScale } from './parts';
import type { PlotSource } from './plotFrame';

export const entriesStyle: SeriesStyle = { colour: 'down', dash: [], filled: true };
export const gaussianStyle: SeriesStyle = { colour: 'up', dash: [7, 3], filled: false };

/**
 * @param which position of the definition in `figure.series`
 * @param isHidden whether the entries (0) or N(0,1) (1) are switched off
 * @throws RangeError if edges and counts do not match
 */
export function pullPlot(figure: PullFigure, which: number, isHidden: (part: number) => boolean): PlotSource {
  const series = figure.series[which];
  if (series === undefined) throw new RangeError(`The figure has no pull definition ${which}.`);
  const { edges } = figure;
  requireEdges(edges, series.counts.length);
  const bins = series.counts.length;
  return {
    height: 210,
    label: describePulls(figure, series),
    count: bins,
    draw: (canvas, theme, reading) => drawPulls(canvas, figure, which, isHidden, theme, reading),
    indexAt: (chart, x) => binAt(edges, chart.scales['x']?.getValueForPixel(x) ?? Number.NaN),
    anchor: (chart, bin) => ({
      x: chart.scales['x']?.getPixelForValue(((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2) ?? 0,
      y: chart.chartArea.top + 40,
    }),
    read: (bin) => {
      const low = edges[bin] ?? 0;
      const high = edges[bin + 1] ?? 0;
      return {
        title: binTitle(figure.x, edges, bin),
        lines: [
          { label: l10n.t('entries'), value: formatNumber(series.counts[bin] ?? 0), colour: entriesStyle.colour },
          {
            label: l10n.t('N(0,1) expects'),
            value: expectedEntries(low, high, entriesOf(series)).toFixed(2),
            colour: gaussianStyle.colour,
          },
        ],
      };
    },
  };
}

/** All definitions share the height of the highest, so that they compare by eye. */
function highest(figure: PullFigure): number {
  const curves = figure.series.flatMap((series) => gaussianOverlay(figure.edges, entriesOf(series)).map(({ y }) => y));
  return Math.max(1, ...figure.series.flatMap((series) => series.counts), ...curves);
}

function drawPulls(
  canvas: HTMLCanvasElement,
  figure: PullFigure,
  which: number,
  isHidden: (part: number) => boolean,
  theme: Theme,
  reading: () => number | undefined,
): Chart {
  const series = figure.series[which];
  if (series === undefined) throw new RangeError(`The figure has no pull definition ${which}.`);
  const { edges } = figure;
  const bars = theme.series[entriesStyle.colour];
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: [
        {
          label: l10n.t('entries'),
          data: outline(edges, series.counts),
          borderColor: bars,
          backgroundColor: faded(bars, 0.3),
          fill: 'origin',
          hidden: isHidden(0),
          order: 2,
          clip: 1,
        },
        {
          label: 'N(0,1)',
          data: gaussianOverlay(edges, entriesOf(series)),
          borderColor: theme.series[gaussianStyle.colour],
          borderDash: [...gaussianStyle.dash],
          fill: false,
          hidden: isHidden(1),
          order: 1,
          clip: 1,
        },
      ],
    },
    options: {
      ...commonOptions,
      parsing: false,
      layout: { padding: { top: 6, right: 10 } },
      elements: { point: { radius: 0 }, line: { borderWidth: 1.75, borderJoinStyle: 'miter' } },
      scales: {
        x: linearScale({
          direction: 'x',
          range: { low: edges[0] ?? 0, high: edges[edges.length - 1] ?? 1 },
          title: axisTitle(figure.x),
          theme,
          pixelsPerTick: 48,
        }),
        y: linearScale({
          direction: 'y',
          range: { low: 0, high: highest(figure) * 1.08 },
          title: l10n.t('entries'),
          theme,
          pixelsPerTick: 40,
        }),
      },
    },
    plugins: [
      guides({
        theme,
        vertical: [],
        horizontal: [],
        dividers: [],
        band: (chart) => {
          const bin = reading();
          const x = chart.scales['x'];
          if (bin === undefined || x === undefined) return undefined;
          return {
            direction: 'x',
            from: x.getPixelForValue(edges[bin] ?? 0),
            to: x.getPixelForValue(edges[bin + 1] ?? 0),
          };
        },
      }),
    ],
  });
}

/** Counts as towers that stand on zero. */
function outline(edges: readonly number[], counts: readonly number[]): { x: number; y: number }[] {
  const first = edges[0] ?? 0;
  const last = edges[edges.length - 1] ?? 0;
  return [{ x: first, y: 0 }, ...stepPoints(edges, counts), { x: last, y: 0 }];
}

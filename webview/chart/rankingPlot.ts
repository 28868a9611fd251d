/** Impacts of the nuisances on one number: bars to both sides of zero, the largest on top. */
import type { RankingFigure } from '../../src/report/figure';
import { seriesStyles } from '../figure/seriesStyle';
import { describeRanking } from '../figure/summary';
import { formatBar, formatPoint } from '../figure/tableContent';
import { axisTitle } from '../figure/ticks';
import { drawBarRows, type BarRows } from './barRows';
import type { PlotSource } from './plotFrame';
import { rowAnchor, rowAt } from './rowAxis';

/** @param isHidden whether a series is switched off */
export function rankingPlot(figure: RankingFigure, isHidden: (series: number) => boolean): PlotSource {
  const styles = seriesStyles(figure.series);
  const series = figure.series.flatMap(({ label }, index): BarRows['series'][number][] => {
    const style = styles[index];
    return style === undefined ? [] : [{ label, style, bars: figure.rows.map(({ bars }) => bars[index] ?? undefined) }];
  });
  const bars: BarRows = {
    labels: figure.rows.map(({ label }) => label),
    axis: figure.x,
    series,
    ...(figure.pulls === undefined
      ? {}
      : {
          points: {
            axis: figure.pulls,
            of: figure.rows.map(
              ({ pull }) => pull && { value: pull.value, low: pull.low ?? pull.value, high: pull.high ?? pull.value },
            ),
          },
        }),
  };
  return {
    height: Math.max(110, (figure.pulls === undefined ? 56 : 96) + (series.length > 1 ? 36 : 24) * figure.rows.length),
    label: describeRanking(figure),
    count: figure.rows.length,
    draw: (canvas, theme, reading) => drawBarRows(canvas, bars, isHidden, theme, reading),
    indexAt: (chart, x, y) => rowAt(chart, figure.rows.length, x, y),
    anchor: rowAnchor,
    read: (index) => {
      const row = figure.rows[index];
      if (row === undefined) return { title: '', lines: [] };
      const lines = figure.series.flatMap(({ label }, position) => {
        const style = styles[position];
        const bar = row.bars[position] ?? null;
        return style === undefined || bar === null ? [] : [{ label, value: formatBar(bar), colour: style.colour }];
      });
      const { pulls } = figure;
      const pull = pulls === undefined ? [] : [{ label: axisTitle(pulls), value: formatPoint(row.pull ?? null) }];
      return { title: row.label, lines: [...lines, ...pull] };
    },
  };
}

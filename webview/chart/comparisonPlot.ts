/** Apparent against actual size: two bars a row, lying, because rows have long names and panels are narrow. */
import type { ComparisonFigure } from '../../src/report/figure';
import { formatInterval } from '../figure/numbers';
import type { SeriesStyle } from '../figure/seriesStyle';
import { describeComparison } from '../figure/summary';
import { l10n } from '../l10n';
import { drawBarRows, type BarRows } from './barRows';
import type { PlotSource } from './plotFrame';
import { rowAnchor, rowAt } from './rowAxis';

export function comparisonSeries(): { readonly label: string; readonly style: SeriesStyle }[] {
  return [
    { label: l10n.t('apparent'), style: { colour: 'down', dash: [], filled: false } },
    { label: l10n.t('actual'), style: { colour: 'alternative', dash: [], filled: true } },
  ];
}

/** @param isHidden whether apparent (0) or actual (1) is switched off */
export function comparisonPlot(figure: ComparisonFigure, isHidden: (series: number) => boolean): PlotSource {
  const bars: BarRows = {
    labels: figure.rows.map(({ label }) => label),
    axis: figure.y,
    series: comparisonSeries().map((series, index) => ({
      ...series,
      bars: figure.rows.map((row) => (index === 0 ? row.apparent : row.actual)),
    })),
  };
  return {
    height: Math.max(110, 56 + 46 * figure.rows.length),
    label: describeComparison(figure),
    count: figure.rows.length,
    draw: (canvas, theme, reading) => drawBarRows(canvas, bars, isHidden, theme, reading),
    indexAt: (chart, x, y) => rowAt(chart, figure.rows.length, x, y),
    anchor: rowAnchor,
    read: (index) => {
      const row = figure.rows[index];
      if (row === undefined) return { title: '', lines: [] };
      return {
        title: row.label,
        lines: [
          { label: l10n.t('apparent'), value: formatInterval(row.apparent), colour: 'down' },
          {
            label: l10n.t('actual'),
            value: row.actual === undefined ? l10n.t('unknown: no cross-check sample') : formatInterval(row.actual),
            colour: 'alternative',
          },
        ],
      };
    },
  };
}

/** What a plot says in words: the label of its canvas, and the notes beside it. */
import type {
  Axis,
  ComparisonFigure,
  CurveFigure,
  HistogramFigure,
  IntervalFigure,
  MatrixFigure,
  PullFigure,
  RankingFigure,
} from '../../src/report/figure';
import { l10n } from '../l10n';
import { entriesOf } from './gaussian';
import { formatBin, formatInterval, formatMeasured, formatNumber } from './numbers';
import { axisTitle } from './ticks';

export function describeHistogram(figure: HistogramFigure): string {
  const first = figure.edges[0] ?? 0;
  const last = figure.edges[figure.edges.length - 1] ?? 0;
  const parts = [
    l10n.t(
      '{0}. Histogram of {1} (bins: {2}) from {3} to {4}: {5}.',
      figure.title,
      axisTitle(figure.x),
      figure.edges.length - 1,
      formatNumber(first),
      formatNumber(last),
      figure.series.map((series) => series.label).join(', '),
    ),
  ];
  for (const series of figure.ratio?.series ?? []) {
    const worst = farthestFromOne(series.values);
    if (worst === undefined) continue;
    const value = formatMeasured(series.values[worst] ?? null, series.errors[worst]);
    const low = formatNumber(figure.edges[worst] ?? 0);
    const high = formatNumber(figure.edges[worst + 1] ?? 0);
    parts.push(l10n.t('The ratio of {0} is farthest from 1 between {1} and {2}: {3}.', series.label, low, high, value));
  }
  for (const line of figure.lines) parts.push(l10n.t('{0} at {1}.', line.label, formatNumber(line.x)));
  return parts.join(' ');
}

export function describeComparison(figure: ComparisonFigure): string {
  const rows = figure.rows.map((row) => {
    const apparent = formatInterval(row.apparent);
    return row.actual === undefined
      ? l10n.t('{0}: apparent {1}, actual unknown.', row.label, apparent)
      : l10n.t('{0}: apparent {1}, actual {2}.', row.label, apparent, formatInterval(row.actual));
  });
  return [`${figure.title}. ${axisTitle(figure.y)}.`, ...rows].join(' ');
}

export function describeIntervals(figure: IntervalFigure): string {
  const noted = figure.rows.filter(({ note }) => note !== undefined && note !== '');
  const parts = [l10n.t('{0}. {1} (parameters: {2}).', figure.title, axisTitle(figure.x), figure.rows.length)];
  return [...parts, ...noted.map(({ label, note }) => `${label}: ${note ?? ''}.`)].join(' ');
}

export function describeRanking(figure: RankingFigure): string {
  const [first] = figure.rows;
  const parts = [l10n.t('{0}. {1} (nuisances: {2}).', figure.title, axisTitle(figure.x), figure.rows.length)];
  if (first !== undefined) parts.push(l10n.t('The largest is that of {0}.', first.label));
  return parts.join(' ');
}

export function describeCurves(figure: CurveFigure): string {
  const labels = figure.series.map(({ label }) => label).join(', ');
  const parts = [l10n.t('{0}. {1} against {2}: {3}.', figure.title, axisTitle(figure.y), axisTitle(figure.x), labels)];
  for (const { label, points } of figure.ratio?.series ?? []) {
    const worst = points[farthestFromOne(points.map(({ y }) => y)) ?? -1];
    if (worst === undefined) continue;
    const { x, y: value, low = value, high = value } = worst;
    const told = formatInterval({ value, low, high });
    parts.push(l10n.t('The ratio of {0} is farthest from 1 at {1}: {2}.', label, formatNumber(x), told));
  }
  return parts.join(' ');
}

export function describeMatrix(figure: MatrixFigure): string {
  const { rows, columns } = figure;
  const cells = figure.cells.flatMap((line, row) => line.map((cell, column) => ({ cell, row, column })));
  const [largest] = cells.sort((a, b) => Math.abs(b.cell?.value ?? 0) - Math.abs(a.cell?.value ?? 0));
  const parts = [
    l10n.t('{0}. {1} (rows: {2}, columns: {3}).', figure.title, axisTitle(figure.value), rows.length, columns.length),
  ];
  const found = largest?.cell ?? undefined;
  if (largest !== undefined && found !== undefined) {
    const where = `${rows[largest.row] ?? ''}, ${columns[largest.column] ?? ''}`;
    parts.push(l10n.t('The largest is {0}, of {1}.', formatMeasured(found.value, found.error), where));
  }
  return parts.join(' ');
}

export function describePulls(figure: PullFigure, series: PullFigure['series'][number]): string {
  return l10n.t(
    '{0}. Histogram of {1} with the standard normal over it: {2}.',
    figure.title,
    series.label,
    pullNumbers(series),
  );
}

/** `19 entries, mean 1.02 ± 0.23, width 1.4 ± 0.16, underflow 0, overflow 2` */
export function pullNumbers(series: PullFigure['series'][number]): string {
  return [
    entriesOf(series) === 1 ? l10n.t('1 entry') : l10n.t('{0} entries', formatNumber(entriesOf(series))),
    l10n.t('mean {0}', formatMeasured(series.mean.value, series.mean.error)),
    l10n.t('width {0}', formatMeasured(series.width.value, series.width.error)),
    outsideNote(series.underflow, series.overflow),
  ].join(', ');
}

/** `underflow 0, overflow 1.2`; one such note for each series unless they agree. */
export function outsideNotes(figure: HistogramFigure): string[] {
  if (figure.profile) return [];
  const notes = figure.series.map((_, index) => outsideNote(figure.underflow[index] ?? 0, figure.overflow[index] ?? 0));
  const [first = ''] = notes;
  if (notes.every((note) => note === first)) return [first];
  return notes.map((note, index) => `${figure.series[index]?.label ?? ''}: ${note}`);
}

/** Heads the numbers of one bin: `HT [GeV] in [200, 300)`. The last bin holds its upper edge. */
export function binTitle(x: Axis, edges: readonly number[], bin: number): string {
  const isLast = bin === edges.length - 2;
  return l10n.t('{0} in {1}', axisTitle(x), formatBin(edges[bin] ?? 0, edges[bin + 1] ?? 0, isLast));
}

function outsideNote(underflow: number, overflow: number): string {
  return l10n.t('underflow {0}, overflow {1}', formatNumber(underflow), formatNumber(overflow));
}

function farthestFromOne(values: readonly (number | null)[]): number | undefined {
  let farthest: number | undefined;
  let distance = -1;
  values.forEach((value, bin) => {
    if (value === null || !Number.isFinite(value) || Math.abs(value - 1) <= distance) return;
    farthest = bin;
    distance = Math.abs(value - 1);
  });
  return farthest;
}

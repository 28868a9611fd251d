/** What a plot says in words: the label of its canvas, and the notes beside it. */
import type {
  ComparisonFigure,
  CurveFigure,
  HistogramFigure,
  IntervalFigure,
  MatrixFigure,
  PullFigure,
  RankingFigure,
} from '../../src/report/figure';
import { entriesOf } from './gaussian';
import { counted, formatInterval, formatMeasured, formatNumber } from './numbers';
import { axisTitle } from './ticks';

export function describeHistogram(figure: HistogramFigure): string {
  const first = figure.edges[0] ?? 0;
  const last = figure.edges[figure.edges.length - 1] ?? 0;
  const parts = [
    `${figure.title}. Histogram of ${axisTitle(figure.x)} in ${counted(figure.edges.length - 1, 'bin')}`,
    ` from ${formatNumber(first)} to ${formatNumber(last)}: ${figure.series.map((series) => series.label).join(', ')}.`,
  ];
  for (const series of figure.ratio?.series ?? []) {
    const worst = farthestFromOne(series.values);
    if (worst === undefined) continue;
    const value = formatMeasured(series.values[worst] ?? null, series.errors[worst]);
    const low = formatNumber(figure.edges[worst] ?? 0);
    const high = formatNumber(figure.edges[worst + 1] ?? 0);
    parts.push(` The ratio of ${series.label} is farthest from 1 between ${low} and ${high}: ${value}.`);
  }
  for (const line of figure.lines) parts.push(` ${line.label} at ${formatNumber(line.x)}.`);
  return parts.join('');
}

export function describeComparison(figure: ComparisonFigure): string {
  const rows = figure.rows.map((row) => {
    const actual = row.actual === undefined ? 'actual unknown' : `actual ${formatInterval(row.actual)}`;
    return `${row.label}: apparent ${formatInterval(row.apparent)}, ${actual}.`;
  });
  return [`${figure.title}. ${axisTitle(figure.y)}.`, ...rows].join(' ');
}

export function describeIntervals(figure: IntervalFigure): string {
  const noted = figure.rows.filter(({ note }) => note !== undefined && note !== '');
  const parts = [`${figure.title}. ${axisTitle(figure.x)} of ${counted(figure.rows.length, 'parameter')}.`];
  return [...parts, ...noted.map(({ label, note }) => `${label}: ${note ?? ''}.`)].join(' ');
}

export function describeRanking(figure: RankingFigure): string {
  const [first] = figure.rows;
  const largest = first === undefined ? '' : ` The largest is that of ${first.label}.`;
  return `${figure.title}. ${axisTitle(figure.x)} by ${counted(figure.rows.length, 'nuisance')}.${largest}`;
}

export function describeCurves(figure: CurveFigure): string {
  const labels = figure.series.map(({ label }) => label).join(', ');
  return `${figure.title}. ${axisTitle(figure.y)} against ${axisTitle(figure.x)}: ${labels}.`;
}

export function describeMatrix(figure: MatrixFigure): string {
  const { rows, columns } = figure;
  const cells = figure.cells.flatMap((line, row) => line.map((cell, column) => ({ cell, row, column })));
  const [largest] = cells.sort((a, b) => Math.abs(b.cell?.value ?? 0) - Math.abs(a.cell?.value ?? 0));
  const size = `${counted(rows.length, 'row')} and ${counted(columns.length, 'column')}`;
  const found = largest?.cell ?? undefined;
  if (largest === undefined || found === undefined) return `${figure.title}. ${axisTitle(figure.value)}: ${size}.`;
  const where = `${rows[largest.row] ?? ''}, ${columns[largest.column] ?? ''}`;
  return `${figure.title}. ${axisTitle(figure.value)}: ${size}. The largest is ${formatMeasured(found.value, found.error)}, of ${where}.`;
}

export function describePulls(figure: PullFigure, series: PullFigure['series'][number]): string {
  return `${figure.title}. Histogram of ${series.label} with the standard normal over it: ${pullNumbers(series)}.`;
}

/** `19 entries, mean 1.02 ± 0.23, width 1.4 ± 0.16, underflow 0, overflow 2` */
export function pullNumbers(series: PullFigure['series'][number]): string {
  return [
    entriesOf(series) === 1 ? '1 entry' : `${formatNumber(entriesOf(series))} entries`,
    `mean ${formatMeasured(series.mean.value, series.mean.error)}`,
    `width ${formatMeasured(series.width.value, series.width.error)}`,
    `underflow ${formatNumber(series.underflow)}, overflow ${formatNumber(series.overflow)}`,
  ].join(', ');
}

/** `underflow 0, overflow 1.2`; one such note for each series unless they agree. */
export function outsideNotes(figure: HistogramFigure): string[] {
  if (figure.profile) return [];
  const notes = figure.series.map(
    (_, index) =>
      `underflow ${formatNumber(figure.underflow[index] ?? 0)}, overflow ${formatNumber(figure.overflow[index] ?? 0)}`,
  );
  const [first = ''] = notes;
  if (notes.every((note) => note === first)) return [first];
  return notes.map((note, index) => `${figure.series[index]?.label ?? ''}: ${note}`);
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

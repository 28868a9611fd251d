/** The numbers behind a figure, as rows of text. What the plot shows can be read and copied here, nothing left out. */
import type {
  ComparisonFigure,
  CurveFigure,
  CurveSeries,
  Figure,
  HistogramFigure,
  IntervalFigure,
  MatrixFigure,
  PullFigure,
  RankingFigure,
} from '../../src/report/figure';
import { l10n } from '../l10n';
import { entriesOf, expectedEntries } from './gaussian';
import { formatBin, formatInterval, formatMeasured, formatNumber } from './numbers';
import { requireCells } from './matrixCells';
import { requireEdges } from './steps';
import { axisTitle } from './ticks';

export interface TableContent {
  readonly caption: string;
  /** The first column heads the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly header: string;
  /** Said of the row, below its header. */
  readonly note?: string;
  /** One for each column after the first. */
  readonly cells: readonly string[];
}

export function tableOf(figure: Figure): TableContent {
  switch (figure.kind) {
    case 'histogram':
      return histogramTable(figure);
    case 'comparison':
      return comparisonTable(figure);
    case 'pulls':
      return pullCountsTable(figure);
    case 'intervals':
      return intervalTable(figure);
    case 'ranking':
      return rankingTable(figure);
    case 'curves':
      return curveTable(figure);
    case 'matrix':
      return matrixTable(figure);
  }
}

/**
 * The list of pulls, largest |pull| of the chosen definition first, undefined ones last.
 *
 * @param by position of the definition in `figure.series`
 */
export function pullList(figure: PullFigure, by: number): TableContent {
  const size = (row: PullFigure['rows'][number]): number => {
    const pull = row.pulls[by] ?? null;
    return pull === null || Number.isNaN(pull) ? -1 : Math.abs(pull);
  };
  return {
    caption: l10n.t('Pulls, largest first: {0}', figure.definition),
    columns: [figure.row ?? l10n.t('Process'), ...figure.series.map((series) => series.label)],
    rows: [...figure.rows]
      .sort((a, b) => size(b) - size(a) || a.label.localeCompare(b.label))
      .map((row) => ({
        header: row.label,
        ...(row.note === undefined || row.note === '' ? {} : { note: row.note }),
        cells: figure.series.map((_, index) => formatPull(row.pulls[index] ?? null)),
      })),
  };
}

/** Pulls are compared by eye: two decimals, and no more than four digits. */
function formatPull(pull: number | null): string {
  if (pull === null || Number.isNaN(pull)) return '–';
  return Math.abs(pull) < 100 ? pull.toFixed(2).replace('-', '−') : formatNumber(pull);
}

function histogramTable(figure: HistogramFigure): TableContent {
  const bins = figure.edges.length - 1;
  requireEdges(figure.edges, bins);
  const ratio = figure.ratio?.series ?? [];
  const outside = (values: readonly number[]): string[] => [
    ...figure.series.map((_, index) => formatNumber(values[index] ?? 0)),
    ...ratio.map(() => ''),
  ];
  return {
    caption: l10n.t('{0} by {1}', axisTitle(figure.y), axisTitle(figure.x)),
    columns: [
      axisTitle(figure.x),
      ...figure.series.map((series) => series.label),
      ...ratio.map((series) => `${figure.ratio?.label ?? l10n.t('ratio')}: ${series.label}`),
    ],
    rows: [
      { header: l10n.t('underflow'), cells: outside(figure.underflow) },
      ...Array.from({ length: bins }, (_, bin) => ({
        header: formatBin(figure.edges[bin] ?? 0, figure.edges[bin + 1] ?? 0, bin === bins - 1),
        cells: [
          ...figure.series.map((series) => formatMeasured(series.values[bin] ?? null, series.errors?.[bin])),
          ...ratio.map((series) => formatMeasured(series.values[bin] ?? null, series.errors[bin])),
        ],
      })),
      { header: l10n.t('overflow'), cells: outside(figure.overflow) },
    ],
  };
}

function comparisonTable(figure: ComparisonFigure): TableContent {
  return {
    caption: axisTitle(figure.y),
    columns: ['', l10n.t('Apparent'), l10n.t('Actual')],
    rows: figure.rows.map((row) => ({
      header: row.label,
      cells: [
        formatInterval(row.apparent),
        row.actual === undefined ? l10n.t('unknown: no cross-check sample') : formatInterval(row.actual),
      ],
    })),
  };
}

function intervalTable(figure: IntervalFigure): TableContent {
  return {
    caption: figure.title,
    columns: [l10n.t('Parameter'), axisTitle(figure.x)],
    rows: figure.rows.map((row) => ({
      header: row.label,
      ...(row.note === undefined || row.note === '' ? {} : { note: row.note }),
      cells: [formatPoint(row.point)],
    })),
  };
}

function rankingTable(figure: RankingFigure): TableContent {
  const pullColumn = figure.pulls === undefined ? [] : [figure.pulls];
  return {
    caption: axisTitle(figure.x),
    columns: [
      l10n.t('Nuisance'),
      ...figure.series.map(({ label }) => label),
      ...pullColumn.map((axis) => axisTitle(axis)),
    ],
    rows: figure.rows.map(({ label, bars, pull }) => ({
      header: label,
      cells: [
        ...figure.series.map((_, index) => formatBar(bars[index] ?? null)),
        ...pullColumn.map(() => formatPoint(pull ?? null)),
      ],
    })),
  };
}

/** Each series has its own places on the axis: its points are told one after another, and those of the ratios last. */
function curveTable(figure: CurveFigure): TableContent {
  const ratio = figure.ratio;
  const rowsOf = (header: string, { points }: CurveSeries, isRatio: boolean): TableRow[] =>
    points.map(({ x, y, low, high }) => {
      const value = low === undefined || high === undefined ? formatNumber(y) : formatInterval({ value: y, low, high });
      const cells = ratio === undefined ? [value] : isRatio ? ['', value] : [value, ''];
      return { header, cells: [formatNumber(x), ...cells] };
    });
  return {
    caption: l10n.t('{0} against {1}', axisTitle(figure.y), axisTitle(figure.x)),
    columns: ['', axisTitle(figure.x), axisTitle(figure.y), ...(ratio === undefined ? [] : [ratio.label])],
    rows: [
      ...figure.series.flatMap((series) => rowsOf(series.label, series, false)),
      ...(ratio?.series ?? []).flatMap((series) => rowsOf(l10n.t('ratio, {0}', series.label), series, true)),
    ],
  };
}

function matrixTable(figure: MatrixFigure): TableContent {
  requireCells(figure);
  return {
    caption: axisTitle(figure.value),
    columns: ['', ...figure.columns],
    rows: figure.rows.map((header, row) => ({
      header,
      cells: (figure.cells[row] ?? []).map((cell) => (cell === null ? '–' : formatMeasured(cell.value, cell.error))),
    })),
  };
}

export function formatBar(bar: RankingFigure['rows'][number]['bars'][number]): string {
  return bar === null ? '–' : formatInterval(bar);
}

/** With its error where it has one. */
export function formatPoint(point: IntervalFigure['rows'][number]['point']): string {
  if (point === null) return '–';
  const { value, low, high } = point;
  return low === undefined || high === undefined ? formatPull(value) : formatInterval({ value, low, high });
}

function pullCountsTable(figure: PullFigure): TableContent {
  const bins = figure.edges.length - 1;
  requireEdges(figure.edges, bins);
  const column = (value: (series: PullFigure['series'][number]) => string): string[] =>
    figure.series.flatMap((series) => [value(series), '']);
  return {
    caption: l10n.t('Entries in each bin, beside those that N(0,1) expects'),
    columns: [axisTitle(figure.x), ...figure.series.flatMap((series) => [series.label, 'N(0,1)'])],
    rows: [
      { header: l10n.t('underflow'), cells: column((series) => formatNumber(series.underflow)) },
      ...Array.from({ length: bins }, (_, bin) => {
        const low = figure.edges[bin] ?? 0;
        const high = figure.edges[bin + 1] ?? 0;
        return {
          header: formatBin(low, high, bin === bins - 1),
          cells: figure.series.flatMap((series) => [
            formatNumber(series.counts[bin] ?? 0),
            expectedEntries(low, high, entriesOf(series)).toFixed(2),
          ]),
        };
      }),
      { header: l10n.t('overflow'), cells: column((series) => formatNumber(series.overflow)) },
    ],
  };
}

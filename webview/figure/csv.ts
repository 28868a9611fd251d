/** A figure's numbers as CSV: every digit, one row for each bin, row or point, errors and what lies outside included. */
import type { Figure } from '../../src/report/figure';
import { axisTitle } from './ticks';

type Cell = string | number | null | undefined;

export function csvOf(figure: Figure): string {
  return rowsOf(figure)
    .map((row) => `${row.map(written).join(',')}\r\n`)
    .join('');
}

function rowsOf(figure: Figure): readonly (readonly Cell[])[] {
  switch (figure.kind) {
    case 'histogram': {
      const { edges, series, underflow, overflow } = figure;
      const ratio = figure.ratio?.series ?? [];
      const outside = (name: string, values: readonly number[], low: Cell, high: Cell): Cell[] => [
        name,
        low,
        high,
        ...series.flatMap((_, index) => [values[index], null]),
        ...ratio.flatMap(() => [null, null]),
      ];
      return [
        [
          axisTitle(figure.x),
          'low',
          'high',
          ...series.flatMap(({ label }) => [label, `${label} error`]),
          ...ratio.flatMap(({ label }) => [`ratio ${label}`, `ratio ${label} error`]),
        ],
        outside('underflow', underflow, null, edges[0]),
        ...Array.from({ length: edges.length - 1 }, (_, bin): Cell[] => [
          'bin',
          edges[bin],
          edges[bin + 1],
          ...[...series, ...ratio].flatMap(({ values, errors }) => [values[bin], errors?.[bin]]),
        ]),
        outside('overflow', overflow, edges[edges.length - 1], null),
      ];
    }
    case 'comparison':
      return [
        ['', ...['apparent', 'actual'].flatMap((name) => [name, `${name} low`, `${name} high`])],
        ...figure.rows.map(({ label, apparent, actual }): Cell[] => [label, ...ends(apparent), ...ends(actual)]),
      ];
    case 'pulls':
      return [
        ['', ...figure.series.map(({ label }) => label), 'note'],
        ...figure.rows.map(({ label, pulls, note }): Cell[] => [label, ...pulls, note]),
      ];
    case 'intervals':
      return [
        ['', ...['', ' low', ' high'].map((end) => `${axisTitle(figure.x)}${end}`), 'note'],
        ...figure.rows.map(({ label, point, note }): Cell[] => [label, ...ends(point ?? undefined), note]),
      ];
    case 'ranking':
      return [
        [
          '',
          ...[...figure.series.map(({ label }) => label), 'pull'].flatMap((name) => [
            name,
            `${name} low`,
            `${name} high`,
          ]),
        ],
        ...figure.rows.map(({ label, bars, pull }): Cell[] => [
          label,
          ...figure.series.flatMap((_, index) => ends(bars[index] ?? undefined)),
          ...ends(pull),
        ]),
      ];
    case 'curves':
      return [
        ['series', axisTitle(figure.x), axisTitle(figure.y), 'low', 'high'],
        ...[
          ...figure.series,
          ...(figure.ratio?.series ?? []).map(({ label, points }) => ({ label: `ratio ${label}`, points })),
        ].flatMap(({ label, points }) => points.map(({ x, y, low, high }): Cell[] => [label, x, y, low, high])),
      ];
    case 'matrix':
      return [
        ['row', 'column', axisTitle(figure.value), 'error'],
        ...figure.cells.flatMap((cells, row) =>
          cells.flatMap((cell, column): Cell[][] =>
            cell === null ? [] : [[figure.rows[row], figure.columns[column], cell.value, cell.error]],
          ),
        ),
      ];
  }
}

function ends(
  interval: { readonly value: number; readonly low?: number; readonly high?: number } | undefined,
): readonly Cell[] {
  return [interval?.value, interval?.low, interval?.high];
}

/** Quoted where it must be (RFC 4180); text that a spreadsheet would take for a formula gets an apostrophe before it. */
function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

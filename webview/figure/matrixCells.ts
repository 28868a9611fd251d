/** The numbers of a matrix in the order in which they are read: row by row, from the top. */
import type { MatrixFigure } from '../../src/report/figure';

export type MatrixCell = MatrixFigure['cells'][number][number];

/** @throws RangeError if cells and names do not match */
export function requireCells({ rows, columns, cells }: MatrixFigure): void {
  if (cells.length !== rows.length || cells.some((row) => row.length !== columns.length)) {
    throw new RangeError(`The figure's cells are not ${rows.length} rows of ${columns.length}.`);
  }
}

export function cellAt(figure: MatrixFigure, index: number): MatrixCell {
  return figure.cells[Math.floor(index / figure.columns.length)]?.[index % figure.columns.length] ?? null;
}

/** What has the full colour: the limit, or the largest size. */
export function fullColour({ limit, cells }: MatrixFigure): number {
  const sizes = cells.flat().flatMap((cell) => (cell === null ? [] : [Math.abs(cell.value)]));
  const largest = Math.max(0, ...sizes.filter(Number.isFinite));
  return limit ?? (largest > 0 ? largest : 1);
}

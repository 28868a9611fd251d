/** Numbers of a small table: a column of it, or an expression of its columns. */
import type { ExpressionText } from '../config/analysis';
import { AnalysisError } from '../config/analysisError';
import type { Table } from '../data';
import { Evaluator } from '../data/expression/evaluator';
import { columnNames, parseExpression } from '../data/expression/expression';

/**
 * @param file as the analysis file names it
 * @returns [rows]
 * @throws AnalysisError `unknown-column`, and `not-a-number` with the line
 */
export function tableNumbers(table: Table, file: string, text: ExpressionText): Float64Array {
  const expression = parseExpression(text.text);
  const columns = new Map<string, Float64Array>();
  for (const name of columnNames(expression)) {
    const index = table.columns.indexOf(name);
    if (index < 0) throw unknownColumn(table, file, text, name);
    columns.set(
      name,
      Float64Array.from(table.rows, (row, line) => {
        const cell = row[index] ?? '';
        const value = cell.trim() === '' ? Number.NaN : Number(cell);
        if (Number.isNaN(value)) {
          throw new AnalysisError(
            'not-a-number',
            `${file}, line ${table.lines[line] ?? 0}: '${cell}' in column '${name}' is not a number.`,
            { path: text.path },
          );
        }
        return value;
      }),
    );
  }
  return new Evaluator(expression).evaluate({ length: table.rows.length, columns }).slice(0, table.rows.length);
}

export function unknownColumn(table: Table, file: string, text: ExpressionText, name: string): AnalysisError {
  return new AnalysisError('unknown-column', `${file} has no column '${name}'; it has ${table.columns.join(', ')}.`, {
    path: text.path,
  });
}

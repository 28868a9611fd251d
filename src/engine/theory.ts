/** Reads the table of processes that `pulls.theory` names. */
import { resolve } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import type { ExpressionText, TheoryPulls } from '../config/analysis';
import { readTable, type Table } from '../data';
import { Evaluator } from '../data/expression/evaluator';
import { columnNames, parseExpression } from '../data/expression/expression';
import type { TheoryRow, TheoryTable } from '../checks/pull/theoryTable';

/**
 * @param folder absolute; a relative file starts from it
 * @throws AnalysisError when the table cannot be read, has no such column, or a value is not a number
 */
export async function readTheoryTable(folder: string, theory: TheoryPulls): Promise<TheoryTable> {
  const table = await readTable(resolve(folder, theory.file.text));
  const numbers = (text: ExpressionText): Float64Array => evaluate(table, theory, text);
  const names = textColumn(table, theory);
  const lo = numbers(theory.lo);
  const nlo = numbers(theory.nlo);
  const loUp = numbers(theory.loUp);
  const loDown = numbers(theory.loDown);
  const particles = theory.particles && numbers(theory.particles);
  const references = theory.references && numbers(theory.references);
  const rows = names.map((process, row): TheoryRow => {
    if (!(lo[row]! > 0)) {
      throw new AnalysisError(
        'not-positive',
        `${theory.file.text}, line ${table.lines[row] ?? 0}: the LO cross section of '${process}' is ${lo[row]}; it must be positive.`,
        { path: theory.lo.path },
      );
    }
    return {
      process,
      lo: lo[row]!,
      nlo: nlo[row]!,
      loUp: loUp[row]!,
      loDown: loDown[row]!,
      particles: particles?.[row],
      isReference: references !== undefined && references[row] !== 0,
    };
  });
  return { file: theory.file.text, rows };
}

function textColumn(table: Table, theory: TheoryPulls): string[] {
  const index = table.columns.indexOf(theory.process.text);
  if (index < 0) throw unknownColumn(table, theory, theory.process, theory.process.text);
  return table.rows.map((row) => row[index] ?? '');
}

function evaluate(table: Table, theory: TheoryPulls, text: ExpressionText): Float64Array {
  const expression = parseExpression(text.text);
  const columns = new Map<string, Float64Array>();
  for (const name of columnNames(expression)) {
    const index = table.columns.indexOf(name);
    if (index < 0) throw unknownColumn(table, theory, text, name);
    columns.set(
      name,
      Float64Array.from(table.rows, (row, line) => {
        const cell = row[index] ?? '';
        const value = cell.trim() === '' ? Number.NaN : Number(cell);
        if (Number.isNaN(value)) {
          throw new AnalysisError(
            'not-a-number',
            `${theory.file.text}, line ${table.lines[line] ?? 0}: '${cell}' in column '${name}' is not a number.`,
            { path: text.path },
          );
        }
        return value;
      }),
    );
  }
  return new Evaluator(expression).evaluate({ length: table.rows.length, columns }).slice(0, table.rows.length);
}

function unknownColumn(table: Table, theory: TheoryPulls, text: ExpressionText, name: string): AnalysisError {
  return new AnalysisError(
    'unknown-column',
    `${theory.file.text} has no column '${name}'; it has ${table.columns.join(', ')}.`,
    { path: text.path },
  );
}

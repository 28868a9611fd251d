/** Reads the table of processes that `pulls.theory` names. */
import { resolve } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import type { ExpressionText, TheoryPulls } from '../config/analysis';
import { readTable, type Table } from '../data';
import type { TheoryRow, TheoryTable } from '../checks/pull/theoryTable';
import { tableNumbers, unknownColumn } from './tableNumbers';

/**
 * @param folder absolute; a relative file starts from it
 * @throws AnalysisError when the table cannot be read, has no such column, or a value is not a number
 */
export async function readTheoryTable(folder: string, theory: TheoryPulls): Promise<TheoryTable> {
  const table = await readTable(resolve(folder, theory.file.text));
  const numbers = (text: ExpressionText): Float64Array => tableNumbers(table, theory.file.text, text);
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
  if (index < 0) throw unknownColumn(table, theory.file.text, theory.process, theory.process.text);
  return table.rows.map((row) => row[index] ?? '');
}

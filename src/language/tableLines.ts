import type { TextRange } from '../config/document';
import type { Outcome } from '../report/report';

/** A row of a text file that is behind a finding. */
export interface NamedLine {
  readonly name: string;
  readonly range: TextRange;
}

/** More rows than these are not pointed at. */
const most = 8;

/** The files whose rows a finding speaks of: the table of processes, the result of a fit. */
export function tableOf({ code, status, at }: Outcome): 'theory' | 'fit' | undefined {
  if (status !== 'finding' || at.path[0] !== 'pulls') return undefined;
  if (code === 'pull/theory') return 'theory';
  return code === 'pull/fit' ? 'fit' : undefined;
}

/** The rows that a finding names: of its target, or in quotes in its message. */
export function linesNamed({ target, message }: Outcome, text: string): readonly NamedLine[] {
  const quoted = [...message.matchAll(/'([^'\n]+)'/g)].map(([, name = '']) => name);
  const names = new Set([target.nuisance, target.sample, ...quoted].filter((name) => name !== undefined));
  const found: NamedLine[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    // A cell of a table, a word, or a string of JSON.
    for (const { 1: cell = '', index, 0: whole } of line.matchAll(/(?:^|[\s,;:{["])([^\s,;:{}[\]"]+)(?=$|[\s,;:"])/g)) {
      if (!names.has(cell) || found.length === most || found.some(({ name }) => name === cell)) continue;
      const character = index + whole.length - cell.length;
      found.push({
        name: cell,
        range: { start: { line: at, character }, end: { line: at, character: character + cell.length } },
      });
    }
  });
  return found;
}

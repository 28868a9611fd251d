import { AnalysisError } from '../../config/analysisError';
import { parameterByName, type FitParameter, type FitResult } from './fitParameter';

/**
 * TRExFitter's `*.fit.txt`: after NUISANCE_PARAMETERS one line for each parameter with its name, value, and errors up
 * and down, until an empty line; correlations and the likelihood follow.
 * @throws AnalysisError `damaged-file`, with the line
 */
export function parseTrexfitter(text: string, file: string): FitResult {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() === 'NUISANCE_PARAMETERS') + 1;
  const parameters: FitParameter[] = [];
  for (let line = first; line < lines.length; line++) {
    const words = (lines[line] ?? '').trim().split(/\s+/);
    const [name = '', ...numbers] = words;
    if (name === '' || name === 'CORRELATION_MATRIX' || name === 'NLL') break;
    const [value, up, down] = numbers.map(Number);
    if (numbers.length !== 3 || value === undefined || up === undefined || down === undefined) {
      throw damaged(file, line, `a name, a value and two errors are expected, not '${words.join(' ').slice(0, 100)}'`);
    }
    if (![value, up, down].every(Number.isFinite)) {
      throw damaged(
        file,
        line,
        `'${name}' is ${numbers.join(' ').slice(0, 100)}, which are not all numbers: did the fit converge?`,
      );
    }
    parameters.push(parameterByName(name, value, { up: Math.abs(up), down: Math.abs(down) }));
  }
  if (parameters.length === 0) throw damaged(file, first, 'there is no parameter');
  return { tool: 'TRExFitter', parameters };
}

function damaged(file: string, line: number, what: string): AnalysisError {
  return new AnalysisError('damaged-file', `'${file}', line ${line + 1}: ${what}${what.endsWith('?') ? '' : '.'}`);
}

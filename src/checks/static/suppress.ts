import type { ConfigPath } from '../../config/analysis';
import type { Position, TextRange } from '../../config/document';
import type { ParsedAnalysis, Problem } from '../../config/parse';
import { stopsTheRun } from '../../config/stopsTheRun';
import { suppressionLine, suppressionRange } from '../../config/suppressions';
import type { Outcome } from '../../report/report';
import { severityOf } from '../severity';

export interface Suppressed {
  /** Without what a comment silences. */
  readonly outcomes: readonly Outcome[];
  readonly silenced: readonly { readonly outcome: Outcome; readonly reason: string }[];
  /** Comments that silence nothing. */
  readonly problems: readonly Problem[];
}

/**
 * Takes the findings out that a comment in the file silences.
 * @param complete the outcomes of a whole run are there: a comment that silences nothing of them is reported. Without
 * measured outcomes, only comments for static codes can be told to do nothing.
 */
export function applySuppressions(parsed: ParsedAnalysis, outcomes: readonly Outcome[], complete: boolean): Suppressed {
  const { analysis } = parsed;
  if (analysis === undefined || analysis.suppressions.length === 0) return { outcomes, silenced: [], problems: [] };
  const silenced = new Map<Outcome, string>();
  const problems: Problem[] = [];
  for (const { code, line, reason } of analysis.suppressions) {
    const nodes = parsed.nodesFrom(line);
    const hit = outcomes.filter(
      (outcome) =>
        outcome.code === code &&
        outcome.status === 'finding' &&
        nodes.some(
          ({ path, range }) => isWithin(outcome.at.path, path) || holds(range, parsed.locate(outcome.at).start),
        ),
    );
    const stopping = complete ? [] : hit.filter(stopsTheRun);
    for (const outcome of hit) if (!stopping.includes(outcome)) silenced.set(outcome, reason);
    const ofText = parsed.silenced.some((problem) => problem.code === code);
    const severity = severityOf(analysis, 'config/suppression');
    if (stopping.length > 0 && severity !== undefined) {
      problems.push({
        code: 'config/suppression',
        severity,
        message: `An error of ${code} keeps the analysis from being measured and cannot be silenced: mend it, or lower its level under checks.`,
        range: suppressionRange(parsed.text, line),
      });
    }
    if (hit.length > 0 || ofText || severity === undefined || !(complete || isStatic(code))) continue;
    problems.push({
      code: 'config/suppression',
      severity,
      message: `This silences nothing: there is no finding of ${code} here. Remove the comment.`,
      range: suppressionRange(parsed.text, line),
      fix: { range: suppressionLine(parsed.text, line), text: '', title: 'Remove the comment' },
    });
  }
  return {
    outcomes: outcomes.filter((outcome) => !silenced.has(outcome)),
    silenced: [...silenced].map(([outcome, reason]) => ({ outcome, reason })),
    problems,
  };
}

/** Of `model/output` a part is measured. */
function isStatic(code: string): boolean {
  return code.startsWith('config/') || code === 'model/inputs';
}

function isWithin(path: ConfigPath, node: ConfigPath): boolean {
  return node.every((name, index) => path[index] === name);
}

function holds({ start, end }: TextRange, position: Position): boolean {
  return isBefore(start, position) && isBefore(position, end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

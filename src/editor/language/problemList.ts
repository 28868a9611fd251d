import { codeOfFailure } from '../../checks/failure';
import type { Place } from '../../config/analysis';
import type { TextRange } from '../../config/document';
import type { Problem } from '../../config/problem';
import type { Outcome, Severity } from '../../report/report';
import type { RunState, SessionState } from '../session/sessionState';

/** A row of the Problems view: something wrong, at a word of the present text. */
export interface ListedProblem {
  readonly code: string;
  readonly severity: Exclude<Severity, 'hint'>;
  readonly message: string;
  readonly range: TextRange;
  readonly related: readonly { readonly range: TextRange; readonly message: string }[];
  readonly fix: Problem['fix'];
  /** Whether a comment can silence it: errors of the grammar and of a run can only be mended. */
  readonly suppressible: boolean;
  /** What was measured, where it is a finding of a check. */
  readonly outcome?: Outcome;
}

/** What is wrong with an analysis as far as is known now, each at its word of the present text. */
export function listProblems(session: SessionState): readonly ListedProblem[] {
  const { parsed, problems, outcomes, run } = session;
  const rows = problems.flatMap(ofGrammar);
  for (const outcome of outcomes) rows.push(...ofOutcome(outcome, (place) => parsed.locate(place)));
  if (run.kind === 'failed' && run.code !== 'engine-stopped') rows.push(ofFailure(run, session));
  return rows;
}

function ofGrammar(problem: Problem): ListedProblem[] {
  const { code, severity, message, range, related = [], fix } = problem;
  return severity === 'hint' ? [] : [{ code, severity, message, range, related, fix, suppressible: false }];
}

function ofOutcome(outcome: Outcome, locate: (place: Place) => TextRange): ListedProblem[] {
  const { code, status, severity, message, at, related = [], fix } = outcome;
  if (status !== 'finding' || severity === 'hint') return [];
  return [
    {
      code,
      severity,
      message,
      range: locate(at),
      related: related.map((other) => ({ range: locate(other.at), message: other.message })),
      fix: fix && { range: locate(fix.at), text: fix.text, title: fix.title },
      suppressible: code !== 'config/suppression',
      outcome,
    },
  ];
}

function ofFailure(run: Extract<RunState, { kind: 'failed' }>, { parsed }: SessionState): ListedProblem {
  const start = { line: 0, character: 0 };
  const firstLine = { start, end: { line: 0, character: parsed.text.split(/\r?\n/, 1)[0]?.length ?? 0 } };
  return {
    code: codeOfFailure(run.code),
    severity: 'error',
    message: run.message,
    range: run.at === undefined ? firstLine : parsed.locate(run.at),
    related: [],
    fix: undefined,
    suppressible: false,
  };
}

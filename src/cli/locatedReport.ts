/**
 * A report with the place in the text of every outcome. Grammar problems and outcomes of checks become one list;
 * comments and the baseline take out what is known.
 */
import { codeOfFailure } from '../checks/failure';
import { applySuppressions } from '../checks/static';
import type { AnalysisError } from '../config/analysisError';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis, Problem } from '../config/parse';
import { staticReport } from '../engine';
import { applyBaseline, type Baseline } from '../report/baseline';
import type { LocatedOutcome, LocatedReport, SilencedOutcome } from '../report/located';
import type { Outcome, Report } from '../report/report';

/** What has been accepted already, and what the analysis is called there. */
export interface KnownFindings {
  readonly baseline: Baseline;
  readonly analysis: string;
}

/** @param name the analysis file as the user named it */
export function locateReport(
  name: string,
  parsed: ParsedAnalysis,
  report: Report,
  known?: KnownFindings,
): LocatedReport {
  const path = report.analysis;
  const complete = report.provenance.files.length > 0;
  const { outcomes, silenced, problems } = applySuppressions(parsed, report.outcomes, complete);
  const compared =
    known === undefined ? { outcomes, accepted: [] } : applyBaseline(known.baseline, known.analysis, outcomes);
  const bySomebody = (
    by: SilencedOutcome['by'],
    found: readonly { readonly outcome: Outcome; readonly reason: string }[],
  ): SilencedOutcome[] =>
    found
      // Further rows of a finding are silenced with it, and are none of their own.
      .filter(({ outcome }) => outcome.severity !== 'hint')
      .map(({ outcome, reason }) => ({ ...ofOutcome(path, parsed, outcome), by, reason }));
  return {
    name,
    report,
    outcomes: [
      ...[...parsed.problems, ...problems].map((problem) => ofProblem(path, parsed, problem)),
      ...compared.outcomes.map((outcome) => ofOutcome(path, parsed, outcome)),
    ],
    silenced: [
      ...parsed.silenced.map(({ reason, ...problem }): SilencedOutcome => ({
        ...ofProblem(path, parsed, problem),
        by: 'comment',
        reason,
      })),
      ...bySomebody('comment', silenced),
      ...bySomebody('baseline', compared.accepted),
    ],
  };
}

/** A run that ended in an error: what the text says, and the error at its word. */
export function locateFailure(name: string, path: string, parsed: ParsedAnalysis, error: AnalysisError): LocatedReport {
  const outcome: Outcome = {
    code: codeOfFailure(error.code),
    status: 'finding',
    severity: 'error',
    message: error.message,
    at: error.at ?? { path: [] },
    target: {},
    evidence: {},
  };
  return locateReport(name, parsed, staticReport(path, [outcome]));
}

function ofProblem(path: string, parsed: ParsedAnalysis, problem: Problem): LocatedOutcome {
  const { code, severity, message, range, related = [] } = problem;
  const node = parsed.pathAt(range.start);
  return { code, status: 'finding', severity, message, path, node, range, target: {}, evidence: {}, related };
}

function ofOutcome(path: string, parsed: ParsedAnalysis, outcome: Outcome): LocatedOutcome {
  const { code, status, severity, message, at, target, evidence, related = [] } = outcome;
  const located = related.map((one): { range: TextRange; message: string } => ({
    range: parsed.locate(one.at),
    message: one.message,
  }));
  const range = parsed.locate(at);
  return { code, status, severity, message, path, node: at.path, range, target, evidence, related: located };
}

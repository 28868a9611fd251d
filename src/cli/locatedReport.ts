/**
 * A report with the place in the text of every outcome. Grammar problems and outcomes of checks become one list, and
 * comments that silence findings are applied.
 */
import { codeOfFailure } from '../checks/failure';
import { applySuppressions } from '../checks/static';
import type { AnalysisError } from '../config/analysisError';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis, Problem } from '../config/parse';
import { staticReport } from '../engine';
import type { LocatedOutcome, LocatedReport } from '../report/located';
import type { Outcome, Report } from '../report/report';

/** @param name the analysis file as the user named it */
export function locateReport(name: string, parsed: ParsedAnalysis, report: Report): LocatedReport {
  const complete = report.provenance.files.length > 0;
  const { outcomes, silenced, problems } = applySuppressions(parsed, report.outcomes, complete);
  const located = [
    ...[...parsed.problems, ...problems].map((problem) => ofProblem(report.analysis, problem)),
    ...outcomes.map((outcome) => ofOutcome(report.analysis, parsed, outcome)),
  ];
  // Further rows of a finding are silenced with it, and are none of their own.
  const told = silenced.filter(({ severity }) => severity !== 'hint');
  return { name, report, outcomes: located, silenced: told.length + parsed.silenced.length };
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

function ofProblem(path: string, { code, severity, message, range, related = [] }: Problem): LocatedOutcome {
  return { code, status: 'finding', severity, message, path, range, target: {}, evidence: {}, related };
}

function ofOutcome(path: string, parsed: ParsedAnalysis, outcome: Outcome): LocatedOutcome {
  const { code, status, severity, message, at, target, evidence, related = [] } = outcome;
  const located = related.map((one): { range: TextRange; message: string } => ({
    range: parsed.locate(one.at),
    message: one.message,
  }));
  return { code, status, severity, message, path, range: parsed.locate(at), target, evidence, related: located };
}

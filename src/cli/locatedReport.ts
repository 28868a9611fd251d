/**
 * A report with the place in the text of every outcome. Grammar problems and outcomes of checks become one list;
 * comments and the baseline take out what is known.
 */
import { codeOfFailure } from '../checks/failure';
import { applySuppressions } from '../checks/static';
import type { AnalysisError } from '../config/analysisError';
import type { ParsedAnalysis } from '../config/parse';
import { staticReport } from '../engine';
import { applyBaseline, nothingKnown, type KnownFindings } from '../report/baseline';
import { locateFindings, type LocatedReport } from '../report/located';
import type { Outcome, Report } from '../report/report';

/** @param name the analysis file as the user named it */
export function locateReport(
  name: string,
  parsed: ParsedAnalysis,
  report: Report,
  known: KnownFindings = nothingKnown,
): LocatedReport {
  const complete = report.provenance.files.length > 0;
  const suppressed = applySuppressions(parsed, report.outcomes, complete);
  const { outcomes, accepted } = applyBaseline(known, suppressed.outcomes);
  return locateFindings(name, parsed, report, {
    problems: [...parsed.problems, ...suppressed.problems],
    outcomes,
    silenced: [
      ...suppressed.silenced.map((one) => ({ ...one, by: 'comment' as const })),
      ...accepted.map((one) => ({ ...one, by: 'baseline' as const })),
    ],
  });
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

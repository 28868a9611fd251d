import type { ConfigPath } from '../config/analysis';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis, Problem } from '../config/parse';
import type { Outcome, Report } from './report';

/** An outcome at its place in the text. */
export interface LocatedOutcome extends Pick<
  Outcome,
  'code' | 'status' | 'severity' | 'message' | 'target' | 'question' | 'evidence'
> {
  /** Absolute path of the analysis file. */
  readonly path: string;
  /** The node of the analysis file that it is said of. */
  readonly node: ConfigPath;
  /** Counts from 0. */
  readonly range: TextRange;
  readonly related: readonly { readonly range: TextRange; readonly message: string }[];
}

/** A finding that is known and not reported, with the reason that somebody gave. */
export interface SilencedOutcome extends LocatedOutcome {
  readonly by: 'comment' | 'baseline';
  readonly reason: string;
}

export interface LocatedReport {
  /** The analysis file as the user named it. */
  readonly name: string;
  readonly report: Report;
  /** Problems of the text first, then what checks say. */
  readonly outcomes: readonly LocatedOutcome[];
  readonly silenced: readonly SilencedOutcome[];
}

/** What is said of an analysis after comments and the baseline have taken out what is known. */
export interface ToldFindings {
  readonly problems: readonly Problem[];
  readonly outcomes: readonly Outcome[];
  readonly silenced: readonly SilencedFinding[];
}

/** An outcome that is known and not reported. */
export interface SilencedFinding extends Pick<SilencedOutcome, 'by' | 'reason'> {
  readonly outcome: Outcome;
}

/** @param name the analysis file as the user named it */
export function locateFindings(
  name: string,
  parsed: ParsedAnalysis,
  report: Report,
  { problems, outcomes, silenced }: ToldFindings,
): LocatedReport {
  const path = report.analysis;
  return {
    name,
    report,
    outcomes: [
      ...problems.map((problem) => ofProblem(path, parsed, problem)),
      ...outcomes.map((outcome) => ofOutcome(path, parsed, outcome)),
    ],
    silenced: [
      ...parsed.silenced.map(({ reason, ...problem }): SilencedOutcome => ({
        ...ofProblem(path, parsed, problem),
        by: 'comment',
        reason,
      })),
      ...silenced
        // Further rows of a finding are silenced with it, and are none of their own.
        .filter(({ outcome }) => outcome.severity !== 'hint')
        .map(({ outcome, by, reason }): SilencedOutcome => ({ ...ofOutcome(path, parsed, outcome), by, reason })),
    ],
  };
}

function ofProblem(path: string, parsed: ParsedAnalysis, problem: Problem): LocatedOutcome {
  const { code, severity, message, range, related = [] } = problem;
  const node = parsed.pathAt(range.start);
  return { code, status: 'finding', severity, message, path, node, range, target: {}, evidence: {}, related };
}

function ofOutcome(path: string, parsed: ParsedAnalysis, outcome: Outcome): LocatedOutcome {
  const { code, status, severity, message, at, target, question, evidence, related = [] } = outcome;
  const located = related.map((one): { range: TextRange; message: string } => ({
    range: parsed.locate(one.at),
    message: one.message,
  }));
  const range = parsed.locate(at);
  const about = { target, ...(question !== undefined && { question }), evidence, related: located };
  return { code, status, severity, message, path, node: at.path, range, ...about };
}

/** What the report's page shows of one analysis: plain data, the same in the editor and in an exported file. */
import { checkInfo } from '../config/catalogue';
import type { Position, TextRange } from '../config/document';
import type { Figure } from './figure';
import type { Outcome, Provenance, Report } from './report';

export interface ReportOutcome extends Pick<
  Outcome,
  'code' | 'status' | 'severity' | 'message' | 'target' | 'evidence'
> {
  /** The check's question in plain words. */
  readonly question: string;
  /** Counts from 0. */
  readonly start: Position;
  readonly related: readonly { readonly start: Position; readonly message: string }[];
}

export interface ReportContent {
  /** The analysis file as the user named it. */
  readonly name: string;
  readonly outcomes: readonly ReportOutcome[];
  /** Findings that a comment or a baseline silences. */
  readonly silenced: number;
  readonly figures: readonly Figure[];
  readonly provenance: Provenance;
}

/** An outcome at its place in the text, as the command line and the editor know it. */
export interface PlacedOutcome extends Pick<
  Outcome,
  'code' | 'status' | 'severity' | 'message' | 'target' | 'evidence'
> {
  readonly range: TextRange;
  readonly related: readonly { readonly range: TextRange; readonly message: string }[];
}

/** @param silenced how many findings are known and accepted */
export function reportContent(
  {
    name,
    report,
    outcomes,
  }: { readonly name: string; readonly report: Report; readonly outcomes: readonly PlacedOutcome[] },
  silenced: number,
): ReportContent {
  return {
    name,
    outcomes: outcomes.map(({ code, status, severity, message, target, evidence, range, related }) => ({
      code,
      status,
      severity,
      message,
      target,
      evidence,
      question: checkInfo(code)?.title ?? '',
      start: range.start,
      related: related.map((one) => ({ start: one.range.start, message: one.message })),
    })),
    silenced,
    figures: report.figures,
    provenance: report.provenance,
  };
}

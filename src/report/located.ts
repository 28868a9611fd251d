import type { TextRange } from '../config/document';
import type { Outcome, Report } from './report';

/** An outcome at its place in the text. */
export interface LocatedOutcome extends Pick<
  Outcome,
  'code' | 'status' | 'severity' | 'message' | 'target' | 'evidence'
> {
  /** Absolute path of the analysis file. */
  readonly path: string;
  /** Counts from 0. */
  readonly range: TextRange;
  readonly related: readonly { readonly range: TextRange; readonly message: string }[];
}

export interface LocatedReport {
  /** The analysis file as the user named it. */
  readonly name: string;
  readonly report: Report;
  /** Problems of the text first, then what checks say. */
  readonly outcomes: readonly LocatedOutcome[];
  /** Findings that a comment in the file silences. */
  readonly silenced: number;
}

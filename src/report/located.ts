import type { ConfigPath } from '../config/analysis';
import type { TextRange } from '../config/document';
import type { Outcome, Report } from './report';

/** An outcome at its place in the text. */
export interface LocatedOutcome extends Pick<
  Outcome,
  'code' | 'status' | 'severity' | 'message' | 'target' | 'evidence'
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

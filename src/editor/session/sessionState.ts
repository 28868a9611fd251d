import { l10n } from 'vscode';
import type { Place } from '../../config/analysis';
import type { ParsedAnalysis, Problem } from '../../config/parse';
import type { SilencedFinding } from '../../report/located';
import type { Outcome, Report } from '../../report/report';
import type { References } from './factsCache';

export type RunMode = 'onType' | 'onSave' | 'manual';

/** What a setting makes of the level of a code. */
export type CodeLevel = 'error' | 'warning' | 'information' | 'off';

export interface SessionSettings {
  readonly run: RunMode;
  /** Events of all files together, beyond which nothing is measured by itself; undefined: however many. */
  readonly eventLimit: number | undefined;
  /** Threads that a model may use while it scores events. */
  readonly threads: number;
  /** By code. */
  readonly levels: ReadonlyMap<string, CodeLevel>;
  /** Milliseconds without typing before a run, in mode `onType`. */
  readonly runDelay: number;
}

export type RunState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly fraction: number; readonly message: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  /** `code` is AnalysisError's, or `internal` for a bug. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly at: Place | undefined };

/** All that is known of an analysis file now; what is shown anywhere is computed from this. */
export interface SessionState {
  /** Absolute path of the file. */
  readonly path: string;
  readonly parsed: ParsedAnalysis;
  /** What is wrong with the text itself, and comments that silence nothing. */
  readonly problems: readonly Problem[];
  /**
   * What the checks say: the static ones of the present text, as far as the files are known, and the measured ones of
   * the report, without what comments, the baseline and settings silence.
   */
  readonly outcomes: readonly Outcome[];
  /** The same before the baseline and settings: what can be accepted. */
  readonly unaccepted: readonly Outcome[];
  /** What comments and the baseline silence. */
  readonly silenced: readonly SilencedFinding[];
  readonly references: References;
  readonly report: Report | undefined;
  /** The report is of an older state of the text or of a file. */
  readonly stale: boolean;
  readonly run: RunState;
  /** Why nothing is measured at present. */
  readonly hold: 'untrusted' | 'errors' | 'large' | undefined;
}

/** What findings alone would leave open: why there are none, or that they are of another state of the file. */
export function ageOf({ report, stale, run, hold }: SessionState): string {
  if (report !== undefined) return stale ? l10n.t('From before the last change.') : '';
  if (run.kind === 'running') return l10n.t('Measuring …');
  if (hold === 'large')
    return l10n.t('Not measured by itself: there are more events than the setting pullscope.eventLimit allows.');
  return hold === 'errors' ? l10n.t('Nothing is measured while the file has errors.') : l10n.t('Not measured yet.');
}

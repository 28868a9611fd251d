/**
 * What a run leaves behind: plain data, the same for the editor, the plots, the command line and JSON.
 * The JSON form is stable (`schema: 1`); names of evidence are listed in docs/json.md.
 */
import type { Place, Side } from '../config/analysis';
import type { Figure } from './figure';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Status = 'pass' | 'finding' | 'undecided' | 'skipped';

/** [low, high] holds the true value in 68.3 % of repetitions. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A number, or a number with its interval. */
export type Measured = number | Interval;

/** What an outcome speaks of. */
export interface Target {
  readonly sample?: string;
  readonly model?: string;
  readonly nuisance?: string;
  readonly side?: Side | 'alternative' | 'cross-check';
  /** Label of the class: 0, 1, … */
  readonly class?: number;
  readonly feature?: string;
  readonly workingPoint?: string;
  /** Name of a region that is predicted from others. */
  readonly prediction?: string;
}

export interface Related {
  readonly at: Place;
  readonly message: string;
}

/** One replacement of text that would mend a finding. */
export interface Edit {
  readonly at: Place;
  readonly text: string;
  readonly title: string;
}

/** What a check says of one target. */
export interface Outcome {
  readonly code: string;
  readonly status: Status;
  /**
   * Of a finding, how grave; of the others, how grave a finding would have been.
   * `hint`: a further row of a finding that is reported once, at its worst row.
   */
  readonly severity: Severity;
  /** One or two sentences: the number with its uncertainty, what it is compared with, what to do. */
  readonly message: string;
  readonly at: Place;
  readonly target: Target;
  /** Which one, where a check asks more than one question of a target. */
  readonly question?: string;
  readonly evidence: Readonly<Record<string, Measured>>;
  readonly related?: readonly Related[];
  readonly fix?: Edit;
}

/** A file that was read. `events` counts before selection. */
export interface FileProvenance {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly sha256?: string;
  readonly events?: number;
  /** Samples or models that use it, or `pulls.fit` and `pulls.theory`. */
  readonly usedBy: readonly string[];
}

export interface Provenance {
  readonly files: readonly FileProvenance[];
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly seconds: number;
  /** Scores of the first events of each sample in file order (selected or not), to compare with the training framework. */
  readonly firstScores: readonly {
    readonly model: string;
    readonly sample: string;
    readonly scores: readonly number[];
  }[];
}

export interface Report {
  /** Absolute path of the analysis file. */
  readonly analysis: string;
  readonly outcomes: readonly Outcome[];
  readonly figures: readonly Figure[];
  readonly provenance: Provenance;
}

/**
 * Messages between the extension and the plots page. The page sends `ready` once and gets its whole state in one
 * answer, so restoring it after a reload needs nothing else.
 */
import type { ConfigPath } from '../src/config/analysis';
import type { Figure } from '../src/report/figure';

export interface PlotsState {
  /** Name of the analysis file, for the heading. */
  readonly analysis?: string;
  /** Its place, by which the page knows after a reload what it has kept. */
  readonly path?: string;
  readonly status:
    /** `unmeasured`: nothing stands against showing what was measured before the window was reloaded. */
    | { readonly kind: 'empty'; readonly message: string; readonly unmeasured?: true }
    | { readonly kind: 'loading'; readonly message: string; readonly fraction: number }
    | { readonly kind: 'ready' }
    /** The figures are of an older state of the file or of the data. */
    | { readonly kind: 'stale'; readonly message: string }
    | { readonly kind: 'error'; readonly message: string }
    | { readonly kind: 'stopped'; readonly message: string };
  /** Left out where the page has been sent the same before. */
  readonly figures?: readonly Figure[];
  /** Ids of the figures that go with the cursor, best first; all are shown when it is empty. */
  readonly focus: readonly string[];
  /** What the cursor stands in, for the heading: `nuisance pileup`. */
  readonly focusLabel?: string;
  /** They stay although the cursor moves on. */
  readonly pinned?: boolean;
}

export type ToPage = { readonly type: 'state'; readonly state: PlotsState };

/** What every page sends. */
export type FromAnyPage =
  | { readonly type: 'ready' }
  /** Every error in the page reaches the log. */
  | { readonly type: 'error'; readonly message: string };

/** What a page with figures sends. */
export type FromFigures =
  /** Go to a node of the analysis file. */
  | { readonly type: 'reveal'; readonly path: ConfigPath }
  /** Keep a figure as a file; the name is a proposal, the content text or, of a PNG, base64. */
  | {
      readonly type: 'save';
      readonly name: string;
      readonly format: 'csv' | 'svg' | 'png';
      readonly content: string;
    };

export type ToHost = FromAnyPage | FromFigures | { readonly type: 'run' } | { readonly type: 'restart' };

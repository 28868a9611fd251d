/**
 * Messages between the extension and the report's page. The page sends `ready` once and gets its whole state in one
 * answer; later states leave out a content that the page has already. An exported file holds one state, and no extension.
 */
import type { Position } from '../src/config/document';
import type { ReportContent } from '../src/report/reportContent';
import type { FromAnyPage, FromFigures, PlotsState } from './protocol';

export interface ReportState {
  /** Address of the analysis file, by which a page that is restored is known again. */
  readonly uri?: string;
  /** Its name, for when there is no content yet. */
  readonly analysis?: string;
  readonly status: PlotsState['status'];
  /** One for each analysis; left out where the page has been sent the same before. */
  readonly contents?: readonly ReportContent[];
  /** When the file was exported, to be read by people. */
  readonly made?: string;
}

export type FromReportPage =
  | FromAnyPage
  | FromFigures
  /** Go to a place of the analysis file. */
  | { readonly type: 'goTo'; readonly start: Position }
  | { readonly type: 'export' }
  | { readonly type: 'run' }
  | { readonly type: 'restart' };

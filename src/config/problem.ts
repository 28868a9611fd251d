import type { Severity } from '../report/report';
import type { CheckCode } from './catalogue';
import type { TextRange } from './document';

/** Something wrong with the text of an analysis file, at the word that causes it. */
export interface Problem {
  readonly code: CheckCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly related?: readonly { readonly range: TextRange; readonly message: string }[];
  /** The replacement of one range that would mend it. */
  readonly fix?: { readonly range: TextRange; readonly text: string; readonly title: string };
}

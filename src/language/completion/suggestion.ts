import type { TextRange } from '../../config/document';

export type SuggestionKind =
  | 'key'
  | 'word'
  | 'sample'
  | 'name'
  | 'column'
  | 'parameter'
  | 'function'
  | 'output'
  | 'class'
  | 'code'
  | 'anchor'
  | 'snippet';

/** One thing that could stand at the cursor. */
export interface Suggestion {
  readonly label: string;
  readonly kind: SuggestionKind;
  readonly detail?: string;
  /** Plain text. */
  readonly documentation?: string;
  /** What is put in place of `range`; with `$1`, `${2:name}` where it is a snippet. */
  readonly insert: string;
  readonly isSnippet: boolean;
  readonly range: TextRange;
  /** Sorted by this first, then by label. */
  readonly rank: number;
  /** What can stand behind it is offered at once. */
  readonly goesOn?: boolean;
}

/** Text in a snippet that stands for itself. */
export function literal(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

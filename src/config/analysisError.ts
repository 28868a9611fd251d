import type { Place } from './analysis';

/** Something a user can mend. Everything else that is thrown is a bug and keeps its stack. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';

  /**
   * @param code kebab-case word for what went wrong: `file-not-found`, `damaged-file`, `unknown-column`, …
   * @param message one sentence: what, where (file, line, sample, column), what to do
   * @param at the word of the analysis file that causes it, where one is known
   */
  constructor(
    readonly code: string,
    message: string,
    readonly at?: Place,
  ) {
    super(message);
  }
}

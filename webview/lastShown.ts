/** What a page showed last, kept for when its window is reloaded: there at once, before anything is measured again. */
import { l10n } from './l10n';
import type { PlotsState } from './protocol';

/** Characters: more are not kept, for every change of the page would write them anew. */
const most = 3_000_000;

export class LastShown<Content> {
  private of: string | undefined;
  private content: Content | undefined;
  private text = '';

  /** @param state what VS Code kept of the page */
  constructor(state: unknown) {
    const kept = typeof state === 'object' && state !== null && 'last' in state ? state.last : undefined;
    if (typeof kept !== 'object' || kept === null || !('of' in kept) || !('content' in kept)) return;
    this.of = typeof kept.of === 'string' ? kept.of : undefined;
    // The page wrote it itself, in the form that it reads.
    this.content = kept.content as Content;
  }

  /** @param of the place of the analysis; undefined where it has none */
  remember(of: string | undefined, content: Content): void {
    if (this.content === content && this.of === of) return;
    this.of = of;
    this.content = content;
    this.text = JSON.stringify(content);
  }

  /** What was shown of this analysis, if it was the last. */
  recall(of: string | undefined): Content | undefined {
    return of !== undefined && of === this.of ? this.content : undefined;
  }

  /** For the page's state. */
  kept(): { readonly last?: unknown } {
    return this.of === undefined || this.text.length > most ? {} : { last: { of: this.of, content: this.content } };
  }
}

/** Whether something will be measured, or may be: until then what was shown last is better than nothing. */
export function isWaiting(status: PlotsState['status']): boolean {
  return status.kind === 'loading' || (status.kind === 'empty' && status.unmeasured === true);
}

/** What is said of it: a run that goes on is told as it is. */
export function statusOfBefore(status: PlotsState['status']): PlotsState['status'] {
  return status.kind === 'loading'
    ? status
    : { kind: 'stale', message: l10n.t('This is of before the window was reloaded.') };
}

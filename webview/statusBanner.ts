/** The line above the figures: what state they are in, and the one thing to do about it. */
import { button } from './controls';
import { element } from './element';
import { l10n } from './l10n';
import type { PlotsState } from './protocol';

/** What the banner asks for. */
export interface BannerActions {
  send(message: { readonly type: 'run' } | { readonly type: 'restart' }): void;
}

/** What it tells. */
export type BannerState = Pick<PlotsState, 'status' | 'analysis'>;

export class StatusBanner {
  readonly element = element('div', { class: 'banner-place' });
  private shown = '';
  private progress:
    { readonly bar: HTMLProgressElement; readonly percent: HTMLElement; readonly text: HTMLElement } | undefined;

  constructor(private readonly host: BannerActions) {}

  show(state: BannerState): void {
    const { status } = state;
    if (status.kind === 'loading' && this.shown === 'loading' && this.progress !== undefined) {
      this.advance(status.message, status.fraction);
      return;
    }
    const key = JSON.stringify([status, state.analysis !== undefined]);
    if (key === this.shown) return;
    this.shown = status.kind === 'loading' ? 'loading' : key;
    this.progress = undefined;
    switch (status.kind) {
      case 'ready':
        this.element.replaceChildren();
        return;
      case 'loading':
        this.element.replaceChildren(this.loading(status.message, status.fraction));
        return;
      case 'empty':
        this.element.replaceChildren(
          this.banner(
            'empty',
            status.message,
            state.analysis === undefined ? undefined : this.run(l10n.t('Run checks'), 'primary'),
          ),
        );
        return;
      case 'stale':
        this.element.replaceChildren(this.banner('stale', status.message, this.run(l10n.t('Run again'), 'secondary')));
        return;
      case 'error':
        this.element.replaceChildren(this.banner('error', status.message, this.run(l10n.t('Run again'), 'secondary')));
        return;
      case 'stopped': {
        const restart = button(
          l10n.t('Restart'),
          'primary',
          () => this.host.send({ type: 'restart' }),
          l10n.t('Restart the engine'),
        );
        this.element.replaceChildren(this.banner('stopped', status.message, restart));
      }
    }
  }

  private banner(kind: string, message: string, action?: HTMLElement): HTMLElement {
    const role = kind === 'error' || kind === 'stopped' ? 'alert' : 'status';
    const text = element('p', { class: 'banner-text', text: message });
    const made = element('div', { class: `banner banner-${kind}`, attributes: { role } }, text);
    if (action !== undefined) made.append(action);
    return made;
  }

  private run(text: string, emphasis: 'primary' | 'secondary'): HTMLElement {
    return button(text, emphasis, () => this.host.send({ type: 'run' }));
  }

  private loading(message: string, fraction: number): HTMLElement {
    const bar = element('progress', {
      class: 'progress',
      attributes: { max: '1', 'aria-label': l10n.t('Progress of the run') },
    });
    const percent = element('span', { class: 'percent' });
    const text = element('span', { class: 'banner-text' });
    this.progress = { bar, percent, text };
    this.advance(message, fraction);
    const line = element('div', { class: 'banner-line' }, text, percent);
    return element('div', { class: 'banner banner-loading' }, line, bar);
  }

  /** Moves the bar without rebuilding it. A run that has not begun to count has no fraction to show. */
  private advance(message: string, fraction: number): void {
    if (this.progress === undefined) return;
    const { bar, percent, text } = this.progress;
    text.textContent = message;
    if (fraction > 0 && fraction <= 1) {
      bar.value = fraction;
      percent.textContent = `${Math.floor(fraction * 100)} %`;
    } else {
      bar.removeAttribute('value');
      percent.textContent = '';
    }
  }
}

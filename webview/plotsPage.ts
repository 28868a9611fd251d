/** The page: a state goes in, cards come out, those of the cursor first. */
import type { Figure } from '../src/report/figure';
import { CardDeck } from './cardDeck';
import { button, setExpanded } from './controls';
import { arrange, element } from './element';
import type { Host } from './host';
import { l10n } from './l10n';
import { isWaiting, LastShown, statusOfBefore } from './lastShown';
import { Memory } from './memory';
import type { PlotsState, ToHost } from './protocol';
import { StatusBanner } from './statusBanner';

export class PlotsPage {
  private readonly memory: Memory;
  private readonly banner: StatusBanner;
  private readonly heading = element('h1', { class: 'analysis' });
  private readonly focusHeading = element('h2', { class: 'focus-heading' });
  private readonly focused = element('div', { class: 'grid' });
  private readonly others = element('div', { class: 'grid' });
  private readonly toggle: HTMLElement;
  private readonly deck: CardDeck;
  private readonly last: LastShown<readonly Figure[]>;
  private readonly pin = element('p', {
    class: 'pinned',
    text: l10n.t('Pinned: these plots do not follow the cursor.'),
  });
  /** What the extension has sent last. */
  private sent: readonly Figure[] = [];
  private figures: readonly Figure[] = [];
  private state: PlotsState | undefined;
  private isRestored = false;

  constructor(
    private readonly root: HTMLElement,
    host: Host<ToHost, PlotsState>,
  ) {
    this.last = new LastShown(host.kept());
    this.memory = new Memory(host, () => this.last.kept());
    this.banner = new StatusBanner(host);
    this.toggle = button('', 'secondary', () => this.toggleOthers());
    this.toggle.classList.add('show-all');
    root.append(this.heading, this.banner.element, this.pin, this.focusHeading, this.focused, this.toggle, this.others);
    this.deck = new CardDeck(host, this.memory);
    this.memory.followScroll();
  }

  show(state: PlotsState): void {
    const before = this.state?.focus ?? [];
    this.state = state;
    this.root.dataset['status'] = state.status.kind;
    this.heading.textContent = state.analysis ?? '';
    this.heading.hidden = state.analysis === undefined;
    this.pin.hidden = state.pinned !== true;
    const isOfBefore = this.takeFigures(state);
    this.banner.show(isOfBefore ? { ...state, status: statusOfBefore(state.status) } : state);
    this.deck.show(this.figures);
    this.place(state);
    if (!this.isRestored && this.figures.length > 0) {
      this.isRestored = true;
      window.scrollTo(0, this.memory.scroll);
    } else if (state.focus.length > 0 && state.focus.join('\n') !== before.join('\n')) {
      window.scrollTo(0, 0);
    }
  }

  /** Takes up the figures of a state. @returns whether they are those of before a reload, for want of others */
  private takeFigures({ figures, path, status }: PlotsState): boolean {
    if (figures !== undefined && figures.length > 0) {
      this.last.remember(path, figures);
      this.memory.keep();
    }
    this.sent = figures ?? this.sent;
    const before = this.sent.length === 0 && isWaiting(status) ? this.last.recall(path) : undefined;
    this.figures = before ?? this.sent;
    return before !== undefined;
  }

  /** Figures that go with the cursor come first; the rest wait behind a button. */
  private place(state: PlotsState): void {
    const focused = state.focus.flatMap((id) => this.deck.elementOf(id) ?? []);
    const all = this.deck.elements;
    const others = all.filter((card) => !focused.includes(card));
    const hasFocus = focused.length > 0;
    arrange(this.focused, focused);
    arrange(this.others, others);
    this.focusHeading.textContent = state.focusLabel ?? l10n.t('At the cursor');
    this.focusHeading.hidden = !hasFocus;
    this.focused.hidden = !hasFocus;
    this.toggle.hidden = !hasFocus || others.length === 0;
    this.others.hidden = hasFocus && !this.memory.showAll;
    const text = this.memory.showAll ? l10n.t('Show these only') : l10n.t('Show all {0} plots', all.length);
    if (this.toggle.textContent !== text) {
      this.toggle.textContent = text;
      this.toggle.setAttribute('aria-label', text);
    }
    setExpanded(this.toggle, this.memory.showAll);
  }

  private toggleOthers(): void {
    this.memory.showAll = !this.memory.showAll;
    this.memory.keep();
    if (this.state !== undefined) this.place(this.state);
  }
}

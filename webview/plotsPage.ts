/** The page: a state goes in, cards come out. Cards whose figure did not change stay as they are. */
import type { Figure } from '../src/report/figure';
import { button, setExpanded } from './controls';
import { arrange, element } from './element';
import { counted } from './figure/numbers';
import { FigureCard, type CardContext } from './figureCard';
import type { Host } from './host';
import { Memory } from './memory';
import type { PlotsState } from './protocol';
import { StatusBanner } from './statusBanner';
import { onThemeChange, readTheme, type Theme } from './theme';
import { Tooltip } from './tooltip';

/** Charts this far outside the viewport are drawn already, so that scrolling does not show them appear. */
const drawAhead = '300px';

interface KeptCard {
  readonly json: string;
  readonly card: FigureCard;
}

export class PlotsPage {
  private readonly memory: Memory;
  private readonly banner: StatusBanner;
  private readonly heading = element('h1', { class: 'analysis' });
  private readonly focusHeading = element('h2', { class: 'focus-heading' });
  private readonly focused = element('div', { class: 'grid' });
  private readonly others = element('div', { class: 'grid' });
  private readonly toggle: HTMLElement;
  private readonly context: CardContext;
  private readonly viewport: IntersectionObserver;
  private readonly cardOf = new WeakMap<Element, FigureCard>();
  private cards = new Map<string, KeptCard>();
  private theme: Theme;
  private state: PlotsState | undefined;
  private isRestored = false;

  constructor(
    private readonly root: HTMLElement,
    host: Host,
  ) {
    this.memory = new Memory(host);
    this.banner = new StatusBanner(host);
    this.toggle = button('', 'secondary', () => this.toggleOthers());
    this.toggle.classList.add('show-all');
    root.append(this.heading, this.banner.element, this.focusHeading, this.focused, this.toggle, this.others);
    this.context = { host, memory: this.memory, tooltip: new Tooltip(document.body) };
    this.theme = readTheme();
    onThemeChange(() => this.repaint());
    this.viewport = new IntersectionObserver((entries) => this.onViewport(entries), { rootMargin: `${drawAhead} 0px` });
    this.keepScroll();
  }

  show(state: PlotsState): void {
    const before = this.state?.focus ?? [];
    this.state = state;
    this.root.dataset['status'] = state.status.kind;
    this.heading.textContent = state.analysis ?? '';
    this.heading.hidden = state.analysis === undefined;
    this.banner.show(state);
    this.cards = this.cardsFor(state.figures);
    this.place(state);
    if (!this.isRestored && state.figures.length > 0) {
      this.isRestored = true;
      window.scrollTo(0, this.memory.scroll);
    } else if (state.focus.length > 0 && state.focus.join('\n') !== before.join('\n')) {
      window.scrollTo(0, 0);
    }
  }

  /** A card for each figure, in order; those whose figure is the same are kept, the rest are freed. */
  private cardsFor(figures: readonly Figure[]): Map<string, KeptCard> {
    const cards = new Map<string, KeptCard>();
    for (const figure of figures) {
      const json = JSON.stringify(figure);
      const key = uniqueKey(cards, String((figure as Figure | null)?.id));
      const kept = this.cards.get(key);
      if (kept?.json === json) {
        cards.set(key, kept);
        continue;
      }
      const card = this.makeCard(figure);
      if (card === undefined) continue;
      this.cardOf.set(card.element, card);
      cards.set(key, { json, card });
      this.viewport.observe(card.element);
    }
    for (const [key, { card }] of this.cards) {
      if (cards.get(key)?.card === card) continue;
      this.viewport.unobserve(card.element);
      card.release();
    }
    return cards;
  }

  /** Undefined, and said to the log, for what is no figure at all. */
  private makeCard(figure: Figure): FigureCard | undefined {
    try {
      return new FigureCard(figure, this.context);
    } catch (error) {
      this.context.host.report(error, 'figure that cannot be shown');
      return undefined;
    }
  }

  /** Figures that go with the cursor come first; the rest wait behind a button. */
  private place(state: PlotsState): void {
    const focused = state.focus.flatMap((id) => this.cards.get(id) ?? []);
    const all = [...this.cards.values()];
    const others = all.filter((kept) => !focused.includes(kept));
    const hasFocus = focused.length > 0;
    arrange(this.focused, elementsOf(focused));
    arrange(this.others, elementsOf(others));
    this.focusHeading.textContent = state.focusLabel ?? 'At the cursor';
    this.focusHeading.hidden = !hasFocus;
    this.focused.hidden = !hasFocus;
    this.toggle.hidden = !hasFocus || others.length === 0;
    this.others.hidden = hasFocus && !this.memory.showAll;
    const text = this.memory.showAll ? 'Show these only' : `Show all ${counted(all.length, 'plot')}`;
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

  private onViewport(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) this.cardOf.get(entry.target)?.setNear(entry.isIntersecting, this.theme);
  }

  private repaint(): void {
    const theme = readTheme();
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    for (const { card } of this.cards.values()) card.redraw(theme);
  }

  private keepScroll(): void {
    let timer = 0;
    window.addEventListener(
      'scroll',
      () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => {
          this.memory.scroll = window.scrollY;
          this.memory.keep();
        }, 200);
      },
      { passive: true },
    );
  }
}

function elementsOf(kept: readonly KeptCard[]): HTMLElement[] {
  return kept.map(({ card }) => card.element);
}

function uniqueKey(taken: ReadonlyMap<string, unknown>, id: string): string {
  let key = id;
  for (let copy = 2; taken.has(key); copy++) key = `${id} (${copy})`;
  return key;
}

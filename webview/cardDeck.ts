/**
 * The cards of a page, one for each figure: those whose figure did not change stay as they are, and only those near the
 * viewport are drawn.
 */
import type { Figure } from '../src/report/figure';
import { FigureCard } from './figureCard';
import type { FigureHost } from './host';
import type { Memory } from './memory';
import { onThemeChange, readTheme, type Theme } from './theme';
import { Tooltip } from './tooltip';

/** Charts this far outside the viewport are drawn already, so that scrolling does not show them appear. */
const drawAhead = '300px';

interface KeptCard {
  readonly json: string;
  readonly card: FigureCard;
}

export class CardDeck {
  private readonly tooltip = new Tooltip(document.body);
  private readonly viewport: IntersectionObserver;
  private readonly cardOf = new WeakMap<Element, FigureCard>();
  private cards = new Map<string, KeptCard>();
  private theme: Theme = readTheme();
  private isPrinting = false;

  constructor(
    private readonly host: FigureHost,
    private readonly memory: Memory,
  ) {
    onThemeChange(() => this.repaint());
    this.viewport = new IntersectionObserver((entries) => this.onViewport(entries), { rootMargin: `${drawAhead} 0px` });
    window.addEventListener('beforeprint', () => this.forPrint(true));
    window.addEventListener('afterprint', () => this.forPrint(false));
  }

  /** A card for each figure, in order; the cards of figures that are gone are freed. */
  show(figures: readonly Figure[]): void {
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
    this.cards = cards;
  }

  /** In the order of the figures. */
  get elements(): readonly HTMLElement[] {
    return [...this.cards.values()].map(({ card }) => card.element);
  }

  /** The card of a figure, by the figure's id. */
  elementOf(id: string): HTMLElement | undefined {
    return this.cards.get(id)?.card.element;
  }

  /** Undefined, and said to the log, for what is no figure at all. */
  private makeCard(figure: Figure): FigureCard | undefined {
    try {
      return new FigureCard(figure, { host: this.host, memory: this.memory, tooltip: this.tooltip });
    } catch (error) {
      this.host.report(error, 'figure that cannot be shown');
      return undefined;
    }
  }

  private onViewport(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) this.cardOf.get(entry.target)?.setNear(entry.isIntersecting, this.theme);
  }

  private repaint(): void {
    if (this.isPrinting) return;
    const theme = readTheme();
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    for (const { card } of this.cards.values()) card.redraw(theme);
  }

  private forPrint(printing: boolean): void {
    this.isPrinting = printing;
    document.body.classList.toggle('paper', printing);
    for (const { card } of this.cards.values()) card.forPrint(printing, this.theme);
  }
}

function uniqueKey(taken: ReadonlyMap<string, unknown>, id: string): string {
  let key = id;
  for (let copy = 2; taken.has(key); copy++) key = `${id} (${copy})`;
  return key;
}

/** What a page keeps while it is hidden: where it was scrolled, what was opened, what was switched on and off. */
import type { FigureHost } from './host';

export class Memory {
  scroll = 0;
  showAll = false;
  private readonly openTables: Set<string>;
  private readonly hiddenSeries: NamesOfFigures;
  private readonly views: NamesOfFigures;

  /** @param more what the page keeps besides */
  constructor(
    private readonly host: Pick<FigureHost, 'kept' | 'keep'>,
    private readonly more: () => Readonly<Record<string, unknown>> = () => ({}),
  ) {
    const kept = record(host.kept());
    this.scroll = typeof kept['scroll'] === 'number' ? kept['scroll'] : 0;
    this.showAll = kept['showAll'] === true;
    this.openTables = new Set(strings(kept['openTables']));
    this.hiddenSeries = new NamesOfFigures(kept['hiddenSeries']);
    this.views = new NamesOfFigures(kept['views']);
  }

  isTableOpen(figure: string): boolean {
    return this.openTables.has(figure);
  }

  setTableOpen(figure: string, open: boolean): void {
    if (open) this.openTables.add(figure);
    else this.openTables.delete(figure);
    this.keep();
  }

  isHidden(figure: string, series: string): boolean {
    return this.hiddenSeries.has(figure, series);
  }

  setHidden(figure: string, series: string, hidden: boolean): void {
    this.hiddenSeries.set(figure, series, hidden);
    this.keep();
  }

  /** @param view `log`, `normalised` */
  isViewed(figure: string, view: string): boolean {
    return this.views.has(figure, view);
  }

  setViewed(figure: string, view: string, on: boolean): void {
    this.views.set(figure, view, on);
    this.keep();
  }

  /** Keeps where the page is scrolled to, from now on. */
  followScroll(): void {
    let timer = 0;
    window.addEventListener(
      'scroll',
      () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => {
          this.scroll = window.scrollY;
          this.keep();
        }, 200);
      },
      { passive: true },
    );
  }

  keep(): void {
    this.host.keep({
      ...this.more(),
      scroll: this.scroll,
      showAll: this.showAll,
      openTables: [...this.openTables],
      hiddenSeries: this.hiddenSeries.kept(),
      views: this.views.kept(),
    });
  }
}

/** For each figure, by its id, a set of names. */
class NamesOfFigures {
  private readonly names: Map<string, Set<string>>;

  constructor(kept: unknown) {
    this.names = new Map(Object.entries(record(kept)).map(([id, labels]) => [id, new Set(strings(labels))]));
  }

  has(figure: string, name: string): boolean {
    return this.names.get(figure)?.has(name) ?? false;
  }

  set(figure: string, name: string, on: boolean): void {
    const names = this.names.get(figure) ?? new Set<string>();
    if (on) names.add(name);
    else names.delete(name);
    if (names.size > 0) this.names.set(figure, names);
    else this.names.delete(figure);
  }

  kept(): Record<string, string[]> {
    return Object.fromEntries([...this.names].map(([id, names]) => [id, [...names]]));
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

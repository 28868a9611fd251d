/** What the page keeps while it is hidden: where it was scrolled, what was opened, which series were switched off. */
import type { Host } from './host';

export class Memory {
  scroll = 0;
  showAll = false;
  private readonly openTables: Set<string>;
  private readonly hiddenSeries: Map<string, Set<string>>;

  constructor(private readonly host: Host) {
    const kept = record(host.kept());
    this.scroll = typeof kept['scroll'] === 'number' ? kept['scroll'] : 0;
    this.showAll = kept['showAll'] === true;
    this.openTables = new Set(strings(kept['openTables']));
    this.hiddenSeries = new Map(
      Object.entries(record(kept['hiddenSeries'])).map(([id, labels]) => [id, new Set(strings(labels))]),
    );
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
    return this.hiddenSeries.get(figure)?.has(series) ?? false;
  }

  setHidden(figure: string, series: string, hidden: boolean): void {
    const labels = this.hiddenSeries.get(figure) ?? new Set<string>();
    if (hidden) labels.add(series);
    else labels.delete(series);
    if (labels.size > 0) this.hiddenSeries.set(figure, labels);
    else this.hiddenSeries.delete(figure);
    this.keep();
  }

  keep(): void {
    this.host.keep({
      scroll: this.scroll,
      showAll: this.showAll,
      openTables: [...this.openTables],
      hiddenSeries: Object.fromEntries([...this.hiddenSeries].map(([id, labels]) => [id, [...labels]])),
    });
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

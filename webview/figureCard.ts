/** One figure on the page: title, caption, plot, and the table behind it. What fails in it stays in it. */
import type { Figure } from '../src/report/figure';
import { pngOf, svgOf } from './chart/drawToFile';
import { button, link, setExpanded } from './controls';
import { element } from './element';
import { figureBody, type BodyContext, type FigureBody } from './figureBody';
import { csvOf } from './figure/csv';
import { tableOf } from './figure/tableContent';
import { errorMessage, type FigureHost } from './host';
import { l10n } from './l10n';
import { tableView } from './tableView';
import type { Theme } from './theme';

export interface CardContext extends BodyContext {
  readonly host: FigureHost;
}

let cardsMade = 0;

export class FigureCard {
  readonly element: HTMLElement;
  private readonly content = element('div', { class: 'card-content' });
  private readonly tablePlace = element('div', { class: 'card-table' });
  private readonly formats = element('div', { class: 'card-formats', attributes: { hidden: '' } });
  private body: FigureBody | undefined;
  private isDrawn = false;
  private isPrinting = false;

  constructor(
    private readonly figure: Figure,
    private readonly context: CardContext,
  ) {
    const titleId = `figure-${++cardsMade}`;
    const title = element('h3', { text: figure.title, attributes: { id: titleId } });
    const actions = element('div', { class: 'card-actions' }, ...this.actions());
    this.element = element(
      'article',
      { class: `card card-${figure.kind}`, attributes: { 'aria-labelledby': titleId, 'data-figure': figure.id } },
      element('header', { class: 'card-header' }, title, actions),
      this.formats,
      element('p', { class: 'caption', text: figure.caption }),
      this.content,
      this.tablePlace,
    );
    this.guard(() => {
      this.body = figureBody(figure, context);
      this.content.append(this.body.element);
    });
    if (context.memory.isTableOpen(figure.id)) this.fillTable();
  }

  /** Draws when the card comes near the viewport, frees the canvases when it leaves. */
  setNear(near: boolean, theme: Theme): void {
    if (near === this.isDrawn) return;
    if (near) this.draw(theme);
    else this.release();
  }

  /** In other colours. */
  redraw(theme: Theme): void {
    if (this.isDrawn) this.draw(theme);
  }

  /** Before a page is printed, all its figures are drawn for paper; afterwards only those near the viewport again. */
  forPrint(printing: boolean, theme: Theme): void {
    this.isPrinting = printing;
    if (printing) {
      this.guard(() => {
        for (const plot of this.body?.plots ?? []) plot.drawForPrint();
      });
    } else if (this.isDrawn) this.draw(theme);
    else this.release();
  }

  release(): void {
    this.isDrawn = false;
    if (this.isPrinting) return;
    for (const plot of this.body?.plots ?? []) plot.release();
  }

  private draw(theme: Theme): void {
    this.isDrawn = true;
    if (this.isPrinting) return;
    this.guard(() => {
      for (const plot of this.body?.plots ?? []) plot.draw(theme);
    });
  }

  private actions(): HTMLElement[] {
    const { figure, context } = this;
    const table = button(
      l10n.t('Table'),
      'quiet',
      () => {
        const open = !context.memory.isTableOpen(figure.id);
        context.memory.setTableOpen(figure.id, open);
        setExpanded(table, open);
        if (open) this.fillTable();
        else this.tablePlace.replaceChildren();
      },
      l10n.t('Table of {0}', figure.title),
    );
    setExpanded(table, context.memory.isTableOpen(figure.id));
    const save = button(
      l10n.t('Save'),
      'quiet',
      () => this.toggleFormats(save),
      l10n.t('Save {0} as a file', figure.title),
    );
    setExpanded(save, false);
    const [path] = figure.about;
    if (path === undefined || context.host.standalone) return [table, save];
    const reveal = (): void => context.host.send({ type: 'reveal', path });
    return [table, save, link(l10n.t('Reveal'), reveal, l10n.t('Reveal {0} in the analysis file', path.join('.')))];
  }

  private toggleFormats(save: HTMLElement): void {
    const open = this.formats.hidden !== false;
    this.formats.hidden = !open;
    setExpanded(save, open);
    if (!open || this.formats.childElementCount > 0) return;
    for (const format of ['png', 'svg', 'csv'] as const) {
      const label = l10n.t('Save {0} as {1}', this.figure.title, format.toUpperCase());
      this.formats.append(button(format.toUpperCase(), 'secondary', () => void this.save(format), label));
    }
  }

  /** Each plot of a figure is a file of its own; the numbers are one. */
  private async save(format: 'png' | 'svg' | 'csv'): Promise<void> {
    const { figure, context, body } = this;
    const name = figure.id.replace(/[^\w.-]+/g, '-');
    const keep = (content: string, part = ''): void =>
      context.host.send({ type: 'save', name: `${name}${part}.${format}`, format, content });
    try {
      if (format === 'csv') {
        keep(csvOf(figure));
        return;
      }
      const plots = body?.plots ?? [];
      for (const [index, { shown: source }] of plots.entries()) {
        const picture = { source, title: figure.title, entries: body?.entries() ?? [] };
        keep(format === 'svg' ? svgOf(picture) : await pngOf(picture), plots.length > 1 ? `-${index + 1}` : '');
      }
    } catch (error) {
      this.formats.append(element('p', { class: 'card-error', text: l10n.t('Not saved: {0}', errorMessage(error)) }));
      context.host.report(error, `saving ${figure.id}`);
    }
  }

  private fillTable(): void {
    this.guard(() => this.tablePlace.replaceChildren(tableView(tableOf(this.figure))));
  }

  /** An error takes the place of this figure's plot, and goes to the log. */
  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.release();
      this.body = undefined;
      this.tablePlace.replaceChildren();
      this.content.replaceChildren(
        element('p', {
          class: 'card-error',
          text: l10n.t('This plot cannot be drawn: {0}', errorMessage(error)),
          attributes: { role: 'alert' },
        }),
      );
      this.context.host.report(error, `figure ${this.figure.id}`);
    }
  }
}

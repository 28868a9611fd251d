/** One figure on the page: title, caption, plot, and the table behind it. What fails in it stays in it. */
import type { Figure } from '../src/report/figure';
import { button, link, setExpanded } from './controls';
import { element } from './element';
import { figureBody, type BodyContext, type FigureBody } from './figureBody';
import { tableOf } from './figure/tableContent';
import { errorMessage, type Host } from './host';
import { tableView } from './tableView';
import type { Theme } from './theme';

export interface CardContext extends BodyContext {
  readonly host: Host;
}

let cardsMade = 0;

export class FigureCard {
  readonly element: HTMLElement;
  private readonly content = element('div', { class: 'card-content' });
  private readonly tablePlace = element('div', { class: 'card-table' });
  private body: FigureBody | undefined;
  private isDrawn = false;

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

  release(): void {
    this.isDrawn = false;
    for (const plot of this.body?.plots ?? []) plot.release();
  }

  private draw(theme: Theme): void {
    this.isDrawn = true;
    this.guard(() => {
      for (const plot of this.body?.plots ?? []) plot.draw(theme);
    });
  }

  private actions(): HTMLElement[] {
    const { figure, context } = this;
    const table = button(
      'Table',
      'quiet',
      () => {
        const open = !context.memory.isTableOpen(figure.id);
        context.memory.setTableOpen(figure.id, open);
        setExpanded(table, open);
        if (open) this.fillTable();
        else this.tablePlace.replaceChildren();
      },
      `Table of ${figure.title}`,
    );
    setExpanded(table, context.memory.isTableOpen(figure.id));
    const [path] = figure.about;
    if (path === undefined) return [table];
    const reveal = (): void => context.host.send({ type: 'reveal', path });
    return [table, link('Reveal', reveal, `Reveal ${path.join('.')} in the analysis file`)];
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
          text: `This plot cannot be drawn: ${errorMessage(error)}`,
          attributes: { role: 'alert' },
        }),
      );
      this.context.host.report(error, `figure ${this.figure.id}`);
    }
  }
}

/**
 * A part of the page that is built again only when what it shows is different, so that a state which changes elsewhere
 * takes no focus, no selection and nothing that was unfolded.
 */
import { element } from '../element';

export class Slot {
  readonly element: HTMLElement;
  private shown: string | undefined;

  /** @param name for the style: the class of its element */
  constructor(tag: 'div' | 'section', name: string) {
    this.element = element(tag, { class: name, attributes: { hidden: '' } });
  }

  /** @param build makes what `content` says; a slot without anything in it is hidden */
  show(content: unknown, build: () => readonly Node[]): void {
    const text = JSON.stringify([content]);
    if (text === this.shown) return;
    this.shown = text;
    const focused = this.focused();
    this.element.replaceChildren(...build());
    this.element.hidden = this.element.childElementCount === 0;
    if (focused !== undefined) this.focus(focused);
  }

  /** Which of the controls inside has the focus, by the name that it will have again. */
  private focused(): string | undefined {
    const { activeElement } = document;
    if (activeElement === null || !this.element.contains(activeElement)) return undefined;
    return activeElement.getAttribute('aria-label') ?? undefined;
  }

  private focus(label: string): void {
    for (const candidate of this.element.querySelectorAll<HTMLElement>('[aria-label]')) {
      if (candidate.getAttribute('aria-label') === label) {
        candidate.focus();
        return;
      }
    }
  }
}

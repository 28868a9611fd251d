/** One box beside the pointer with the numbers of a bin; the same text is said aloud when a plot is read by keys. */
import { element } from './element';
import type { ColourName } from './figure/seriesStyle';

export interface Reading {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly value: string; readonly colour?: ColourName }[];
}

export class Tooltip {
  private readonly box = element('div', { class: 'tooltip', attributes: { 'aria-hidden': 'true', hidden: '' } });
  private readonly spoken = element('div', { class: 'visually-hidden', attributes: { 'aria-live': 'polite' } });

  constructor(root: HTMLElement) {
    root.append(this.box, this.spoken);
    window.addEventListener('scroll', () => this.hide(), { passive: true });
  }

  /** @param x, y where the reading belongs, in pixels of the viewport */
  show(reading: Reading, x: number, y: number, aloud: boolean): void {
    const lines = reading.lines.map((line) =>
      element(
        'div',
        { class: 'tooltip-line' },
        element('span', { class: `tooltip-key${line.colour === undefined ? '' : ` series-${line.colour}`}` }),
        element('span', { class: 'tooltip-label', text: line.label }),
        element('span', { class: 'tooltip-value', text: line.value }),
      ),
    );
    this.box.replaceChildren(element('div', { class: 'tooltip-title', text: reading.title }), ...lines);
    this.box.hidden = false;
    this.place(x, y);
    if (aloud) {
      this.spoken.textContent = [reading.title, ...reading.lines.map((line) => `${line.label} ${line.value}`)].join(
        '; ',
      );
    }
  }

  hide(): void {
    this.box.hidden = true;
  }

  /** Beside the point, on the side where there is room, wholly inside the viewport. */
  private place(x: number, y: number): void {
    const margin = 4;
    const gap = 12;
    const { width, height } = this.box.getBoundingClientRect();
    const room = document.documentElement;
    const right = x + gap + width + margin <= room.clientWidth ? x + gap : x - gap - width;
    const left = Math.max(margin, Math.min(right, room.clientWidth - width - margin));
    const top = Math.max(margin, Math.min(y - height / 2, room.clientHeight - height - margin));
    this.box.style.left = `${left}px`;
    this.box.style.top = `${top}px`;
  }
}

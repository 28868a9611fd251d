/** A legend of real buttons: each switches a series on and off, by pointer or by keys. */
import { element, svgElement } from './element';
import type { SeriesStyle } from './figure/seriesStyle';

export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
  /** Bars show a patch, steps and curves a line. */
  readonly mark: 'line' | 'bar';
  readonly hidden: boolean;
}

/** @param onToggle gets the position of the entry and whether it is hidden now */
export function legend(
  entries: readonly LegendEntry[],
  onToggle: (index: number, hidden: boolean) => void,
): HTMLElement {
  const items = entries.map((entry, index) => {
    let hidden = entry.hidden;
    const item = element('button', {
      class: `legend-item series-${entry.style.colour}`,
      attributes: { type: 'button', 'aria-pressed': String(!hidden), title: 'Show or hide this series' },
    });
    item.append(swatch(entry), element('span', { class: 'legend-label', text: entry.label }));
    item.addEventListener('click', () => {
      hidden = !hidden;
      item.setAttribute('aria-pressed', String(!hidden));
      onToggle(index, hidden);
    });
    return item;
  });
  return element('div', { class: 'legend', attributes: { role: 'group', 'aria-label': 'Series' } }, ...items);
}

function swatch(entry: LegendEntry): SVGElement {
  const filled = entry.mark === 'bar' || entry.style.filled;
  const line = svgElement('line', {
    x1: '0',
    x2: '26',
    y1: filled ? '2' : '6',
    y2: filled ? '2' : '6',
    stroke: 'currentColor',
    'stroke-width': '2',
    'stroke-dasharray': entry.style.dash.join(' '),
  });
  const fill = svgElement('rect', {
    x: '0',
    y: '2',
    width: '26',
    height: '9',
    fill: 'currentColor',
    'fill-opacity': entry.mark === 'bar' ? String(barOpacity(entry.style)) : '0.18',
  });
  const parts = filled ? [fill, line] : [line];
  return svgElement(
    'svg',
    { class: 'swatch', width: '26', height: '12', viewBox: '0 0 26 12', 'aria-hidden': 'true', focusable: 'false' },
    ...parts,
  );
}

/** Filled bars are solid, the others pale with an outline: two kinds of bars differ without colour. */
export function barOpacity(style: SeriesStyle): number {
  return style.filled ? 0.85 : 0.3;
}

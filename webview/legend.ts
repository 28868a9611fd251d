/** A legend of real buttons: each switches a series on and off, by pointer or by keys. */
import { element, svgElement } from './element';
import type { SeriesStyle } from './figure/seriesStyle';
import { l10n } from './l10n';

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
      attributes: { type: 'button', 'aria-pressed': String(!hidden), title: l10n.t('Show or hide this series') },
    });
    item.append(swatch(entry), element('span', { class: 'legend-label', text: entry.label }));
    item.addEventListener('click', () => {
      hidden = !hidden;
      item.setAttribute('aria-pressed', String(!hidden));
      onToggle(index, hidden);
    });
    return item;
  });
  return element('div', { class: 'legend', attributes: { role: 'group', 'aria-label': l10n.t('Series') } }, ...items);
}

function swatch(entry: LegendEntry): SVGElement {
  const parts = entry.style.points === true ? pointSwatch() : lineSwatch(entry);
  return svgElement(
    'svg',
    { class: 'swatch', width: '26', height: '12', viewBox: '0 0 26 12', 'aria-hidden': 'true', focusable: 'false' },
    ...parts,
  );
}

/** A point with its error bar. */
function pointSwatch(): SVGElement[] {
  return [
    svgElement('line', { x1: '13', x2: '13', y1: '0', y2: '12', stroke: 'currentColor', 'stroke-width': '1.25' }),
    svgElement('circle', { cx: '13', cy: '6', r: '3', fill: 'currentColor' }),
  ];
}

function lineSwatch({ mark, style }: LegendEntry): SVGElement[] {
  const filled = mark === 'bar' || style.filled;
  const y = filled ? '2' : '6';
  // Bars have whole edges.
  const dash = mark === 'bar' ? '' : style.dash.join(' ');
  const stroke = { stroke: 'currentColor', 'stroke-width': '2', 'stroke-dasharray': dash };
  const line = svgElement('line', { x1: '0', x2: '26', y1: y, y2: y, ...stroke });
  if (!filled) return [line];
  const opacity = mark === 'bar' ? String(barOpacity(style)) : '0.18';
  const area = { x: '0', y: '2', width: '26', height: '9', fill: 'currentColor', 'fill-opacity': opacity };
  return [svgElement('rect', area), line];
}

/** Filled bars are darker than the others: two kinds of bars differ without colour, and errors are seen on both. */
export function barOpacity(style: SeriesStyle): number {
  return style.filled ? 0.5 : 0.2;
}

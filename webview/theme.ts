/** Colours and fonts of VS Code's theme, as media/plots.css names them, for drawing on canvases. */
import { color } from 'chart.js/helpers';
import { element } from './element';
import { colourNames, type ColourName } from './figure/seriesStyle';

export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly fontFamily: string;
  /** In pixels. */
  readonly fontSize: number;
  readonly series: Readonly<Record<ColourName, string>>;
}

/** Black on white, as plots are put into notes and papers. */
export function paperTheme(): Theme {
  const paper = element('div', { class: 'paper' });
  document.body.append(paper);
  const theme = readTheme(paper);
  paper.remove();
  return theme;
}

/** Reads what applies now. */
export function readTheme(of: Element = document.body): Theme {
  const style = getComputedStyle(of);
  const variable = (name: string): string => style.getPropertyValue(`--pullscope-${name}`).trim();
  return {
    foreground: variable('foreground'),
    muted: variable('muted'),
    grid: variable('grid'),
    background: variable('background'),
    fontFamily: style.fontFamily,
    fontSize: Math.max(10, Math.round(Number.parseFloat(style.fontSize) * 0.88) || 11),
    series: Object.fromEntries(colourNames.map((name) => [name, variable(`series-${name}`)])) as Record<
      ColourName,
      string
    >,
  };
}

/**
 * VS Code changes classes of the body, and its variables on the root, when the theme changes; an exported file follows
 * the system.
 */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-id', 'data-vscode-theme-kind'],
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
  window.matchMedia('(prefers-contrast: more)').addEventListener('change', listener);
  window.matchMedia('(forced-colors: active)').addEventListener('change', listener);
}

/** The colour, see-through: 0 is invisible, 1 is solid. */
export function faded(colour: string, opacity: number): string {
  const parsed = color(colour);
  return parsed.valid ? parsed.alpha(opacity).rgbString() : colour;
}

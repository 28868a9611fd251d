/**
 * A plot as a file, in the colours of paper whatever the theme is: with its title and legend, which the page has beside
 * the canvas.
 */
import { element } from '../element';
import { l10n } from '../l10n';
import type { LegendEntry } from '../legend';
import { paperTheme, type Theme } from '../theme';
import type { Chart } from './parts';
import type { PlotSource } from './plotFrame';
import { escaped, RecordedPath, short, SvgContext } from './svgContext';

export interface Picture {
  readonly source: PlotSource;
  readonly title: string;
  /** The series that are shown. */
  readonly entries: readonly LegendEntry[];
}

/** Pixels: what a plot takes of the width of a page. */
const width = 640;

/** In print two stand side by side, and are made smaller: less is drawn, so that its words stay readable. */
const printedWidth = 430;

/** Pixels of a PNG for one of the plot: sharp in print. */
const pixelRatio = 3;

/** @throws what the figure's content makes Chart.js throw */
export function svgOf({ source, title, entries }: Picture): string {
  const theme = paperTheme();
  const header = new SvgContext(element('canvas'), measuringContext());
  const headHeight = drawHeader(header, title, entries, theme);
  const height = headHeight + source.height;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${short(height)}" ` +
    `viewBox="0 0 ${width} ${short(height)}" role="img"><title>${escaped(source.label)}</title>` +
    `<rect width="100%" height="100%" fill="${escaped(theme.background)}"/>${header.drawing()}` +
    `<g transform="translate(0 ${short(headHeight)})">${drawnAsSvg(source, theme, width)}</g></svg>\n`
  );
}

/** The plot alone, as an element for a printed page, whose legend stands beside it. */
export function svgElementOf(source: PlotSource): Element {
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${printedWidth} ${short(source.height)}" role="img" ` +
    `class="printed">${drawnAsSvg(source, paperTheme(), printedWidth)}</svg>`;
  return document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
}

/** @returns base64 */
export async function pngOf({ source, title, entries }: Picture): Promise<string> {
  const theme = paperTheme();
  const copy = element('canvas');
  const context = copy.getContext('2d');
  if (context === null) throw new Error(l10n.t('The browser gives no canvas to draw on.'));
  const headHeight = drawHeader(measuringContext(), title, entries, theme);
  copy.width = width * pixelRatio;
  copy.height = (headHeight + source.height) * pixelRatio;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, copy.width, copy.height);
  context.scale(pixelRatio, pixelRatio);
  drawHeader(context, title, entries, theme);
  inPlace(width, source.height, (canvas) => {
    const chart = source.draw(canvas, theme, () => undefined);
    chart.options.devicePixelRatio = pixelRatio;
    chart.resize();
    context.drawImage(canvas, 0, headHeight, width, source.height);
    return chart;
  });
  const blob = await new Promise<Blob | null>((resolve) => copy.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error(l10n.t('The browser cannot write a PNG of this size.'));
  return base64(new Uint8Array(await blob.arrayBuffer()));
}

function drawnAsSvg(source: PlotSource, theme: Theme, across: number): string {
  let drawing = '';
  inPlace(across, source.height, (canvas) => {
    const context = new SvgContext(canvas, measuringContext());
    Object.defineProperty(canvas, 'getContext', { value: () => context });
    const { Path2D } = window;
    try {
      // Chart.js keeps lines as Path2D, which cannot be read again: a recording one stands in while it draws.
      window.Path2D = RecordedPath as unknown as typeof Path2D;
      const chart = source.draw(canvas, theme, () => undefined);
      drawing = context.drawing();
      return chart;
    } finally {
      window.Path2D = Path2D;
    }
  });
  return drawing;
}

/** Draws on a canvas of the right size that nobody sees, and takes it away again. */
function inPlace(across: number, height: number, draw: (canvas: HTMLCanvasElement) => Chart): void {
  const canvas = element('canvas');
  const frame = element('div', { class: 'drawing-place' }, canvas);
  frame.style.width = `${across}px`;
  frame.style.height = `${height}px`;
  document.body.append(frame);
  try {
    draw(canvas).destroy();
  } finally {
    frame.remove();
  }
}

type HeaderContext = Pick<
  CanvasRenderingContext2D,
  | 'font'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'textBaseline'
  | 'measureText'
  | 'fillText'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'setLineDash'
>;

/** Title and legend above the plot. @returns their height */
function drawHeader(context: HeaderContext, title: string, entries: readonly LegendEntry[], theme: Theme): number {
  const { fontSize, fontFamily } = theme;
  const line = fontSize + 8;
  let y = line;
  context.textBaseline = 'middle';
  context.font = `bold ${fontSize + 1}px ${fontFamily}`;
  context.fillStyle = theme.foreground;
  for (const words of linesOf(context, title, width - 16)) {
    context.fillText(words, 8, y - 4);
    y += line;
  }
  context.font = `${fontSize}px ${fontFamily}`;
  let x = 8;
  for (const { label, style } of entries) {
    const needed = 34 + context.measureText(label).width;
    if (x > 8 && x + needed > width - 8) {
      x = 8;
      y += line;
    }
    context.strokeStyle = theme.series[style.colour];
    context.lineWidth = 2;
    context.setLineDash([...style.dash]);
    context.beginPath();
    context.moveTo(x, y - 4);
    context.lineTo(x + 26, y - 4);
    context.stroke();
    context.setLineDash([]);
    context.fillText(label, x + 32, y - 4);
    x += needed + 16;
  }
  return entries.length === 0 ? y - line / 2 : y + line / 2;
}

function linesOf(context: Pick<HeaderContext, 'measureText'>, text: string, available: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1] ?? ''} ${word}`;
    if (lines.length > 0 && context.measureText(longer).width <= available) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function measuringContext(): CanvasRenderingContext2D {
  const context = element('canvas').getContext('2d');
  if (context === null) throw new Error(l10n.t('The browser gives no canvas to measure text with.'));
  return context;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  }
  return btoa(text);
}

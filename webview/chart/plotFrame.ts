/**
 * The frame around a canvas: it keeps its height while the chart comes and goes with the viewport, and lets pointer
 * and arrow keys read the numbers of one bin or row after another.
 */
import { element } from '../element';
import type { Theme } from '../theme';
import type { Reading, Tooltip } from '../tooltip';
import { svgElementOf } from './drawToFile';
import type { Chart } from './parts';

export interface PlotSource {
  /** In pixels. */
  readonly height: number;
  /** What a screen reader says of the plot. */
  readonly label: string;
  /** Draws at once; called again after a change of theme. `reading` gives the bin that is being read. */
  draw(canvas: HTMLCanvasElement, theme: Theme, reading: () => number | undefined): Chart;
  /** Bins or rows that can be read. */
  readonly count: number;
  /** How many of them the keys for up and down go at once; 1 if left out. */
  readonly stride?: number;
  /** The bin or row at a pixel of the canvas. */
  indexAt(chart: Chart, x: number, y: number): number | undefined;
  /** Pixel of the canvas beside which the numbers are shown. */
  anchor(chart: Chart, index: number): { readonly x: number; readonly y: number };
  read(index: number): Reading;
}

export class PlotFrame {
  readonly element = element('div', { class: 'plot' });
  private chart: Chart | undefined;
  private theme: Theme | undefined;
  private reading: number | undefined;

  constructor(
    private source: PlotSource,
    private readonly tooltip: Tooltip,
  ) {
    this.element.style.height = `${source.height}px`;
  }

  /** Draws, or draws anew. Throws what the figure's content makes Chart.js throw. */
  draw(theme: Theme): void {
    this.release();
    this.theme = theme;
    const canvas = element('canvas', { attributes: { role: 'img', tabindex: '0', 'aria-label': this.source.label } });
    this.listen(canvas);
    this.element.replaceChildren(canvas);
    this.chart = this.source.draw(canvas, theme, () => this.reading);
  }

  /** Shows something else in the same place. */
  change(source: PlotSource): void {
    this.source = source;
    this.element.style.height = `${source.height}px`;
    if (this.theme !== undefined && this.chart !== undefined) this.draw(this.theme);
  }

  /** Frees the canvas; the frame keeps its place. */
  release(): void {
    if (this.reading !== undefined) this.stopReading();
    this.chart?.destroy();
    this.chart = undefined;
    this.element.replaceChildren();
  }

  /** What is shown now. */
  get shown(): PlotSource {
    return this.source;
  }

  /** A drawing for paper in place of the canvas, until it is drawn again or released. */
  drawForPrint(): void {
    this.release();
    this.element.replaceChildren(svgElementOf(this.source));
  }

  /** The chart while it is drawn. */
  drawn(): Chart | undefined {
    return this.chart;
  }

  private listen(canvas: HTMLCanvasElement): void {
    canvas.addEventListener('pointermove', (event) => {
      if (this.chart === undefined) return;
      const index = this.source.indexAt(this.chart, event.offsetX, event.offsetY);
      if (index === undefined) this.stopReading();
      else this.read(index, false);
    });
    canvas.addEventListener('pointerleave', () => this.stopReading());
    canvas.addEventListener('blur', () => this.stopReading());
    canvas.addEventListener('keydown', (event) => {
      const next = this.indexAfter(event.key);
      if (next !== undefined) this.read(next, true);
      else if (event.key === 'Escape') this.stopReading();
      else return;
      event.preventDefault();
    });
  }

  private indexAfter(key: string): number | undefined {
    const last = this.source.count - 1;
    if (last < 0) return undefined;
    const { stride = 1 } = this.source;
    switch (key) {
      case 'ArrowRight':
        return Math.min(last, (this.reading ?? -1) + 1);
      case 'ArrowDown':
        return this.reading === undefined ? 0 : Math.min(last, this.reading + stride);
      case 'ArrowLeft':
        return Math.max(0, (this.reading ?? last + 1) - 1);
      case 'ArrowUp':
        return this.reading === undefined ? last : Math.max(0, this.reading - stride);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return undefined;
    }
  }

  private read(index: number, aloud: boolean): void {
    if (this.chart === undefined) return;
    if (index !== this.reading) {
      this.reading = index;
      this.chart.draw();
    }
    const anchor = this.source.anchor(this.chart, index);
    const place = this.chart.canvas.getBoundingClientRect();
    this.tooltip.show(this.source.read(index), place.left + anchor.x, place.top + anchor.y, aloud);
  }

  private stopReading(): void {
    this.reading = undefined;
    this.tooltip.hide();
    this.chart?.draw();
  }
}

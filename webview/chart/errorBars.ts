/** Chart.js plugin: error bars over the datasets, and an arrow at the edge of the pane where a value lies outside it. */
import type { Chart, Plugin } from 'chart.js';

export interface ErrorBar {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ErrorBarSet {
  /** The bars are drawn while this dataset is visible. */
  readonly dataset: number;
  /** Id of the scale of the values. */
  readonly scale: string;
  readonly colour: string;
  /** Ends of the bars get caps this wide, in pixels. */
  readonly cap: number;
  /** `undefined` where there is no value. */
  readonly bars: readonly (ErrorBar | undefined)[];
  /** Pixel on the other axis at which bar `index` stands. */
  readonly position: (chart: Chart, index: number) => number;
}

export function errorBars(sets: readonly ErrorBarSet[]): Plugin {
  return {
    id: 'errorBars',
    afterDatasetsDraw(chart) {
      for (const set of sets) if (chart.isDatasetVisible(set.dataset)) drawSet(chart, set);
    },
  };
}

function drawSet(chart: Chart, set: ErrorBarSet): void {
  const scale = chart.scales[set.scale];
  if (scale === undefined) return;
  const { ctx } = chart;
  const horizontal = scale.isHorizontal();
  const first = horizontal ? scale.left : scale.top;
  const last = horizontal ? scale.right : scale.bottom;
  const at = (along: number, across: number): [number, number] => (horizontal ? [along, across] : [across, along]);
  ctx.save();
  ctx.strokeStyle = set.colour;
  ctx.fillStyle = set.colour;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  set.bars.forEach((bar, index) => {
    if (bar === undefined) return;
    const across = set.position(chart, index);
    const middle = scale.getPixelForValue(bar.value);
    const ends = [scale.getPixelForValue(bar.low), scale.getPixelForValue(bar.high)];
    const from = Math.max(first, Math.min(...ends));
    const to = Math.min(last, Math.max(...ends));
    if (to > from) {
      ctx.moveTo(...at(from, across));
      ctx.lineTo(...at(to, across));
      if (set.cap > 0) {
        for (const end of ends) {
          if (end < first || end > last) continue;
          ctx.moveTo(...at(end, across - set.cap / 2));
          ctx.lineTo(...at(end, across + set.cap / 2));
        }
      }
    }
    if (middle < first) arrow(ctx, at, first, across, 5);
    else if (middle > last) arrow(ctx, at, last, across, -5);
  });
  ctx.stroke();
  ctx.restore();
}

/** A small triangle whose tip is at the edge. */
function arrow(
  ctx: CanvasRenderingContext2D,
  at: (along: number, across: number) => [number, number],
  edge: number,
  across: number,
  size: number,
): void {
  const triangle = new Path2D();
  triangle.moveTo(...at(edge + Math.sign(size), across));
  triangle.lineTo(...at(edge + size, across - 3));
  triangle.lineTo(...at(edge + size, across + 3));
  triangle.closePath();
  ctx.fill(triangle);
}

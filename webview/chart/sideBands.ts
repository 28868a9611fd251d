/**
 * Chart.js plugin: what lies between the nominal histogram and the two sides of a variation is shaded, in the colour of
 * the side, in both panes.
 */
import type { Chart, Plugin } from 'chart.js';

export interface SideBand {
  /** The band is drawn while both datasets are visible; nominal of a ratio is 1, and in no dataset. */
  readonly datasets: readonly number[];
  /** Id of the scale of the values. */
  readonly scale: string;
  /** Half transparent. */
  readonly colour: string;
  /** For each bin the two values that it lies between; `undefined` where there are none. */
  readonly bins: readonly (readonly [number, number] | undefined)[];
}

/** @param edges of the bins, one more than there are of these */
export function sideBands(bands: readonly SideBand[], edges: readonly number[]): Plugin {
  return {
    id: 'sideBands',
    beforeDatasetsDraw(chart) {
      for (const band of bands) {
        if (band.datasets.every((index) => chart.isDatasetVisible(index))) drawBand(chart, band, edges);
      }
    },
  };
}

function drawBand(chart: Chart, { scale: id, colour, bins }: SideBand, edges: readonly number[]): void {
  const scale = chart.scales[id];
  const x = chart.scales['x'];
  if (scale === undefined || x === undefined) return;
  const { ctx } = chart;
  const inPane = (value: number): number => Math.min(scale.bottom, Math.max(scale.top, scale.getPixelForValue(value)));
  ctx.save();
  ctx.fillStyle = colour;
  ctx.beginPath();
  bins.forEach((bin, index) => {
    if (bin === undefined) return;
    const [from, to] = [x.getPixelForValue(edges[index] ?? 0), x.getPixelForValue(edges[index + 1] ?? 0)];
    const [one, other] = [inPane(bin[0]), inPane(bin[1])];
    ctx.rect(from, Math.min(one, other), to - from, Math.abs(other - one));
  });
  ctx.fill();
  ctx.restore();
}

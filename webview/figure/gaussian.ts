/** The standard normal density, and what it expects in the bins of a pull histogram. */

/** exp(−x²/2)/√(2π) */
function standardNormal(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** All entries of a pull histogram, those outside the axis included. */
export function entriesOf(series: {
  readonly counts: readonly number[];
  readonly underflow: number;
  readonly overflow: number;
}): number {
  return series.counts.reduce((sum, count) => sum + count, 0) + series.underflow + series.overflow;
}

/**
 * N(0,1) × entries × bin width, to be drawn over counts. Where bins are unequal the curve follows each bin's width.
 *
 * @param edges ascending, length = bins + 1
 * @returns points from the first to the last edge, at least eight a bin
 */
export function gaussianOverlay(edges: readonly number[], entries: number): { x: number; y: number }[] {
  const bins = edges.length - 1;
  const perBin = Math.max(8, Math.ceil(160 / Math.max(1, bins)));
  const points: { x: number; y: number }[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const low = edges[bin] ?? 0;
    const width = (edges[bin + 1] ?? 0) - low;
    const steps = bin === bins - 1 ? perBin + 1 : perBin;
    for (let step = 0; step < steps; step++) {
      const x = low + (width * step) / perBin;
      points.push({ x, y: entries * width * standardNormal(x) });
    }
  }
  return points;
}

/** Entries that N(0,1) expects between two edges, by its value at the middle of eight parts (Simpson's rule). */
export function expectedEntries(low: number, high: number, entries: number): number {
  const parts = 8;
  const width = (high - low) / parts;
  let sum = 0;
  for (let part = 0; part <= parts; part++) {
    const factor = part === 0 || part === parts ? 1 : part % 2 === 1 ? 4 : 2;
    sum += factor * standardNormal(low + part * width);
  }
  return (entries * sum * width) / 3;
}

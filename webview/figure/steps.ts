/** Outline of a histogram: two points a bin, so that bins of unequal width and gaps come out right. */

/**
 * @param edges ascending, length = bins + 1
 * @param values length = bins; `null` and non-finite values leave a gap
 * @throws RangeError if the lengths do not match or the edges do not ascend
 */
export function stepPoints(edges: readonly number[], values: readonly (number | null)[]): { x: number; y: number }[] {
  requireEdges(edges, values.length);
  return values.flatMap((value, bin) => {
    const y = value !== null && Number.isFinite(value) ? value : Number.NaN;
    return [
      { x: edges[bin] ?? Number.NaN, y },
      { x: edges[bin + 1] ?? Number.NaN, y },
    ];
  });
}

/** One point in the middle of each bin; gaps as in `stepPoints`. */
export function centrePoints(edges: readonly number[], values: readonly (number | null)[]): { x: number; y: number }[] {
  requireEdges(edges, values.length);
  return values.map((value, bin) => ({
    x: ((edges[bin] ?? Number.NaN) + (edges[bin + 1] ?? Number.NaN)) / 2,
    y: value !== null && Number.isFinite(value) ? value : Number.NaN,
  }));
}

/** Index of the bin that holds x, or undefined outside. The last bin holds its upper edge. */
export function binAt(edges: readonly number[], x: number): number | undefined {
  const last = edges.length - 1;
  if (last < 1 || !(x >= (edges[0] ?? 0)) || !(x <= (edges[last] ?? 0))) return undefined;
  let low = 0;
  let high = last - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @throws RangeError if there are not bins + 1 finite, ascending edges */
export function requireEdges(edges: readonly number[], bins: number): void {
  if (bins < 1 || edges.length !== bins + 1) {
    throw new RangeError(`The figure has ${edges.length} edges for ${bins} bins; it needs one edge more than bins.`);
  }
  edges.forEach((edge, index) => {
    const previous = edges[index - 1];
    if (!Number.isFinite(edge) || (previous !== undefined && edge <= previous)) {
      throw new RangeError(`Edge ${index} of the figure, ${edge}, is not above the one before it.`);
    }
  });
}

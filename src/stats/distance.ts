/**
 * Distances between the shapes of two histograms, from their sums of weights per bin. Each is divided by its own total;
 * bins may be negative, and so may a total: then F is the same function of the weights, only not monotone.
 */

/**
 * Kolmogorov-Smirnov distance max |F_a − F_b|, at the bin edges: it is never larger than the unbinned distance, and
 * smaller by at most Σ|w| of one bin over the total.
 *
 * @param a,b Σw per bin, of equal length
 * @throws RangeError if the lengths differ or a total is zero
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  const [scaleA, scaleB] = scales(a, b);
  let difference = 0;
  let largest = 0;
  // Not at the upper end of the last bin, where both are 1 and only rounding differs.
  for (let bin = 0; bin < a.length - 1; bin++) {
    difference += a[bin]! * scaleA - b[bin]! * scaleB;
    largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}

/**
 * Wasserstein-1 distance ∫|F_a − F_b| dx, in units of the variable, by the trapezoidal rule over the edges: exact for
 * values in the middle of their bins (a number of jets), and as fine as the bins for others. For signed weights, where
 * no transport of mass is defined, the integral is the definition.
 *
 * @param a,b Σw per bin, under- and overflow included: one entry more than there are edges
 * @param low,high where the variable ends: the underflow is spread over low..e_0 and the overflow over e_B..high; a
 *   `low` above e_0 counts as e_0, a `high` below e_B as e_B
 * @throws RangeError if the lengths do not fit, a total is zero, or the range is not finite
 */
export function wassersteinDistance(
  a: Float64Array,
  b: Float64Array,
  edges: Float64Array,
  low: number,
  high: number,
): number {
  const [scaleA, scaleB] = scales(a, b);
  if (edges.length !== a.length - 1) {
    throw new RangeError(`${a.length} bins with under- and overflow need ${a.length - 1} edges, not ${edges.length}.`);
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new RangeError(`The range of the variable must be finite, not ${low} to ${high}.`);
  }
  let before = 0;
  let from = Math.min(low, edges[0] ?? low);
  let integral = 0;
  for (let bin = 0; bin < a.length; bin++) {
    const last = bin === a.length - 1;
    const after = last ? 0 : before + a[bin]! * scaleA - b[bin]! * scaleB;
    const to = last ? Math.max(high, from) : edges[bin]!;
    integral += ((to - from) * (Math.abs(before) + Math.abs(after))) / 2;
    before = after;
    from = to;
  }
  return integral;
}

/** One over each total. */
function scales(a: Float64Array, b: Float64Array): [number, number] {
  if (a.length !== b.length) throw new RangeError(`Cannot compare ${a.length} bins with ${b.length}.`);
  return [1 / nonZeroTotal(a), 1 / nonZeroTotal(b)];
}

function nonZeroTotal(contents: Float64Array): number {
  let total = 0;
  for (let bin = 0; bin < contents.length; bin++) total += contents[bin]!;
  if (total === 0) throw new RangeError('The weights sum to zero: the shape of the histogram is not defined.');
  return total;
}

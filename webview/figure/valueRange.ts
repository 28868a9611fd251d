/** Ranges of the vertical axes: everything is seen, and one bad bin does not flatten the rest. */

export interface Range {
  readonly low: number;
  readonly high: number;
}

interface Point {
  readonly value: number;
  readonly error: number;
}

/**
 * Range of a ratio pane. It holds 1, and of each series the bulk of the bins with their errors, and every well-measured
 * bin that is not far outside that bulk. Bins whose error is more than four times the series' median error do not
 * stretch it; nor does the most extreme twentieth of the bins at each end where it is more than twice as far from 1
 * as the bulk. Ratios above 3.5 do not either, unless half of the bins of their series have such: all that is below 1 would
 * be a line at the bottom. What lies outside is drawn as an arrow at the edge.
 */
export function ratioRange(
  series: readonly { readonly values: readonly (number | null)[]; readonly errors: readonly (number | null)[] }[],
): Range {
  const usable = series.map(({ values, errors }) => usablePoints(values, errors));
  const shown = usable.flatMap((points) => shownPoints(points));
  if (shown.length === 0) return { low: 0.9, high: 1.1 };
  const below = Math.max(0, ...shown.map((point) => 1 - point.value + point.error));
  const above = Math.max(0, ...shown.map((point) => point.value + point.error - 1));
  const range = aroundOne(below, Math.min(above, Math.max(mostAbove, ...usable.map(typicallyAbove))));
  const hasNegative = shown.some((point) => point.value < 0);
  return hasNegative ? range : { low: Math.max(0, range.low), high: range.high };
}

/** Range of the heights: from zero (or the lowest negative bin) to the highest bin with its error, and some air. */
export function heightRange(
  series: readonly { readonly values: readonly number[]; readonly errors?: readonly number[] }[],
): Range {
  let low = 0;
  let high = 0;
  for (const { values, errors } of series) {
    values.forEach((value, bin) => {
      if (!Number.isFinite(value)) return;
      const error = errors?.[bin] ?? 0;
      const reach = Number.isFinite(error) ? error : 0;
      low = Math.min(low, value < 0 ? value - reach : 0);
      high = Math.max(high, value + reach);
    });
  }
  if (high === low) return { low: 0, high: 1 };
  const air = 0.06 * (high - low);
  return { low: low < 0 ? low - air : 0, high: high > 0 ? high + air : 0 };
}

/** Range of a profile: from the lowest to the highest number with its error, and some air; zero need not be in it. */
export function profileRange(
  series: readonly { readonly values: readonly number[]; readonly errors?: readonly number[] }[],
): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const { values, errors } of series) {
    values.forEach((value, bin) => {
      const error = errors?.[bin] ?? 0;
      if (!Number.isFinite(value) || !Number.isFinite(error)) return;
      low = Math.min(low, value - error);
      high = Math.max(high, value + error);
    });
  }
  if (!(high > low)) return heightRange(series);
  const air = 0.06 * (high - low);
  return { low: low - air, high: high + air };
}

/** Range of heights on a logarithmic axis: the positive bins, from half the lowest of them; 1 to 10 where there is none. */
export function logHeightRange(
  series: readonly { readonly values: readonly number[]; readonly errors?: readonly number[] }[],
): Range {
  let low = Infinity;
  let high = 0;
  for (const { values, errors } of series) {
    values.forEach((value, bin) => {
      if (!(value > 0) || !Number.isFinite(value)) return;
      const error = errors?.[bin] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value + (Number.isFinite(error) ? error : 0));
    });
  }
  return high > 0 ? { low: low / 2, high: high * 1.5 } : { low: 1, high: 10 };
}

/** As far above 1 a ratio is shown in any case: from 0 to 4, with ticks at 1, 2 and 3. */
const mostAbove = 2.5;

/** By how much half of the points of a series, with their errors, lie above 1 at least. */
function typicallyAbove(points: readonly Point[]): number {
  return median(points.map(({ value, error }) => value + error - 1));
}

/** Balanced about 1, unless one side reaches less than a quarter as far as the other. */
function aroundOne(below: number, above: number): Range {
  const far = Math.max(below, above, 5e-4) * 1.2;
  const near = Math.min(below, above) * 1.2;
  const short = near >= far / 4 ? far : far / 4;
  return below >= above ? { low: 1 - far, high: 1 + short } : { low: 1 - short, high: 1 + far };
}

/** The points of one series that its range must hold. */
function shownPoints(points: readonly Point[]): Point[] {
  const typicalError = median(points.map((point) => point.error));
  const measured = typicalError > 0 ? points.filter((point) => point.error <= 4 * typicalError) : [...points];
  const ascending = measured.sort((a, b) => a.value - b.value);
  const trimmed = Math.ceil(0.05 * ascending.length);
  const bulk = ascending.length >= 6 ? ascending.slice(trimmed, -trimmed) : ascending;
  const bulkSize = Math.max(1e-3, ...bulk.map((point) => Math.abs(point.value - 1) + point.error));
  return ascending.filter((point) => Math.abs(point.value - 1) <= 2 * bulkSize);
}

function usablePoints(values: readonly (number | null)[], errors: readonly (number | null)[]): Point[] {
  return values.flatMap((value, bin) => {
    const error = errors[bin] ?? 0;
    return value !== null && Number.isFinite(value) && Number.isFinite(error)
      ? [{ value, error: Math.abs(error) }]
      : [];
  });
}

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? 0;
}

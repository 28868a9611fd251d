/** Points of equal distance, ascending; rounded, so that 1 is 1 among [0.97, 1.03, 7]. Undefined where a part is missing. */
export function gridPoints(grid: readonly (number | null)[] | undefined): number[] | undefined {
  const [from, to, points] = grid ?? [];
  if (typeof from !== 'number' || typeof to !== 'number' || typeof points !== 'number') return undefined;
  const [low, high] = from < to ? [from, to] : [to, from];
  return Array.from({ length: points }, (_, index) => roundedValue(low + ((high - low) * index) / (points - 1)));
}

/** Sums of decimal fractions lose their last digits. */
export function roundedValue(value: number): number {
  return Number(value.toPrecision(12));
}

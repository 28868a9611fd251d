/**
 * The operations between lists and numbers, each a loop over a whole batch. A list column is its values one after the
 * other, and offsets: those of event i begin at `offsets[i]` and end before `offsets[i + 1]`.
 */
import type { ReductionName } from './expressionFunctions';

/** @param out [n] */
export type Reduction = (out: Float64Array, values: Float64Array, offsets: Int32Array, n: number) => void;

/** Of an empty list: sum 0, len 0, any 0, all 1, and of the others NaN, as there is no such value. */
export const reductions: Record<ReductionName, Reduction> = {
  sum: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      let sum = 0;
      for (const end = offsets[i + 1]!; at < end; at++) sum += values[at]!;
      out[i] = sum;
    }
  },
  mean: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      const start = at;
      let sum = 0;
      for (const end = offsets[i + 1]!; at < end; at++) sum += values[at]!;
      out[i] = sum / (at - start);
    }
  },
  min: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      const end = offsets[i + 1]!;
      let least = at < end ? Infinity : NaN;
      for (; at < end; at++) least = Math.min(least, values[at]!);
      out[i] = least;
    }
  },
  max: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      const end = offsets[i + 1]!;
      let greatest = at < end ? -Infinity : NaN;
      for (; at < end; at++) greatest = Math.max(greatest, values[at]!);
      out[i] = greatest;
    }
  },
  len: (out, _values, offsets, n) => {
    for (let i = 0; i < n; i++) out[i] = offsets[i + 1]! - offsets[i]!;
  },
  any: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      let found = 0;
      for (const end = offsets[i + 1]!; at < end; at++) if (values[at]! !== 0) found = 1;
      out[i] = found;
    }
  },
  all: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      let whole = 1;
      for (const end = offsets[i + 1]!; at < end; at++) if (values[at]! === 0) whole = 0;
      out[i] = whole;
    }
  },
  argmin: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      const start = at;
      let place = NaN;
      let least = Infinity;
      for (const end = offsets[i + 1]!; at < end; at++) {
        const value = values[at]!;
        if (value < least || (place !== place && value === value)) {
          least = value;
          place = at - start;
        }
      }
      out[i] = place;
    }
  },
  argmax: (out, values, offsets, n) => {
    for (let i = 0, at = 0; i < n; i++) {
      const start = at;
      let place = NaN;
      let greatest = -Infinity;
      for (const end = offsets[i + 1]!; at < end; at++) {
        const value = values[at]!;
        if (value > greatest || (place !== place && value === value)) {
          greatest = value;
          place = at - start;
        }
      }
      out[i] = place;
    }
  },
};

/** The value at an index that each event has for itself; negative ones count from the end. NaN where there is none. */
export function pick(
  out: Float64Array,
  values: Float64Array,
  offsets: Int32Array,
  index: Float64Array,
  n: number,
): void {
  for (let i = 0; i < n; i++) {
    const start = offsets[i]!;
    const end = offsets[i + 1]!;
    const at = index[i]! < 0 ? end + index[i]! : start + index[i]!;
    // A place between two values, and NaN, are no places.
    out[i] = at >= start && at < end && Number.isInteger(at) ? values[at]! : NaN;
  }
}

/** The values for which the mask is not 0, and their offsets [n + 1]. `out` may be `values` or `mask`. */
export function choose(
  out: Float64Array,
  outOffsets: Int32Array,
  values: Float64Array,
  mask: Float64Array,
  offsets: Int32Array,
  n: number,
): void {
  let chosen = 0;
  outOffsets[0] = 0;
  for (let i = 0, at = 0; i < n; i++) {
    for (const end = offsets[i + 1]!; at < end; at++) if (mask[at]! !== 0) out[chosen++] = values[at]!;
    outOffsets[i + 1] = chosen;
  }
}

/** Repeats the number of each event as often as its list is long. */
export function spread(out: Float64Array, numbers: Float64Array, offsets: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) out.fill(numbers[i]!, offsets[i], offsets[i + 1]);
}

/** The first event whose two lists differ in length; −1 where there is none. */
export function firstUnequal(a: Int32Array, b: Int32Array, n: number): number {
  // Equal up to here, so that the first offsets to differ end the first lists to differ.
  if (a !== b) for (let i = 1; i <= n; i++) if (a[i] !== b[i]) return i - 1;
  return -1;
}

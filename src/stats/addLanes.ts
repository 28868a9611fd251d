import { fillKernel, type Lane } from './kernel/fillKernel';

/** Lanes that are added in one go. */
const together = 4;

/**
 * Adds each of the first n parts of every lane to the lane's sum at its bin, and counts: what several sums take of one
 * event is added in one go.
 * @param at bins, from 0 to below `bins`
 * @param counts of events by bin, if they are wanted
 */
export function addLanes(at: Int32Array, n: number, bins: number, lanes: readonly Lane[], counts?: Float64Array): void {
  const kernel = fillKernel();
  if (kernel?.suits(n, bins) === true && lanes.length > 0) {
    for (let from = 0; from < lanes.length; from += together) {
      const some = lanes.length <= together ? lanes : lanes.slice(from, from + together);
      kernel.addByBin(at, n, bins, some, from === 0 ? counts : undefined);
    }
    return;
  }
  if (counts !== undefined) count(counts, at, n);
  for (const { sums, parts } of lanes) addOne(at, n, sums, parts);
}

function count(counts: Float64Array, at: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) counts[at[i]!]!++;
}

function addOne(at: Int32Array, n: number, sums: Float64Array, parts: Float64Array): void {
  for (let i = 0; i < n; i++) sums[at[i]!]! += parts[i]!;
}

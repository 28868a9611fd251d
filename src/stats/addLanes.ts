import { fillKernel, type Lane } from './kernel/fillKernel';

/** Lanes that are added in one go. */
const together = 4;

/**
 * Adds each of the first n parts of every lane to the lane's sum at its bin, and counts: what several sums take of one
 * event is added in one go.
 * @param counts of events by bin, if they are wanted
 */
export function addLanes(at: Int32Array, n: number, bins: number, lanes: readonly Lane[], counts?: Float64Array): void {
  const kernel = fillKernel();
  for (let from = 0; from === 0 || from < lanes.length; from += together) {
    const some = lanes.length <= together ? lanes : lanes.slice(from, from + together);
    const counted = from === 0 ? counts : undefined;
    if (kernel?.suits(n, bins, some.length) === true) kernel.addByBin(at, n, bins, some, counted);
    else addOneByOne(at, n, some, counted);
  }
}

function addOneByOne(at: Int32Array, n: number, lanes: readonly Lane[], counts: Float64Array | undefined): void {
  const [first, second, third, fourth] = lanes;
  if (counts === undefined || first === undefined || second === undefined) {
    if (counts !== undefined) count(counts, at, n);
    for (const { sums, parts } of lanes) addOne(at, n, sums, parts);
    return;
  }
  if (third === undefined) addTwo(at, n, counts, first.sums, first.parts, second.sums, second.parts);
  else if (fourth === undefined) {
    addThree(at, n, counts, first.sums, first.parts, second.sums, second.parts, third.sums, third.parts);
  } else {
    addFour(
      at,
      n,
      counts,
      first.sums,
      first.parts,
      second.sums,
      second.parts,
      third.sums,
      third.parts,
      fourth.sums,
      fourth.parts,
    );
  }
}

function count(counts: Float64Array, at: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) counts[at[i]!]!++;
}

function addOne(at: Int32Array, n: number, sums: Float64Array, parts: Float64Array): void {
  for (let i = 0; i < n; i++) sums[at[i]!]! += parts[i]!;
}

function addTwo(
  at: Int32Array,
  n: number,
  counts: Float64Array,
  sums1: Float64Array,
  parts1: Float64Array,
  sums2: Float64Array,
  parts2: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = at[i]!;
    counts[bin]!++;
    sums1[bin]! += parts1[i]!;
    sums2[bin]! += parts2[i]!;
  }
}

function addThree(
  at: Int32Array,
  n: number,
  counts: Float64Array,
  sums1: Float64Array,
  parts1: Float64Array,
  sums2: Float64Array,
  parts2: Float64Array,
  sums3: Float64Array,
  parts3: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = at[i]!;
    counts[bin]!++;
    sums1[bin]! += parts1[i]!;
    sums2[bin]! += parts2[i]!;
    sums3[bin]! += parts3[i]!;
  }
}

function addFour(
  at: Int32Array,
  n: number,
  counts: Float64Array,
  sums1: Float64Array,
  parts1: Float64Array,
  sums2: Float64Array,
  parts2: Float64Array,
  sums3: Float64Array,
  parts3: Float64Array,
  sums4: Float64Array,
  parts4: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = at[i]!;
    counts[bin]!++;
    sums1[bin]! += parts1[i]!;
    sums2[bin]! += parts2[i]!;
    sums3[bin]! += parts3[i]!;
    sums4[bin]! += parts4[i]!;
  }
}

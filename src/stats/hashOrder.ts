/** Which of many hashes are smallest: what samples of the same size are chosen by. */

/** Of a hash: the digits that are counted first. */
const digitBits = 11;
const digits = 2 ** digitBits;
const digitShift = 32 - digitBits;
/** So many are put in order one by one. */
const fewRows = 16;

/**
 * The hash that `rank` − 1 others precede.
 * @param hashes at least `rank` in any order, not changed
 * @param rank from 1
 */
export function nthSmallest(hashes: Uint32Array, rank: number): number {
  let largest = 0;
  for (let row = 0; row < hashes.length; row++) if (hashes[row]! > largest) largest = hashes[row]!;
  // Digits of the largest, so that hashes which are all small differ in them.
  const shift = Math.max(digitShift - Math.clz32(largest), 0);
  const counts = new Int32Array(digits);
  for (let row = 0; row < hashes.length; row++) counts[hashes[row]! >>> shift]!++;
  let digit = 0;
  let before = 0;
  while (before + counts[digit]! < rank) before += counts[digit++]!;
  const alike = new Uint32Array(counts[digit]!);
  let found = 0;
  for (let row = 0; row < hashes.length; row++) if (hashes[row]! >>> shift === digit) alike[found++] = hashes[row]!;
  return alike.sort()[rank - before - 1]!;
}

/**
 * Rows by hash, ascending.
 * @param compare rows of equal hashes; where it is 0, the first stays first
 */
export function orderOfHashes(
  hashes: Uint32Array,
  rows: number,
  compare: (a: number, b: number) => number,
): Int32Array<ArrayBuffer> {
  // About as many drawers as rows: hashes are spread evenly, and few meet in one.
  const digitsWanted = Math.min(Math.max(Math.ceil(Math.log2(rows)), 1), 16);
  let largest = 0;
  for (let row = 0; row < rows; row++) if (hashes[row]! > largest) largest = hashes[row]!;
  const shift = Math.max(32 - digitsWanted - Math.clz32(largest), 0);
  const ends = new Int32Array(2 ** digitsWanted + 1);
  for (let row = 0; row < rows; row++) ends[(hashes[row]! >>> shift) + 1]!++;
  for (let drawer = 1; drawer < ends.length; drawer++) ends[drawer]! += ends[drawer - 1]!;
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[ends[hashes[row]! >>> shift]!++] = row;
  const inOrder = (a: number, b: number): number => hashes[a]! - hashes[b]! || compare(a, b);
  for (let drawer = 0, from = 0; from < rows; drawer++) {
    const to = ends[drawer]!;
    if (to - from > fewRows) order.subarray(from, to).sort(inOrder);
    else if (to - from > 1) insert(order, from, to, inOrder);
    from = to;
  }
  return order;
}

/** Puts the entries from one place to another in order, equal ones as they stand. */
function insert(order: Int32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  for (let next = from + 1; next < to; next++) {
    const row = order[next]!;
    let at = next;
    while (at > from && compare(order[at - 1]!, row) > 0) order[at] = order[--at]!;
    order[at] = row;
  }
}

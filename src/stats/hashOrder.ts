/** Which of many hashes are smallest: what samples of the same size are chosen by. */

/** Of a hash: the digits that are counted first. */
const digitBits = 11;
const digits = 2 ** digitBits;
const digitShift = 32 - digitBits;
/** More than there are rows; times 2^32 still a whole number. */
const rowsOfHash = 2 ** 20;

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
 * @param rows fewer than 2^20
 * @param compare rows of equal hashes
 */
export function orderOfHashes(
  hashes: Uint32Array,
  rows: number,
  compare: (a: number, b: number) => number,
): Int32Array<ArrayBuffer> {
  // Numbers sort much faster than what has to be compared: hash and row in one, then the rare rows of equal hashes.
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row++) keys[row] = hashes[row]! * rowsOfHash + row;
  keys.sort();
  const order = new Int32Array(rows);
  for (let place = 0; place < rows; place++) {
    const key = keys[place]!;
    order[place] = key - Math.floor(key / rowsOfHash) * rowsOfHash;
  }
  for (let from = 0; from < rows; from++) {
    let to = from + 1;
    while (to < rows && hashes[order[to]!] === hashes[order[from]!]) to++;
    if (to - from > 1) order.subarray(from, to).sort(compare);
    from = to - 1;
  }
  return order;
}

/**
 * Numbers in ascending order. Those that float32 can hold, as most columns of a file are, go by three looks at their bits
 * (a radix sort, least significant digit first), many times as fast as by comparing them.
 */

const digitBits = 11;
const digits = 2 ** digitBits;
const lastDigit = digits - 1;
/** Fewer are compared sooner than the digits are counted. */
const fewest = 4096;

/** Of the last numbers that were sorted: their bits, twice, and how many have each of the digits. Columns come by the dozen. */
let keys = new Uint32Array(0);
let others = new Uint32Array(0);
let singles = new Float32Array(0);
let room = new Float64Array(0);
const low = new Int32Array(digits);
const middle = new Int32Array(digits);
const high = new Int32Array(digits);

/**
 * The finite values of all parts in ascending order, overwritten by the next call: of a dozen columns after each other, new
 * arrays would be megabytes of garbage. Values that ascend already cost no more than a look.
 */
export function sortedFinite(...parts: readonly Float64Array[]): Float64Array {
  const most = parts.reduce((sum, { length }) => sum + length, 0);
  if (most < fewest || ascends(parts)) return compared(parts, most);
  const length = takeKeys(parts, most);
  return length === undefined ? compared(parts, most) : sortedKeys(length);
}

function ascends(parts: readonly Float64Array[]): boolean {
  let before = -Infinity;
  for (const values of parts) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < before) return false;
      before = value;
    }
  }
  return true;
}

function compared(parts: readonly Float64Array[], most: number): Float64Array {
  const finite = reserve(most);
  let length = 0;
  for (const values of parts) {
    for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) finite[length++] = values[i]!;
  }
  const found = finite.subarray(0, length);
  return ascends([found]) ? found : found.sort();
}

/**
 * The bits of the finite values, such that as whole numbers they ascend as the values do, and the counts of their digits.
 * @returns how many there are; undefined if one of them is another number as float32
 */
function takeKeys(parts: readonly Float64Array[], most: number): number | undefined {
  if (keys.length < most) {
    keys = new Uint32Array(most);
    others = new Uint32Array(most);
    singles = new Float32Array(keys.buffer);
  }
  low.fill(0);
  middle.fill(0);
  high.fill(0);
  let length: number | undefined = 0;
  for (const values of parts) {
    length = takeKeysOf(values, length);
    if (length === undefined) return undefined;
  }
  return length;
}

/** @param taken keys that are there already */
function takeKeysOf(values: Float64Array, taken: number): number | undefined {
  const [bitsOf, into] = [keys, singles];
  let length = taken;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) continue;
    if (Math.fround(value) !== value) return undefined;
    into[length] = value;
    const bits = bitsOf[length]!;
    // Positive ones ascend already; negative ones, turned over, below them.
    const key = bits ^ ((bits >> 31) | 0x80000000);
    bitsOf[length++] = key;
    low[key & lastDigit]!++;
    middle[(key >>> digitBits) & lastDigit]!++;
    high[key >>> (2 * digitBits)]!++;
  }
  return length;
}

function sortedKeys(length: number): Float64Array {
  placeByDigit(keys, others, length, low, 0);
  placeByDigit(others, keys, length, middle, digitBits);
  const values = reserve(length);
  const [from, starts] = [keys, startsOf(high)];
  for (let i = 0; i < length; i++) {
    const key = from[i]!;
    bits[0] = key ^ ((~key >> 31) | 0x80000000);
    values[starts[key >>> (2 * digitBits)]!++] = single[0]!;
  }
  return values;
}

function reserve(length: number): Float64Array {
  if (room.length < length) room = new Float64Array(length);
  return room.subarray(0, length);
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** Stable: equal digits keep their order. */
function placeByDigit(from: Uint32Array, to: Uint32Array, length: number, counts: Int32Array, shift: number): void {
  const starts = startsOf(counts);
  for (let i = 0; i < length; i++) {
    const key = from[i]!;
    to[starts[(key >>> shift) & lastDigit]!++] = key;
  }
}

/** Where the numbers of each digit start; written over their counts. */
function startsOf(counts: Int32Array): Int32Array {
  let start = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
  return counts;
}

/** Damage as it happens to files, and as it is made for programs that trust them. */

/** A whole number from 0 up to, and without, the limit. */
export type Random = (limit: number) => number;

/** The same numbers for the same words, on every machine. */
export function randomOf(...words: readonly (string | number)[]): Random {
  let state = 0x811c9dc5;
  for (const unit of words.join('\0')) state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);
  // mulberry32: equidistributed over 32 bits, and as good as is needed here.
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

export function oneOf<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/**
 * A damaged copy: one to three changes, mostly one.
 * @param donor a file of the same format, from which pieces come
 */
export function mutated(bytes: Buffer, donor: Buffer, random: Random): Buffer {
  let copy: Buffer = Buffer.from(bytes);
  for (let changes = 1 + Math.floor(random(9) / 3); changes > 0 && copy.length > 0; changes--) {
    copy = oneOf(changesOf, random)(copy, random, donor);
  }
  return copy;
}

type Change = (bytes: Buffer, random: Random, donor: Buffer) => Buffer;

const flipBits: Change = (bytes, random) => {
  const near = placeIn(bytes, random);
  for (let flips = 1 + random(4); flips > 0; flips--) {
    const at = Math.min(bytes.length - 1, near + random(16));
    bytes[at] = bytes[at]! ^ (1 << random(8));
  }
  return bytes;
};

const changeBytes: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const end = Math.min(bytes.length, at + 1 + random(8));
  for (let index = at; index < end; index++) bytes[index] = random(256);
  return bytes;
};

const fill: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const end = Math.min(bytes.length, at + 1 + random(random(4) === 0 ? 256 : 8));
  return bytes.fill(oneOf([0, 0x20, 0x7f, 0x80, 0xff], random), at, end);
};

const truncate: Change = (bytes, random) => bytes.subarray(0, placeIn(bytes, random));

const remove: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(random(3) === 0 ? 4096 : 16))]);
};

const insert: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const added = Buffer.from(Array.from({ length: 1 + random(16) }, () => random(256)));
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
};

/** A piece of this or another file in place of, or before, what stands there. */
const splice: Change = (bytes, random, donor) => {
  const at = placeIn(bytes, random);
  const from = oneOf([bytes, donor], random);
  const start = placeIn(from, random);
  const piece = from.subarray(start, start + 1 + random(512));
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(random(2) === 0 ? at : at + piece.length)]);
};

/** The same again and again, up to a megabyte of it. */
const repeat: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const piece = bytes.subarray(at, at + 1 + random(256));
  const times = random(8) === 0 ? Math.floor(2 ** oneOf([16, 18, 20], random) / piece.length) : 1 + random(64);
  return Buffer.concat([bytes.subarray(0, at), ...Array<Buffer>(times).fill(piece), bytes.subarray(at)]);
};

/** What stands where a length, a count or an offset may stand. */
const lengthField: Change = (bytes, random) => {
  const width = oneOf([1, 2, 4, 4, 4, 8, 8], random);
  if (bytes.length < width) return bytes;
  // Most formats begin their fields at multiples of two.
  const at = Math.min(bytes.length - width, placeIn(bytes, random) & (random(2) === 0 ? ~1 : ~0));
  const value = BigInt.asUintN(
    64,
    oneOf<() => bigint>(
      [
        () => -1n,
        () => 1n << BigInt(random(64)),
        () => (1n << BigInt(random(64))) - 1n,
        () => BigInt(bytes.length + random(9) - 4),
        () => BigInt(random(bytes.length)),
        () => BigInt(bytes.readUIntBE(at, Math.min(width, 6)) + random(3) - 1),
        () => BigInt(bytes.readUIntLE(at, Math.min(width, 6)) + random(3) - 1),
      ],
      random,
    )(),
  );
  const field = Buffer.alloc(8);
  if (random(2) === 0) {
    field.writeBigUInt64LE(value);
    field.copy(bytes, at, 0, width);
  } else {
    field.writeBigUInt64BE(value);
    field.copy(bytes, at, 8 - width, 8);
  }
  return bytes;
};

/** A length as protobuf and Thrift write it: seven bits a byte. */
const variableLength: Change = (bytes, random) => {
  const digits = 1 + random(10);
  const field = Buffer.alloc(digits, 0xff);
  field[digits - 1] = oneOf([0x01, 0x0f, 0x7f], random);
  field.copy(bytes, placeIn(bytes, random));
  return bytes;
};

const numbers = [
  ...['0', '-1', '1e999', '-0', 'nan', '4294967296', '9007199254740993', '99999999999999999999', '1'.repeat(400)],
  ...['', '1,5', '0x10', '.', '1e', '--1', '"', '""', "'", '\n', '\r', '\0', '\ufeff', '\u2028', '💥', '[', '(', '{'],
];

/** What stands where a text has a number. */
const numberInText: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  let start = at;
  while (start < bytes.length && !isDigit(bytes[start]!)) start++;
  if (start === bytes.length) return bytes;
  let end = start;
  while (end < bytes.length && isDigit(bytes[end]!)) end++;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(oneOf(numbers, random)), bytes.subarray(end)]);
};

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const changesOf: readonly Change[] = [
  ...[flipBits, flipBits, changeBytes, fill, truncate, remove, insert, splice, splice, repeat],
  ...[lengthField, lengthField, lengthField, variableLength, numberInText],
];

/** Half of the places are at the ends, where headers and footers are. */
function placeIn(bytes: Buffer, random: Random): number {
  const near = Math.min(bytes.length, oneOf([64, 512, 4096], random));
  const at = oneOf([0, 1, 2, 3], random);
  if (at === 0) return random(near);
  if (at === 1) return Math.max(0, bytes.length - 1 - random(near));
  return random(bytes.length);
}

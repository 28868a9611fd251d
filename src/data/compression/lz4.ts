/**
 * LZ4 blocks and frames, within bounds whatever the input says.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md, lz4_Frame_format.md
 */

/**
 * @param unpacked is filled from start to end
 * @throws Error
 */
export function unpackLz4Block(packed: Uint8Array, unpacked: Uint8Array): Uint8Array {
  if (unpackBlock(packed, unpacked, 0) !== unpacked.length)
    throw new Error('compressed data (LZ4) do not hold what they say');
  return unpacked;
}

/**
 * @param unpacked is filled from start to end
 * @throws Error
 */
export function unpackLz4Frame(packed: Uint8Array, unpacked: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let filled = 0;
  let at = 0;
  while (filled < unpacked.length) {
    if (at + 7 > packed.length || view.getUint32(at, true) !== 0x184d2204) throw new Error('no LZ4 frame');
    const flags = packed[at + 4] ?? 0;
    const blockChecksum = (flags & 0x10) === 0 ? 0 : 4;
    const contentChecksum = (flags & 0x04) === 0 ? 0 : 4;
    at += 7 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4);
    for (;;) {
      const word = view.getUint32(at, true);
      at += 4;
      if (word === 0) break;
      const length = word % 0x80000000;
      if (at + length > packed.length) throw new Error('compressed data (LZ4) end too early');
      const block = packed.subarray(at, at + length);
      if (word >= 0x80000000) {
        unpacked.set(block, filled);
        filled += length;
      } else {
        filled = unpackBlock(block, unpacked, filled);
      }
      at += length + blockChecksum;
    }
    at += contentChecksum;
  }
  return unpacked;
}

/** @returns where the unpacked bytes end; copies may reach back to what was unpacked before `start` */
function unpackBlock(packed: Uint8Array, out: Uint8Array, start: number): number {
  const end = packed.length;
  let at = 0;
  let filled = start;
  while (at < end) {
    const token = packed[at++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (at >= end) throw tooShort();
        literals += more = packed[at++]!;
      } while (more === 255);
    }
    if (at + literals > end || filled + literals > out.length) throw tooShort();
    if (literals < 32) for (let i = 0; i < literals; i++) out[filled + i] = packed[at + i]!;
    else out.set(packed.subarray(at, at + literals), filled);
    at += literals;
    filled += literals;
    // The last sequence has literals alone.
    if (at === end) return filled;
    if (at + 2 > end) throw tooShort();
    const offset = packed[at]! | (packed[at + 1]! << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      let more: number;
      do {
        if (at >= end) throw tooShort();
        length += more = packed[at++]!;
      } while (more === 255);
    }
    length += 4;
    if (offset === 0 || offset > filled || filled + length > out.length) throw tooShort();
    if (offset >= length && length >= 32) out.copyWithin(filled, filled - offset, filled - offset + length);
    // Overlapping copies repeat what they have just written.
    else for (let i = 0; i < length; i++) out[filled + i] = out[filled + i - offset]!;
    filled += length;
  }
  return filled;
}

function tooShort(): Error {
  return new Error('compressed data (LZ4) contradict themselves');
}

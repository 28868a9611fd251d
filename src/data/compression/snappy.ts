/**
 * Snappy without framing, within bounds whatever the input says.
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 * @param out is filled from start to end
 * @throws Error
 */
export function unpackSnappy(packed: Uint8Array, out: Uint8Array): Uint8Array {
  const size = out.length;
  let at = 0;
  let stated = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = packed[at++] ?? 0;
    stated += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  if (stated !== size) throw new Error('compressed data (SNAPPY) do not hold what they say');
  const end = packed.length;
  let filled = 0;
  while (at < end) {
    const tag = packed[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >> 2;
      if (length >= 60) {
        const bytes = length - 59;
        length = 0;
        for (let i = 0; i < bytes; i++) length += (packed[at + i] ?? 0) * 2 ** (8 * i);
        at += bytes;
      }
      length++;
      if (at + length > end || filled + length > size) throw contradiction();
      if (length < 32) for (let i = 0; i < length; i++) out[filled + i] = packed[at + i]!;
      else out.set(packed.subarray(at, at + length), filled);
      at += length;
      filled += length;
      continue;
    }
    let length = (tag >> 2) + 1;
    let offset = 0;
    if (kind === 1) {
      length = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | (packed[at] ?? 0);
      at += 1;
    } else {
      const bytes = kind === 2 ? 2 : 4;
      for (let i = 0; i < bytes; i++) offset += (packed[at + i] ?? 0) * 2 ** (8 * i);
      at += bytes;
    }
    if (at > end || offset === 0 || offset > filled || filled + length > size) throw contradiction();
    if (offset >= length && length >= 32) out.copyWithin(filled, filled - offset, filled - offset + length);
    // Overlapping copies repeat what they have just written.
    else for (let i = 0; i < length; i++) out[filled + i] = out[filled + i - offset]!;
    filled += length;
  }
  if (filled !== size) throw contradiction();
  return out;
}

function contradiction(): Error {
  return new Error('compressed data (SNAPPY) contradict themselves');
}

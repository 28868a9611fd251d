/**
 * 32-bit hash of a text: MurmurHash3 (x86, 32 bit) of its UTF-8 bytes. It names random streams and places events
 * into shards, so it must never change: its values are part of every report. Not for security.
 *
 * @returns an unsigned 32-bit integer
 */
export function hash(text: string, seed = 0): number {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let state = seed | 0;
  for (let i = 0; i < whole; i += 4) {
    state ^= scramble(view.getInt32(i, true));
    state = (state << 13) | (state >>> 19);
    state = (Math.imul(state, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | view.getUint8(i);
  state ^= scramble(rest);
  return mix(state ^ bytes.length);
}

/**
 * MurmurHash3's finaliser: a bijection of 32-bit integers in which every input bit flips every output bit with
 * probability one half. Turns an event's position into a number that looks random and is the same on every machine.
 *
 * @returns an unsigned 32-bit integer
 */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Of an event: what decides whether it is kept, and how often a bootstrap takes it. The same event has the same hash
 * wherever and however often it is read; within a file no two events share one.
 * @param file hash of what names the file
 * @param position number of the event in the file
 * @returns an unsigned 32-bit integer
 */
export function hashOfEvent(file: number, position: number): number {
  return mix(mix(position) ^ file);
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

import type { Contrast } from './contrast';
import { mix } from './hash';

/**
 * Remembers what was found by drawing random numbers. Draws are seeded, so the same contrast gives the same answer; a
 * process that judges an analysis again and again, as an editor does, draws once. The oldest entries leave first.
 */
export class DrawMemo {
  readonly #entries = new Map<string, unknown>();

  /** @param most entries that are kept; one takes some sixteen kilobytes */
  constructor(private readonly most = 1000) {}

  /** @param key everything that the answer depends on; one key has answers of one type */
  remember<Answer>(key: string, draw: () => Answer): Answer {
    const known = this.#entries.get(key) as Answer | undefined;
    const answer = known ?? draw();
    // Taken out and put in again: a map's order is then the order of use.
    this.#entries.delete(key);
    this.#entries.set(key, answer);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.most && oldest !== undefined) this.#entries.delete(oldest);
    return answer;
  }
}

/** A key for the content of contrasts. */
export function fingerprint(...contrasts: readonly Contrast[]): string {
  return arrayFingerprint(
    ...contrasts.flatMap(({ nominal, varied, cells }) => [
      nominal,
      varied,
      cells.from,
      cells.to,
      cells.nominal,
      cells.cross,
      cells.varied,
    ]),
  );
}

/** A key for the content of arrays: 64 bits, so that two of an analysis do not meet. */
export function arrayFingerprint(...arrays: readonly (Float64Array | Int32Array)[]): string {
  let first = 0x9747b28c;
  let second = 0x3c6ef372;
  for (const array of arrays) {
    const words = new Int32Array(array.buffer, array.byteOffset, array.byteLength >> 2);
    first = mix(first ^ words.length);
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!;
      first = Math.imul(first ^ word, 0x01000193);
      second = Math.imul((second << 5) | (second >>> 27), 0x85ebca6b) ^ word;
    }
    first = mix(first);
    second = mix(second);
  }
  return `${(first >>> 0).toString(16)}${(second >>> 0).toString(16)}`;
}

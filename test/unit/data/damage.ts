import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnalysisError } from '../../../src/config/analysisError';
import { failureOf, fixtures } from './temporaryFolder';

/** Numbers below a limit, the same in every run. */
export function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

export function randomBytes(length: number, random: (limit: number) => number): Buffer {
  return Buffer.from(Array.from({ length }, () => random(256)));
}

/** A copy with a few bits flipped, or bytes set to extremes, removed or put in. */
export function mutated(bytes: Buffer, random: (limit: number) => number): Buffer {
  // Half of them at the ends, where headers and footers are.
  const near = Math.min(bytes.length, 2000);
  const place =
    [random(bytes.length), random(bytes.length), random(near), bytes.length - 1 - random(near)][random(4)] ?? 0;
  const copy = Buffer.from(bytes);
  switch (random(6)) {
    case 0:
      copy.fill(random(2) === 0 ? 0xff : 0x7f, place, Math.min(copy.length, place + 1 + random(8)));
      return copy;
    case 1:
      copy.fill(0, place, Math.min(copy.length, place + 1 + random(8)));
      return copy;
    case 2:
      return Buffer.concat([copy.subarray(0, place), copy.subarray(place + 1 + random(8))]);
    case 3:
      return Buffer.concat([copy.subarray(0, place), randomBytes(1 + random(8), random), copy.subarray(place)]);
    default:
      for (let flips = 1 + random(4); flips > 0; flips--) {
        const at = Math.min(bytes.length - 1, place + random(16));
        copy[at] = copy[at]! ^ (1 << random(8));
      }
      return copy;
  }
}

export interface Outcome {
  /** Copies that could not be read, each for a reason that a user can mend. */
  readonly refused: number;
  /** Milliseconds of the slowest. */
  readonly slowest: number;
  /** Bytes by which the process grew at most. */
  readonly growth: number;
}

/**
 * Opens and reads damaged copies of a file.
 * @param trials mutations, beside cuts at 12 lengths
 * @throws Error where one ends in anything but columns or an AnalysisError
 */
export async function readDamaged(
  folder: { readonly path: string; write(name: string, content: Uint8Array): string },
  reference: string,
  trials: number,
  seed = 1,
): Promise<Outcome> {
  const [name = '', object] = reference.split(':');
  const bytes = readFileSync(join(fixtures, name));
  const random = generator(seed);
  let refused = 0;
  let slowest = 0;
  const before = process.memoryUsage.rss();
  let growth = 0;
  const attempt = async (content: Uint8Array, what: string): Promise<void> => {
    folder.write(name, content);
    const start = performance.now();
    const failure = await failureOf(folder.path, object === undefined ? name : `${name}:${object}`);
    slowest = Math.max(slowest, performance.now() - start);
    growth = Math.max(growth, process.memoryUsage.rss() - before);
    if (failure === undefined) return;
    refused++;
    if (!(failure instanceof AnalysisError)) throw new Error(`${what} of ${reference}`, { cause: failure });
  };
  for (let cut = 1; cut <= 12; cut++) {
    await attempt(bytes.subarray(0, Math.floor((bytes.length * cut) / 13)), `cut ${cut}`);
  }
  for (let trial = 0; trial < trials; trial++) await attempt(mutated(bytes, random), `trial ${trial}`);
  return { refused, slowest, growth };
}

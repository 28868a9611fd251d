import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { examples, failureOf, fixtures, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const compressed = readFileSync(join(examples, 'atlas-tth', 'ttH_PP8.root'));
const plain = readFileSync(join(fixtures, 'types.root'));
const tuple = readFileSync(join(fixtures, 'rntuple.root'));

describe('damaged ROOT files', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  it.each([4, 20, 63, 64, 200, 500, 5_000, 100_000, compressed.length - 1])(
    'says that a file cut after %d bytes is truncated',
    async (length) => {
      folder.write('cut.root', compressed.subarray(0, length));
      expect(await failureOf(folder.path, 'cut.root:nominal_Loose')).toMatchObject({
        code: 'damaged-file',
        message: expect.stringMatching(
          length < 64 ? /'cut.root' is damaged/ : /'cut.root' is truncated: it has \d+ of/,
        ) as string,
      });
    },
  );

  it('says that random bytes are no ROOT file', async () => {
    folder.write('random.root', pseudoRandomBytes(10_000, 3));
    expect(await failureOf(folder.path, 'random.root')).toMatchObject({
      code: 'damaged-file',
      message: "'random.root' is not a ROOT file: it does not begin with 'root'.",
    });
  });

  it('survives random bytes after the right first four', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      folder.write('random.root', Buffer.concat([Buffer.from('root'), pseudoRandomBytes(5_000, seed)]));
      expect(await failureOf(folder.path, 'random.root')).toBeInstanceOf(AnalysisError);
    }
  });

  it.each([
    ['compressed baskets', compressed, 'nominal_Loose', 1, compressed.indexOf('TTree')],
    ['uncompressed baskets', plain, 'events', 2, plain.indexOf('TTree')],
    // Its footer and lists of pages are written last.
    ['an RNTuple', tuple, 'events', 3, tuple.length - 5_000],
  ] as const)(
    'reads a file of %s with flipped bits, or says what is wrong',
    async (_what, original, tree, seed, description) => {
      const random = generator(seed);
      let failures = 0;
      for (let trial = 0; trial < 60; trial++) {
        const bytes = Buffer.from(original);
        for (let flips = 1 + (trial % 3); flips > 0; flips--) {
          // Half of them where it hurts: in the objects that describe the tree.
          const where = trial % 2 === 0 ? random(bytes.length) : description + random(4_000);
          bytes[where] = (bytes[where] ?? 0) ^ (1 << random(8));
        }
        folder.write('flipped.root', bytes);
        const failure = await failureOf(folder.path, `flipped.root:${tree}`);
        if (failure === undefined) continue;
        failures++;
        if (!(failure instanceof AnalysisError)) throw new Error(`trial ${trial}`, { cause: failure });
      }
      expect(failures).toBeGreaterThan(8);
    },
    30_000,
  );

  it('notices every flipped bit of a compressed basket', async () => {
    const random = generator(5);
    for (let trial = 0; trial < 20; trial++) {
      const bytes = Buffer.from(compressed);
      // Inside the first basket, after its key and the header of its block.
      const where = 400 + random(8_000);
      bytes[where] = (bytes[where] ?? 0) ^ (1 << random(8));
      folder.write('flipped.root', bytes);
      expect(await failureOf(folder.path, 'flipped.root:nominal_Loose')).toMatchObject({ code: 'damaged-file' });
    }
  });

  it('leaves no rejection unhandled', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([]);
  });
});

/** Numbers below a limit, the same in every run. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function pseudoRandomBytes(length: number, seed: number): Buffer {
  const random = generator(seed);
  return Buffer.from(Array.from({ length }, () => random(256)));
}

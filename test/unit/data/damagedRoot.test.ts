import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { generator, randomBytes } from './randomBytes';
import { examples, failureOf, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const compressed = readFileSync(join(examples, 'atlas-tth', 'ttH_PP8.root'));

// Of damage of every kind: test/fuzz.
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
    folder.write('random.root', randomBytes(10_000, generator(3)));
    expect(await failureOf(folder.path, 'random.root')).toMatchObject({
      code: 'damaged-file',
      message: "'random.root' is not a ROOT file: it does not begin with 'root'.",
    });
  });

  it('survives random bytes after the right first four', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      folder.write('random.root', Buffer.concat([Buffer.from('root'), randomBytes(5_000, generator(seed))]));
      expect(await failureOf(folder.path, 'random.root')).toBeInstanceOf(AnalysisError);
    }
  });

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

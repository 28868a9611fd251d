import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { generator, randomBytes } from './randomBytes';
import { failureOf, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

// Files that are damaged here and there: test/fuzz.
describe('files of nothing but noise', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  it.each([
    ['parquet', 'PAR1'],
    ['arrow', 'ARROW1'],
    ['npy', '\x93NUMPY'],
    ['npz', 'PK\x03\x04'],
    ['h5', '\x89HDF\r\n\x1a\n'],
  ])(
    'says that random bytes are no %s',
    async (extension, magic) => {
      const random = generator(3);
      for (let trial = 0; trial < 10; trial++) {
        const ends = Buffer.from(magic, 'latin1');
        folder.write(`random.${extension}`, Buffer.concat([ends, randomBytes(3000, random), ends]));
        expect(await failureOf(folder.path, `random.${extension}`)).toBeInstanceOf(AnalysisError);
        folder.write(`random.${extension}`, randomBytes(3000, random));
        expect(await failureOf(folder.path, `random.${extension}`)).toBeInstanceOf(AnalysisError);
      }
    },
    30_000,
  );

  it('leave no rejection unhandled', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { generator, randomBytes, readDamaged } from './damage';
import { failureOf, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

describe('damaged files', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  it.each([
    ['flat.parquet', 120],
    ['dictionary.parquet', 120],
    ['pages2.parquet', 120],
    ['encodings.parquet', 120],
    ['gzip.parquet', 60],
    ['brotli.parquet', 60],
    ['lz4.parquet', 60],
    ['snappy.parquet', 60],
    ['nested.parquet', 60],
    ['structured.npy', 100],
    ['fortran.npy', 60],
    ['nested.npy', 60],
    ['stored.npz', 100],
    ['packed.npz', 100],
  ] as const)(
    'reads %s with changed bytes, or says what is wrong',
    async (reference, trials) => {
      const { refused, slowest, growth } = await readDamaged(folder, reference, trials);
      expect(refused).toBeGreaterThan(8);
      expect(slowest).toBeLessThan(2000);
      expect(growth).toBeLessThan(400e6);
    },
    60_000,
  );

  it.each([
    ['parquet', 'PAR1'],
    ['npy', '\x93NUMPY'],
    ['npz', 'PK\x03\x04'],
  ])('says that random bytes are no %s', async (extension, magic) => {
    const random = generator(3);
    for (let trial = 0; trial < 20; trial++) {
      const ends = Buffer.from(magic, 'latin1');
      folder.write(`random.${extension}`, Buffer.concat([ends, randomBytes(3000, random), ends]));
      expect(await failureOf(folder.path, `random.${extension}`)).toBeInstanceOf(AnalysisError);
      folder.write(`random.${extension}`, randomBytes(3000, random));
      expect(await failureOf(folder.path, `random.${extension}`)).toBeInstanceOf(AnalysisError);
    }
  });

  it('leave no rejection unhandled', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../src/config/analysisError';
import { generator, randomBytes, readDamaged } from './damage';
import { failureOf, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

/** PULLSCOPE_FUZZ=20 tries twenty times as many changes, others than usual. */
const depth = Number(process.env['PULLSCOPE_FUZZ'] ?? 1);

describe('damaged files', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  it.each([
    ['flat.parquet', 50],
    ['dictionary.parquet', 50],
    ['pages2.parquet', 50],
    ['encodings.parquet', 50],
    ['gzip.parquet', 20],
    ['brotli.parquet', 20],
    ['lz4.parquet', 20],
    ['snappy.parquet', 20],
    ['nested.parquet', 20],
    ['structured.npy', 40],
    ['fortran.npy', 40],
    ['nested.npy', 40],
    ['stored.npz', 40],
    ['packed.npz', 40],
    ['flat.arrow', 50],
    ['lz4.arrow', 50],
    ['zstd.arrow', 50],
    ['mixed.arrow', 50],
    // After each that fails the library is made anew, which takes a tenth of a second.
    ['columns.h5', 5],
    ['objects.h5:jets', 5],
    ['frame.h5:table', 5],
    ['only.h5', 5],
  ] as const)(
    'reads %s with changed bytes, or says what is wrong',
    async (reference, trials) => {
      const { refused, slowest, growth } = await readDamaged(folder, reference, trials * depth, depth);
      expect(refused).toBeGreaterThan(8);
      expect(slowest).toBeLessThan(2000);
      expect(growth).toBeLessThan(400e6);
    },
    60_000 * depth,
  );

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

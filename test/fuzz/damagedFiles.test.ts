import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summary } from './fuzz.mts';
import { makeFuzzer, type Fuzzer } from './fuzzer.mts';
import { formatNames, type FormatName } from './protocol.mts';

/** Enough to keep mended what was mended; `npm run fuzz` goes on from there. */
const usualCases = 300;
/** Of those that take longer: HDF5's library is made anew after each failure. */
const fewerCases: Partial<Record<FormatName, number>> = { hdf5: 20, config: 150, root: 200, parquet: 200 };

describe('damage of every kind', () => {
  let fuzzer: Fuzzer;
  beforeAll(async () => {
    fuzzer = await makeFuzzer();
  });
  afterAll(() => fuzzer.dispose());

  it.each(formatNames)(
    'to a file of %s has an answer or a refusal, within 2 s and 512 MB',
    async (format) => {
      const report = await fuzzer.run({ format, from: 0, cases: fewerCases[format] ?? usualCases });
      expect(report.failures, summary(format, 0, report)).toEqual([]);
      // Neither is all of it refused, nor does it go unnoticed.
      if (report.origins > 0) expect(report.outcomes.size).toBeGreaterThan(1);
    },
    120_000,
  );
});

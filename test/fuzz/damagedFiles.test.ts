import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summary } from './fuzz.mts';
import { makeFuzzer, type Fuzzer } from './fuzzer.mts';
import { formatNames } from './protocol.mts';

/** Enough to keep mended what was mended; `npm run fuzz` goes on from there. */
const cases = 300;

describe('damage of every kind', () => {
  let fuzzer: Fuzzer;
  beforeAll(async () => {
    fuzzer = await makeFuzzer();
  }, 60_000);
  afterAll(() => fuzzer.dispose());

  it.each(formatNames)(
    'to a file of %s has an answer or a refusal, within 2 s and 512 MB',
    async (format) => {
      const report = await fuzzer.run({ format, from: 0, cases });
      expect(report.failures, summary(format, 0, report)).toEqual([]);
      // Neither is all of it refused, nor does it go unnoticed.
      if (report.origins > 0) expect(report.outcomes.size).toBeGreaterThan(1);
    },
    120_000,
  );
});

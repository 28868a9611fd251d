import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nthSmallest, orderOfHashes } from '../../../src/stats/hashOrder';

/** All sizes, and few of them, so that some are equal. */
const hashes = fc.oneof(
  fc.uint32Array({ minLength: 1, maxLength: 200 }),
  fc.uint32Array({ minLength: 1, maxLength: 200, max: 20 }),
  fc.uint32Array({ minLength: 1, maxLength: 200, max: 1e6 }),
);

describe('the order of hashes', () => {
  it('finds the hash of any rank as sorting does', () => {
    fc.assert(
      fc.property(hashes, fc.nat(), (values, at) => {
        const rank = 1 + (at % values.length);
        const given = values.slice();
        expect(nthSmallest(given, rank)).toBe(values.slice().sort()[rank - 1]);
        expect(given).toEqual(values);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('orders rows by hash, and those of equal hashes as it is told', () => {
    fc.assert(
      fc.property(hashes, (values) => {
        const expected = [...values.keys()].sort((a, b) => values[a]! - values[b]! || b - a);
        expect([...orderOfHashes(values, values.length, (a, b) => b - a)]).toEqual(expected);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

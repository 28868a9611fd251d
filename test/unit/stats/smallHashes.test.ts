import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfEvent } from '../../../src/stats/hash';
import { Random } from '../../../src/stats/random';
import { sievedEvents, SmallHashes } from '../../../src/stats/smallHashes';

/** Enough for the kernel, with every rest of four. */
const sizes = fc.constantFrom(64, 65, 1022, 1023, sievedEvents - 1, sievedEvents);
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const small = fc.constantFrom(0, 1e6, 2 ** 31, 2 ** 32 - 1);

describe('events with small hashes', () => {
  it('are those of file and position that are small one by one', () => {
    const sieve = new SmallHashes();
    fc.assert(
      fc.property(uint32, fc.nat({ max: 2 ** 33 }), sizes, small, (file, from, n, largest) => {
        const count = sieve.ofEvents(file, from, n, largest);
        const hashes = Array.from({ length: n }, (_, event) => hashOfEvent(file, from + event));
        const events = [...hashes.keys()].filter((event) => hashes[event]! <= largest);
        expect([...sieve.events.subarray(0, count)]).toEqual(events);
        expect([...sieve.hashes.subarray(0, count)]).toEqual(events.map((event) => hashes[event]));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('are those of values that are found a few at a time, without the kernel', () => {
    const [together, apart] = [new SmallHashes(), new SmallHashes()];
    fc.assert(
      fc.property(fc.nat(), sizes, small, (seed, n, largest) => {
        const random = new Random(String(seed));
        const strange = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1e308];
        const columns = [0, 1].map(() =>
          Float64Array.from({ length: n + 5 }, (_, event) => strange[event % 50] ?? random.normal()),
        );
        const count = together.ofValues(columns, 5, n + 5, largest);
        const [events, hashes]: [number[], number[]] = [[], []];
        for (let from = 0; from < n; from += 50) {
          const found = apart.ofValues(columns, 5 + from, 5 + Math.min(from + 50, n), largest);
          events.push(...apart.events.subarray(0, found).map((event) => from + event));
          hashes.push(...apart.hashes.subarray(0, found));
        }
        expect([...together.events.subarray(0, count)]).toEqual(events);
        expect([...together.hashes.subarray(0, count)]).toEqual(hashes);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('are the same of both zeros, and of all that is no value', () => {
    const sieve = new SmallHashes();
    const count = sieve.ofValues([Float64Array.of(0, -0, NaN, Infinity, -Infinity)], 0, 5, 2 ** 32 - 1);
    expect(count).toBe(5);
    const [zero, negativeZero, nothing, ...infinite] = sieve.hashes.subarray(0, count);
    expect(negativeZero).toBe(zero);
    expect(infinite).toEqual([nothing, nothing]);
    expect(nothing).not.toBe(zero);
  });
});

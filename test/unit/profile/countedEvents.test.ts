import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountedEvents } from '../../../src/profile/countedEvents';

describe('events that count', () => {
  it.each([1, 3])('are those with a finite weight, class by class in their order, of %d classes', (classes) => {
    const event = fc.record({
      select: fc.constantFrom(0, 1),
      weight: fc.constantFrom(1, -2, 0, NaN, Infinity),
      class: fc.nat({ max: classes - 1 }).map((number) => (classes === 1 ? 2 : number)),
    });
    const counted = new CountedEvents(40, 4);
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const [select, weight] = (['select', 'weight'] as const).map((name) =>
          Float64Array.from(events, (one) => one[name]),
        ) as [Float64Array, Float64Array];
        const invalid = counted.choose(
          { select, weight },
          Int32Array.from(events, (one) => (one.select === 0 ? -1 : one.class)),
          events.length,
        );
        expect(invalid).toBe(events.filter((one) => one.select === 1 && !Number.isFinite(one.weight)).length);
        for (let number = 0; number < 4; number++) {
          const expected = [...events.keys()].filter((at) => {
            const one = events[at]!;
            return one.select === 1 && Number.isFinite(one.weight) && one.class === number;
          });
          expect([...counted.ofClass(number)]).toEqual(expected);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

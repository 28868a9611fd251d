import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisExponent, axisTitle, logLabel, logTicks, niceTicks, tickLabels } from '../../../webview/figure/ticks';

describe('niceTicks', () => {
  it('are round numbers inside the range', () => {
    expect(niceTicks(150, 1300, 6)).toEqual([200, 400, 600, 800, 1000, 1200]);
  });

  it('hold no rounding noise', () => {
    expect(niceTicks(0, 1, 10)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });

  it('have no negative zero', () => {
    expect(niceTicks(-5, 5, 5).some((tick) => Object.is(tick, -0))).toBe(false);
  });

  it('are none for an empty range', () => {
    expect(niceTicks(1, 1, 5)).toEqual([]);
  });

  it('stay inside any range, ascend, and are never crowded', () => {
    const span = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    const start = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(start, span, fc.integer({ min: 2, max: 15 }), (low, size, count) => {
        fc.pre(size > Math.abs(low) * 1e-6);
        const ticks = niceTicks(low, low + size, count);
        const slack = size * 1e-6;
        expect(ticks.length).toBeLessThanOrEqual(count + 2);
        expect(ticks.every((tick) => tick >= low - slack && tick <= low + size + slack)).toBe(true);
        expect(ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? 0))).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe('tickLabels', () => {
  it('have the decimals of their spacing', () => {
    expect(tickLabels([0.98, 1, 1.02])).toEqual(['0.98', '1.00', '1.02']);
  });

  it('are divided by the power of ten that stands in the title', () => {
    expect(tickLabels([0, 200_000, 400_000], axisExponent(450_000))).toEqual(['0', '200', '400']);
  });

  it('use the typographic minus', () => {
    expect(tickLabels([-2, 0, 2])).toEqual(['−2', '0', '2']);
  });
});

describe('axisTitle', () => {
  it('has the unit in brackets', () => {
    expect(axisTitle({ label: 'HT_all', unit: 'GeV' })).toBe('HT_all [GeV]');
  });

  it('says the power of ten', () => {
    expect(axisTitle({ label: 'events / bin' }, -6)).toBe('events / bin (×10⁻⁶)');
  });
});

describe('logTicks', () => {
  it('are powers of ten', () => {
    expect(logTicks(0.5, 2000, 6)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(1e-8, 1, 5)).toEqual([1e-8, 1e-6, 1e-4, 1e-2, 1]);
  });

  it('have 2 and 5 between them where there are few, and round numbers within one', () => {
    expect(logTicks(3, 60, 6)).toEqual([5, 10, 20, 50]);
    expect(logTicks(110, 190, 4)).toEqual(niceTicks(110, 190, 4));
  });

  it('are none for a range that is not positive', () => {
    expect([logTicks(0, 1, 5), logTicks(1, 1, 5), logTicks(1, Infinity, 5)]).toEqual([[], [], []]);
  });

  it('are written as powers where digits would be many', () => {
    expect([1, 20, 0.01, 1e-5, 1e6].map(logLabel)).toEqual(['1', '20', '0.01', '10⁻⁵', '10⁶']);
  });
});

import { describe, expect, it } from 'vitest';
import { Binning } from '../../../src/stats/binning';
import { add, emptyHistogram, fill, total } from '../../../src/stats/histogram';

const binning = new Binning(Float64Array.of(0, 1));
const weights = Float64Array.of(2, -1, 0.5, 4);

describe('a histogram', () => {
  it('keeps Σw, Σw² and the count of each bin, and leaves out what has none', () => {
    const histogram = emptyHistogram(binning);
    fill(histogram, Int32Array.of(0, 1, 1, -1), weights, 4);
    expect(Array.from(histogram.sumWeights)).toEqual([2, -0.5, 0]);
    expect(Array.from(histogram.sumWeights2)).toEqual([4, 1.25, 0]);
    expect(Array.from(histogram.counts)).toEqual([1, 2, 0]);
    expect(total(histogram)).toEqual({ sumWeights: 1.5, sumWeights2: 5.25, events: 3 });
  });

  it('fills the first n events alone', () => {
    const histogram = emptyHistogram(binning);
    fill(histogram, Int32Array.of(0, 1, 1, 2), weights, 2);
    expect(total(histogram).events).toBe(2);
  });

  it('is the sum of its parts', () => {
    const whole = emptyHistogram(binning);
    fill(whole, Int32Array.of(0, 1, 1, 2), weights, 4);
    const first = emptyHistogram(binning);
    fill(first, Int32Array.of(0, 1), weights, 2);
    const second = emptyHistogram(new Binning(Float64Array.of(0, 1)));
    fill(second, Int32Array.of(1, 2), weights.subarray(2), 2);
    add(first, second);
    expect(first).toEqual(whole);
  });

  it('does not add other edges', () => {
    const other = emptyHistogram(new Binning(Float64Array.of(0, 2)));
    expect(() => add(emptyHistogram(binning), other)).toThrow(RangeError);
  });

  it('does not lose events in bins that are not there', () => {
    expect(() => fill(emptyHistogram(binning), Int32Array.of(3), weights, 1)).toThrow(RangeError);
    expect(() => fill(emptyHistogram(binning), Int32Array.of(0), weights, 2)).toThrow(RangeError);
  });
});

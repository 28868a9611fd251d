import { describe, expect, it } from 'vitest';
import { heightRange, logHeightRange, profileRange, ratioRange } from '../../../webview/figure/valueRange';

const bins = (value: number, count = 20): number[] => new Array<number>(count).fill(value);

describe('ratioRange', () => {
  it('shows a shift of one per cent as more than a flat line', () => {
    const range = ratioRange([
      { values: bins(1.011), errors: bins(0.0004) },
      { values: bins(0.988), errors: bins(0.0002) },
    ]);
    expect(range.high).toBeGreaterThan(1.0114);
    expect(range.low).toBeLessThan(0.9878);
    expect(range.high - range.low).toBeLessThan(0.04);
  });

  it('does not explode because of one bin', () => {
    const values = bins(1.01);
    values[19] = 40;
    const range = ratioRange([{ values, errors: bins(0.01) }]);
    expect(range.high).toBeLessThan(1.1);
  });

  it('does not explode because of one bin without events to speak of', () => {
    const values = bins(1.01);
    const errors = bins(0.01);
    values[19] = 3;
    errors[19] = 2.5;
    expect(ratioRange([{ values, errors }]).high).toBeLessThan(1.1);
  });

  it('holds a tail that rises steadily', () => {
    const values = Array.from({ length: 20 }, (_, bin) => 1 + bin / 60);
    expect(ratioRange([{ values, errors: bins(0.01) }]).high).toBeGreaterThan(values[19] ?? 0);
  });

  it('shows a yield that differs by a factor of two', () => {
    const range = ratioRange([{ values: bins(2.2), errors: bins(0.1) }]);
    expect(range.high).toBeGreaterThan(2.3);
    expect(range.low).toBeLessThan(1);
  });

  it('does not squeeze what is below 1 because a ratio rises to twenty', () => {
    const down = Array.from({ length: 20 }, (_, bin) => 20 * 0.84 ** bin);
    const up = down.map((value) => Math.max(0.05, 1 / value));
    const errors = down.map((value) => 0.1 * value);
    const range = ratioRange([
      { values: up, errors: up.map(() => 0.01) },
      { values: down, errors },
    ]);
    // Half of the bins are below 4.
    expect(range.high).toBeGreaterThan(4);
    expect(range.high).toBeLessThan(6);
    const steep = ratioRange([{ values: down.map((value) => Math.max(1, value / 4)), errors: bins(0.01) }]);
    expect(steep.high).toBeCloseTo(4, 9);
  });

  it('lets each series have errors of its own size', () => {
    const range = ratioRange([
      { values: bins(1.001), errors: bins(0.0002) },
      { values: bins(1.2), errors: bins(0.05) },
    ]);
    expect(range.high).toBeGreaterThan(1.25);
  });

  it('ignores bins where the ratio is undefined', () => {
    expect(ratioRange([{ values: [null, 1.05, null], errors: [null, 0.01, null] }]).high).toBeLessThan(1.1);
  });

  it('is a plain tenth around one where there is no ratio at all', () => {
    expect(ratioRange([{ values: [null], errors: [null] }])).toEqual({ low: 0.9, high: 1.1 });
  });

  it('does not go below zero unless a ratio does', () => {
    expect(ratioRange([{ values: bins(1), errors: bins(1.5) }]).low).toBe(0);
    expect(ratioRange([{ values: bins(-0.5), errors: bins(0.1) }]).low).toBeLessThan(-0.5);
  });
});

describe('heightRange', () => {
  it('holds the highest bin with its error', () => {
    const range = heightRange([{ values: [1, 10], errors: [1, 3] }]);
    expect(range.low).toBe(0);
    expect(range.high).toBeGreaterThan(13);
  });

  it('holds bins whose weights sum to less than zero', () => {
    expect(heightRange([{ values: [-2, 10], errors: [1, 1] }]).low).toBeLessThan(-3);
  });

  it('has some height for an empty histogram', () => {
    expect(heightRange([{ values: [0, 0] }])).toEqual({ low: 0, high: 1 });
  });
});

describe('logHeightRange', () => {
  it('goes from below the lowest positive bin to above the highest with its error', () => {
    expect(logHeightRange([{ values: [-3, 0, 0.2, 80], errors: [1, 0, 0.3, 20] }])).toEqual({ low: 0.1, high: 150 });
  });

  it('is never empty', () => {
    expect(logHeightRange([{ values: [0, -1] }])).toEqual({ low: 1, high: 10 });
  });
});

describe('profileRange', () => {
  it('shows a slope far from zero as a slope', () => {
    const range = profileRange([{ values: [0.72, 0.74, 0.76], errors: [0.01, 0.01, 0.01] }]);
    expect(range.low).toBeGreaterThan(0.7);
    expect(range.low).toBeLessThan(0.71);
    expect(range.high).toBeLessThan(0.78);
  });

  it('is that of heights where all numbers are the same and have no error', () => {
    expect(profileRange([{ values: [0.5, 0.5] }])).toEqual(heightRange([{ values: [0.5, 0.5] }]));
  });
});

import { describe, expect, it } from 'vitest';
import { formatBin, formatInterval, formatMeasured, formatNumber } from '../../../webview/figure/numbers';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [1244.49, '1244'],
    [0.012345, '0.01235'],
    [-2.5, '−2.5'],
    [1.2, '1.2'],
    [1_244_490, '1.24e6'],
    [999_999.7, '1e6'],
    [0.0000321, '3.21e−5'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NaN, 'undefined'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatMeasured', () => {
  it.each([
    [1.00083, 0.00261, '1.0008 ± 0.0026'],
    [0.98806, 0.00022, '0.98806 ± 0.00022'],
    [1244.49, 35.2, '1244 ± 35'],
    [1698.53, 352, '1699 ± 352'],
    [-12.44, 1.1, '−12.4 ± 1.1'],
    [2_345_678, 12_345, '(2.346 ± 0.012)e6'],
    [0, 0.002, '0.0000 ± 0.0020'],
  ])('gives the value %d ± %d the decimals of its error', (value, error, text) => {
    expect(formatMeasured(value, error)).toBe(text);
  });

  it('says a dash where there is no value', () => {
    expect(formatMeasured(null, 1)).toBe('–');
  });

  it('says the value alone where there is no error', () => {
    expect(formatMeasured(1.5, undefined)).toBe('1.5');
  });

  it('does not hide an error of exactly zero', () => {
    expect(formatMeasured(1, 0)).toBe('1 ± 0');
  });
});

describe('formatInterval', () => {
  it('joins equal sides', () => {
    expect(formatInterval({ value: 0.1807, low: 0.1755, high: 0.1859 })).toBe('0.1807 ± 0.0052');
  });

  it('keeps unequal sides apart', () => {
    expect(formatInterval({ value: 0.0101, low: 0.0075, high: 0.0142 })).toBe('0.0101 +0.0041 −0.0026');
  });

  it('is the value alone for an interval of no width', () => {
    expect(formatInterval({ value: 2, low: 2, high: 2 })).toBe('2 ± 0');
  });
});

describe('formatBin', () => {
  it('closes the last bin alone', () => {
    expect([formatBin(0, 0.05, false), formatBin(0.95, 1, true)]).toEqual(['[0, 0.05)', '[0.95, 1]']);
  });
});

import { describe, expect, it } from 'vitest';
import { dressedNumber } from '../../../src/data/csv/csvNumber';

describe('a number in another dress', () => {
  it.each([
    ['1,5', '1.5'],
    ['-12,50e3', '-12.50e3'],
    ['1,234,567.8', '1234567.8'],
    ["'1.5'", '1.5'],
    ['"42"', '42'],
    ['12.5 GeV', '12.5'],
    ['50%', '50'],
    ['0,3 pb', '0.3'],
  ])('%s is %s', (text, number) => {
    expect(dressedNumber(text)).toBe(number);
  });

  it.each(['p p > w', 'run 12', '1.5', '', '1,2,3', '12 apples', '2024-01-02', 'GeV', '1;5', '0x1f'])(
    '%s is none',
    (text) => {
      expect(dressedNumber(text)).toBeUndefined();
    },
  );
});

import { describe, expect, it } from 'vitest';
import { formatBytes, formatOpsets, formatShape, formatSome, formatWeights } from '../../../webview/model/wording';

describe('a size', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [9999, '9,999 bytes'],
    [10_000, '10 kB'],
    [123_456, '123 kB'],
    [999_600, '1 MB'],
    [1_000_000, '1 MB'],
    [2_147_483_648, '2.15 GB'],
    [5e15, '5000 TB'],
  ])('of %d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('a shape', () => {
  it('has names of dimensions, numbers, and ? where nothing is said', () => {
    expect(formatShape({ shape: ['batch', 10, null] })).toBe('[batch, 10, ?]');
  });

  it('is empty where there is none', () => {
    expect(formatShape({ shape: [] })).toBe('');
  });
});

describe('operator sets', () => {
  it('begin with ONNX’s own, which needs no name', () => {
    expect(formatOpsets({ 'com.microsoft': 1, 'ai.onnx': 17, 'ai.onnx.ml': 3 })).toBe(
      '17, com.microsoft 1, ai.onnx.ml 3',
    );
  });
});

describe('a file with weights', () => {
  const file = { name: 'w', path: '/w', needed: 1000, size: undefined, mtime: undefined };

  it.each([
    [undefined, 'missing'],
    [999, 'cut short: 999 bytes'],
    [1000, '1,000 bytes'],
  ])('of which %s bytes are there is: %s', (size, text) => {
    expect(formatWeights({ ...file, size })).toBe(text);
  });
});

describe('many names', () => {
  it('are cut with their number', () => {
    expect(formatSome(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
    expect(formatSome(['a', 'b'], 2)).toBe('a, b');
  });
});

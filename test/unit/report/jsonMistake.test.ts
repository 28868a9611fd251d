import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMistake } from '../../../src/report/jsonMistake';

describe('the mistake in a text that is no JSON', () => {
  it.each([
    ['{"a": 1,, "b": 2}', 8],
    ['{"a": 1 "b": 2}', 8],
    ['{"a": [1, 2}', 11],
    ['[1, 2,]', 6],
    ['{"a": 1,}', 8],
    ["{'a': 1}", 1],
    ['{"a": 01}', 6],
    ['{"a": "x\ny"}', 6],
    ['{"a": tru}', 6],
    ['{"a": 1} x', 9],
    ['{"a": 1}}', 8],
    ['[NaN]', 1],
    ['  ', 2],
    ['{"a":', 5],
    ['<<<<<<< HEAD', 0],
  ])('%j', (text, offset) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(jsonMistake(text)).toBe(offset);
  });

  it('is where a sign that JSON does not have was put in, whatever stands around it', () => {
    const cases = fc.tuple(fc.json(), fc.nat()).map(([text, at]) => {
      // Between two tokens.
      const gaps = [...text.matchAll(/[{}[\]:,](?=([^"]*"[^"]*")*[^"]*$)/g)].map(({ index }) => index + 1);
      return { text, at: text.includes('\\') || gaps.length === 0 ? text.length : gaps[at % gaps.length]! };
    });
    fc.assert(
      fc.property(cases, ({ text, at }) => {
        expect(jsonMistake(`${text.slice(0, at)}?${text.slice(at)}`)).toBe(at);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

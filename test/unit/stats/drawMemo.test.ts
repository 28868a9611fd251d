import { describe, expect, it } from 'vitest';
import { contrastOf } from '../../../src/stats/contrast';
import { DrawMemo, fingerprint } from '../../../src/stats/drawMemo';

describe('what was drawn', () => {
  it('is drawn once for a key', () => {
    const memo = new DrawMemo();
    let draws = 0;
    const draw = (): number => ++draws;
    expect([memo.remember('a', draw), memo.remember('a', draw), memo.remember('b', draw)]).toEqual([1, 1, 2]);
  });

  it('is forgotten when it was not used for longest', () => {
    const memo = new DrawMemo(2);
    memo.remember('a', () => 1);
    memo.remember('b', () => 2);
    memo.remember('a', () => 3);
    memo.remember('c', () => 4);
    expect([memo.remember('a', () => 5), memo.remember('b', () => 6)]).toEqual([1, 6]);
  });
});

describe('the fingerprint of a contrast', () => {
  const of = (varied: readonly number[]): string =>
    fingerprint(
      contrastOf(2, [
        {
          kind: 'independent',
          nominal: Float64Array.of(1, 2),
          nominalSquares: Float64Array.of(1, 2),
          varied: Float64Array.from(varied),
          variedSquares: Float64Array.of(1, 1),
        },
      ]),
    );

  it('is the same for the same content', () => {
    expect(of([1, 3])).toBe(of([1, 3]));
  });

  it('differs where the last bit of a content does', () => {
    expect(of([1, 3])).not.toBe(of([1, 3 + 2 ** -51]));
    expect(of([1, 3])).not.toBe(of([3, 1]));
  });
});

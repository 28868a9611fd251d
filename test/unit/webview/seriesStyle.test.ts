import { describe, expect, it } from 'vitest';
import type { SeriesRole } from '../../../src/report/figure';
import { firstPart, ratioOwners, seriesStyles } from '../../../webview/figure/seriesStyle';
import { shortened, wrapText } from '../../../webview/figure/wrapText';

describe('seriesStyles', () => {
  it('differ in colour and in dash, for all that may stand in one plot', () => {
    const roles: SeriesRole[] = ['nominal', 'up', 'down', 'alternative', 'cross-check', 'reference', 'up', 'up'];
    const styles = seriesStyles(roles.map((role) => ({ role })));
    expect(new Set(styles.map((style) => style.colour)).size).toBe(roles.length);
    expect(new Set(styles.map((style) => style.dash.join())).size).toBe(roles.length);
  });

  it('are the same for the parts of one curve', () => {
    const parts = ['a', 'b', 'a'].map((label) => ({ role: 'alternative' as const, label }));
    const [first, other, second] = seriesStyles(parts);
    expect(second).toBe(first);
    expect(other).not.toEqual(first);
    expect(parts.map((_, index) => firstPart(parts, index))).toEqual([0, 1, 0]);
  });
});

describe('ratioOwners', () => {
  const main = [
    { role: 'nominal', label: 'nominal' },
    { role: 'alternative', label: 'a' },
    { role: 'alternative', label: 'b' },
  ] as const;

  it('go by label', () => {
    expect(ratioOwners(main, [{ role: 'alternative', label: 'b' }])).toEqual([2]);
  });

  it('go by role where labels differ', () => {
    const ratio = [
      { role: 'alternative', label: 'a / nominal' },
      { role: 'alternative', label: 'b / nominal' },
    ] as const;
    expect(ratioOwners(main, ratio)).toEqual([1, 2]);
  });

  it('are none for a role that is not drawn above', () => {
    expect(ratioOwners(main, [{ role: 'up', label: 'up' }])).toEqual([undefined]);
  });
});

describe('wrapText', () => {
  it('breaks at spaces', () => {
    expect(wrapText('plain, background', 12, 3)).toEqual(['plain,', 'background']);
  });

  it('breaks names at underscores', () => {
    expect(wrapText('tt_generator_shape', 13, 3)).toEqual(['tt_generator_', 'shape']);
  });

  it('cuts what has no place to break', () => {
    expect(wrapText('abcdefghijkl', 5, 3)).toEqual(['abcde', 'fghij', 'kl']);
  });

  it('ends in an ellipsis when there is more', () => {
    expect(wrapText('one two three four', 5, 2)).toEqual(['one', 'two…']);
  });

  it('is empty for no text', () => {
    expect(wrapText('', 10, 2)).toEqual([]);
  });
});

describe('shortened', () => {
  it('leaves what fits', () => {
    expect(shortened('JES', 3)).toBe('JES');
  });

  it('keeps the end that tells names of one kind apart, in exactly the width', () => {
    const short = [0, 1].map((bin) => shortened(`gamma_stat_SR_${bin}_bin_0`, 13));
    expect(short).toEqual(['gam…R_0_bin_0', 'gam…R_1_bin_0']);
  });
});

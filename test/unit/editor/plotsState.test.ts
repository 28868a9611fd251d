import { describe, expect, it } from 'vitest';
import type { ConfigPath } from '../../../src/config/analysis';
import { focusOf } from '../../../src/editor/panels/plotsState';
import { describePath } from '../../../src/editor/session/configPaths';
import type { Figure } from '../../../src/report/figure';

function figure(id: string, ...about: ConfigPath[]): Figure {
  return { id, about, kind: 'comparison', title: id, caption: '', target: {}, y: { label: 'KS' }, rows: [] };
}

const figures = [
  figure('pileup', ['nuisances', 'pileup'], ['model']),
  figure('jvt', ['nuisances', 'jvt'], ['model']),
  figure('jvt at tight', ['nuisances', 'jvt'], ['model', 'working-points', 'tight']),
];

describe('plots follow the cursor', () => {
  it('shows the figures of the nuisance that the cursor stands in, however deep', () => {
    expect(focusOf(figures, ['nuisances', 'pileup', 'up', 'replace', 'weight_pileup'])).toEqual(['pileup']);
  });

  it('shows the figures of every nuisance on the key above them', () => {
    expect(focusOf(figures, ['nuisances'])).toEqual(['pileup', 'jvt', 'jvt at tight']);
  });

  it('puts the figures nearest to the cursor first', () => {
    expect(focusOf(figures, ['model', 'working-points', 'tight'])).toEqual(['jvt at tight', 'pileup', 'jvt']);
  });

  it('leaves all figures where the cursor is in nothing that a figure is about', () => {
    expect(focusOf(figures, ['samples', 'tt'])).toEqual([]);
    expect(focusOf(figures, [])).toEqual([]);
  });

  it.each([
    [['learned', 'observables', 0], 'learned/alone', 'what is learned'],
    [['undetected', 'within', 'HT_all'], 'safety/efficiencies', 'undetected shifts'],
    [['inference', 'neyman', 'toys'], 'inference/profile', 'the fit'],
  ])('shows the figures of a question at its keys, and says of what they are: %j', (cursor, id, name) => {
    const asked = ['learned', 'undetected', 'inference'].map((section, index) =>
      figure(['learned/alone', 'safety/efficiencies', 'inference/profile'][index] ?? '', [section]),
    );
    expect(focusOf([...figures, ...asked], cursor)).toEqual([id]);
    expect(describePath(cursor)).toBe(name);
  });
});

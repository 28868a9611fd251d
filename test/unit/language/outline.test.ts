import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { linksOf } from '../../../src/language/links';
import { foldsOf, outlineOf, type OutlineItem } from '../../../src/language/outline';
import { textIn } from '../config/annotatedText';
import { tthExample } from '../config/exampleAnalyses';

const words = (items: readonly OutlineItem[], depth = 0): string[] =>
  items.flatMap(({ kind, name, detail, children }) => [
    `${'  '.repeat(depth)}${kind} ${name}${detail === '' ? '' : ` (${detail})`}`,
    ...words(children, depth + 1),
  ]);

describe('the outline', () => {
  it('lists samples, model, nuisances and checks with what is worth knowing of them', () => {
    expect(words(outlineOf(parseAnalysis(tthExample)))).toEqual([
      'section samples',
      '  sample tt (tt_PP8.root:nominal_Loose)',
      '  sample ttH (ttH_PP8.root:nominal_Loose)',
      '  sample tt_aMCNlo (tt_aMCNloP8.root:nominal_Loose)',
      'model model (tth.onnx)',
      '  entry features',
      '    feature HT_all',
      '    feature nJets',
      '    feature nBTags_70',
      '  entry working-points',
      '    workingPoint loose (0.3)',
      '    workingPoint tight (0.6)',
      'section nominal',
      'section nuisances',
      '  nuisance pileup',
      '    side up',
      '    side down',
      '  nuisance ht_scale',
      '    side up',
      '    side down',
      '  nuisance tt_generator (two-point)',
      '    side alternative',
      'section checks',
      '  check nuisance/no-effect (off)',
      '  check nuisance/large (error)',
    ]);
  });

  it('lists what newer sections name: predictions, parameters, what is spoilt', () => {
    const text = [
      'corruptions: { noise: true, dropped: [0.1] }',
      'inference: { signal: [a] }',
      'emulator:',
      '  model: m.onnx',
      '  data: { file: d.csv, value: y }',
      '  parameters: { rate: [0, 1] }',
      '  nuisances: { tau: { known: 1 } }',
      'abcd:',
      '  b_tags:',
      '    samples: [tt]',
      '    regions: { A: x > 1, D: y > 1 }',
    ].join('\n');
    expect(words(outlineOf(parseAnalysis(text)))).toEqual([
      'section corruptions',
      '  entry noise (true)',
      '  entry dropped',
      'section inference',
      '  entry signal',
      'section emulator',
      '  entry model (m.onnx)',
      '  entry data',
      '  entry parameters',
      '    entry rate',
      '  entry nuisances',
      '    entry tau',
      'section abcd',
      '  entry b_tags',
      '    entry regions',
      '      entry A (x > 1)',
      '      entry D (y > 1)',
    ]);
  });

  it('holds every selection in its range, as VS Code demands', () => {
    const check = ({ range, selection, children }: OutlineItem): void => {
      const [from, to, start, end] = [range.start, range.end, selection.start, selection.end].map(
        ({ line, character }) => line * 1e6 + character,
      );
      expect([from! <= start!, end! <= to!]).toEqual([true, true]);
      children.forEach(check);
    };
    outlineOf(parseAnalysis(`${tthExample}models:\n  empty:\n  x: { file: a\n`)).forEach(check);
  });
});

describe('folding', () => {
  it('folds sections, entries of several lines, runs of comments and regions', () => {
    const text = [
      '# one',
      '# two',
      'samples:',
      '  # region simulation',
      '  tt: &tt',
      '    file: a',
      '    weight: >-',
      '      x *',
      '      y',
      '  # endregion',
      '  ttH: { file: b }',
    ].join('\n');
    expect(foldsOf(parseAnalysis(text)).toSorted((a, b) => a.from - b.from)).toEqual([
      { from: 0, to: 1, kind: 'comment' },
      { from: 2, to: 10, kind: undefined },
      { from: 3, to: 9, kind: 'region' },
      { from: 4, to: 8, kind: undefined },
      { from: 6, to: 8, kind: undefined },
    ]);
  });
});

describe('links', () => {
  it('lead from paths to files, and from codes to their pages', () => {
    const text = `${tthExample}# pullscope: ignore nuisance/noise -- why\npulls: { theory: { file: xs.csv } }\n`;
    expect(linksOf(parseAnalysis(text)).map(({ range, ...link }) => ({ ...link, text: textIn(text, range) }))).toEqual([
      { kind: 'data', target: 'tt_PP8.root', text: 'tt_PP8.root' },
      { kind: 'data', target: 'ttH_PP8.root', text: 'ttH_PP8.root' },
      { kind: 'data', target: 'tt_aMCNloP8.root', text: 'tt_aMCNloP8.root' },
      { kind: 'model', target: 'tth.onnx', text: 'tth.onnx' },
      { kind: 'page', target: 'nuisance/no-effect', text: 'nuisance/no-effect' },
      { kind: 'page', target: 'nuisance/large', text: 'nuisance/large' },
      { kind: 'text', target: 'xs.csv', text: 'xs.csv' },
      { kind: 'page', target: 'nuisance/noise', text: 'nuisance/noise' },
    ]);
  });

  it('do not lead to many files at once', () => {
    expect(linksOf(parseAnalysis('samples: { tt: { file: "run*/tt.root:t" } }'))).toEqual([]);
  });
});
